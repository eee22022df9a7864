// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/plot_curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crosspoint/study/plot.hpp"

namespace crosspoint {

namespace {

std::string label_of(double value) { return fmt::format("{:.6g}", value); }

// A round step (1, 2 or 5 times a power of ten) that cuts `span` into at most `parts`.
double round_step(double span, int parts) {
    const double least = span / parts;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double step : {1.0, 2.0, 5.0})
        if (step * power >= least * (1.0 - 1e-9)) return step * power;
    return 10.0 * power;
}

// 0 at the lower end of the axis, 1 at the upper one.
double fraction(const PlotAxis& axis, double value) {
    if (!axis.log) return (value - axis.low) / (axis.high - axis.low);
    return std::log(axis.place(value) / axis.low) / std::log(axis.high / axis.low);
}

bool labels_fit(const PlotAxis& axis, const std::vector<PlotTic>& tics, int room) {
    double end = -1.0;
    for (const PlotTic& tic : tics) {
        if (tic.label.empty()) continue;
        const double at = fraction(axis, tic.at);
        const double half = 0.5 * (static_cast<double>(tic.label.size()) + 1.5) / room;
        if (at - half < end) return false;
        end = at + half;
    }
    return true;
}

// 1-2-5 steps where they have room, else decades; small tics between them.
std::vector<PlotTic> log_tics(const PlotAxis& axis, int room) {
    const double least = axis.zero ? axis.least : axis.low;
    const int first = static_cast<int>(std::floor(std::log10(least)));
    const int last = static_cast<int>(std::floor(std::log10(axis.high) + 1e-9));
    std::vector<PlotTic> tics;
    for (const int every : {0, 1, 2, 3, 6, 12}) {  // 0: 1-2-5, else each such decade
        tics.clear();
        if (axis.zero) tics.push_back({axis.zero_at, "0"});
        for (int decade = first; decade <= last; ++decade) {
            for (int step = 1; step <= 9; ++step) {
                const double value = step * std::pow(10.0, decade);
                if (value < least * 0.999 || value > axis.high * 1.001) continue;
                const bool shown = every == 0 ? step == 1 || step == 2 || step == 5
                                              : step == 1 && decade % every == 0;
                if (!shown && every > 1 && step > 1) continue;
                tics.push_back({value, shown ? label_of(value) : std::string()});
            }
        }
        if (labels_fit(axis, tics, room)) break;
    }
    return tics;
}

std::vector<PlotTic> tics_at(const std::vector<double>& values, const PlotAxis& axis) {
    std::vector<PlotTic> tics;
    for (const double value : values) tics.push_back({axis.place(value), label_of(value)});
    return tics;
}

// A gap in the lower border between two strokes: 0 has no place on a logarithmic axis.
std::string break_commands(const PlotAxis& axis) {
    const double at = std::sqrt(axis.zero_at * axis.least);
    const double half = std::pow(axis.high / axis.low, 0.006);
    std::string text = "# The x axis is broken here: 0 has no place on a logarithmic axis.\n";
    text += fmt::format(
        "set object 1 rectangle from first {:.9g}, graph -0.006 to first {:.9g}, graph 0.006 "
        "front fillcolor rgb '#ffffff' fillstyle solid noborder\n",
        at / half, at * half);
    for (const double side : {1.0 / half, half}) {
        text += fmt::format(
            "set arrow from first {:.9g}, graph -0.022 to first {:.9g}, graph 0.022 nohead front "
            "linewidth 1.2\n",
            at * side / std::sqrt(half), at * side * std::sqrt(half));
    }
    return text;
}

bool has_band(const PlotPoint& p) { return std::isfinite(p.low) && std::isfinite(p.high); }

// The points of a curve that are joined, and those that stand alone: at the 0 of a broken axis, or
// between gaps.
struct Pieces {
    std::vector<std::vector<PlotPoint>> joined;
    std::vector<PlotPoint> alone;
};

Pieces pieces_of(const PlotCurve& curve, const PlotAxis& x, bool joined) {
    Pieces pieces;
    std::vector<PlotPoint> run;
    const auto end_run = [&] {
        if (run.size() > 1) pieces.joined.push_back(run);
        if (run.size() == 1) pieces.alone.push_back(run.front());
        run.clear();
    };
    for (const PlotPoint& p : curve.points) {
        const bool apart = !joined || (x.zero && p.x == 0.0);
        if (apart || std::isnan(p.y)) end_run();
        if (std::isnan(p.y)) continue;
        run.push_back(p);
        if (apart) end_run();
    }
    end_run();
    return pieces;
}

std::string data_line(const PlotPoint& p, const PlotAxis& x) {
    const bool band = has_band(p);
    std::string line = fmt::format("{:.9g} {:.9g} {:.9g} {:.9g}", x.place(p.x), p.y,
                                   band ? p.low : p.y, band ? p.high : p.y);
    if (!p.tip.empty()) {
        std::string tip = p.tip;
        for (char& c : tip)  // what would end the text, or the line
            if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) c = '\'';
        line += " \"" + tip + "\"";
    }
    return line + "\n";
}

}  // namespace

