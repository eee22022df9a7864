// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/plot_curves.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/study/report_chart.hpp"
#include "crosspoint/study/report_svg.hpp"
#include "support/near.hpp"
#include "support/said.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::size_t labels(const PlotAxis& axis) {
    std::size_t n = 0;
    for (const PlotTic& tic : axis.tics) n += tic.label.empty() ? 0U : 1U;
    return n;
}

}  // namespace

TEST_CASE("plot axis: 0 stands left of a break, values where there is room") {
    const PlotAxis log = value_axis({10, 0, 0.5, 1, 2, 5}, std::nullopt, 40);
    CHECK(log.log);
    CHECK(log.zero);
    CHECK(log.tics.size() == 6);
    CHECK(log.tics.front().label == "0");
    CHECK(log.place(0.0) == log.zero_at);
    CHECK(log.zero_at < 0.5);
    CHECK(log.low < log.zero_at);
    CHECK(log.high > 10.0);
    CHECK(axis_commands('x', log, 40).find("axis is broken") != std::string::npos);
    CHECK_FALSE(value_axis({1, 2, 5}, std::nullopt, 40).log);
    CHECK(value_axis({1, 2, 5}, true, 40).log);
    CHECK_FALSE(value_axis({-1, 2, 50}, true, 40).log);
    // One value, no value and values that are no numbers must not divide by 0.
    for (const std::vector<double>& values :
         std::vector<std::vector<double>>{{3.0}, {}, {none}, {0.0}, {-1.0, 4.0}}) {
        for (const bool wanted : {false, true}) {
            const PlotAxis axis = value_axis(values, wanted, 40);
            CHECK(axis.high > axis.low);
            CHECK(std::isfinite(axis.high - axis.low));
        }
    }
}

TEST_CASE("plot axis: labels that would touch give way to decades") {
    std::vector<double> values;
    for (int k = 0; k < 30; ++k) values.push_back(1e-6 * std::pow(10.0, 0.25 * k));
    const PlotAxis axis = value_axis(values, std::nullopt, 36);
    CHECK(labels(axis) >= 3);
    CHECK(labels(axis) <= 5);
    for (const PlotTic& tic : axis.tics) {
        if (tic.label.empty()) continue;
        CHECK(rel_diff(std::stod(tic.label), tic.at) < 1e-9);
        CHECK(std::abs(std::log10(tic.at) - std::round(std::log10(tic.at))) < 1e-9);
    }
}

TEST_CASE("plot axis: upward ends are round and hold the values") {
    for (const auto& [least, most] : {std::pair{0.0, 1.0},
                                      {0.3, 17.0},
                                      {-3.0, 2.0},
                                      {95.0, 97.0},
                                      {1e-15, 3e-15},
                                      {5.0, 5.0}}) {
        CAPTURE(least);
        const PlotAxis axis = upward_axis(least, most, false);
        CHECK(axis.low <= least);
        CHECK(axis.high >= most);
        CHECK(axis.high > axis.low);
    }
    CHECK(upward_axis(0.3, 17.0, false).low == 0.0);
    const PlotAxis decades = upward_axis(3e-5, 0.2, true);
    CHECK(rel_diff(decades.low, 1e-5) < 1e-9);
    CHECK(rel_diff(decades.high, 1.0) < 1e-9);
    CHECK(labels(decades) == 6);
    CHECK(upward_axis(1.0, -1.0, false).high > 0.0);  // nothing to draw
}

TEST_CASE("plot curves: gaps, breaks and lone points") {
    const PlotAxis x = value_axis({0, 1, 2, 4, 8, 16}, std::nullopt, 40);
    const std::vector<PlotCurve> curves = {
        {.title = "a",
         .points = {{.x = 0, .y = 9},
                    {.x = 1, .y = 8},
                    {.x = 2, .y = 7},
                    {.x = 4, .y = none},
                    {.x = 8, .y = 6},
                    {.x = 16, .y = 5}}},
        {.title = "b",
         .points = {{.x = 1, .y = 3, .low = 2, .high = 4},
                    {.x = 2, .y = none},
                    {.x = 4, .y = 1, .low = 0, .high = 2, .tip = "a \"tip\" \\\n"}}},
        {.title = "c", .points = {}}};
    const std::string data = curve_blocks("curve", curves, x, true);
    CHECK(data.find("$curve0 << END\n1 8 8 8\n2 7 7 7\n\n8 6 6 6\n16 5 5 5\nEND\n") !=
          std::string::npos);
    CHECK(data.find("$curve1_alone << END\n1 3 2 4\n4 1 0 2 \"a 'tip' ''\"\nEND\n") !=
          std::string::npos);
    CHECK(data.find("$curve0_alone << END\n0.333333333 9 9 9\nEND\n") != std::string::npos);
    CHECK(data.find("$curve1 <<") == std::string::npos);
    CHECK(data.find("$curve2") == std::string::npos);
    const std::string command = curve_command("curve", curves, x, true);
    CHECK(command.find("$curve0 using 1:3:4") == std::string::npos);  // it has no band
    CHECK(command.find("$curve1_alone using 1:2:3:4 with yerrorbars") != std::string::npos);
    CHECK(command.find("NaN with linespoints") != std::string::npos);
    CHECK(curve_blocks("curve", curves, x, false).find("$curve0 <<") == std::string::npos);
    CHECK(level_commands(10, 1.5, "l", range_axis(0, 1, false)).empty());
}

