// Every method of the single-precision ladder against the double recursion, on ugly tiles, for
// every instruction set of this machine; and the same bits however a batch is cut.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/solve/ladder_gates.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "support/near.hpp"
#include "support/said.hpp"

using namespace crosspoint;
using crosspoint::testing::for_all;
using crosspoint::testing::rel_diff;
using crosspoint::testing::said;

namespace {

constexpr GateMethod methods[] = {GateMethod::masked, GateMethod::active_list,
                                  GateMethod::pattern_table};

struct UglyTile {
    TileSpec spec;
    CellArray cells;
    GateBatch gates;
};

enum class Segments { fixed_ratio, own };  // r_s / r_b the same everywhere, or each by itself

SegmentResistance segments(std::mt19937_64& random, std::size_t rows, std::size_t cols,
                           const Matrix<double>& shape, double ohm) {
    Matrix<double> own(cols, rows + 1);
    for (std::size_t j = 0; j < cols; ++j)
        for (std::size_t k = 0; k <= rows; ++k)
            own(j, k) = ohm * (shape.empty() ? (random() % 8 == 0 ? 0.0 : 2.0 * uniform(random))
                                             : shape(j, k));
    return SegmentResistance::per_segment(std::move(own));
}

// Both ends, reversed rows, row groups, leaks, opens, 8 decades of conductance, 0 ohm segments.
// The wire of the whole column is up to some times as resistive as its cells in parallel.
UglyTile ugly_tile(std::mt19937_64& random, std::size_t rows, std::size_t cols, std::size_t reads,
                   Segments kind) {
    UglyTile tile;
    TileSpec& spec = tile.spec;
    spec.topology = Topology::one_transistor_column;
    spec.rows = rows;
    spec.cols = cols;
    spec.read_V = 0.2;
    const double leaks_S[] = {0.0, 0.0, 1e-9, 1e-6};
    tile.cells.g_off_S = leaks_S[random() % 4];
    spec.g_leak_S = tile.cells.g_off_S;
    tile.cells.g_on_S = Matrix<double>(rows, cols);
    const bool wide = random() % 2 == 0;
    for (double& g : tile.cells.g_on_S.values()) {
        const double decades =
            wide ? 8.0 * uniform(random) : 2.0 * static_cast<double>(random() % 2);
        g = random() % 10 == 0 ? 0.0 : 1e-5 * std::pow(10.0, -decades);
    }
    const double m = static_cast<double>(rows);
    const double ohm = random() % 6 == 0 ? 0.0 : 1e6 * uniform(random) / (m * m);
    Matrix<double> shape;
    if (kind == Segments::fixed_ratio) {
        shape = Matrix<double>(cols, rows + 1);
        for (double& s : shape.values()) s = random() % 8 == 0 ? 0.0 : 2.0 * uniform(random);
    }
    spec.bl.segment_ohm = segments(random, rows, cols, shape, ohm);
    spec.sl.segment_ohm = segments(random, rows, cols, shape, ohm * 2.0 * uniform(random));
    const bool bl_drives = random() % 2 == 0;
    LineSet& driven = bl_drives ? spec.bl : spec.sl;
    LineSet& sensed = bl_drives ? spec.sl : spec.bl;
    LineEnd& driven_end = random() % 2 ? driven.first_end : driven.last_end;
    LineEnd& sensed_end = random() % 2 ? sensed.first_end : sensed.last_end;
    driven_end.kind = EndKind::drive_read;
    driven_end.resistance_ohm = random() % 2 ? 0.0 : 100.0 * uniform(random);
    sensed_end.kind = EndKind::sense;
    sensed_end.resistance_ohm = random() % 2 ? 0.0 : 100.0 * uniform(random);
    const std::size_t first = random() % 2 ? 0 : random() % rows;
    const std::size_t count = random() % 2 ? rows - first : 1 + random() % (rows - first);
    tile.gates = {.bits = BitMatrix(count, reads), .first_row = first};
    const double density = uniform(random);
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t b = 0; b < reads; ++b)
            if (uniform(random) < density) tile.gates.bits.set(k, b, true);
    return tile;
}

