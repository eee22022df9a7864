// Sensitivities of small tiles by hand, and what the solver promises beside numbers.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/sensitivity.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <stop_token>
#include <utility>

#include "crosspoint/base/rng.hpp"
#include "support/near.hpp"
#include "support/said.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;
using crosspoint::testing::said;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

TileSpec passive(std::size_t rows, std::size_t cols, double wl_ohm, double bl_ohm,
                 double end_ohm = 0.0) {
    return crosspoint::testing::passive_spec(rows, cols, wl_ohm, bl_ohm, end_ohm, end_ohm);
}

SensitivitySolver ready(const TileSpec& spec, const Matrix<double>& g_S,
                        const std::vector<double>& input, SensitivityOptions options = {}) {
    const auto cells = make_cells(spec, g_S);
    REQUIRE(cells);
    auto solver = SensitivitySolver::make(spec, *cells, options);
    REQUIRE_MESSAGE(solver.ok(), said(solver));
    REQUIRE(solver->set_input(input));
    return std::move(*solver);
}

TileSensitivity sensitivity(const TileSpec& spec, const Matrix<double>& g_S,
                            const std::vector<double>& input, std::size_t j,
                            SensitivityOptions options = {}) {
    auto result = ready(spec, g_S, input, options).output(j);
    REQUIRE_MESSAGE(result.ok(), said(result));
    return std::move(*result);
}

double current_A(const TileSpec& spec, const Matrix<double>& g_S, const std::vector<double>& input,
                 std::size_t j) {
    auto solver = make_solver(spec, {.accuracy_rel = 1e-12});
    REQUIRE(solver);
    REQUIRE((*solver)->program(*make_cells(spec, g_S)));
    const auto solution = (*solver)->solve(Matrix<double>(1, input.size(), input));
    REQUIRE(solution);
    return solution->i_out_A(0, j);
}

Matrix<double> random_cells(std::mt19937_64& random, std::size_t rows, std::size_t cols) {
    Matrix<double> g_S(rows, cols);
    for (double& g : g_S.values()) g = std::pow(10.0, -5.0 + 2.0 * uniform(random));
    return g_S;
}

}  // namespace

TEST_CASE("sensitivity: wires and ends of 0 ohm give closed forms") {
    // I_j = sum V_i g_ij. A segment of a bit line carries what the cells above it give; 1 V on the
    // bit line would send sum g_ij the other way. A segment of a word line serves the cells behind
    // it, of which only (i, j) sees that 1 V.
    const Matrix<double> g_S(2, 3, {1e-3, 2e-3, 3e-3, 4e-3, 0.0, 6e-3});
    const std::vector<double> v = {0.5, -2.0};
    const std::size_t j = 1;

    const TileSensitivity s = sensitivity(passive(2, 3, 0.0, 0.0), g_S, v, j);

    CHECK(rel_diff(s.i_out_A, 0.5 * 2e-3) < 1e-14);
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t k = 0; k < 3; ++k)
            CHECK(rel_diff(s.di_dg_V(i, k), k == j ? v[i] : 0.0) < 1e-14);
    CHECK(s.di_dg_V == s.di_dg_device_V);
    const Matrix<double>& bl = s.bl.di_dr_A_per_ohm;
    CHECK(bl(j, 0) == 0.0);
    CHECK(rel_diff(bl(j, 1), -(2e-3 * 0.5) * 2e-3) < 1e-14);
    CHECK(rel_diff(bl(j, 2), -(2e-3 * 0.5) * 2e-3) < 1e-14);
    CHECK(bl(0, 2) == 0.0);
    CHECK(bl(2, 1) == 0.0);
    const Matrix<double>& wl = s.wl.di_dr_A_per_ohm;
    CHECK(rel_diff(wl(0, 0), -(0.5 * 6e-3) * 2e-3) < 1e-14);
    CHECK(rel_diff(wl(0, 1), -(0.5 * 5e-3) * 2e-3) < 1e-14);
    CHECK(wl(0, 2) == 0.0);
    CHECK(wl(0, 3) == 0.0);
    CHECK(wl(1, 0) == 0.0);  // the cell that would carry it is open
    CHECK(rel_diff(s.wl.di_dend_A_per_ohm(0, 0), wl(0, 0)) < 1e-14);
    CHECK(s.wl.di_dend_A_per_ohm(0, 1) == 0.0);
    CHECK(rel_diff(s.bl.di_dend_A_per_ohm(j, 1), bl(j, 2)) < 1e-14);
    CHECK(rel_diff(s.di_dv_S[0], 2e-3) < 1e-14);
    CHECK(s.di_dv_S[1] == 0.0);
    CHECK(s.sl.di_dr_A_per_ohm.empty());
}

