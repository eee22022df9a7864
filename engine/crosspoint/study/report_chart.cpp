// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crosspoint/study/report_text.hpp"

namespace crosspoint {

namespace {

constexpr double width = 400.0, right = 388.0;
constexpr double character = 8.0;  // of the 15 px font, wide ones
constexpr std::size_t colors = 6;

// Places in the picture: the frame, and values to its coordinates.
struct Frame {
    const Chart& chart;
    double left, top, bottom, height;
    bool slanted;  // x labels that would touch otherwise

    [[nodiscard]] double x(double value) const {
        return left + (right - left) * chart.x.place(value);
    }
    [[nodiscard]] double y(double value) const {
        return bottom - (bottom - top) * std::clamp(chart.y.place(value), -9.0, 10.0);
    }
    [[nodiscard]] bool inside(double value) const {
        const double at = chart.y.place(value);
        return at >= -1e-9 && at <= 1.0 + 1e-9;
    }
};

Frame make_frame(const Chart& chart) {
    std::size_t longest = 1, all = 0, widest = 1;
    for (const ChartTick& tick : chart.y.ticks) longest = std::max(longest, tick.label.size());
    for (const ChartTick& tick : chart.x.ticks) {
        all += tick.label.size() + 2;
        widest = std::max(widest, tick.label.size());
    }
    const double left = 34.0 + character * static_cast<double>(longest);
    const bool slanted = character * static_cast<double>(all) > right - left &&
                         widest > 4;  // numbers keep out of each other's way by themselves
    const double top = chart.title.empty() ? 12.0 : 30.0;
    const double bottom = top + 224.0;
    const double below = slanted ? 4.8 * static_cast<double>(widest) + 44.0 : 48.0;
    return {.chart = chart,
            .left = left,
            .top = top,
            .bottom = bottom,
            .height = bottom + below,
            .slanted = slanted};
}

std::string line(const char* name, double x1, double y1, double x2, double y2) {
    return fmt::format(
        "<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", name, x1,
        y1, x2, y2);
}

std::string words(double x, double y, const char* anchor, const std::string& text,
                  const std::string& more = "") {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y,
                       anchor, more, html_text(text));
}

std::string axes(const Frame& f) {
    std::string svg;
    for (const ChartTick& tick : f.chart.y.ticks) {
        const double y = f.bottom - (f.bottom - f.top) * tick.at;
        svg += line("grid", f.left, y, right, y);
        svg += words(f.left - 6.0, y + 5.0, "end", tick.label);
    }
    for (const ChartTick& tick : f.chart.x.ticks) {
        const double x = f.left + (right - f.left) * tick.at;
        svg += line("axis", x, f.bottom, x, f.bottom + 4.0);
        if (f.slanted) {
            svg += words(
                x + 4.0, f.bottom + 16.0, "end", tick.label,
                fmt::format(" transform=\"rotate(-32 {:.1f} {:.1f})\"", x + 4.0, f.bottom + 16.0));
        } else {
            svg += words(x, f.bottom + 20.0, "middle", tick.label);
        }
    }
    svg += line("axis", f.left, f.top, f.left, f.bottom);
    svg += line("axis", f.left, f.bottom, right, f.bottom);
    if (f.chart.x.zero) {  // 0 has no place on a logarithmic axis: the axis is broken
        const double at = f.left + (right - f.left) * 0.085;
        svg += fmt::format(
            "<rect class=\"gap\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"5\" height=\"4\"/>\n", at - 2.5,
            f.bottom - 2.0);
        for (const double side : {-2.5, 2.5})
            svg += line("axis", at + side - 2.0, f.bottom + 5.0, at + side + 2.0, f.bottom - 5.0);
    }
    const double middle = 0.5 * (f.top + f.bottom);
    svg += words(0.5 * (f.left + right), f.height - 6.0, "middle", f.chart.x_label);
    svg += words(16.0, middle, "middle", f.chart.y_label,
                 fmt::format(" transform=\"rotate(-90 16.0 {:.1f})\"", middle));
    if (!f.chart.title.empty())
        svg += words(0.5 * (f.left + right), 18.0, "middle", f.chart.title, " class=\"head\"");
    return svg;
}

std::string marker(std::size_t k, double x, double y, const std::string& tip) {
    const std::string title = tip.empty() ? std::string() : "<title>" + html_text(tip) + "</title>";
    constexpr double r = 3.6;
    switch (k % 4) {
        case 0:
            return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\">{}</circle>", x, y, r,
                               title);
        case 1:
            return fmt::format(
                "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"6.6\" height=\"6.6\">{}</rect>", x - 3.3,
                y - 3.3, title);
        case 2:
            return fmt::format("<path d=\"M{:.1f} {:.1f}l4.4 7.4h-8.8z\">{}</path>", x, y - 4.6,
                               title);
        default:
            return fmt::format("<path d=\"M{:.1f} {:.1f}l4.6 4.6 -4.6 4.6 -4.6 -4.6z\">{}</path>",
                               x, y - 4.6, title);
    }
}

// Curves of one color differ by their dashes and markers.
std::string curve_class(std::size_t k) {
    return fmt::format("c{} d{}", k % colors, k / colors % 3);
}

// Neighbors that are joined: no gap, and no side of a broken axis, between them.
std::vector<std::vector<ChartPoint>> pieces(const Frame& f, const ChartSeries& series) {
    std::vector<std::vector<ChartPoint>> all(1);
    for (const ChartPoint& point : series.points) {
        const bool apart = f.chart.x.zero && point.x == 0.0;
        if ((std::isnan(point.y) || apart) && !all.back().empty()) all.emplace_back();
        if (std::isnan(point.y)) continue;
        all.back().push_back(point);
        if (apart || !f.chart.lines) all.emplace_back();
    }
    return all;
}

