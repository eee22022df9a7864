// Schur-CG as a component: bits, instruction sets, updates, stopping, bad numbers.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <hwy/targets.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "crosspoint/linalg/schur_cg.hpp"
#include "support/mesh_problem.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using crosspoint::testing::make_mesh_problem;
using crosspoint::testing::open_ohm;
using crosspoint::testing::rel_diff_max;

namespace {

using Problem = crosspoint::testing::MeshProblem;

// Cells over two decades.
Problem make_problem(std::size_t rows, std::size_t cols, double ohm, bool per_segment,
                     std::uint64_t seed) {
    return make_mesh_problem({rows, cols, ohm, 2.0, per_segment}, seed);
}

SchurOptions to(double accuracy, int threads = 1) {
    SchurOptions o{.threads = threads};
    o.allowed_A = [accuracy](const MeshCurrents& c) {
        double least = open_ohm;
        for (const double i : c.col_last_A) least = std::min(least, std::abs(i));
        return accuracy * least;
    };
    return o;
}

SchurAnswer solve(const Problem& p, const SchurOptions& options) {
    const SchurCg solver(p.network, options.threads);
    return solver.solve(p.sources, {}, options, {}, {});
}

// Runs `body` once for every instruction set of this machine.
template <class Body>
void for_each_target(Body body) {
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        hwy::SetSupportedTargetsForTest(target);
        const std::string name = hwy::TargetName(target);
        CAPTURE(name);
        body();
    }
    hwy::SetSupportedTargetsForTest(0);
}

}  // namespace

TEST_CASE("schur-cg: one cell is a voltage divider") {
    Problem p = make_problem(1, 1, 3.0, false, 1);
    p.network.cell_S(0, 0) = 1e-3;
    p.sources.row_first_V[0] = 0.5;
    const SchurAnswer a = solve(p, to(1e-14));
    CHECK(std::abs(a.currents.col_last_A[0] - 0.5 / (10.0 + 1000.0 + 20.0)) < 1e-18);
    CHECK(std::abs(a.currents.row_first_A[0] + 0.5 / 1030.0) < 1e-18);
}

TEST_CASE("schur-cg: every instruction set agrees to the accuracy asked for") {
    for (const auto& [rows, cols] : {std::pair<std::size_t, std::size_t>{1, 1},
                                     {17, 33},
                                     {64, 40},
                                     {5, 130},
                                     {130, 5},
                                     {70, 70}}) {
        for (const bool per_segment : {false, true}) {
            const Problem p = make_problem(rows, cols, 5.0, per_segment, rows * 1000 + cols);
            const SchurAnswer best = solve(p, to(1e-12));
            for_each_target([&, r = rows, c = cols] {
                CAPTURE(r);
                CAPTURE(c);
                const SchurAnswer a = solve(p, to(1e-9));
                CHECK(a.status == SchurStatus::converged);
                CHECK(rel_diff_max(a.currents.col_last_A, best.currents.col_last_A) < 1e-9);
            });
        }
    }
}

TEST_CASE("schur-cg: the same bits for any number of threads") {
    const Problem p = make_problem(300, 280, 5.0, false, 7);
    const SchurAnswer one = solve(p, to(1e-9, 1));
    REQUIRE(one.status == SchurStatus::converged);
    for (const int threads : {2, 3, 7}) {
        const SchurAnswer many = solve(p, to(1e-9, threads));
        CHECK(many.currents.col_last_A == one.currents.col_last_A);
        CHECK(many.currents.row_first_A == one.currents.row_first_A);
        CHECK(many.iterations == one.iterations);
        CHECK(many.bound_A == one.bound_A);
    }
}

TEST_CASE("schur-cg: single and double inner iterations agree within their bounds") {
    const Problem p = make_problem(60, 50, 20.0, true, 9);
    SchurOptions twice = to(1e-11);
    twice.double_only = true;
    const SchurAnswer a = solve(p, to(1e-11));
    const SchurAnswer b = solve(p, twice);
    CHECK(a.status == SchurStatus::converged);
    CHECK(b.status == SchurStatus::converged);
    CHECK(b.used_double);
    CHECK(rel_diff_max(a.currents.col_last_A, b.currents.col_last_A) < 2e-11);
}