std::unique_ptr<TileSolver> programmed(const UglyTile& tile, GateMethod method) {
    auto solver = make_solver(tile.spec, {.gate_method = method});
    REQUIRE_MESSAGE(solver.ok(), said(solver));
    REQUIRE((*solver)->program(tile.cells));
    return std::move(*solver);
}

Matrix<double> exact_A(const TileSolver& solver, const UglyTile& tile) {
    Matrix<double> inputs(tile.gates.bits.cols(), tile.spec.rows);
    for (std::size_t k = 0; k < tile.gates.bits.rows(); ++k)
        for (std::size_t b = 0; b < inputs.rows(); ++b)
            inputs(b, tile.gates.first_row + k) = tile.gates.bits.get(k, b) ? 1.0 : 0.0;
    auto solution = solver.solve(inputs);
    REQUIRE_MESSAGE(solution.ok(), said(solution));
    return std::move(solution->i_out_A);
}

// Largest relative error of any column current of any read.
double worst_error(const TileSolver& solver, const UglyTile& tile, const Matrix<double>& exact) {
    Matrix<float> i_A;
    REQUIRE(solver.solve_gates(tile.gates, i_A));
    double worst = 0.0;
    for (std::size_t b = 0; b < exact.rows(); ++b)
        for (std::size_t j = 0; j < exact.cols(); ++j) {
            const double e = rel_diff(static_cast<double>(i_A(j, b)), exact(b, j));
            if (!(e <= worst)) worst = e;
        }
    return worst;
}

bool uses(const TileSolver& solver, GateMethod method) {
    return solver.gates_method().find(gate_method_title(method)) != std::string::npos;
}

// Runs `body` once for every instruction set that was compiled and that this machine has.
template <class Body>
void for_all_targets(Body body) {
    std::string seen;
    for (const std::int64_t target : {std::int64_t{HWY_SSSE3}, std::int64_t{HWY_SSE4},
                                      std::int64_t{HWY_AVX2}, std::int64_t{HWY_AVX3}}) {
        hwy::SetSupportedTargetsForTest(0);
        if ((hwy::SupportedTargets() & target) == 0) continue;
        hwy::SetSupportedTargetsForTest(target);
        const std::string name = gate_ladder_target();
        CAPTURE(name);
        seen += name + " ";
        body();
    }
    hwy::SetSupportedTargetsForTest(0);
    MESSAGE("instruction sets: " << seen);
}

}  // namespace

TEST_CASE("ladder gates: every method is within 1e-6 of double on ugly tiles, on every target") {
    for_all_targets([] {
        double worst = 0.0;
        int fits[3] = {0, 0, 0};
        for_all(60, [&](std::mt19937_64& random) {
            const UglyTile tile = ugly_tile(random, 1 + random() % 200, 1 + random() % 70,
                                            1 + random() % 140, Segments::fixed_ratio);
            const auto oracle = programmed(tile, GateMethod::automatic);
            const Matrix<double> exact = exact_A(*oracle, tile);
            for (std::size_t k = 0; k < 3; ++k) {
                const auto solver = programmed(tile, methods[k]);
                if (!uses(*solver, methods[k])) continue;
                ++fits[k];
                CAPTURE(gate_method_name(methods[k]));
                const double error = worst_error(*solver, tile, exact);
                CHECK(error < 1e-6);
                worst = std::max(worst, error);
            }
        });
        MESSAGE("largest relative error: " << worst);
        CHECK(worst > 0.0);
        CHECK(fits[0] == 60);
        CHECK(fits[1] > 10);
        CHECK(fits[2] == 60);
    });
}

