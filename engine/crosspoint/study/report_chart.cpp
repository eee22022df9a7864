// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_chart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crosspoint/study/plot.hpp"

namespace crosspoint {

namespace {

constexpr int width = 400;
constexpr int line_height = 22, character = 8;  // of the 15 px font
constexpr int key_row_height = 28;              // what gnuplot takes a row of the key for

// Lines of the key above the frame, with its title.
int key_lines(const ChartSet& set) {
    std::size_t longest = 0, names = 0;
    if (set.charts.empty()) return 0;
    for (const PlotCurve& curve : set.charts.front().curves) {
        if (curve.title.empty()) continue;
        longest = std::max(longest, curve.title.size());
        ++names;
    }
    if (names == 0) return 0;
    const int count = static_cast<int>(names);
    const int fit = width / (80 + character * static_cast<int>(std::min<std::size_t>(longest, 50)));
    const int columns = std::clamp(fit, 1, count);
    return (count + columns - 1) / columns + 1;
}

// Heights in points, from the top.
struct Layout {
    int lines = 0;  // of the key
    int top = 0, frame = 205, below = 62;
    [[nodiscard]] int height() const { return top + frame + below; }
};

Layout layout_of(const ChartSet& set) {
    std::size_t longest = 0, all = 0;
    for (const PlotTic& tic : set.x.tics) {
        longest = std::max(longest, tic.label.size());
        all += tic.label.size() + 2;
    }
    const bool slanted = set.x.words && all > static_cast<std::size_t>(chart_characters);
    const bool titled = std::any_of(set.charts.begin(), set.charts.end(),
                                    [](const Chart& chart) { return !chart.title.empty(); });
    Layout layout{.lines = key_lines(set)};
    // gnuplot begins a second column of the key, outside of the picture, where the key is higher
    // than the frame.
    layout.frame = std::max(layout.frame, key_row_height * (layout.lines + 1));
    layout.top = 16 + (layout.lines > 0 ? line_height * layout.lines + 10 : 0) + (titled ? 30 : 0);
    if (slanted) layout.below += static_cast<int>(std::min<std::size_t>(longest, 40)) * 5;
    return layout;
}

std::string layout_commands(const ChartSet& set, const Layout& layout) {
    const auto share = [&](int points) {
        return static_cast<double>(points) / static_cast<double>(layout.height());
    };
    std::string text = fmt::format("set tmargin at screen {:.4f}\nset bmargin at screen {:.4f}\n",
                                   1.0 - share(layout.top), share(layout.below));
    if (layout.lines == 0) return text + "unset key\n";
    return text + fmt::format(
                      "set key at screen 0.02, screen {:.4f} left top vertical maxrows {} Left "
                      "reverse samplen 2.5\nset key title {} left\n",
                      1.0 - share(8), layout.lines - 1, gnuplot_text(set.key_title));
}

}  // namespace

std::string chart_script(const ChartSet& set, const std::string& name) {
    const Layout layout = layout_of(set);
    std::string script = plot_terminal(true, width, layout.height()) + "set encoding utf8\n";
    for (std::size_t k = 0; k < set.charts.size(); ++k)
        script += curve_blocks(fmt::format("picture{}_curve", k + 1), set.charts[k].curves, set.x,
                               set.joined);
    script += curve_frame() + layout_commands(set, layout);
    script += "set xlabel " + gnuplot_text(set.x_label) + " offset 0,0.5\nset ylabel " +
              gnuplot_text(set.y_label) + " offset 1,0\n";
    script += axis_commands('x', set.x, chart_characters) + axis_commands('y', set.y, 0);
    for (std::size_t k = 0; k < set.charts.size(); ++k) {
        const Chart& chart = set.charts[k];
        script += fmt::format("\nset output {}\nset title {} offset 0,-0.4\n",
                              gnuplot_file(fmt::format("{}-{}.svg", name, k + 1)),
                              gnuplot_text(chart.title));
        for (std::size_t l = 0; l < chart.levels.size(); ++l)
            script += level_commands(static_cast<int>(10 + l), chart.levels[l].y,
                                     chart.levels[l].label, set.y);
        script +=
            curve_command(fmt::format("picture{}_curve", k + 1), chart.curves, set.x, set.joined);
        for (std::size_t l = 0; l < chart.levels.size(); ++l)
            script += fmt::format("unset arrow {0}\nunset label {0}\n", 10 + l);
    }
    return script;
}

}  // namespace crosspoint
