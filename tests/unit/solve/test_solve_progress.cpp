// What a solve tells while it runs and after: progress, a stop on request, the coarse grid.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <functional>
#include <random>
#include <stop_token>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using crosspoint::testing::solve_tile;
using crosspoint::testing::Tile;
using crosspoint::testing::try_solve;

namespace {

Tile passive(std::size_t rows, std::size_t cols, std::size_t inputs, double ohm) {
    Tile tile{.spec = crosspoint::testing::passive_spec(rows, cols, ohm, ohm, 50.0, 20.0),
              .cells = {.g_on_S = Matrix<double>(rows, cols)},
              .inputs = Matrix<double>(inputs, rows)};
    std::mt19937_64 random(rows + cols);
    for (double& g : tile.cells.g_on_S.values()) g = 1e-6 + 1e-4 * uniform(random);
    for (double& v : tile.inputs.values()) v = uniform(random);
    return tile;
}

Tile columns(std::size_t rows, std::size_t cols, std::size_t inputs) {
    Tile tile = passive(rows, cols, inputs, 1.0);
    tile.spec.topology = Topology::one_transistor_column;
    tile.spec.read_V = 0.2;
    tile.spec.sl.segment_ohm = tile.spec.bl.segment_ohm;
    tile.spec.bl.last_end = {EndKind::drive_read, 0.0};
    tile.spec.sl.last_end = {EndKind::sense, 0.0};
    for (double& x : tile.inputs.values()) x = x < 0.5 ? 0.0 : 1.0;
    return tile;
}

struct Heard {
    std::vector<SolveProgress> all;
    std::function<void(const SolveProgress&)> listener() {
        return [this](const SolveProgress& p) { all.push_back(p); };
    }
};

}  // namespace

TEST_CASE("solve progress: every method counts its inputs to the end, from any thread") {
    const Tile mesh = passive(20, 30, 37, 2.0);
    const Tile ladder = columns(20, 30, 37);
    const auto check = [](const Tile& tile, SolveOptions options, bool staged) {
        CAPTURE(method_name(options.method));
        Heard heard;
        options.threads = 3;
        options.progress = heard.listener();
        const TileSolution told = solve_tile(tile, options);
        REQUIRE_FALSE(heard.all.empty());
        CHECK(heard.all.front().stage.empty() != staged);
        std::size_t before = 0;
        for (const SolveProgress& p : heard.all) {
            CHECK(p.inputs_total == 37);
            CHECK(p.inputs_done >= before);
            before = p.inputs_done;
        }
        // The transfer matrix makes all currents at once.
        if (options.method != Method::transfer) CHECK(before == 37);
        options.progress = {};
        CHECK(solve_tile(tile, options).i_out_A == told.i_out_A);
    };
    for (const Method method : {Method::schur_cg, Method::ldlt, Method::klu})
        check(mesh, {.method = method}, false);
    for (const Method method : {Method::transfer, Method::direct})
        check(mesh, {.method = method}, true);
    check(ladder, {}, false);
    check(ladder, {.precision = Precision::single_precision}, false);
}

TEST_CASE("solve progress: one large input tells its iterations and how far they are to go") {
    const Tile tile = passive(260, 260, 1, 20.0);
    Heard heard;
    const TileSolution solution =
        solve_tile(tile, {.method = Method::schur_cg, .progress = heard.listener()});
    std::vector<SolveProgress> inside;
    for (const SolveProgress& p : heard.all)
        if (p.iterations > 0) inside.push_back(p);
    REQUIRE(inside.size() >= 2);
    CHECK(inside.back().iterations <= solution.report.iterations);
    CHECK(inside.back().iterations > inside.front().iterations);
    CHECK(inside.back().residual_A < 1e-2 * inside.front().residual_A);
    CHECK(inside.back().target_A > 0.0);
    CHECK(inside.back().target_A < inside.front().residual_A);
    CHECK(heard.all.back().inputs_done == 1);
}

TEST_CASE("solve progress: a stop on the way ends every method with error 2116") {
    for (const bool gated : {false, true})
        for (const Method method :
             {Method::automatic, Method::schur_cg, Method::direct, Method::ldlt, Method::klu}) {
            if (gated && method != Method::automatic && method != Method::klu) continue;
            const Tile tile = gated ? columns(10, 12, 40) : passive(10, 12, 40, 2.0);
            CAPTURE(method_name(method));
            std::stop_source stop;
            SolveOptions options{.method = method, .stop = stop.get_token()};
            std::size_t done = 0;
            options.progress = [&](const SolveProgress& p) {
                done = p.inputs_done;
                if (done >= 5) stop.request_stop();
            };
            const auto stopped = try_solve(tile, options);
            if (method == Method::automatic && !gated) continue;  // too fast: the transfer matrix
            REQUIRE(!stopped);
            CHECK(stopped.error().code == Errc::interrupted);
            CHECK(done < 40);
        }
}

TEST_CASE("solve report: names the coarse grid that was used") {
    const Tile hard = passive(128, 128, 2, 200.0);
    const TileSolution with_grid = solve_tile(hard, {.method = Method::schur_cg});
    CHECK(with_grid.report.coarse_block >= 12);
    CHECK(with_grid.report.coarse_block <= 32);
    CHECK(with_grid.report.iterations > 0);
    CHECK(with_grid.report.remarks.empty());
    CHECK(solve_tile(passive(128, 128, 2, 0.1), {.method = Method::schur_cg}).report.coarse_block ==
          0);
    CHECK(solve_tile(hard, {.method = Method::klu}).report.coarse_block == 0);
    // Its samples are checked by Schur-CG.
    CHECK(solve_tile(hard, {.method = Method::transfer}).report.coarse_block ==
          with_grid.report.coarse_block);
}
