// Adjoint sensitivities against finite differences of the dense oracle, on random tiles of every
// kind. The current of a linear network is a linear-fractional function of any one resistance or
// conductance p: I(p + d) = I(p) + a d / (1 + c d). Two differences give the derivative a without
// truncation error, from steps as large as rounding likes; p = 0 needs no special case.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "crosspoint/solve/sensitivity.hpp"
#include "crosspoint/spice/random_tile.hpp"
#include "support/dense_oracle.hpp"
#include "support/near.hpp"
#include "support/said.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;
using crosspoint::testing::said;

namespace {

std::string describe(std::uint64_t seed, std::uint64_t k, const RandomTile& tile) {
    return fmt::format("tile {} of seed {}: {} {} x {} {}", k, seed,
                       topology_name(tile.spec.topology), tile.spec.rows, tile.spec.cols,
                       describe_ends(tile.spec));
}

TileSensitivity sensitivity_of(const RandomTile& tile, std::size_t j,
                               SensitivityOptions options = {}) {
    auto solver = SensitivitySolver::make(tile.spec, tile.cells, options);
    REQUIRE_MESSAGE(solver.ok(), said(solver));
    REQUIRE(solver->set_input(tile.inputs.row(0)));
    auto result = solver->output(j);
    REQUIRE_MESSAGE(result.ok(), said(result));
    return std::move(*result);
}

double current_A(const RandomTile& tile, std::size_t j) {
    return testing::dense_currents_A(tile.spec, tile.cells, tile.inputs.row(0))[j];
}

struct Slope {
    double value = 0.0;
    double step = 0.0;  // of the parameter; the current cannot resolve less
};

// The derivative of I_j by a parameter that `change` adds a step to. Far out on the curve, where
// 1 + c d is large, rounding counts more: the step shrinks until it is not.
template <class Change>
Slope slope(const RandomTile& tile, std::size_t j, double step, const Change& change) {
    const double here_A = current_A(tile, j);
    const auto quotient = [&](double d) {
        RandomTile moved = tile;
        change(moved, d);
        return (current_A(moved, j) - here_A) / d;
    };
    for (;; step /= 16.0) {
        const double once = quotient(step);
        const double twice = quotient(2.0 * step);
        // Nothing but rounding: the current does not depend on this parameter.
        if (std::abs(once * step) <= 1e-13 * std::abs(here_A)) return {once, step};
        const double value = 1.0 / (2.0 / once - 1.0 / twice);
        if (std::abs(value) <= 4.0 * std::abs(once)) return {value, step};
    }
}

// All segments one by one, so that a test can change each.
void write_out(SegmentResistance& segments, std::size_t lines, std::size_t crossings) {
    Matrix<double> ohm(lines, crossings + 1);
    for (std::size_t l = 0; l < lines; ++l)
        for (std::size_t k = 0; k <= crossings; ++k) ohm(l, k) = segments.at(l, k, crossings);
    segments = SegmentResistance::per_segment(std::move(ohm));
}

void add_ohm(SegmentResistance& segments, std::size_t line, std::size_t k, double ohm) {
    Matrix<double> values = segments.values();
    values(line, k) += ohm;
    segments = SegmentResistance::per_segment(std::move(values));
}

struct Shape {
    std::size_t lines, crossings;
};
Shape shape_of(const TileSpec& spec, bool bl) {
    if (!bl && spec.horizontal() != nullptr) return {spec.rows, spec.cols};
    return {spec.cols, spec.rows};
}
LineSet& set_of(TileSpec& spec, bool bl) { return bl ? spec.bl : spec.gated() ? spec.sl : spec.wl; }

}  // namespace

