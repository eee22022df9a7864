// The pictures of one figure of a report page, as a gnuplot script that draws them all. They are
// small, so that their text can be read on a phone, where panels stand below each other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "crosspoint/study/plot_curves.hpp"

namespace crosspoint {

/// A level across the whole picture.
struct ChartLevel {
    double y = 0.0;
    std::string label;
};

/// One picture.
struct Chart {
    std::string about;              ///< what it shows, for those who do not see it
    std::string title;              ///< above the frame; may be empty
    std::vector<PlotCurve> curves;  ///< of every chart of a figure the same, in the same order
    std::vector<ChartLevel> levels;
};

/// Pictures that share their axes.
struct ChartSet {
    std::string key_title;  ///< what the names of the curves are
    std::string x_label, y_label;
    PlotAxis x, y;
    bool joined = true;  ///< markers are joined
    std::vector<Chart> charts;
};

/// Characters of tic labels that stand side by side along the x axis.
inline constexpr int chart_characters = 36;

/// The script: chart k goes to the file NAME-k.svg, k from 1.
std::string chart_script(const ChartSet& set, const std::string& name);

}  // namespace crosspoint
