// Pictures of curves measured on one device.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "crosspoint/study/model_bench.hpp"
#include "crosspoint/study/plot.hpp"

namespace crosspoint {

namespace {

constexpr std::array<const char*, 6> colors = {"#1f5fa8", "#c8501e", "#2a8a57",
                                               "#7b4a9e", "#a8851f", "#505050"};

struct Scale {
    double factor = 1.0;
    std::string prefix;
};

// The prefix that leaves 1 to 999 before the point of the largest value.
Scale scale_of(const Curves& curves, std::size_t first, std::size_t count) {
    double largest = 0.0;
    for (std::size_t k = first; k < first + count; ++k)
        for (const double value : curves.columns[k]) largest = std::max(largest, std::abs(value));
    if (!(largest > 0.0) || !std::isfinite(largest)) return {};
    static const std::array<std::pair<double, const char*>, 7> steps = {
        {{1.0, ""}, {1e3, "m"}, {1e6, "u"}, {1e9, "n"}, {1e12, "p"}, {1e15, "f"}, {1e18, "a"}}};
    for (const auto& [factor, prefix] : steps)
        if (largest * factor >= 1.0) return {factor, prefix};
    return {1e18, "a"};
}

std::string data_block(const Curves& curves) {
    std::string text = "$data << END\n";
    for (std::size_t row = 0; row < curves.columns.front().size(); ++row) {
        for (std::size_t k = 0; k < curves.columns.size(); ++k)
            text += fmt::format("{}{:.8g}", k == 0 ? "" : " ", curves.columns[k][row]);
        text += '\n';
    }
    return text + "END\n";
}

struct Line {
    std::size_t column = 0;
    std::string label;  ///< empty: no key
};

std::string plot_lines(const std::vector<Line>& lines, std::size_t x, const Scale& x_scale,
                       const Scale& scale) {
    std::string text = "plot ";
    for (std::size_t k = 0; k < lines.size(); ++k) {
        text += fmt::format(
            "{}$data using (${}*{:g}):(${}*{:g}) with lines linecolor rgb '{}' linewidth 2 {}",
            k == 0 ? "" : ", \\\n  ", x + 1, x_scale.factor, lines[k].column + 1, scale.factor,
            colors[k % colors.size()],
            lines[k].label.empty() ? "notitle" : "title " + gnuplot_text(lines[k].label));
    }
    return text + "\n";
}

// Four or five ticks: panels are low.
double tick_step(const Curves& curves, const std::vector<Line>& lines, const Scale& scale) {
    double low = 0.0, high = 0.0;
    for (const Line& line : lines) {
        for (const double value : curves.columns[line.column]) {
            low = std::min(low, value * scale.factor);
            high = std::max(high, value * scale.factor);
        }
    }
    if (!(high - low > 0.0) || !std::isfinite(high - low)) return 1.0;
    const double decade = std::pow(10.0, std::floor(std::log10((high - low) / 2.0)));
    for (const double factor : {5.0, 2.0})
        if (factor * decade <= (high - low) / 2.0) return factor * decade;
    return decade;
}

constexpr const char* frame =
    "set border 3\nset tics out nomirror\n"
    "set grid linetype 1 linecolor rgb '#e4e4e4' linewidth 1\n";

// The terminal of the pulse or sweep alone when the device has two: the other current is the
// same. Else all that are not 0.
std::vector<Line> terminal_lines(const Curves& curves, const ModelShape& shape, std::size_t first,
                                 std::size_t terminal) {
    std::vector<Line> lines;
    for (std::size_t k = 0; k < shape.terminals; ++k) {
        const std::vector<double>& values = curves.columns[first + k];
        const bool shown = shape.terminals > 2 && std::any_of(values.begin(), values.end(),
                                                              [](double v) { return v != 0.0; });
        if (shown || k == terminal) lines.push_back({first + k, shape.unknowns[k].name});
    }
    if (lines.size() == 1) lines.front().label.clear();
    return lines;
}

}  // namespace

std::string sweep_script(const Curves& curves, const ModelShape& shape, std::size_t terminal,
                         const std::string& title) {
    const Scale scale = scale_of(curves, shape.terminals, shape.terminals);
    const std::string& name = shape.unknowns[terminal].name;
    std::string script = data_block(curves) + frame;
    script += "set title " + gnuplot_text(title) + "\n";
    script += "set xlabel " + gnuplot_text(fmt::format("voltage at {} (V)", name)) + "\n";
    script += "set ylabel " +
              gnuplot_text(shape.terminals > 2
                               ? fmt::format("current into the terminals ({}A)", scale.prefix)
                               : fmt::format("current into {} ({}A)", name, scale.prefix)) +
              "\n";
    script += "set xzeroaxis linetype 1 linecolor rgb '#909090'\nset key left top\n";
    return script + plot_lines(terminal_lines(curves, shape, shape.terminals, terminal), terminal,
                               {}, scale);
}

std::string pulse_script(const Curves& curves, const ModelShape& shape, std::size_t terminal,
                         const std::string& title) {
    const std::size_t n = shape.terminals;
    const Scale time = scale_of(curves, 0, 1);
    const Scale current = scale_of(curves, 1 + n, n);
    std::vector<Line> states;
    for (std::size_t k = n; k < shape.unknowns.size(); ++k)
        if (shape.unknowns[k].kind == UnknownKind::state)
            states.push_back({1 + n + k, shape.unknowns[k].name});
    for (std::size_t k = 0; k < shape.memory.size(); ++k)
        states.push_back({1 + n + shape.unknowns.size() + k, shape.memory[k]});

    struct Panel {
        std::string label;
        std::vector<Line> lines;
        Scale scale;
    };
    std::vector<Panel> panels = {{"voltage (V)", terminal_lines(curves, shape, 1, terminal), {}},
                                 {fmt::format("current ({}A)", current.prefix),
                                  terminal_lines(curves, shape, 1 + n, terminal), current}};
    if (states.size() == 1) {
        panels.push_back({states.front().label, {{states.front().column, {}}}, {}});
    } else if (!states.empty()) {
        panels.push_back({"states", states, {}});
    }
    std::string script = data_block(curves) + frame;
    script +=
        fmt::format("set multiplot layout {},1 title {}\n", panels.size(), gnuplot_text(title));
    script += "set lmargin 11\nset rmargin 4\nset key right top\n";
    for (std::size_t k = 0; k < panels.size(); ++k) {
        if (k + 1 == panels.size())
            script += "set xlabel " + gnuplot_text(fmt::format("time ({}s)", time.prefix)) + "\n";
        script += "set ylabel " + gnuplot_text(panels[k].label) +
                  "\nset offsets 0,0,graph 0.08,graph 0.08\n";
        script +=
            fmt::format("set ytics {:g}\n", tick_step(curves, panels[k].lines, panels[k].scale));
        script += plot_lines(panels[k].lines, 0, time, panels[k].scale);
    }
    return script + "unset multiplot\n";
}

}  // namespace crosspoint