TEST_CASE("sensitivity: a line of 0 ohm between two ideal ends depends on none of its segments") {
    TileSpec spec = passive(1, 2, 0.0, 10.0);
    spec.wl.last_end = {EndKind::drive_input, 0.0};
    const Matrix<double> g_S(1, 2, {0.1, 0.1});

    const TileSensitivity s = sensitivity(spec, g_S, {1.0}, 0);

    for (const double d : s.wl.di_dr_A_per_ohm.values()) CHECK(d == 0.0);
    CHECK(rel_diff(s.di_dv_S[0], 1.0 / 20.0) < 1e-14);
    CHECK(rel_diff(s.bl.di_dr_A_per_ohm(0, 1), -1.0 / 400.0) < 1e-14);
}

TEST_CASE("sensitivity: shorted cells make detours and bridges") {
    // All four nodes are one, behind 10 ohm at each of four ends: it stands at 0.5 V, and at 0.25 V
    // in the adjoint solution. The inner segments have a way around.
    const Matrix<double> shorted(2, 2, inf);
    for (const Method method : {Method::automatic, Method::ldlt, Method::klu}) {
        const TileSensitivity s =
            sensitivity(passive(2, 2, 0.0, 0.0, 10.0), shorted, {1.0, 1.0}, 0, {.method = method});
        CAPTURE(s.report.method);
        CHECK(rel_diff(s.i_out_A, 0.05) < 1e-9);
        for (const double d : s.di_dg_V.values()) CHECK(d == 0.0);
        CHECK(s.wl.di_dr_A_per_ohm(0, 1) == 0.0);
        CHECK(s.bl.di_dr_A_per_ohm(0, 1) == 0.0);
        CHECK(rel_diff(s.wl.di_dr_A_per_ohm(0, 0), -0.05 * 0.025) < 1e-9);
        CHECK(rel_diff(s.bl.di_dr_A_per_ohm(0, 2), -0.05 * 0.075) < 1e-9);
        CHECK(rel_diff(s.bl.di_dr_A_per_ohm(1, 2), 0.05 * 0.025) < 1e-9);
        CHECK(rel_diff(s.di_dv_S[1], 0.025) < 1e-9);
    }
    // One short in a row: its neighbors of 0 ohm are bridges. 1 V over 10 + 10 ohm.
    const TileSensitivity one =
        sensitivity(passive(1, 1, 0.0, 0.0, 10.0), Matrix<double>(1, 1, inf), {1.0}, 0);
    CHECK(one.di_dg_V(0, 0) == 0.0);
    CHECK(rel_diff(one.wl.di_dr_A_per_ohm(0, 0), -1.0 / 400.0) < 1e-9);
    CHECK(rel_diff(one.bl.di_dr_A_per_ohm(0, 1), -1.0 / 400.0) < 1e-9);
}

TEST_CASE("sensitivity: more shorts than Schur-CG reduces go through nodal analysis") {
    std::mt19937_64 random(5);
    Matrix<double> g_S = random_cells(random, 20, 20);
    for (std::size_t k = 0; k < 400; k += 5) g_S.values()[k] = inf;
    const std::vector<double> v(20, 0.3);
    const TileSpec spec = passive(20, 20, 0.7, 0.0, 3.0);

    const TileSensitivity fast = sensitivity(spec, g_S, v, 7);
    const TileSensitivity slow = sensitivity(spec, g_S, v, 7, {.method = Method::klu});

    CHECK(fast.report.method.find("LDL") != std::string::npos);
    CHECK(testing::rel_diff_max(fast.di_dg_V.values(), slow.di_dg_V.values()) < 1e-9);
    CHECK(rel_diff(fast.report.sum_g_di_dg_A, fast.i_out_A) < 1e-9);
}