// A uniform wire and equal cells, but for one a row from an end: what each row adds can round the
// same way in every row, next to the 1 of d1 above all.
UglyTile uniform_tile(std::mt19937_64& random, std::size_t rows) {
    UglyTile tile;
    TileSpec& spec = tile.spec;
    spec.topology = Topology::one_transistor_column;
    spec.rows = rows;
    spec.cols = 4;
    spec.read_V = 0.2;
    tile.cells.g_off_S = random() % 2 ? 0.0 : std::pow(10.0, -7.0 - 4.0 * uniform(random));
    spec.g_leak_S = tile.cells.g_off_S;
    tile.cells.g_on_S = Matrix<double>(rows, spec.cols);
    for (std::size_t j = 0; j < spec.cols; ++j) {
        const double g_S = std::pow(10.0, -5.0 - 4.0 * uniform(random));
        const double far_S = std::pow(10.0, -5.0 - 4.0 * uniform(random));
        for (std::size_t i = 0; i < rows; ++i)
            tile.cells.g_on_S(i, j) = i == 0 || i + 1 == rows ? far_S : j == 3 ? 0.0 : g_S;
    }
    const double ohm = 0.1 + 10.0 * uniform(random);
    const double share = static_cast<double>(random() % 3) / 2.0;
    spec.bl.segment_ohm = SegmentResistance::uniform(ohm * share, true);
    spec.sl.segment_ohm = SegmentResistance::uniform(ohm * (1.0 - share), true);
    spec.bl.first_end = LineEnd{EndKind::drive_read, 0.0};
    (random() % 2 ? spec.sl.last_end : spec.sl.first_end) = LineEnd{EndKind::sense, 0.0};
    tile.gates = {.bits = BitMatrix(rows, 4), .first_row = 0};
    for (std::size_t i = 0; i < rows; ++i) {
        tile.gates.bits.set(i, 0, true);
        tile.gates.bits.set(i, 1, i == 0);
        tile.gates.bits.set(i, 2, i + 1 == rows);
        tile.gates.bits.set(i, 3, i % 3 == 0 || i + 1 == rows);
    }
    return tile;
}

TEST_CASE("ladder gates: terms that all round the same way stay within 1e-6 of double") {
    for_all_targets([] {
        std::mt19937_64 random(13);
        double worst = 0.0;
        for (const std::size_t rows : {12u, 33u, 64u, 128u, 160u, 256u, 700u})
            for (int repeat = 0; repeat < 24; ++repeat) {
                const UglyTile tile = uniform_tile(random, rows);
                CAPTURE(rows);
                const auto oracle = programmed(tile, GateMethod::automatic);
                const Matrix<double> exact = exact_A(*oracle, tile);
                for (const GateMethod method : methods) {
                    CAPTURE(gate_method_name(method));
                    const double error = worst_error(*programmed(tile, method), tile, exact);
                    CHECK(error < 1e-6);
                    worst = std::max(worst, error);
                }
            }
        MESSAGE("largest relative error: " << worst);
        CHECK(worst > 0.0);
    });
}

TEST_CASE("ladder gates: long columns, up to 4096 rows") {
    std::mt19937_64 random(11);
    for (const std::size_t rows : {129u, 300u, 1024u, 4096u})
        for (int repeat = 0; repeat < 4; ++repeat) {
            const UglyTile tile = ugly_tile(random, rows, 3, 40, Segments::fixed_ratio);
            CAPTURE(rows);
            const auto oracle = programmed(tile, GateMethod::automatic);
            const Matrix<double> exact = exact_A(*oracle, tile);
            for (const GateMethod method : methods) {
                CAPTURE(gate_method_name(method));
                CHECK(worst_error(*programmed(tile, method), tile, exact) < 1e-6);
            }
        }
}

TEST_CASE("ladder gates: r_s / r_b may vary from segment to segment") {
    for_all_targets([] {
        for_all(40, [](std::mt19937_64& random) {
            const std::size_t rows = 1 + random() % (random() % 8 == 0 ? 1000 : 150);
            const UglyTile tile = ugly_tile(random, rows, 3, 1 + random() % 70, Segments::own);
            const auto solver = programmed(tile, GateMethod::automatic);
            CHECK(solver->gates_method().find("float") != std::string::npos);
            CHECK(worst_error(*solver, tile, exact_A(*solver, tile)) < 1e-6);
        });
    });
}

