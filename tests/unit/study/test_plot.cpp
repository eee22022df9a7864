// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/plot.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "support/temp_folder.hpp"

using namespace crosspoint;

TEST_CASE("plot: texts are quoted for gnuplot") {
    CHECK(gnuplot_file("it's.svg") == "'it''s.svg'");
    CHECK(gnuplot_text("r_on & <b>") == "'r_on & <b>'");
    CHECK(gnuplot_text("a\nsystem 'x'\x01") == "'a system ''x'' '");
    CHECK(gnuplot_text("it's") == "'it''s'");
    CHECK(plot_script_path("a.b/c.d.svg") == "a.b/c.d.gp");
}

TEST_CASE("plot: a heat map has row 0 at the top and leaves NaN out") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::string script =
        heat_map_script(Matrix<double>(2, 2, {1.5, nan, -2.0, 1e-12}), "t", "b");

    CHECK(script.find("1.5 NaN\n-2 1e-12\n") != std::string::npos);
    CHECK(script.find("set yrange [1.5:-0.5]") != std::string::npos);
    CHECK(script.find("cbrange") == std::string::npos);
}

TEST_CASE("plot: a map without any range names one") {
    const double nan = std::numeric_limits<double>::quiet_NaN();

    CHECK(heat_map_script(Matrix<double>(1, 2, 0.0), "t", "b").find("cbrange [-0.5:0.5]") !=
          std::string::npos);
    CHECK(heat_map_script(Matrix<double>(1, 2, 4.0), "t", "b").find("cbrange [2:6]") !=
          std::string::npos);
    CHECK(heat_map_script(Matrix<double>(1, 2, nan), "t", "b").find("cbrange [-0.5:0.5]") !=
          std::string::npos);
}

TEST_CASE("plot: a picture of another kind is refused before anything is written") {
    const testing::TempFolder folder;

    const Result<void> drawn = draw_plot({.picture = folder / "a.pdf", .script = "plot x\n"});

    CHECK(drawn.error().id == 2230);
    CHECK(drawn.error().code == Errc::usage);
    CHECK(folder.count() == 0);
}
