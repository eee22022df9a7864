// The coarse grid of Schur-CG: the same answers with and without it, in fewer iterations.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/linalg/schur_coarse.hpp"
#include "support/mesh_problem.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using crosspoint::testing::make_mesh_problem;
using crosspoint::testing::open_ohm;
using crosspoint::testing::rel_diff_max;

namespace {

using Problem = crosspoint::testing::MeshProblem;
using Kind = crosspoint::testing::MeshProblemKind;

SchurOptions with_block(std::optional<std::size_t> block, double accuracy = 1e-9) {
    SchurOptions o{.coarse_block = block};
    o.allowed_A = [accuracy](const MeshCurrents& c) {
        double largest = 0.0;
        double least = open_ohm;
        for (const double i : c.col_last_A) {
            largest = std::max(largest, std::abs(i));
            least = std::min(least, std::abs(i));
        }
        return accuracy * std::max(least, 1e-3 * largest);
    };
    return o;
}

SchurAnswer solve(const Problem& p, const SchurOptions& options) {
    const SchurCg solver(p.network, options.threads);
    return solver.solve(p.sources, {}, options, {}, {});
}

// Each end current within the bounds of both.
void check_agree(const SchurAnswer& a, const SchurAnswer& b) {
    const auto each = [&](std::vector<double> MeshCurrents::*ends) {
        const std::vector<double>& x = a.currents.*ends;
        const std::vector<double>& y = b.currents.*ends;
        for (std::size_t k = 0; k < x.size(); ++k) {
            const double bound_a = a.end_bounds ? ((*a.end_bounds).*ends)[k] : a.bound_A;
            const double bound_b = b.end_bounds ? ((*b.end_bounds).*ends)[k] : b.bound_A;
            CHECK(std::abs(x[k] - y[k]) <= bound_a + bound_b);
        }
    };
    each(&MeshCurrents::row_first_A);
    each(&MeshCurrents::col_last_A);
}

}  // namespace

TEST_CASE("schur-coarse: an axis puts every crossing between its coarse nodes") {
    for (const std::size_t crossings : {2U, 3U, 7U, 64U, 100U})
        for (const std::size_t block : {1U, 2U, 5U, 32U, 1000U}) {
            const CoarseAxis axis(crossings, block);
            CAPTURE(crossings);
            CAPTURE(block);
            CHECK(axis.node.front() == 0);
            CHECK(axis.node.back() == crossings - 1);
            for (std::size_t k = 0; k < crossings; ++k) {
                REQUIRE(axis.interval[k] < axis.intervals());
                const auto lower = static_cast<double>(axis.node[axis.interval[k]]);
                const auto upper = static_cast<double>(axis.node[axis.interval[k] + 1]);
                const double at = lower + axis.t[k] * (upper - lower);
                CHECK(std::abs(at - static_cast<double>(k)) < 1e-12);
            }
        }
}

TEST_CASE("schur-coarse: with one crossing per block it is the mesh itself") {
    for (const bool per_segment : {false, true}) {
        Problem p = make_mesh_problem({9, 14, 300.0, 4.0, per_segment}, 11);
        p.network.row_lines.last_ohm[4] = 70.0;
        p.network.col_lines.first_ohm[13] = 5.0;
        p.network.cell_S(2, 3) = 0.0;
        if (per_segment) p.network.row_lines.segment_ohm(3, 6) = open_ohm;
        const auto coarse = SchurCoarse::make(p.network, 1, 1);
        REQUIRE(coarse);
        const std::size_t count = std::size_t{9} * 14;
        REQUIRE(coarse->nodes() == count);
        std::mt19937_64 random(3);
        std::vector<double> h(count), u(count), v(count);
        for (double& x : h) x = uniform(random) - 0.3;
        p.sources.row_first_V.assign(9, 0.0);
        const std::vector<double> none(count);
        const SchurCg solver(p.network, 1);
        (void)solver.solve(p.sources, {h, none}, with_block(0, 1e-13), u, v);
        coarse->solve(h);
        CHECK(rel_diff_max(h, u) < 1e-6);  // the shift of the diagonal
    }
}

