// What cells of a tile say: which cells and what they say follows from the voltages of the answer,
// the fast engines and the circuit agree, all of it is counted, and $fatal ends the run.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "crosspoint/device/kind_cells.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "crosspoint/veriloga/compile.hpp"
#include "support/near.hpp"
#include "support/tile_runs.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

std::shared_ptr<const DeviceModel> speaker(const std::string& body) {
    auto compiled = veriloga::compile_model(
        {"speaker.va",
         "`include \"disciplines.vams\"\nmodule speaker(p, n); inout p, n;\n"
         "electrical p, n, m; integer k;\n"
         "analog begin I(p, m) <+ 2e-3 * V(p, m); I(m, n) <+ 1e-3 * sinh(V(m, n)); " +
             body + " end\nendmodule\n"},
        {});
    INFO((compiled ? "" : compiled.error().format()));
    REQUIRE(compiled);
    return std::move(compiled->model);
}

TileSpec tile_of(std::size_t rows, std::size_t cols) {
    TileSpec spec{.rows = rows, .cols = cols};
    spec.wl = spec.bl = wires(30.0);
    spec.wl.first_end = {EndKind::drive_input, 10.0};
    spec.bl.last_end = {EndKind::sense, 10.0};
    return spec;
}

struct Heard {
    std::vector<CellMessages> points;
    CellMessageSink sink() {
        return [this](const CellMessages& said) { points.push_back(said); };
    }
    [[nodiscard]] std::vector<std::string> texts() const {
        std::vector<std::string> out;
        for (const CellMessages& point : points)
            for (const CellMessage& one : point.first)
                out.push_back(std::to_string(one.row) + "," + std::to_string(one.col) + " " +
                              one.message.text);
        return out;
    }
};

Result<TileSolution> solve(const TileSpec& spec, std::shared_ptr<const CellModel> cells,
                           const Matrix<double>& inputs, Heard& heard) {
    auto solver = make_nonlinear_solver(spec, {.messages = heard.sink(), .want_nodes = true});
    REQUIRE(solver);
    REQUIRE((*solver)->program(std::move(cells)));
    return (*solver)->solve(inputs);
}

Result<TileSolution> solve(const TileSpec& spec, const std::string& body,
                           const Matrix<double>& inputs, Heard& heard) {
    auto cells = EliminatedCell::make(cells_of(speaker(body), spec));
    REQUIRE(cells);
    return solve(spec, std::move(*cells), inputs, heard);
}

// One pulse on word line 0 by both engines.
std::vector<std::string> tran(TileEngine engine, const std::string& body, PhaseReport* report,
                              Error* error = nullptr) {
    const TileSpec spec = tile_of(2, 2);
    Heard heard;
    TileTransientOptions options{.engine = engine, .fixed_step_s = 1e-9};
    options.messages = heard.sink();
    const auto tile = make_tile(spec, cells_of(speaker(body), spec), options);
    TilePhase phase{.duration_s = 10e-9};
    phase.wl_first = {driven(10.0, pulse(1.0, 10e-9)), driven(10.0, DcWave{0.0})};
    phase.bl_first.assign(2, driven(10.0, DcWave{0.0}));
    auto done = tile->run(phase, {});
    if (error != nullptr) {
        REQUIRE_FALSE(done);
        *error = done.error();
    } else {
        INFO((done ? "" : done.error().format()));
        REQUIRE(done);
        if (report != nullptr) *report = *done;
    }
    std::vector<std::string> all;
    for (const CellMessages& point : heard.points)
        for (const CellMessage& one : point.first)
            all.push_back(point.where + " " + std::to_string(one.row) + std::to_string(one.col) +
                          " " + one.message.text);
    return all;
}

}  // namespace

TEST_CASE("cell messages: those of the cells whose voltage says so, input by input") {
    const TileSpec spec = tile_of(3, 4);
    const Matrix<double> inputs(2, 3, {0.9, 0.1, 0.0, 0.0, 0.0, 1.0});
    Heard heard;
    const auto solution = solve(
        spec, "if (V(p, n) > 0.3) $strobe(\"%m %.4f %.4f\", V(p, n), V(m, n));", inputs, heard);
    REQUIRE(solution);
    std::vector<std::string> expected;
    REQUIRE(heard.points.size() == 2);
    CHECK(heard.points[0].where == "input 0");
    CHECK(heard.points[1].where == "input 1");
    for (std::size_t b = 0; b < 2; ++b)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 4; ++j) {
                const double v =
                    solution->nodes.wl_V(3 * b + i, j) - solution->nodes.bl_V(3 * b + i, j);
                if (!(v > 0.3)) continue;
                double low = 0.0, high = v;  // 2 (v - m) = sinh m, by halves
                for (int k = 0; k < 60; ++k) {
                    const double m = 0.5 * (low + high);
                    (2.0 * (v - m) > std::sinh(m) ? low : high) = m;
                }
                char text[80];
                std::snprintf(text, sizeof text, "%zu,%zu X%zu_%zu %.4f %.4f", i, j, i, j, v, low);
                expected.emplace_back(text);
            }
    CHECK(expected.size() > 3);
    CHECK(heard.texts() == expected);
}

