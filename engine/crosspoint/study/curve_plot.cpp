// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/curve_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/plot.hpp"

namespace crosspoint {

namespace {

constexpr const char* segment_path = "array.bl_segment_ohm";

struct CurvePoint {
    double x = 0.0;
    double accuracy = 0.0;  // percent, as the two below
    double low = 0.0;
    double high = 0.0;
};

struct Curve {
    std::string label;
    std::vector<CurvePoint> points;  // ascending x
};

// A finite number, all of the text.
bool parse_number(const std::string& text, double& value) {
    char* end = nullptr;
    value = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0' && std::isfinite(value);
}

// The key that runs along the x axis.
std::string choose_x(const StudyConfig& config) {
    std::string chosen = segment_path;
    for (const StudyAxis& axis : config.axes) {
        if (axis.path == segment_path) return segment_path;
        double ignored = 0.0;
        const bool numbers = std::all_of(axis.values.begin(), axis.values.end(),
                                         [&](const auto& v) { return parse_number(v, ignored); });
        if (numbers) chosen = axis.path;
    }
    return chosen;
}

double x_of(const StudyPoint& point, const std::string& x_path) {
    if (x_path == segment_path) return point.bl_segment_ohm;
    double value = 0.0;
    for (const auto& [path, text] : point.axis_values) {
        if (path == x_path) parse_number(text, value);
    }
    return value;
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

std::vector<Curve> collect_curves(std::span<const StudyRow> rows, const std::string& x_path) {
    std::vector<Curve> curves;
    for (const StudyRow& row : rows) {
        if (row.result == nullptr || !row.result->good()) continue;
        const std::string label = label_of(*row.point, x_path);
        auto curve = std::find_if(curves.begin(), curves.end(),
                                  [&](const Curve& c) { return c.label == label; });
        if (curve == curves.end()) {
            curve = curves.insert(curves.end(), Curve{.label = label, .points = {}});
        }
        const Interval interval = wilson_interval(row.result->correct, row.result->images);
        curve->points.push_back({.x = x_of(*row.point, x_path),
                                 .accuracy = 100.0 * row.result->accuracy(),
                                 .low = 100.0 * interval.low,
                                 .high = 100.0 * interval.high});
    }
    for (Curve& curve : curves) {
        std::stable_sort(curve.points.begin(), curve.points.end(),
                         [](const auto& a, const auto& b) { return a.x < b.x; });
    }
    return curves;
}

// How x values are placed on the axis.
struct XAxis {
    bool log = false;
    bool zero = false;  // a value 0 stands at `zero_x`, left of a break
    double zero_x = 0.0;
    double least = 0.0;  // of the values that are placed by themselves
    double most = 1.0;
};

// Made from all points of the study, finished or not, so that a growing curve keeps its frame.
XAxis make_axis(const StudyConfig& config, const std::string& x_path) {
    XAxis axis;
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    double least_positive = least;
    for (const StudyPoint& point : config.points) {
        const double x = x_of(point, x_path);
        least = std::min(least, x);
        most = std::max(most, x);
        if (x > 0.0) least_positive = std::min(least_positive, x);
    }
    axis.log = least >= 0.0 && most >= 8.0 * least_positive;
    axis.zero = axis.log && least == 0.0;
    axis.least = axis.log ? least_positive : least;
    axis.most = most;
    axis.zero_x = least_positive / 3.0;
    return axis;
}

// 1-2-5 steps while they have room, else decades.
std::string log_tics(const XAxis& axis) {
    const double decades = std::log10(axis.most / axis.least);
    std::string tics = axis.zero ? fmt::format("'0' {:.9g}", axis.zero_x) : std::string();
    const int first = static_cast<int>(std::floor(std::log10(axis.least))) - 1;
    const int last = static_cast<int>(std::ceil(std::log10(axis.most))) + 1;
    for (int decade = first; decade <= last; ++decade) {
        for (const int step : {1, 2, 3, 4, 5, 6, 7, 8, 9}) {
            const double x = step * std::pow(10.0, decade);
            if (x < axis.least * 0.999 || x > axis.most * 1.001) continue;
            const bool major = decades <= 3.5 ? step == 1 || step == 2 || step == 5 : step == 1;
            tics +=
                fmt::format("{}'{}' {:.9g}{}", tics.empty() ? "" : ", ",
                            major ? fmt::format("{:.6g}", x) : std::string(), x, major ? "" : " 1");
        }
    }
    return "set xtics (" + tics + ")\n";
}

std::string axis_commands(const XAxis& axis) {
    if (!axis.log) {
        const double span = axis.most - axis.least;
        const double room = span > 0.0 ? 0.04 * span : std::max(0.5 * std::abs(axis.most), 0.5);
        return fmt::format("set xrange [{:.9g}:{:.9g}]\n", axis.least - room, axis.most + room);
    }
    std::string text = fmt::format("set logscale x\nset xrange [{:.9g}:{:.9g}]\n",
                                   (axis.zero ? axis.zero_x : axis.least) / 1.4, axis.most * 1.4);
    text += log_tics(axis);
    if (axis.zero) {
        // The break: a gap in the lower border between two strokes.
        const double at = std::sqrt(axis.zero_x * axis.least);
        text += "# The x axis is broken here: 0 has no place on a logarithmic axis.\n";
        text += fmt::format(
            "set object 1 rectangle from first {:.9g}, graph -0.006 to first {:.9g}, graph 0.006 "
            "front fillcolor rgb '#ffffff' fillstyle solid noborder\n",
            at / 1.04, at * 1.04);
        for (const double side : {1.0 / 1.04, 1.04}) {
            text += fmt::format(
                "set arrow from first {:.9g}, graph -0.022 to first {:.9g}, graph 0.022 nohead "
                "front linewidth 1.2\n",
                at * side / 1.025, at * side * 1.025);
        }
    }
    return text;
}

std::string software_lines(std::span<const StudyRow> rows) {
    std::set<double> values;
    for (const StudyRow& row : rows) {
        values.insert(100.0 * static_cast<double>(row.inputs->software_correct) /
                      static_cast<double>(row.inputs->count));
    }
    std::string text;
    for (const double value : values) {
        text += fmt::format(
            "set arrow from graph 0, first {0:.6g} to graph 1, first {0:.6g} nohead dashtype 2 "
            "linewidth 1.2 linecolor rgb '#555555'\n"
            "set label 'software {0:.4g} %' at graph 0.985, first {0:.6g} right offset 0,0.6 "
            "textcolor rgb '#555555'\n",
            value);
    }
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

// The data of a curve; the point at 0 in a block of its own, so that no line crosses the break.
std::string data_blocks(const Curve& curve, std::size_t k, const XAxis& axis) {
    std::string zero, rest;
    for (const CurvePoint& p : curve.points) {
        const bool broken = axis.zero && p.x == 0.0;
        (broken ? zero : rest) += fmt::format(
            "{:.9g} {:.6f} {:.6f} {:.6f}\n", broken ? axis.zero_x : p.x, p.accuracy, p.low, p.high);
    }
    // gnuplot refuses an empty block, but skips a line of NaN.
    const std::string nothing = "NaN NaN NaN NaN\n";
    return fmt::format("$curve{0} << END\n{1}END\n$zero{0} << END\n{2}END\n", k,
                       rest.empty() ? nothing : rest, zero.empty() ? nothing : zero);
}

std::string plot_command(const std::vector<Curve>& curves) {
    constexpr std::array<const char*, 6> colors = {"#1f5fa8", "#c8501e", "#2a8a57",
                                                   "#7b4a9e", "#a8851f", "#505050"};
    std::string command = "plot \\\n";
    for (std::size_t k = 0; k < curves.size(); ++k) {
        const char* color = colors[k % colors.size()];
        const std::string title = curves[k].label.empty()
                                      ? std::string("notitle")
                                      : "title " + gnuplot_text(curves[k].label);
        command += fmt::format(
            "  $curve{0} using 1:3:4 with filledcurves linecolor rgb '{1}' fillstyle transparent "
            "solid 0.2 noborder notitle, \\\n"
            "  $zero{0} using 1:2:3:4 with yerrorbars linecolor rgb '{1}' linewidth 1.5 pointtype "
            "7 pointsize 0.6 notitle, \\\n"
            "  $curve{0} using 1:2 with linespoints linecolor rgb '{1}' linewidth 2 pointtype 7 "
            "pointsize 0.6 {2}{3}\n",
            k, color, title, k + 1 == curves.size() ? "" : ", \\");
    }
    return command;
}

}  // namespace

std::string curve_script(const StudyConfig& config, std::span<const StudyRow> rows) {
    const std::string x_path = choose_x(config);
    const std::vector<Curve> curves = collect_curves(rows, x_path);
    if (curves.empty()) return {};
    const XAxis axis = make_axis(config, x_path);
    std::string script;
    for (std::size_t k = 0; k < curves.size(); ++k) script += data_blocks(curves[k], k, axis);
    script +=
        "set title " + gnuplot_text("Accuracy on the arrays: " + config.name) + " offset 0,0.7\n";
    script += "set label " + gnuplot_text(subtitle(config)) +
              " at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'\n";
    const bool segment = x_path == segment_path;
    script += "set xlabel " +
              gnuplot_text(segment ? "wire resistance of one cell pitch (ohm)"
                                   : StudyAxis{.path = x_path, .values = {}}.column()) +
              "\nset ylabel 'accuracy (%), band: 95 % interval'\n";
    script +=
        "set border 3\nset tics out nomirror\nset yrange [0:100]\nset ytics 10\n"
        "set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1\n"
        "set key left bottom\nset tmargin 4\n";
    script += axis_commands(axis) + software_lines(rows) + plot_command(curves);
    return script;
}

}  // namespace crosspoint