TEST_CASE("sensitivity: devices and access transistors agree with central differences") {
    for (const Topology topology :
         {Topology::one_transistor_column, Topology::one_transistor_row}) {
        std::mt19937_64 random(17);
        TileSpec spec = passive(6, 4, 0.0, 3.0, 20.0);
        spec.topology = topology;
        spec.sl.segment_ohm = SegmentResistance::uniform(4.0, true);
        spec.sl.first_end = {EndKind::drive_read, 50.0};
        spec.read_V = 0.2;
        spec.r_access_ohm = 4e3;
        spec.g_leak_S = 1e-7;
        Matrix<double> g_S = random_cells(random, 6, 4);
        g_S(3, 2) = inf;
        const std::vector<double> x = {1, 0, 1, 1, 1, 0};
        const std::size_t j = 2;
        CAPTURE(topology_name(topology));

        const TileSensitivity s = sensitivity(spec, g_S, x, j);

        const auto slope = [&](double step, const auto& change) {
            double ends_A[2];
            for (const int side : {0, 1}) {
                TileSpec moved = spec;
                Matrix<double> cells_S = g_S;
                change(moved, cells_S, side == 0 ? -step : step);
                ends_A[side] = current_A(moved, cells_S, x, j);
            }
            return (ends_A[1] - ends_A[0]) / (2.0 * step);
        };
        for (std::size_t i = 0; i < 6; ++i) {
            if (i == 3) continue;
            const double theirs = slope(1e-3 * g_S(i, j), [&](TileSpec&, Matrix<double>& cells_S,
                                                              double d) { cells_S(i, j) += d; });
            CHECK(rel_diff(s.di_dg_device_V(i, j), theirs) < 1e-5);
        }
        CHECK(std::abs(s.di_dg_device_V(3, j)) < 1e-20);
        CHECK(rel_diff(s.di_daccess_A_per_ohm,
                       slope(1.0, [](TileSpec& moved, Matrix<double>&, double d) {
                           moved.r_access_ohm += d;
                       })) < 1e-5);
        CHECK(rel_diff(s.di_dleak_V, slope(1e-9, [](TileSpec& moved, Matrix<double>&, double d) {
                           moved.g_leak_S += d;
                       })) < 1e-5);
        CHECK(rel_diff(s.di_dread_S, s.i_out_A / spec.read_V) < 1e-10);
        CHECK(s.di_dv_S.empty());
        CHECK(s.wl.di_dr_A_per_ohm.empty());
        CHECK(s.di_dg_V.rows() == 6);
        CHECK(s.di_dg_V.cols() == 4);
    }
}

TEST_CASE("sensitivity: the transfer of a symmetric tile is the same backward") {
    std::mt19937_64 random(3);
    const std::size_t n = 9;
    Matrix<double> g_S = random_cells(random, n, n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) g_S(i, j) = g_S(j, i);
    TileSpec spec = passive(n, n, 5.0, 5.0, 2.0);
    spec.bl.first_end = std::exchange(spec.bl.last_end, {});  // sensed where the mirror is driven
    std::vector<double> v(n);
    for (double& x : v) x = uniform(random);
    const SensitivitySolver solver = ready(spec, g_S, v);

    Matrix<double> transfer_S(n, n);
    for (std::size_t j = 0; j < n; ++j) {
        const auto s = solver.output(j);
        REQUIRE(s);
        for (std::size_t i = 0; i < n; ++i) transfer_S(i, j) = s->di_dv_S[i];
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            CHECK(transfer_S(i, j) > 0.0);
            CHECK(rel_diff(transfer_S(i, j), transfer_S(j, i)) < 1e-9);
        }
}

