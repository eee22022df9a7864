// SPDX-License-Identifier: Apache-2.0
// Reads of bits on passive tiles against one solve of the whole network per read.
#include "crosspoint/solve/passive_reads.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/solve/row_sums.hpp"
#include "support/said.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

CellArray random_cells(std::size_t rows, std::size_t cols, std::uint64_t seed) {
    CellArray cells{.g_on_S = Matrix<double>(rows, cols)};
    auto random = rng(seed, 0, 0);
    for (double& g : cells.g_on_S.values()) g = random() % 2 == 0 ? 1e-4 : 1e-6;
    return cells;
}

GateBatch random_bits(std::size_t first, std::size_t rows, std::size_t reads, std::uint64_t seed) {
    GateBatch gates{.bits = BitMatrix(rows, reads), .first_row = first};
    auto random = rng(seed, 1, 0);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t b = 0; b < reads; ++b) gates.bits.set(i, b, random() % 2 == 0);
    return gates;
}

std::unique_ptr<TileSolver> programmed(const TileSpec& spec, const CellArray& cells,
                                       const SolveOptions& options) {
    auto solver = make_solver(spec, options);
    REQUIRE_MESSAGE(solver.ok(), said(solver));
    const auto done = (*solver)->program(cells);
    REQUIRE_MESSAGE(done.ok(), said(done));
    return std::move(*solver);
}

// The largest difference from another method, relative to the current itself.
double apart(const TileSpec& spec, const CellArray& cells, const GateBatch& gates,
             const Matrix<float>& i_A, const SolveOptions& oracle) {
    const TileSolution exact =
        solve_tile(Tile{.spec = spec, .cells = cells, .inputs = read_inputs(spec, gates)}, oracle);
    double worst = 0.0;
    for (std::size_t b = 0; b < gates.bits.cols(); ++b)
        for (std::size_t j = 0; j < spec.cols; ++j) {
            const double i = exact.i_out_A(b, j);
            worst = std::max(worst, std::abs(static_cast<double>(i_A(j, b)) - i) / std::abs(i));
        }
    return worst;
}

}  // namespace

TEST_CASE("sums of selected rows are exact where all terms are small integers") {
    for (const std::size_t rows : {1u, 3u, 4u, 63u, 64u, 65u, 200u}) {
        const std::size_t cols = 5, all = rows + 7;
        Matrix<double> terms(cols, all);
        std::vector<double> base(cols);
        auto random = rng(rows, 0, 0);
        for (double& t : terms.values()) t = static_cast<double>(random() % 9) - 3.0;
        for (double& t : base) t = static_cast<double>(random() % 100);
        const GateBatch gates = random_bits(4, rows, 70, 3);
        Matrix<float> sums;
        run_row_sums(make_row_sum_tables(terms, base, 4, rows), gates.bits, sums);
        REQUIRE(sums.cols() == 128);
        std::size_t wrong = 0;
        for (std::size_t j = 0; j < cols; ++j)
            for (std::size_t b = 0; b < sums.cols(); ++b) {
                double sum = base[j];
                for (std::size_t k = 0; k < rows && b < 70; ++k)
                    if (gates.bits.get(k, b)) sum += terms(j, 4 + k);
                wrong += static_cast<double>(sums(j, b)) != sum;
            }
        CHECK(wrong == 0);
    }
}

TEST_CASE("passive reads: equal reads are found, whatever their order") {
    GateBatch gates = random_bits(2, 3, 200, 9);
    const DistinctReads distinct = distinct_reads(gates);
    CHECK(distinct.gates.bits.cols() == 8);
    CHECK(distinct.gates.first_row == 2);
    std::size_t wrong = 0;
    for (std::size_t b = 0; b < 200; ++b)
        for (std::size_t i = 0; i < 3; ++i)
            wrong += gates.bits.get(i, b) != distinct.gates.bits.get(i, distinct.of[b]);
    CHECK(wrong == 0);
}

TEST_CASE("passive reads agree with sparse LU of the whole network") {
    for (const bool both_sides : {false, true}) {
        TileSpec spec = passive_spec(24, 20, 2.0, 3.0, 50.0, 20.0);
        spec.read_V = 0.3;
        if (both_sides) spec.wl.last_end = {EndKind::drive_input, 10.0};
        const CellArray cells = random_cells(24, 20, 5);
        for (const Fidelity fidelity : {Fidelity::automatic, Fidelity::mesh, Fidelity::circuit}) {
            const auto solver =
                programmed(spec, cells, {.fidelity = fidelity, .accuracy_rel = 1e-7});
            const GateBatch gates = random_bits(3, 17, 40, 8);
            const auto plan = solver->plan_gates(3, 17);
            CHECK(plan != nullptr);
            Matrix<float> i_A, planned_A;
            REQUIRE(solver->solve_gates(gates, i_A).ok());
            REQUIRE(solver->solve_gates(gates, planned_A, plan.get()).ok());
            CHECK(i_A == planned_A);
            CHECK(apart(spec, cells, gates, i_A, {.method = Method::klu}) < 5e-7);
        }
    }
}

TEST_CASE("passive reads: an end at read_V adds its own current") {
    TileSpec spec = passive_spec(12, 9, 1.0, 1.0, 30.0, 0.0);
    spec.read_V = 0.2;
    spec.bl.first_end = {EndKind::drive_read, 5e4};
    const CellArray cells = random_cells(12, 9, 2);
    const auto solver = programmed(spec, cells, {.accuracy_rel = 1e-9});
    const GateBatch gates = random_bits(0, 12, 33, 4);
    Matrix<float> i_A;
    REQUIRE(solver->solve_gates(gates, i_A).ok());
    CHECK(apart(spec, cells, gates, i_A, {.method = Method::klu}) < 5e-7);
}

TEST_CASE("passive reads: new cells, no wires, and what is refused") {
    TileSpec spec = passive_spec(16, 8, 0.0, 0.0, 0.0, 0.0);
    spec.read_V = 0.1;
    const GateBatch gates = random_bits(0, 16, 64, 6);
    for (const Fidelity fidelity : {Fidelity::ideal, Fidelity::automatic}) {
        auto solver =
            programmed(spec, random_cells(16, 8, 1), {.fidelity = fidelity, .accuracy_rel = 1e-7});
        Matrix<float> i_A;
        REQUIRE(solver->solve_gates(gates, i_A).ok());
        const CellArray other = random_cells(16, 8, 2);
        REQUIRE(solver->program(other).ok());
        REQUIRE(solver->solve_gates(gates, i_A).ok());
        double worst = 0.0;
        for (std::size_t b = 0; b < 64; ++b)
            for (std::size_t j = 0; j < 8; ++j) {
                double sum = 0.0;
                for (std::size_t k = 0; k < 16; ++k)
                    if (gates.bits.get(k, b)) sum += 0.1 * other.g_on_S(k, j);
                worst = std::max(worst, std::abs(static_cast<double>(i_A(j, b)) - sum) / sum);
            }
        CHECK(worst < 3e-7);
    }
    Matrix<float> i_A;
    const auto outside =
        programmed(spec, random_cells(16, 8, 1), {})->solve_gates(random_bits(8, 16, 64, 6), i_A);
    REQUIRE(!outside.ok());
    CHECK(outside.error().id == 2114);
    spec.read_V = 0.0;
    const auto no_volts = programmed(spec, random_cells(16, 8, 1), {})->solve_gates(gates, i_A);
    REQUIRE(!no_volts.ok());
    CHECK(no_volts.error().id == 2123);
}