TEST_CASE("schur-coarse: the same currents as without, in fewer iterations") {
    const std::vector<Kind> kinds{{100, 80, 100.0},
                                  {80, 130, 1000.0},
                                  {70, 90, 1e5},
                                  {120, 120, 300.0, 1.0, true},
                                  {60, 200, 1000.0, 3.0, true},
                                  {33, 400, 50.0}};
    for (const Kind& kind : kinds) {
        const Problem p = make_mesh_problem(kind, kind.rows);
        const double hardness = mesh_hardness(p.network);
        INFO(fmt::format("{} x {}, hardness {:.0f}", kind.rows, kind.cols, hardness));
        REQUIRE(hardness > 6.0);
        const SchurAnswer off = solve(p, with_block(0));
        CHECK(off.coarse_block == 0);
        for (const std::size_t block : {3U, 8U, 13U}) {
            CAPTURE(block);
            const SchurAnswer on = solve(p, with_block(block));
            CHECK(on.coarse_block == block);
            CHECK(on.status == off.status);
            CHECK(on.iterations < off.iterations * 3 / 4);
            check_agree(on, off);
        }
        SchurOptions twice = with_block(8);
        twice.double_only = true;
        const SchurAnswer in_double = solve(p, twice);
        CHECK(in_double.used_double);
        CHECK(in_double.coarse_block == 8);
        CHECK(in_double.iterations < off.iterations * 3 / 4);
        check_agree(in_double, off);
    }
}

TEST_CASE("schur-coarse: eight decades of cells and segments, hardness to 1e6") {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const Kind kind{20 + seed * 7, 90 - seed * 5, std::pow(10.0, 1.0 + 0.4 * double(seed)), 8.0,
                        seed % 2 == 1};
        const Problem p = make_mesh_problem(kind, seed);
        INFO(fmt::format("seed {}, hardness {:.1e}", seed, mesh_hardness(p.network)));
        const SchurAnswer off = solve(p, with_block(0));
        const SchurAnswer on = solve(p, with_block(6));
        if (off.status == SchurStatus::converged) CHECK(on.status == SchurStatus::converged);
        CHECK(on.iterations < off.iterations * 5 / 4 + 10);
        CHECK(on.bound_A <= 10.0 * off.bound_A + 1e-18);
        check_agree(on, off);
    }
}

TEST_CASE("schur-coarse: broken wires, opens, floating lines, held nodes") {
    int used = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        std::mt19937_64 random(seed + 1000);
        const Kind kind{2 + random() % 40, 2 + random() % 40, std::pow(10.0, 4.0 * uniform(random)),
                        3.0, true};
        Problem p = make_mesh_problem(kind, seed);
        MeshNetwork& net = p.network;
        for (double& r : net.row_lines.segment_ohm.values())
            if (random() % 50 == 0) r = open_ohm;
        for (double& r : net.col_lines.segment_ohm.values())
            if (random() % 50 == 0) r = open_ohm;
        for (double& g : net.cell_S.values())
            if (random() % 3 == 0) g = 0.0;
        for (double& r : net.row_lines.first_ohm)
            if (random() % 4 == 0) r = random() % 2 ? 0.0 : open_ohm;
        for (double& r : net.col_lines.last_ohm)
            if (random() % 4 == 0) r = random() % 2 ? 0.0 : open_ohm;
        if (seed % 10 == 0) net.row_lines.segment_ohm(0, 1) = 0.0;
        CAPTURE(seed);
        const SchurAnswer off = solve(p, with_block(0));
        const SchurAnswer on = solve(p, with_block(1 + random() % 8));
        used += on.coarse_block > 0;
        // Some bounds end at rounding, just at what is asked for.
        if (off.status == SchurStatus::converged)
            CHECK((on.status == SchurStatus::converged || on.bound_A <= 1.02 * off.bound_A));
        CHECK(on.status != SchurStatus::not_finite);
        check_agree(on, off);
    }
    CHECK(used > 150);
}