TEST_CASE("sensitivity: one solver gives the bits of a fresh one for any threads") {
    std::mt19937_64 random(8);
    const Matrix<double> g_S = random_cells(random, 40, 30);
    const TileSpec spec = passive(40, 30, 2.0, 3.0, 10.0);
    const std::vector<double> v(40, 0.2), other(40, -0.1);
    SensitivitySolver kept = ready(spec, g_S, other);
    REQUIRE(kept.output(3));
    REQUIRE(kept.set_input(v));
    REQUIRE(kept.output(4));

    const auto again = kept.output(11);
    const TileSensitivity fresh = sensitivity(spec, g_S, v, 11, {.threads = 3});

    REQUIRE(again);
    CHECK(again->i_out_A == fresh.i_out_A);
    CHECK(again->di_dg_V == fresh.di_dg_V);
    CHECK(again->bl.di_dr_A_per_ohm == fresh.bl.di_dr_A_per_ohm);
    CHECK(again->di_dv_S == fresh.di_dv_S);
}

TEST_CASE("sensitivity: an output that no source reaches is 0 and so are its derivatives") {
    TileSpec spec = passive(3, 2, 1.0, 1.0);
    Matrix<double> ohm(2, 4, 1.0);
    ohm(1, 3) = inf;  // the foot of bit line 1 is cut off
    spec.bl.segment_ohm = SegmentResistance::per_segment(ohm);

    const TileSensitivity s = sensitivity(spec, Matrix<double>(3, 2, 1e-3), {1.0, 2.0, 3.0}, 1);

    CHECK(s.report.status == SolveStatus::converged);
    CHECK(s.i_out_A == 0.0);
    for (const double d : s.di_dg_V.values()) CHECK(d == 0.0);
    for (const double d : s.di_dv_S) CHECK(d == 0.0);
}

TEST_CASE("sensitivity: what does not fit is refused with its number") {
    const TileSpec spec = passive(2, 2, 1.0, 1.0);
    const CellArray cells{.g_on_S = Matrix<double>(2, 2, 1e-3)};
    const auto refused = [&](const TileSpec& tile, const CellArray& with, SensitivityOptions o) {
        const auto solver = SensitivitySolver::make(tile, with, o);
        return solver ? 0 : solver.error().id;
    };
    CHECK(refused(spec, cells, {}) == 0);
    CHECK(refused(spec, {.g_on_S = Matrix<double>(2, 3, 1e-3)}, {}) == 2140);
    CHECK(refused(spec, {.g_on_S = Matrix<double>(2, 2, -1.0)}, {}) == 2140);
    CHECK(refused(spec, {.g_on_S = Matrix<double>(2, 2, std::nan(""))}, {}) == 2140);
    CHECK(refused(spec, cells, {.method = Method::transfer}) == 2141);
    CHECK(refused(spec, cells, {.memory_limit_bytes = 64}) == 2115);
    CHECK(refused(passive(2, 2, 0.0, 0.0), {.g_on_S = Matrix<double>(2, 2, inf)}, {}) == 2102);
    CHECK(refused(passive(0, 2, 1.0, 1.0), cells, {}) == 2001);

    auto solver = SensitivitySolver::make(spec, cells, {});
    REQUIRE(solver);
    const std::vector<double> narrow(1, 1.0), infinite(2, inf), good(2, 1.0);
    CHECK(solver->set_input(narrow).error().id == 2110);
    CHECK(solver->set_input(infinite).error().id == 2110);
    REQUIRE(solver->set_input(good));
    REQUIRE(!solver->output(2));
    CHECK(solver->output(2).error().id == 2142);

    std::stop_source stop;
    stop.request_stop();
    auto stopped = SensitivitySolver::make(spec, cells, {.stop = stop.get_token()});
    REQUIRE(stopped);
    const Result<void> halted = stopped->set_input(good);
    REQUIRE(!halted);
    CHECK(halted.error().id == 2143);
}
