// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/curve_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/study/plot_curves.hpp"
#include "crosspoint/study/report_text.hpp"

namespace crosspoint {

namespace {

constexpr const char* segment_path = "array.bl_segment_ohm";
constexpr int picture_characters = 70;  // of tic labels, side by side

// The key that runs along the x axis.
std::string choose_x(const StudyConfig& config) {
    std::string chosen = segment_path;
    for (const StudyAxis& axis : config.axes) {
        if (axis.path == segment_path) return segment_path;
        const bool numbers = std::all_of(axis.values.begin(), axis.values.end(),
                                         [](const auto& v) { return axis_number(v).has_value(); });
        if (numbers) chosen = axis.path;
    }
    return chosen;
}

double x_of(const StudyPoint& point, const std::string& x_path) {
    if (x_path == segment_path) return point.bl_segment_ohm;
    for (const auto& [path, text] : point.axis_values)
        if (path == x_path) return axis_number(text).value_or(0.0);
    return 0.0;
}

std::string label_of(const StudyPoint& point, const std::string& x_path) {
    std::string label;
    for (const auto& [path, text] : point.axis_values) {
        if (path == x_path) continue;
        const std::string name = StudyAxis{.path = path, .values = {}}.column();
        label += fmt::format("{}{} = {}", label.empty() ? "" : ", ", name, text);
    }
    return label;
}

std::vector<PlotCurve> collect_curves(std::span<const StudyRow> rows, const std::string& x_path) {
    std::vector<PlotCurve> curves;
    for (const StudyRow& row : rows) {
        if (row.result == nullptr || !row.result->good()) continue;
        const std::string label = label_of(*row.point, x_path);
        auto curve = std::find_if(curves.begin(), curves.end(),
                                  [&](const PlotCurve& c) { return c.title == label; });
        if (curve == curves.end()) {
            curve = curves.insert(curves.end(), PlotCurve{.title = label, .points = {}});
        }
        const Interval interval = wilson_interval(row.result->correct, row.result->images);
        curve->points.push_back({.x = x_of(*row.point, x_path),
                                 .y = 100.0 * row.result->accuracy(),
                                 .low = 100.0 * interval.low,
                                 .high = 100.0 * interval.high});
    }
    for (PlotCurve& curve : curves) {
        std::stable_sort(curve.points.begin(), curve.points.end(),
                         [](const auto& a, const auto& b) { return a.x < b.x; });
    }
    return curves;
}

// Made from all points of the study, finished or not, so that a growing curve keeps its frame.
PlotAxis make_axis(const StudyConfig& config, const std::string& x_path) {
    std::vector<double> values;
    for (const StudyPoint& point : config.points) values.push_back(x_of(point, x_path));
    return value_axis(values, std::nullopt, picture_characters);
}

std::string software_lines(std::span<const StudyRow> rows, const PlotAxis& accuracies) {
    std::set<double> values;
    for (const StudyRow& row : rows) {
        values.insert(100.0 * static_cast<double>(row.inputs->software_correct) /
                      static_cast<double>(row.inputs->count));
    }
    std::string text;
    int tag = 10;
    for (const double value : values)
        text += level_commands(tag++, value, fmt::format("software {:.4g} %", value), accuracies);
    return text;
}

// One line on what does not change along the curve.
std::string subtitle(const StudyConfig& config) {
    const auto is_axis = [&](const char* path) {
        return std::any_of(config.axes.begin(), config.axes.end(),
                           [&](const StudyAxis& axis) { return axis.path == path; });
    };
    const StudyPoint& point = config.points.front();
    const TiledOptions& o = point.options;
    std::vector<std::string> parts;
    if (!is_axis("network.images")) parts.push_back(fmt::format("{} images", point.images));
    if (!is_axis("array.tile_rows") && !is_axis("array.tile_cols")) {
        parts.push_back(fmt::format("1T1R tiles of {} x {}", o.tile.rows, o.tile.cols));
    }
    if (!is_axis("array.row_group")) {
        parts.push_back(fmt::format("{} rows read at once", o.row_group));
    }
    if (o.cells.kinds) {
        const std::string cells = o.cells.kinds->describe();  // "cell_1t1r_sinh, exact"
        parts.push_back("cells " + cells.substr(0, cells.find(',')));
        return fmt::format("{}", fmt::join(parts, ", "));
    }
    if (!is_axis("cells.r_on_ohm")) {
        parts.push_back("R_on " + format_quantity(o.r_on_ohm, Unit::ohm));
    }
    if (!is_axis("cells.r_off_ohm")) {
        parts.push_back("R_off " + (std::isinf(o.r_off_ohm)
                                        ? std::string("inf")
                                        : format_quantity(o.r_off_ohm, Unit::ohm)));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string curve_script(const StudyConfig& config, std::span<const StudyRow> rows) {
    const std::string x_path = choose_x(config);
    const std::vector<PlotCurve> curves = collect_curves(rows, x_path);
    if (curves.empty()) return {};
    const PlotAxis x = make_axis(config, x_path), y = range_axis(0.0, 100.0, false);
    std::string script = curve_blocks("curve", curves, x, true);
    script +=
        "set title " + gnuplot_text("Accuracy on the arrays: " + config.name) + " offset 0,0.7\n";
    script += "set label " + gnuplot_text(subtitle(config)) +
              " at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'\n";
    const bool segment = x_path == segment_path;
    script += "set xlabel " +
              gnuplot_text(segment ? "wire resistance of one cell pitch (ohm)"
                                   : StudyAxis{.path = x_path, .values = {}}.column()) +
              "\nset ylabel 'accuracy (%), band: 95 % interval'\n";
    script += curve_frame() + "set ytics 10\nset key left bottom\nset tmargin 4\n";
    script += axis_commands('x', x, picture_characters) + axis_commands('y', y, 0);
    script += software_lines(rows, y) + curve_command("curve", curves, x, true);
    return script;
}

}  // namespace crosspoint