TEST_CASE("ladder gates: no attenuation overflows single precision") {
    for (const double ohm : {1e3, 1e5, 1e7, 1e10}) {
        for_all(12, [ohm](std::mt19937_64& random) {
            UglyTile tile = ugly_tile(random, 20 + random() % 300, 3, 70,
                                      random() % 2 ? Segments::own : Segments::fixed_ratio);
            if (random() % 2) {
                tile.spec.bl.segment_ohm = SegmentResistance::uniform(ohm, true);
                tile.spec.sl.segment_ohm = SegmentResistance::uniform(ohm / 3.0, true);
            }
            const auto solver = programmed(tile, GateMethod::automatic);
            CAPTURE(ohm);
            CHECK(solver->gates_method().find("float") != std::string::npos);
            CHECK(worst_error(*solver, tile, exact_A(*solver, tile)) < 1e-6);
        });
    }
}

TEST_CASE("ladder gates: a read has the same bits in every batch, with a plan and without") {
    for_all_targets([] {
        for_all(20, [](std::mt19937_64& random) {
            const std::size_t reads = 2 + random() % 300;
            const UglyTile tile =
                ugly_tile(random, 1 + random() % 400, 1 + random() % 40, reads,
                          random() % 4 == 0 ? Segments::own : Segments::fixed_ratio);
            const std::size_t rows = tile.gates.bits.rows();
            const std::size_t cut = 1 + random() % (reads - 1);
            for (const GateMethod method : methods) {
                const auto solver = programmed(tile, method);
                Matrix<float> whole_A, planned_A, part_A;
                REQUIRE(solver->solve_gates(tile.gates, whole_A));
                const auto plan = solver->plan_gates(tile.gates.first_row, rows);
                CHECK((plan != nullptr) == uses(*solver, GateMethod::pattern_table));
                REQUIRE(solver->solve_gates(tile.gates, planned_A, plan.get()));
                CHECK(planned_A == whole_A);
                GateBatch part{.bits = BitMatrix(rows, reads - cut),
                               .first_row = tile.gates.first_row};
                for (std::size_t k = 0; k < rows; ++k)
                    for (std::size_t b = cut; b < reads; ++b)
                        part.bits.set(k, b - cut, tile.gates.bits.get(k, b));
                REQUIRE(solver->solve_gates(part, part_A));
                bool same = true;
                for (std::size_t j = 0; j < tile.spec.cols; ++j)
                    for (std::size_t b = cut; b < reads; ++b)
                        same = same && part_A(j, b - cut) == whole_A(j, b);
                CHECK(same);
            }
        });
    });
}

TEST_CASE("ladder gates: lanes beyond the batch are reads without inputs, whatever was there") {
    for_all_targets([] {
        for_all(10, [](std::mt19937_64& random) {
            const UglyTile tile = ugly_tile(random, 1 + random() % 200, 3, 1 + random() % 60,
                                            random() % 2 ? Segments::own : Segments::fixed_ratio);
            for (const GateMethod method : methods) {
                Matrix<float> i_A(3, 64, 1.0f), fresh_A;
                const auto solver = programmed(tile, method);
                REQUIRE(solver->solve_gates(tile.gates, i_A));
                REQUIRE(solver->solve_gates(tile.gates, fresh_A));
                CHECK(i_A == fresh_A);
                if (tile.cells.g_off_S == 0.0) CHECK(i_A(2, 63) == 0.0f);
            }
        });
    });
}

TEST_CASE("ladder gates: sparse reads choose active lists, a leak forbids them") {
    std::mt19937_64 random(12);
    UglyTile tile = ugly_tile(random, 64, 4, 8, Segments::fixed_ratio);
    const auto chosen = [&](double activity) {
        auto solver = make_solver(tile.spec, {.expected_activity = activity});
        REQUIRE((*solver)->program(tile.cells));
        return (*solver)->gates_method();
    };
    tile.cells.g_off_S = 0.0;
    CHECK(chosen(0.05).find("method B") != std::string::npos);
    CHECK(chosen(0.5).find("method C") != std::string::npos);
    tile.cells.g_off_S = 1e-9;
    CHECK(chosen(0.05).find("method C") != std::string::npos);
}