std::string band(const Frame& f, const std::vector<ChartPoint>& piece) {
    const bool whole = std::none_of(piece.begin(), piece.end(), [](const ChartPoint& p) {
        return std::isnan(p.low) || std::isnan(p.high);
    });
    if (!whole || piece.empty()) return {};
    if (piece.size() == 1) {
        const ChartPoint& p = piece.front();
        const double x = f.x(p.x), low = f.y(p.low), high = f.y(p.high);
        return line("bar", x, low, x, high) + line("bar", x - 3.0, low, x + 3.0, low) +
               line("bar", x - 3.0, high, x + 3.0, high);
    }
    std::string path;
    for (const ChartPoint& p : piece)
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", f.x(p.x), f.y(p.high));
    for (auto p = piece.rbegin(); p != piece.rend(); ++p)
        path += fmt::format("L{:.1f} {:.1f}", f.x(p->x), f.y(p->low));
    return "<path class=\"band\" d=\"" + path + "z\"/>\n";
}

std::string curve(const Frame& f, std::size_t k) {
    std::string svg = "<g class=\"" + curve_class(k) + "\">\n", markers;
    for (const auto& piece : pieces(f, f.chart.series[k])) {
        svg += band(f, piece);
        std::string path;
        for (const ChartPoint& p : piece) {
            path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", f.x(p.x), f.y(p.y));
            if (f.inside(p.y)) markers += marker(k, f.x(p.x), f.y(p.y), p.tip) + "\n";
        }
        if (piece.size() > 1) svg += "<path class=\"curve\" d=\"" + path + "\"/>\n";
    }
    return svg + markers + "</g>\n";
}

std::string level_lines(const Frame& f) {
    std::string svg;
    for (const ChartLevel& level : f.chart.levels)
        if (f.inside(level.y)) svg += line("level", f.left, f.y(level.y), right, f.y(level.y));
    return svg;
}

// Above their lines, and above the curves, which often run there.
std::string level_labels(const Frame& f) {
    std::string svg;
    for (const ChartLevel& level : f.chart.levels) {
        if (!f.inside(level.y)) continue;
        const double y = f.y(level.y);
        svg += words(right, y - f.top > 12.0 ? y - 9.0 : y + 18.0, "end", level.label,
                     " class=\"small\"");
    }
    return svg;
}

}  // namespace

std::string chart_svg(const Chart& chart) {
    const Frame frame = make_frame(chart);
    std::string svg = fmt::format(
        "<svg class=\"chart\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-labelledby=\"{}\">\n"
        "<title id=\"{}\">{}</title>\n",
        width, frame.height, chart.id + "-about", chart.id + "-about", html_text(chart.about));
    // What lies beyond a range that was asked for is cut off at the frame.
    svg += fmt::format(
        "<clipPath id=\"{0}-clip\"><rect x=\"{1:.1f}\" y=\"{2:.1f}\" width=\"{3:.1f}\" "
        "height=\"{4:.1f}\"/></clipPath>\n",
        chart.id, frame.left, frame.top - 6.0, right - frame.left, frame.bottom - frame.top + 12.0);
    svg += axes(frame) + level_lines(frame) + "<g clip-path=\"url(#" + chart.id + "-clip)\">\n";
    for (std::size_t k = 0; k < chart.series.size(); ++k) svg += curve(frame, k);
    return svg + "</g>\n" + level_labels(frame) + "</svg>\n";
}

std::string chart_key_svg(std::size_t k) {
    return fmt::format(
        "<svg class=\"key\" viewBox=\"0 0 36 12\" aria-hidden=\"true\"><g class=\"{}\"><path "
        "class=\"curve\" d=\"M1 6H35\"/>{}</g></svg>",
        curve_class(k), marker(k, 18.0, 6.0, ""));
}

std::string chart_css() {
    constexpr std::array<const char*, colors> light = {"#1f5fa8", "#c8501e", "#1f7a4a",
                                                       "#7b4a9e", "#8a6a10", "#505050"};
    constexpr std::array<const char*, colors> dark = {"#7db4f0", "#f5935f", "#6cc999",
                                                      "#c79be6", "#dcb84e", "#b8b8b8"};
    std::string css = ":root{", night;
    for (std::size_t k = 0; k < colors; ++k) {
        css += fmt::format("--c{}:{};", k, light[k]);
        night += fmt::format("--c{}:{};", k, dark[k]);
    }
    css += "}\n@media screen and (prefers-color-scheme:dark){:root{" + night + "}}\n";
    for (std::size_t k = 0; k < colors; ++k)
        css += fmt::format(".c{0}{{fill:var(--c{0});stroke:var(--c{0})}}\n", k);
    css +=
        ".d1 .curve{stroke-dasharray:7 4}\n.d2 .curve{stroke-dasharray:2 3}\n"
        "svg.chart{display:block;width:100%;max-width:30rem;height:auto;font-size:15px;"
        "fill:currentColor}\n"
        "svg.key{width:2.25rem;height:.75rem;vertical-align:middle}\n"
        ".chart .head{font-weight:600}\n.chart .small{font-size:14px;fill:var(--soft);"
        "paint-order:stroke;stroke:var(--page);stroke-width:3px}\n"
        ".chart .axis{stroke:currentColor;stroke-width:1}\n"
        ".chart .grid{stroke:var(--line);stroke-width:1}\n"
        ".chart .gap{fill:var(--page);stroke:none}\n"
        ".chart .level{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:5 4}\n"
        ".curve{fill:none;stroke-width:2;stroke-linejoin:round}\n"
        ".band{fill-opacity:.18;stroke:none}\n.bar{stroke-width:1.4}\n";
    return css;
}

}  // namespace crosspoint
