// Pictures by gnuplot: the script is written beside the picture, so that a user can restyle it and
// run it again (`gnuplot FILE.gp` in its folder).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

/// A picture to draw.
struct PlotJob {
    std::string picture;  ///< path; ends in .svg or .png
    std::string script;   ///< gnuplot commands after `set terminal` and `set output`; data inline
                          ///< or in files named relative to the folder of the picture
    int width = 720;      ///< points (svg) or pixels (png)
    int height = 540;
};

/// A script that draws several pictures, and the terminal of each (plot_terminal).
struct PlotScript {
    std::string path;                   ///< where the script goes
    std::string text;                   ///< gnuplot commands
    std::vector<std::string> pictures;  ///< file names in the folder of the script
};

/// `set terminal` for an SVG, or for a PNG; texts are drawn as they are, without markup.
std::string plot_terminal(bool svg, int width, int height);

/// Writes the script, runs gnuplot on it and checks that every picture is there. Leaves nothing
/// behind when it fails.
/// @errors environment 1003, 2231, 2233: gnuplot is missing or cannot be started; 2232: it failed,
///         with what it said
Result<void> run_plot_script(const PlotScript& script);

/// Path of the script of a picture: "a/b.svg" -> "a/b.gp".
std::string plot_script_path(const std::string& picture);

/// As run_plot_script, of one picture.
/// @errors usage 2230: neither .svg nor .png; those of run_plot_script
Result<void> draw_plot(const PlotJob& job);

/// A file name in single quotes as gnuplot reads it.
std::string gnuplot_file(const std::string& name);

/// A text to show, in single quotes, on one line.
std::string gnuplot_text(const std::string& text);

/// The commands that draw `values` [rows x cols] as a color map, row 0 at the top. NaN stays white.
/// @param title of the picture; @param bar_label of the color bar, with the unit
std::string heat_map_script(const Matrix<double>& values, const std::string& title,
                            const std::string& bar_label);

}  // namespace crosspoint