TEST_CASE("report svg: ids are made unique, scripts are refused, tips become titles") {
    const std::string svg =
        "<?xml version=\"1.0\"?>\n<svg width=\"4\" viewBox=\"0 0 4 3\" xmlns='x'>\n"
        "<title>Gnuplot</title>\n<desc>a > b</desc><!-- <g> -->\n<g id='a' onclick='run()'>"
        "<path fill = 'none' d='M1'/><use xlink:href='#a' color='red'/></g>"
        "<g onmousemove=\"gnuplot_svg.showHypertext(evt,'it's &lt;b>')\"><title> </title></g>"
        "<g clip-path=\"url(#a)\"><title>plot_1</title><text>t</text></g>\n</svg>\n";
    const auto in = inline_svg(svg, "f-1", "x < y");
    REQUIRE_MESSAGE(in.ok(), said(in));
    CHECK(*in ==
          "<svg class=\"chart\" viewBox=\"0 0 4 3\" role=\"img\" aria-labelledby=\"f-1-about\">\n"
          "<title id=\"f-1-about\">x &lt; y</title>\n\n\n"
          "<g id=\"f-1-a\"><path fill=\"none\" d=\"M1\"/><use href=\"#f-1-a\" color=\"red\"/></g>"
          "<g><title>it's &lt;b&gt;</title></g>"
          "<g clip-path=\"url(#f-1-a)\"><text>t</text></g>\n</svg>\n");
    for (const std::string& bad :
         {std::string("no picture"), std::string("<svg viewBox='0 0 1 1'><script></script></svg>"),
          std::string("<svg></svg>"), svg.substr(0, svg.find("<text>") + 3) + "</svg",
          std::string("<svg viewBox='0 0 1 1'><title></svg>")}) {
        CAPTURE(bad);
        const auto refused = inline_svg(bad, "f", "");
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().id == 5053);
    }
}

TEST_CASE("report chart: gnuplot draws texts with any marks and every panel") {
    ChartSet set{.key_title = "k_{1} & <b>",
                 .x_label = "it's x",
                 .y_label = "y",
                 .x = word_axis({"a long word", "another one", "", "and a third"}),
                 .y = range_axis(0, 100, false),
                 .charts = {}};
    const std::vector<PlotCurve> curves = {
        {.title = "1 & 2", .points = {{.x = 0, .y = 50, .low = 40, .high = 60, .tip = "t<i>p"}}},
        {.title = "\"q\"", .points = {{.x = 3, .y = 20}}}};
    for (const char* title : {"", "p > q"})
        set.charts.push_back({.about = "about",
                              .title = title,
                              .curves = curves,
                              .levels = {{.y = 91.0, .label = "l & m"}}});
    const TempFolder folder;
    const auto drawn = run_plot_script({.path = folder / "f.gp",
                                        .text = chart_script(set, "f"),
                                        .pictures = {"f-1.svg", "f-2.svg"}});
    REQUIRE_MESSAGE(drawn.ok(), said(drawn));
    const auto svg = read_text_file(folder / "f-2.svg");
    REQUIRE(svg.ok());
    const auto page = inline_svg(*svg, "f-2", set.charts[1].about);
    REQUIRE_MESSAGE(page.ok(), said(page));
    for (const char* part : {"k_{1} &amp; &lt;b", "1 &amp; 2", "it's x", "p > q", "l &amp; m",
                             "<title>t&lt;i&gt;p</title>", "id=\"f-2-gpPt6\""}) {
        CAPTURE(part);
        CHECK(page->find(part) != std::string::npos);
    }
}