PlotAxis value_axis(std::vector<double> values, std::optional<bool> log, int room) {
    std::erase_if(values, [](double v) { return !std::isfinite(v); });
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    const auto positive =
        std::find_if(values.begin(), values.end(), [](double v) { return v > 0.0; });
    const bool can = positive != values.end() && values.front() >= 0.0;
    PlotAxis axis{.log = can && log.value_or(values.back() >= 8.0 * *positive)};
    if (axis.log) {
        const double ratio = values.back() / *positive;
        const double margin = std::max(1.2, std::pow(ratio, 0.06));
        axis.least = *positive;
        axis.zero = values.front() == 0.0;
        axis.zero_at = axis.least / std::max(3.0, std::pow(ratio, 0.16));
        axis.low = (axis.zero ? axis.zero_at : axis.least) / margin;
        axis.high = values.back() * margin;
    } else {
        const double span = values.back() - values.front();
        const double margin =
            span > 0.0 ? 0.04 * span : std::max(0.5 * std::abs(values.back()), 0.5);
        axis.low = values.front() - margin;
        axis.high = values.back() + margin;
    }
    axis.tics = tics_at(values, axis);
    const bool few = values.size() <= 9 && labels_fit(axis, axis.tics, room);
    if (!few) axis.tics = axis.log ? log_tics(axis, room) : std::vector<PlotTic>();
    return axis;
}

PlotAxis range_axis(double low, double high, bool log) {
    PlotAxis axis{.log = log, .low = low, .high = high};
    constexpr int upward = 20;  // labels of 1.5 lines above each other
    if (log) axis.tics = log_tics(axis, 3 * upward);
    return axis;
}

PlotAxis upward_axis(double least, double most, bool log) {
    if (!(least <= most)) return range_axis(0.0, 1.0, false);  // nothing to draw
    if (log && least > 0.0) {
        const double low = std::pow(10.0, std::floor(std::log10(least) + 1e-9));
        const double high = std::pow(10.0, std::ceil(std::log10(most) - 1e-9));
        return range_axis(low, high > low ? high : 10.0 * low, true);
    }
    if (least > 0.0 && least < 0.6 * most) least = 0.0;
    if (most < 0.0 && most > 0.6 * least) most = 0.0;
    if (!(least < most)) {
        const double half = std::max(0.5 * std::abs(most), 1e-12);
        return range_axis(least - half, most + half, false);
    }
    const double step = round_step(most - least, 5);
    return range_axis(step * std::floor(least / step + 1e-9), step * std::ceil(most / step - 1e-9),
                      false);
}

PlotAxis word_axis(const std::vector<std::string>& words) {
    PlotAxis axis{.low = -0.5, .high = static_cast<double>(words.size()) - 0.5, .words = true};
    for (std::size_t k = 0; k < words.size(); ++k)
        axis.tics.push_back({static_cast<double>(k), words[k].empty() ? "-" : words[k]});
    return axis;
}

std::string axis_commands(char name, const PlotAxis& axis, int room) {
    std::string text = axis.log ? fmt::format("set logscale {}\n", name) : std::string();
    text += fmt::format("set {}range [{:.9g}:{:.9g}]\n", name, axis.low, axis.high);
    if (!axis.tics.empty()) {
        std::string tics;
        for (const PlotTic& tic : axis.tics) {
            tics += fmt::format("{}{} {:.9g}{}", tics.empty() ? "" : ", ", gnuplot_text(tic.label),
                                tic.at, tic.label.empty() ? " 1" : "");
        }
        const bool slanted = axis.words && !labels_fit(axis, axis.tics, room);
        text += fmt::format("set {}tics {}({})\n", name, slanted ? "rotate by -32 " : "", tics);
    }
    if (axis.zero) text += break_commands(axis);
    return text;
}

