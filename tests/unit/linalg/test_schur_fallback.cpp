// What Schur-CG does when its coarse grid is bad: the grid is given up, or the iteration done in
// double precision, and the answer is right with a bound that holds. The grid is spoiled on
// purpose.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "crosspoint/linalg/schur_cg.hpp"
#include "support/merged.hpp"
#include "support/mesh_oracle_dense.hpp"
#include "support/mesh_problem.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using crosspoint::testing::flat;
using crosspoint::testing::make_mesh_problem;
using crosspoint::testing::MeshProblem;
using crosspoint::testing::solve_mesh_slowly;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double accuracy = 1e-9;

// Hard enough to need a grid: hardness 80, one node per 8 x 8 crossings.
MeshProblem hard_problem() { return make_mesh_problem({60, 70, 1000.0, 2.0, true}, 17); }

SchurOptions with_grid() {
    SchurOptions options{.coarse_block = 8};
    options.allowed_A = [](const MeshCurrents& c) {
        double least = infinity;
        for (const double i : c.col_last_A) least = std::min(least, std::abs(i));
        return accuracy * least;
    };
    return options;
}

SchurAnswer solve(const MeshProblem& p, const SchurOptions& options) {
    return SchurCg(p.network, 1).solve(p.sources, {}, options, {}, {});
}

// All bounds of the answer against the oracle.
void check_bounds(const MeshProblem& p, const SchurAnswer& answer) {
    const std::vector<double> exact = flat(solve_mesh_slowly(p.network, p.sources).currents);
    const std::vector<double> ours = flat(answer.currents);
    double sum_A = 0.0;
    for (std::size_t k = 0; k < exact.size(); ++k) {
        const double rounding = 1e-14 * std::abs(exact[k]);  // of the oracle
        const double off_A = std::abs(ours[k] - exact[k]);
        sum_A += off_A - rounding;
        if (answer.end_bounds) CHECK(off_A <= flat(*answer.end_bounds)[k] + rounding);
    }
    CHECK(std::isfinite(answer.bound_A));
    CHECK(sum_A <= answer.bound_A);
}

// Converged, and right.
void check_good(const MeshProblem& p, const SchurAnswer& answer) {
    CHECK(answer.status == SchurStatus::converged);
    check_bounds(p, answer);
    const std::vector<double> exact = solve_mesh_slowly(p.network, p.sources).currents.col_last_A;
    for (std::size_t j = 0; j < exact.size(); ++j)
        CHECK(testing::rel_diff(answer.currents.col_last_A[j], exact[j]) < accuracy);
}

void fill(std::span<double> c, double value) {
    for (double& x : c) x = value;
}

}  // namespace

TEST_CASE("schur-fallback: the sound grid is used to the end in single precision") {
    const MeshProblem p = hard_problem();
    SchurOptions options = with_grid();
    std::size_t calls = 0;
    options.spoil_coarse = [&](std::span<double>, bool in_double) { calls += in_double ? 0 : 1; };
    const SchurAnswer answer = solve(p, options);
    check_good(p, answer);
    CHECK(calls >= answer.iterations);
    CHECK(answer.coarse_block == 8);
    CHECK_FALSE(answer.left_coarse);
    CHECK_FALSE(answer.used_double);
}

TEST_CASE("schur-fallback: a NaN or infinity on the grid is caught, at once or later") {
    const MeshProblem p = hard_problem();
    for (const double poison : {not_a_number, infinity, -1e300})
        for (const std::size_t first : {1U, 2U, 5U, 9U})
            for (const bool one_node : {false, true}) {
                CAPTURE(poison);
                CAPTURE(first);
                SchurOptions options = with_grid();
                std::size_t calls = 0;
                options.spoil_coarse = [&](std::span<double> c, bool) {
                    if (++calls < first) return;
                    one_node ? void(c[c.size() / 2] = poison) : fill(c, poison);
                };
                const SchurAnswer answer = solve(p, options);
                check_good(p, answer);
                CHECK(calls == first);  // never asked again
                CHECK(answer.left_coarse);
                CHECK(answer.coarse_block == 0);
                CHECK_FALSE(answer.used_double);

                calls = 0;
                options.double_only = true;
                const SchurAnswer in_double = solve(p, options);
                check_good(p, in_double);
                CHECK(in_double.left_coarse);
                CHECK(in_double.coarse_block == 0);
                CHECK(in_double.used_double);
            }
}

TEST_CASE("schur-fallback: a grid that misleads single precision is tried in double precision") {
    const MeshProblem p = hard_problem();
    for (const double factor : {-1.0, -1e6}) {
        CAPTURE(factor);
        SchurOptions options = with_grid();
        options.spoil_coarse = [&](std::span<double> c, bool in_double) {
            for (double& x : c) x *= in_double ? 1.0 : factor;
        };
        const SchurAnswer answer = solve(p, options);
        check_good(p, answer);
        CHECK(answer.used_double);
        CHECK(answer.coarse_block == 8);
        CHECK_FALSE(answer.left_coarse);
    }
}

TEST_CASE("schur-fallback: a grid that misleads both precisions is given up in double precision") {
    const MeshProblem p = hard_problem();
    SchurOptions options = with_grid();
    options.spoil_coarse = [&](std::span<double> c, bool) {
        for (double& x : c) x = -x;
    };
    const SchurAnswer answer = solve(p, options);
    check_good(p, answer);
    CHECK(answer.used_double);
    CHECK(answer.coarse_block == 0);
    CHECK(answer.left_coarse);
}

TEST_CASE("schur-fallback: a wild grid leaves a good answer, or a bound that holds") {
    const MeshProblem p = hard_problem();
    std::mt19937_64 random(5);
    for (const double factor : {0.0, 1e-3, 30.0, 1e6, 1e12}) {
        CAPTURE(factor);
        SchurOptions options = with_grid();
        options.spoil_coarse = [&](std::span<double> c, bool) {
            for (double& x : c) x *= factor;
        };
        check_good(p, solve(p, options));
        // No linear map any more: an iteration on it may end nowhere.
        options.max_iterations = 300;
        options.spoil_coarse = [&](std::span<double> c, bool) {
            for (double& x : c) x *= factor * (uniform(random) - 0.5);
        };
        check_bounds(p, solve(p, options));
    }
}

TEST_CASE("schur-fallback: bounds of every end survive a NaN on the grid") {
    const MeshProblem p = hard_problem();
    SchurOptions options = with_grid();
    options.allowed_A = {};  // as good as rounding allows, then bounds of each end
    std::size_t calls = 0;
    options.spoil_coarse = [&](std::span<double>, bool) { ++calls; };
    const SchurAnswer sound = solve(p, options);
    REQUIRE(sound.end_bounds);
    check_bounds(p, sound);
    const std::size_t all = calls;
    const auto largest = [](const SchurAnswer& a) {
        return std::ranges::max(flat(*a.end_bounds)) / a.bound_A;
    };

    for (std::size_t poisoned = all; poisoned + 12 > all; --poisoned) {
        CAPTURE(poisoned);
        calls = 0;
        options.spoil_coarse = [&](std::span<double> c, bool) {
            if (++calls >= poisoned) fill(c, not_a_number);
        };
        const SchurAnswer answer = solve(p, options);
        REQUIRE(answer.end_bounds);
        CHECK(answer.left_coarse);
        check_bounds(p, answer);
        CHECK(largest(answer) <= 1.0);
        CHECK(largest(answer) < 2.0 * largest(sound));
    }
}