TEST_CASE("schur-cg: update takes new values and equals a fresh solver") {
    Problem p = make_problem(40, 30, 2.0, false, 3);
    SchurCg solver(p.network, 1);
    (void)solver.solve(p.sources, {}, to(1e-10), {}, {});
    p.network.cell_S(3, 4) = 1e-3;
    p.network.cell_S(7, 0) = 0.0;
    p.network.row_lines.segment_ohm = Matrix<double>(40, 30, 6.0);  // now per segment
    p.network.row_lines.segment_ohm(5, 6) = 0.0;
    solver.update(1);
    const SchurAnswer updated = solver.solve(p.sources, {}, to(1e-10), {}, {});
    CHECK(updated.currents.col_last_A == solve(p, to(1e-10)).currents.col_last_A);
}

TEST_CASE("schur-cg: currents injected into nodes leave through the ends") {
    const Problem p = make_problem(12, 9, 5.0, false, 4);
    std::vector<double> u(12 * 9), v(12 * 9), row_A(12 * 9), col_A(12 * 9);
    row_A[30] = 2e-6;
    col_A[77] = -5e-7;
    MeshSources grounded = p.sources;
    grounded.row_first_V.assign(12, 0.0);
    const SchurCg solver(p.network, 1);
    const SchurAnswer a = solver.solve(grounded, {row_A, col_A}, to(1e-12), u, v);
    double sum_A = 0.0;
    for (const double i : a.currents.row_first_A) sum_A += i;
    for (const double i : a.currents.col_last_A) sum_A += i;
    CHECK(std::abs(sum_A - 1.5e-6) < 1e-17);
}

TEST_CASE("schur-cg: NaN and infinity are caught, never returned as an answer") {
    for (const double poison : {std::numeric_limits<double>::quiet_NaN(), open_ohm}) {
        Problem cell = make_problem(20, 20, 5.0, false, 5);
        cell.network.cell_S(11, 3) = poison;
        CHECK(solve(cell, to(1e-9)).status == SchurStatus::not_finite);
        Problem source = make_problem(20, 20, 5.0, false, 5);
        source.sources.row_first_V[2] = poison;
        CHECK(solve(source, to(1e-9)).status == SchurStatus::not_finite);
    }
}

TEST_CASE("schur-cg: a stop request and an iteration limit end it, and it says so") {
    const Problem p = make_problem(50, 50, 50.0, false, 6);
    std::stop_source stop;
    stop.request_stop();
    SchurOptions stopped = to(1e-9);
    stopped.stop = stop.get_token();
    CHECK(solve(p, stopped).status == SchurStatus::cancelled);

    SchurOptions few = to(1e-9);
    few.max_iterations = 3;
    const SchurAnswer a = solve(p, few);
    CHECK(a.status == SchurStatus::stalled);
    const SchurAnswer good = solve(p, to(1e-11));
    // Even a poor answer has an honest bound.
    for (std::size_t j = 0; j < 50; ++j)
        CHECK(std::abs(a.currents.col_last_A[j] - good.currents.col_last_A[j]) <= a.bound_A);
    CHECK(a.bound_A > 1e-9 * good.currents.col_last_A[0]);
}

TEST_CASE(
    "schur-cg: where the plain bound is too coarse, bounds of every end are smaller and hold") {
    const Problem p = make_problem(64, 64, 1e-3, false, 8);
    const SchurAnswer a = solve(p, to(1e-15));
    REQUIRE(a.status == SchurStatus::stalled);
    REQUIRE(a.end_bounds);
    const SchurAnswer b = solve(p, [] {
        SchurOptions o = to(1e-13);
        o.double_only = true;
        return o;
    }());
    for (std::size_t j = 0; j < 64; ++j) {
        CHECK(a.end_bounds->col_last_A[j] < 0.2 * a.bound_A);
        CHECK(std::abs(a.currents.col_last_A[j] - b.currents.col_last_A[j]) <=
              a.end_bounds->col_last_A[j] + b.bound_A);
    }
}
