// What all pictures of curves have in common, as gnuplot commands: axes (a 0 stands left of a break
// where the axis is logarithmic), curves with bands, levels across the picture. The data stand in
// the script.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace crosspoint {

struct PlotPoint {
    double x = 0.0;
    double y = 0.0;                                          ///< NaN: the curve has a gap here
    double low = std::numeric_limits<double>::quiet_NaN();   ///< NaN: no band
    double high = std::numeric_limits<double>::quiet_NaN();  ///< NaN: no band
    std::string tip = {};  ///< shown when pointed at, where pictures can
};

struct PlotCurve {
    std::string title;              ///< in the key; may be empty
    std::vector<PlotPoint> points;  ///< in the order in which they are joined
};

struct PlotTic {
    double at = 0.0;
    std::string label;  ///< empty: a small tic
};

struct PlotAxis {
    bool log = false;
    double low = 0.0, high = 1.0;  ///< its ends
    bool zero = false;             ///< logarithmic, and 0 stands at `zero_at`, left of a break
    double zero_at = 0.0;
    double least = 0.0;         ///< logarithmic: the least value right of the break
    bool words = false;         ///< the tics are words, which may be long
    std::vector<PlotTic> tics;  ///< empty: gnuplot chooses

    /// Where a value stands.
    [[nodiscard]] double place(double value) const {
        return zero && value == 0.0 ? zero_at : value;
    }
};

/// An axis for the values, in any order. Tics stand at the values where these are few and have
/// room, else at round numbers.
/// @param log nothing: where no value is negative and the values span a factor of 8 or more
/// @param room characters of tic labels that fit side by side
PlotAxis value_axis(std::vector<double> values, std::optional<bool> log, int room);

/// An axis with the given ends.
PlotAxis range_axis(double low, double high, bool log);

/// Ends for values that are drawn upward: from 0 where that loses little, ends at round numbers.
PlotAxis upward_axis(double least, double most, bool log);

/// Word k stands at value k.
PlotAxis word_axis(const std::vector<std::string>& words);

/// Range, scale, tics and break of the axis `name`, 'x' or 'y'.
/// @param room of words: characters that fit side by side, else they are slanted
std::string axis_commands(char name, const PlotAxis& axis, int room);

/// A dashed line across the picture with its label; nothing beyond the ends of the axis.
/// @param tag of the arrow and the label: 10 or more, the break of an axis has those below
std::string level_commands(int tag, double y, const std::string& label, const PlotAxis& y_axis);

/// The data of the curves as blocks $NAME0, $NAME1, ...: points that are joined; $NAME0_alone, ...:
/// points that have no neighbor. Columns: x y low high, and the tip where there is one.
/// @param joined false: no two points are
std::string curve_blocks(const std::string& name, const std::vector<PlotCurve>& curves,
                         const PlotAxis& x, bool joined);

/// The command that draws these blocks: bands below lines below markers, each curve with its
/// color, marker and dashes, which depend on its place.
std::string curve_command(const std::string& name, const std::vector<PlotCurve>& curves,
                          const PlotAxis& x, bool joined);

/// Border, grid and key as all pictures of curves have them.
std::string curve_frame();

}  // namespace crosspoint