TEST_CASE("schur-coarse: off where it does not apply") {
    Problem p = make_mesh_problem({30, 30, 100.0, 1.0, true}, 5);
    p.network.col_lines.segment_ohm(3, 4) = 0.0;
    CHECK(solve(p, with_block(4)).coarse_block == 0);
    CHECK(solve(make_mesh_problem({1, 30, 100.0}, 5), with_block(4)).coarse_block == 0);
    CHECK(solve(make_mesh_problem({30, 1, 100.0}, 5), with_block(4)).coarse_block == 0);
    Problem floats = make_mesh_problem({8, 8, 100.0}, 5);
    floats.network.row_lines.first_ohm.assign(8, open_ohm);
    floats.network.col_lines.last_ohm.assign(8, open_ohm);
    CHECK(SchurCoarse::make(floats.network, 2, 1) == nullptr);

    CHECK(coarse_block(5, 5, 1e6) == 0);
    CHECK(coarse_block(128, 128, 5.0) == 0);
    CHECK(coarse_block(512, 512, open_ohm) == 0);
    CHECK(coarse_block(1024, 1024, 1150.0) == 32);
    CHECK(coarse_block(1024, 1024, 60000.0) < 16);
    CHECK(coarse_block(4096, 4096, 1e9) == 32);  // bounded memory
    CHECK(coarse_memory_bytes(4096, 4096, 32) < std::size_t{4096} * 4096 * 16);
    CHECK(SchurCg::memory_bytes(1024, 1024, 1150.0) > SchurCg::memory_bytes(1024, 1024, 1.0));
}

TEST_CASE("schur-coarse: every instruction set, and the same bits for any number of threads") {
    const Problem p = make_mesh_problem({300, 230, 200.0, 2.0, true}, 21);
    const SchurAnswer off = solve(p, with_block(0, 1e-11));
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        hwy::SetSupportedTargetsForTest(target);
        CAPTURE(std::string(hwy::TargetName(target)));
        const SchurAnswer one = solve(p, with_block(7));
        CHECK(one.status == SchurStatus::converged);
        CHECK(one.coarse_block == 7);
        check_agree(one, off);
        for (const int threads : {2, 5}) {
            SchurOptions options = with_block(7);
            options.threads = threads;
            const SchurAnswer many = solve(p, options);
            CHECK(many.currents.col_last_A == one.currents.col_last_A);
            CHECK(many.currents.row_first_A == one.currents.row_first_A);
            CHECK(many.iterations == one.iterations);
            CHECK(many.bound_A == one.bound_A);
        }
    }
    hwy::SetSupportedTargetsForTest(0);
}

TEST_CASE("schur-coarse: update takes new values, another block size a new grid") {
    Problem p = make_mesh_problem({60, 50, 200.0}, 31);
    SchurCg solver(p.network, 1);
    (void)solver.solve(p.sources, {}, with_block(8), {}, {});
    for (double& g : p.network.cell_S.values()) g *= 3.0;
    solver.update(1);
    const SchurAnswer updated = solver.solve(p.sources, {}, with_block(8), {}, {});
    CHECK(updated.currents.col_last_A == solve(p, with_block(8)).currents.col_last_A);
    for (const std::size_t block : {5U, 0U, 20U, 8U})
        CHECK(solver.solve(p.sources, {}, with_block(block), {}, {}).currents.col_last_A ==
              solve(p, with_block(block)).currents.col_last_A);
    const SchurAnswer automatic = solver.solve(p.sources, {}, with_block({}), {}, {});
    CHECK(automatic.coarse_block == coarse_block(60, 50, mesh_hardness(p.network)));
}