TEST_CASE("sensitivity: cells segments and sources agree with finite differences of the oracle") {
    std::mt19937_64 random(99);
    int open_cells = 0;
    int zero_segments = 0;
    for (std::uint64_t k = 0; k < 800; ++k) {
        RandomTile tile = random_tile(31, k, 5);
        INFO(describe(31, k, tile));
        TileSpec& spec = tile.spec;
        for (const bool bl : {false, true}) {
            const Shape shape = shape_of(spec, bl);
            write_out(set_of(spec, bl).segment_ohm, shape.lines, shape.crossings);
        }
        const std::size_t j = random() % spec.cols;
        const double i_A = current_A(tile, j);

        const TileSensitivity s = sensitivity_of(tile, j);

        CAPTURE(j);
        CHECK(s.report.status == SolveStatus::converged);
        CHECK(std::abs(s.i_out_A - i_A) <= 1e-10 * std::abs(i_A) + s.report.i_out_bound_A);
        double scale_A = s.report.sum_g_di_dg_abs_A;
        for (const double i : testing::dense_currents_A(spec, tile.cells, tile.inputs.row(0)))
            scale_A = std::max(scale_A, std::abs(i));
        const auto agree = [&](double mine, const Slope& theirs) {
            CAPTURE(mine);
            CAPTURE(theirs.value);
            CAPTURE(theirs.step);
            CHECK(std::abs(theirs.step * (mine - theirs.value)) <=
                  1e-12 * scale_A + 1e-7 * std::abs(theirs.step * theirs.value));
        };
        for (int sample = 0; sample < 5; ++sample) {
            const std::size_t row = random() % spec.rows;
            const std::size_t col = random() % spec.cols;
            if (spec.gated() && tile.inputs(0, row) == 0.0) continue;
            const double g_S = tile.cells.g_on_S(row, col);
            CAPTURE(row);
            CAPTURE(col);
            if (std::isinf(g_S)) {
                CHECK(s.di_dg_V(row, col) == 0.0);
                continue;
            }
            open_cells += g_S == 0.0;
            const double step_S = std::max(g_S, 1e-5);
            agree(s.di_dg_V(row, col), slope(tile, j, step_S, [&](RandomTile& moved, double d) {
                      moved.cells.g_on_S(row, col) += d;
                  }));
        }
        for (const bool bl : {false, true}) {
            const Shape shape = shape_of(spec, bl);
            const LineSensitivity& lines = bl ? s.bl : spec.gated() ? s.sl : s.wl;
            REQUIRE(lines.di_dr_A_per_ohm.rows() == shape.lines);
            REQUIRE(lines.di_dr_A_per_ohm.cols() == shape.crossings + 1);
            for (int sample = 0; sample < 6; ++sample) {
                const std::size_t line = random() % shape.lines;
                const std::size_t at =
                    sample == 0
                        ? 0
                        : (sample == 1 ? shape.crossings : random() % (shape.crossings + 1));
                const double r_ohm = set_of(spec, bl).segment_ohm.at(line, at, shape.crossings);
                CAPTURE(bl);
                CAPTURE(line);
                CAPTURE(at);
                CAPTURE(r_ohm);
                if (std::isinf(r_ohm)) {
                    CHECK(lines.di_dr_A_per_ohm(line, at) == 0.0);
                    continue;
                }
                zero_segments += r_ohm == 0.0 && lines.di_dr_A_per_ohm(line, at) != 0.0;
                const double step_ohm = std::max(r_ohm, 30.0);
                agree(lines.di_dr_A_per_ohm(line, at),
                      slope(tile, j, step_ohm, [&](RandomTile& moved, double d) {
                          add_ohm(set_of(moved.spec, bl).segment_ohm, line, at, d);
                      }));
            }
        }
        // Currents are linear in the voltages: the difference over 1 V is the derivative.
        RandomTile moved = tile;
        moved.spec.read_V += 1.0;
        agree(s.di_dread_S, {current_A(moved, j) - i_A, 1.0});
        CHECK(s.di_dv_S.size() == (spec.gated() ? 0 : spec.rows));
        for (std::size_t i = 0; i < s.di_dv_S.size(); ++i) {
            moved = tile;
            moved.inputs(0, i) += 1.0;
            agree(s.di_dv_S[i], {current_A(moved, j) - i_A, 1.0});
        }
    }
    CHECK(open_cells > 20);
    CHECK(zero_segments > 100);
}

TEST_CASE("sensitivity: Euler's sums over conductances and over voltages are the current itself") {
    for (std::uint64_t k = 0; k < 600; ++k) {
        const RandomTile tile = random_tile(32, k, 20);
        INFO(describe(32, k, tile));
        for (const Method method : {Method::automatic, Method::klu}) {
            const TileSensitivity s = sensitivity_of(tile, k % tile.spec.cols, {.method = method});
            CAPTURE(s.report.method);
            const double slack_A = 1e-9 * s.report.sum_g_di_dg_abs_A;

            CHECK(std::abs(s.report.sum_g_di_dg_A - s.i_out_A) <= slack_A + s.report.i_out_bound_A);
            CHECK(std::abs(s.report.sum_v_di_dv_A - s.i_out_A) <= slack_A + s.report.i_out_bound_A);
        }
    }
}

TEST_CASE("sensitivity: the fast methods agree with nodal analysis everywhere") {
    for (std::uint64_t k = 0; k < 240; ++k) {
        const RandomTile tile = random_tile(33, k, 24);
        INFO(describe(33, k, tile));
        const std::size_t j = k % tile.spec.cols;
        const TileSensitivity fast = sensitivity_of(tile, j);
        const TileSensitivity slow = sensitivity_of(tile, j, {.method = Method::klu});
        CAPTURE(fast.report.method);
        CHECK(fast.report.method != slow.report.method);

        CHECK(testing::rel_diff_max(fast.di_dg_V.values(), slow.di_dg_V.values()) < 1e-8);
        CHECK(testing::rel_diff_max(fast.di_dg_device_V.values(), slow.di_dg_device_V.values()) <
              1e-8);
        CHECK(testing::rel_diff_max(fast.di_dv_S, slow.di_dv_S) < 1e-8);
        CHECK(rel_diff(fast.di_dread_S, slow.di_dread_S) < 1e-8);
        CHECK(rel_diff(fast.di_dleak_V, slow.di_dleak_V) < 1e-7);
        CHECK(rel_diff(fast.di_daccess_A_per_ohm, slow.di_daccess_A_per_ohm) < 1e-7);
        for (const auto& [a, b] : {std::pair{&fast.wl, &slow.wl}, std::pair{&fast.bl, &slow.bl},
                                   std::pair{&fast.sl, &slow.sl}}) {
            CHECK(testing::rel_diff_max(a->di_dr_A_per_ohm.values(), b->di_dr_A_per_ohm.values()) <
                  1e-8);
            CHECK(testing::rel_diff_max(a->di_dend_A_per_ohm.values(),
                                        b->di_dend_A_per_ohm.values()) < 1e-8);
        }
    }
}