std::string level_commands(int tag, double y, const std::string& label, const PlotAxis& y_axis) {
    const double at = fraction(y_axis, y);
    if (!(at >= -1e-9 && at <= 1.0 + 1e-9)) return {};
    return fmt::format(
        "set arrow {3} from graph 0, first {0:.9g} to graph 1, first {0:.9g} nohead dashtype 2 "
        "linewidth 1.2 linecolor rgb '#555555'\n"
        "set label {3} {1} at graph 0.985, first {0:.9g} right offset 0,{2} front textcolor rgb "
        "'#555555'\n",
        y, gnuplot_text(label), at > 0.93 ? "-0.7" : "0.6", tag);
}

std::string curve_blocks(const std::string& name, const std::vector<PlotCurve>& curves,
                         const PlotAxis& x, bool joined) {
    std::string text;
    for (std::size_t k = 0; k < curves.size(); ++k) {
        const Pieces pieces = pieces_of(curves[k], x, joined);
        if (!pieces.joined.empty()) text += fmt::format("${}{} << END\n", name, k);
        for (std::size_t r = 0; r < pieces.joined.size(); ++r) {
            if (r > 0) text += "\n";  // a gap
            for (const PlotPoint& p : pieces.joined[r]) text += data_line(p, x);
        }
        if (!pieces.joined.empty()) text += "END\n";
        if (pieces.alone.empty()) continue;
        text += fmt::format("${}{}_alone << END\n", name, k);
        for (const PlotPoint& p : pieces.alone) text += data_line(p, x);
        text += "END\n";
    }
    return text;
}

std::string curve_command(const std::string& name, const std::vector<PlotCurve>& curves,
                          const PlotAxis& x, bool joined) {
    constexpr std::array<const char*, 6> colors = {"#1f5fa8", "#c8501e", "#2a8a57",
                                                   "#7b4a9e", "#a8851f", "#505050"};
    constexpr std::array<int, 5> markers = {7, 5, 9, 13, 11};
    std::string bands, lines;
    const auto add = [](std::string& part, const std::string& more) {
        part += (part.empty() ? "  " : ", \\\n  ") + more;
    };
    for (std::size_t k = 0; k < curves.size(); ++k) {
        const PlotCurve& curve = curves[k];
        const Pieces pieces = pieces_of(curve, x, joined);
        const char* color = colors[k % colors.size()];
        const std::string look =
            fmt::format("linecolor rgb '{}' linewidth 2 dashtype {} pointtype {} pointsize 0.7",
                        color, k / colors.size() % 4 + 1, markers[k % markers.size()]);
        std::string title = curve.title.empty() ? "notitle" : "title " + gnuplot_text(curve.title);
        const bool band = std::any_of(curve.points.begin(), curve.points.end(), has_band);
        const std::string block = fmt::format("${}{}", name, k);
        if (!pieces.joined.empty()) {
            if (band) {
                add(bands, fmt::format("{} using 1:3:4 with filledcurves linecolor rgb '{}' "
                                       "fillstyle transparent solid 0.18 noborder notitle",
                                       block, color));
            }
            add(lines, fmt::format("{} using 1:2 with linespoints {} {}", block, look, title));
            title = "notitle";
        }
        if (!pieces.alone.empty()) {
            add(lines,
                fmt::format("{}_alone using {} {} {}", block,
                            band ? "1:2:3:4 with yerrorbars" : "1:2 with points", look, title));
        }
        if (pieces.joined.empty() && pieces.alone.empty() && !curve.title.empty())
            add(lines, fmt::format("NaN with linespoints {} {}", look, title));
        const bool tips = std::any_of(curve.points.begin(), curve.points.end(),
                                      [](const PlotPoint& p) { return !p.tip.empty(); });
        for (const auto& [there, end] :
             {std::pair{!pieces.joined.empty(), ""}, std::pair{!pieces.alone.empty(), "_alone"}}) {
            if (tips && there) {
                add(lines, fmt::format("{}{} using 1:2:5 with labels hypertext point pointtype {} "
                                       "pointsize 0.7 linecolor rgb '{}' notitle",
                                       block, end, markers[k % markers.size()], color));
            }
        }
    }
    if (!bands.empty() && !lines.empty()) bands += ", \\\n";
    return "plot \\\n" + bands + (lines.empty() ? "  NaN notitle" : lines) + "\n";
}

std::string curve_frame() {
    return "set border 3\nset tics out nomirror scale 0.5\n"
           "set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1\nset clip two\n";
}

}  // namespace crosspoint