TEST_CASE("cell messages: all are counted, few are kept, and silent models cost no list") {
    const TileSpec spec = tile_of(20, 30);
    Heard heard;
    const Matrix<double> inputs(1, 20, 0.5);
    REQUIRE(solve(spec, "if (V(p, n) > -1) $strobe(\"a\"); $warning(\"b\"); $display(\"c\");",
                  inputs, heard));
    REQUIRE(heard.points.size() == 1);
    CHECK(heard.points[0].of_kind(MessageKind::display) == 1200);
    CHECK(heard.points[0].of_kind(MessageKind::warning) == 600);
    CHECK(heard.points[0].total() == 1800);
    CHECK(heard.points[0].first.size() == CellMessages::most_texts);
    Heard none;
    REQUIRE(solve(spec, "", inputs, none));
    CHECK(none.points.empty());
}

TEST_CASE("cell messages: a $fatal far behind the texts ends the solve and names its cell") {
    const TileSpec spec = tile_of(12, 30);
    Matrix<double> inputs(3, 12, 0.1);
    inputs(1, 11) = 1.5;
    Heard heard;
    const auto solution =
        solve(spec, "$strobe(\"a\"); if (V(p, n) > 0.6) $fatal(1, \"%.1f V is too much\", 0.6);",
              inputs, heard);
    REQUIRE_FALSE(solution);
    CHECK(solution.error().id == 7206);
    CHECK(solution.error().code == Errc::numerics);
    CHECK(solution.error().what.starts_with("cell [11, 0] stops the run, input 1: 0.6 V is too"));
    REQUIRE(heard.points.size() == 2);  // up to it
    CHECK(heard.points[0].of_kind(MessageKind::display) == 360);
}

TEST_CASE("cell messages: kinds of cells have the names of their places, faulty cells are silent") {
    const TileSpec spec = tile_of(2, 2);
    TileSpec two = tile_of(1, 2);
    auto kinds = EliminatedCell::make(cells_of(speaker("$strobe(\"%m\");"), two));
    REQUIRE(kinds);
    auto cells = KindCells::make(std::move(*kinds), {0, 1, 1, 0});
    REQUIRE(cells);
    const Matrix<double> inputs(1, 2, 0.5);
    Heard heard;
    REQUIRE(solve(spec, *cells, inputs, heard));
    CHECK(heard.texts() ==
          std::vector<std::string>{"0,0 X0_0", "0,1 X0_1", "1,0 X1_0", "1,1 X1_1"});
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    Heard fewer;
    EliminatedCellSpec some = cells_of(speaker("$strobe(\"%m\");"), spec);
    some.fault_S = {nan, 0.0, nan, 1e-3};
    auto faulty = EliminatedCell::make(some);
    REQUIRE(faulty);
    REQUIRE(solve(spec, std::shared_ptr<const CellModel>(std::move(*faulty)), inputs, fewer));
    CHECK(fewer.texts() == std::vector<std::string>{"0,0 X0_0", "1,0 X1_0"});
}

TEST_CASE("cell messages: over time both engines say the same at the same points") {
    const std::string body =
        "k = k + 1; @(initial_step) $strobe(\"begin\"); @(final_step) $strobe(\"end %d\", k);"
        "if (V(p, n) > 0.6) $strobe(\"%m %d %.3f\", k, V(p, n));";
    const auto fast = tran(TileEngine::fast, body, nullptr);
    const auto circuit = tran(TileEngine::circuit, body, nullptr);
    CHECK(fast.size() > 12);
    CHECK(fast == circuit);
    // At 0, 1, 1.5 (a corner), 2.5, .. 8.5, 9 and 10 ns.
    CHECK(std::ranges::find(fast, "1e-08 s 11 end 12") != fast.end());
}

TEST_CASE("cell messages: $finish ends a phase, $fatal is an error, in both engines") {
    for (const TileEngine engine : {TileEngine::fast, TileEngine::circuit}) {
        CAPTURE(static_cast<int>(engine));
        PhaseReport report;
        const auto said = tran(engine, "if (V(p, n) > 0.5) $finish(0);", &report);
        CHECK(report.finished);
        CHECK(rel_diff(report.end_s, 1.5e-9) < 1e-9);
        REQUIRE(said.size() >= 1);
        CHECK(said[0].starts_with("1.5e-09 s 00"));
        Error error;
        tran(engine, "if (V(p, n) > 0.5) $fatal(0, \"broken at %.2f V\", V(p, n));", nullptr,
             &error);
        CHECK(error.id == 7206);
        CHECK(error.what.starts_with("cell [0, 0] stops the run, 1.5e-09 s: broken at 0."));
    }
}
