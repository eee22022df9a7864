// A chart as inline SVG: its colors are those of the page (light, dark, print), every marker says
// its values when pointed at, nothing is loaded from elsewhere. Text is large enough for a phone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/study/report_scale.hpp"

namespace crosspoint {

struct ChartPoint {
    double x = 0.0;
    double y = 0.0;    ///< NaN: the curve has a gap here
    double low, high;  ///< NaN: no band
    std::string tip;   ///< what the marker says
};

struct ChartSeries {
    std::string name;
    std::vector<ChartPoint> points;  ///< ascending x
};

/// A level across the whole chart.
struct ChartLevel {
    double y = 0.0;
    std::string label;
};

struct Chart {
    std::string id;     ///< unique in the page
    std::string about;  ///< what the picture shows, for those who do not see it
    std::string title;  ///< above the frame; may be empty
    std::string x_label, y_label;
    ChartScale x, y;
    bool lines = true;  ///< markers are joined
    std::vector<ChartSeries> series;
    std::vector<ChartLevel> levels;
};

/// Characters of a tick label that stand side by side along the x axis.
inline constexpr int chart_characters = 40;

std::string chart_svg(const Chart& chart);

/// The marker and the line of curve k, for a legend.
std::string chart_key_svg(std::size_t k);

/// The colors and line widths of all charts of a page, as CSS.
std::string chart_css();

}  // namespace crosspoint
