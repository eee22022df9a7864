// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/analytic_cells.hpp"
#include "crosspoint/device/kind_cells.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "support/near.hpp"
#include "support/said.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

constexpr GateLevels levels{1.2, 0.0};

struct Shape {
    std::size_t rows = 1, cols = 1;
    bool driven_last = false, sensed_last = false;
    double b_ohm = 2.0, s_ohm = 1.0, end_ohm = 10.0;
};

TileSpec make_spec(const Shape& shape) {
    TileSpec spec{.topology = Topology::one_transistor_column};
    spec.rows = shape.rows;
    spec.cols = shape.cols;
    spec.read_V = 0.3;
    spec.bl.segment_ohm = SegmentResistance::uniform(shape.b_ohm, true);
    spec.sl.segment_ohm = SegmentResistance::uniform(shape.s_ohm, true);
    (shape.driven_last ? spec.bl.last_end : spec.bl.first_end) = {EndKind::drive_read,
                                                                  2.0 * shape.end_ohm};
    (shape.sensed_last ? spec.sl.last_end : spec.sl.first_end) = {EndKind::sense, shape.end_ohm};
    return spec;
}

// Cells whose resistance and transistor differ one by one.
std::vector<AccessParameters> random_cells(const Shape& shape, std::uint64_t seed) {
    auto random = rng(seed, 1, 0);
    std::vector<AccessParameters> cells(shape.rows * shape.cols);
    for (auto& cell : cells)
        cell = {2e-4 * (0.8 + 0.4 * uniform(random)), 0.4,
                (random() % 2 ? 1e4 : 1e6) * (0.8 + 0.4 * uniform(random))};
    return cells;
}

GateBatch random_gates(std::size_t rows, std::size_t reads, std::size_t first_row) {
    auto random = rng(2, rows, reads);
    GateBatch gates{.bits = BitMatrix(rows, reads), .first_row = first_row};
    for (std::size_t b = 2; b < reads; ++b) {
        const double activity = uniform(random);
        for (std::size_t i = 0; i < rows; ++i) gates.bits.set(i, b, uniform(random) < activity);
    }
    for (std::size_t i = 0; i < rows; ++i) gates.bits.set(i, 1, true);
    return gates;  // read 0: all off, read 1: all on
}

double worst_error(const NonlinearTileSolver& solver, const GateBatch& gates) {
    Matrix<float> fast_A;
    REQUIRE(solver.solve_gates(gates, fast_A).ok());
    Matrix<double> inputs(gates.bits.cols(), solver.spec().rows);
    for (std::size_t b = 0; b < gates.bits.cols(); ++b)
        for (std::size_t k = 0; k < gates.bits.rows(); ++k)
            inputs(b, gates.first_row + k) = gates.bits.get(k, b) ? 1.0 : 0.0;
    const auto exact = solver.solve(inputs);
    REQUIRE_MESSAGE(exact.ok(), said(exact));
    CHECK(exact->report.status == SolveStatus::converged);
    REQUIRE(fast_A.cols() >= gates.bits.cols());
    double worst = 0.0;
    for (std::size_t j = 0; j < solver.spec().cols; ++j) {
        CHECK(fast_A(j, 0) == 0.0f);
        for (std::size_t b = 1; b < gates.bits.cols(); ++b)
            worst =
                std::max(worst, rel_diff(static_cast<double>(fast_A(j, b)), exact->i_out_A(b, j)));
    }
    return worst;
}

std::unique_ptr<NonlinearTileSolver> programmed(
    const Shape& shape, std::shared_ptr<const CellModel> cells,
    std::shared_ptr<NonlinearGateShare> share = nullptr) {
    auto solver = make_nonlinear_solver(make_spec(shape), {}, levels, std::move(share));
    REQUIRE(solver.ok());
    REQUIRE((*solver)->program(std::move(cells)).ok());
    return std::move(*solver);
}

bool in_polynomials(const NonlinearTileSolver& solver) {
    return solver.gates_method().find("polynomial cells") == 0;
}

bool in_tables(const NonlinearTileSolver& solver) {
    return solver.gates_method().find("tabulated cells") == 0;
}

}  // namespace

TEST_CASE("nonlinear gates: within 1e-5 of the double recursion, every end, size and wire") {
    for (const bool driven_last : {false, true})
        for (const bool sensed_last : {false, true})
            for (const std::size_t rows : {1u, 7u, 128u})
                for (const double ohm : {0.0, 1.0, 8.0}) {
                    const Shape shape{rows, 35, driven_last, sensed_last, 2.0 * ohm, ohm, 10.0};
                    const auto solver =
                        programmed(shape, std::make_shared<TriodeCell>(random_cells(shape, rows)));
                    CAPTURE(driven_last);
                    CAPTURE(sensed_last);
                    CAPTURE(rows);
                    CAPTURE(ohm);
                    CAPTURE(solver->gates_method());
                    CHECK(in_polynomials(*solver));
                    CHECK(worst_error(*solver, random_gates(rows, 70, 0)) < 1e-5);
                }
}

TEST_CASE("nonlinear gates: a row group, the rest of the tile off") {
    for (const bool driven_last : {false, true})
        for (const bool sensed_last : {false, true}) {
            const Shape shape{90, 3, driven_last, sensed_last};
            const auto solver =
                programmed(shape, std::make_shared<TriodeCell>(random_cells(shape, 5)));
            CHECK(in_polynomials(*solver));
            CHECK(worst_error(*solver, random_gates(20, 9, 61)) < 1e-5);
        }
}

TEST_CASE("nonlinear gates: linear cells too") {
    for (const bool sensed_last : {false, true}) {
        const Shape shape{64, 5, false, sensed_last};
        auto linear = make_nonlinear_solver(make_spec(shape), {}, levels);
        REQUIRE(linear.ok());
        REQUIRE((*linear)->program(CellArray{.g_on_S = Matrix<double>(64, 5, 3e-5)}).ok());
        CHECK(in_polynomials(**linear));
        CHECK(worst_error(**linear, random_gates(64, 40, 0)) < 1e-5);
    }
}

TEST_CASE("nonlinear gates: the same bits in every batch, new cells count") {
    const Shape shape{40, 33, false, true};
    const auto solver = programmed(shape, std::make_shared<TriodeCell>(random_cells(shape, 7)));
    const GateBatch gates = random_gates(40, 130, 0);
    GateBatch one{.bits = BitMatrix(40, 1)};
    for (std::size_t i = 0; i < 40; ++i) one.bits.set(i, 0, gates.bits.get(i, 101));
    Matrix<float> all_A, one_A;
    REQUIRE(solver->solve_gates(gates, all_A).ok());
    REQUIRE(solver->solve_gates(one, one_A).ok());
    for (std::size_t j = 0; j < 33; ++j) CHECK(all_A(j, 101) == one_A(j, 0));
    for (std::size_t b = 130; b < all_A.cols(); ++b) CHECK(all_A(32, b) == 0.0f);
    REQUIRE(solver->program(std::make_shared<TriodeCell>(random_cells(shape, 8))).ok());
    CHECK(worst_error(*solver, gates) < 1e-5);
}

TEST_CASE("nonlinear gates: what does not fit is solved in double precision") {
    const Shape shape{6, 2};
    const GateBatch gates = random_gates(6, 5, 0);
    TileSpec floating = make_spec(shape);
    floating.bl.last_end = {EndKind::drive_read, 20.0};
    auto both = make_nonlinear_solver(floating, {}, levels);
    REQUIRE(both.ok());
    REQUIRE((*both)->program(std::make_shared<TriodeCell>(random_cells(shape, 9))).ok());
    CHECK((*both)->gates_method().find("exactly one end") != std::string::npos);
    CHECK(worst_error(**both, gates) < 1e-5);
    auto circuit = make_nonlinear_solver(make_spec(shape), {.fidelity = Fidelity::circuit}, levels);
    REQUIRE(circuit.ok());
    REQUIRE((*circuit)->program(std::make_shared<TriodeCell>(random_cells(shape, 9))).ok());
    CHECK(!in_polynomials(**circuit));
    CHECK(worst_error(**circuit, gates) < 1e-5);
}

namespace {

// A memory of two states, or of one for each cell, below a transistor that conducts a little when
// it is off, as a function of all three voltages: I = g V0 sinh((V_a - V_b) / V0) c(gate, V_b).
class LeakyKinds final : public CellModel {
public:
    LeakyKinds(double off_share, double steep_V, std::vector<double> g_S = {1e-7, 1e-5})
        : off_share_(off_share), steep_V_(steep_V), g_S_(std::move(g_S)) {}
    [[nodiscard]] std::size_t cells() const override { return g_S_.size(); }
    [[nodiscard]] bool conservative() const override { return true; }
    [[nodiscard]] bool symmetric() const override { return false; }
    [[nodiscard]] std::string describe() const override { return "leaky"; }
    std::size_t evaluate(const CellPoint& p, const CellLinearization& out,
                         CellScratch&) const override {
        for (std::size_t k = 0; k < p.lanes; ++k) {
            const double g_S = g_S_[p.cell == nullptr ? k : p.cell[k]];
            const bool on = p.gate_V[k] > 0.6;
            const double channel = (on ? 1.0 : off_share_) * std::exp(-p.b_V[k] / (on ? 0.5 : 0.1));
            const double slope = -1.0 / (on ? 0.5 : 0.1);
            const double u = (p.a_V[k] - p.b_V[k]) / steep_V_;
            const double i = g_S * steep_V_ * std::sinh(u) * channel;
            const double g_a = g_S * std::cosh(u) * channel;
            const double g_b = i * slope - g_a;
            for (const auto& [to, value] : {std::pair{out.i_a_A, i},
                                            {out.i_b_A, -i},
                                            {out.g_aa_S, g_a},
                                            {out.g_ab_S, g_b},
                                            {out.g_ba_S, -g_a},
                                            {out.g_bb_S, -g_b}})
                if (to != nullptr) to[k] = value;
        }
        return 0;
    }

private:
    double off_share_, steep_V_;
    std::vector<double> g_S_;
};

std::shared_ptr<const CellModel> kinds_of(std::shared_ptr<const CellModel> kinds,
                                          const Shape& shape, std::uint64_t seed) {
    auto random = rng(seed, 2, 0);
    std::vector<std::uint32_t> kind_of(shape.rows * shape.cols);
    for (std::size_t k = 0; k < kind_of.size(); ++k)  // column 1 has no cell that is on
        kind_of[k] = k % shape.cols != 1 && random() % 2 ? 1 : 0;
    auto cells = KindCells::make(std::move(kinds), std::move(kind_of));
    REQUIRE(cells.ok());
    return *cells;
}

// Relative to no less than the current of one on cell: 3 uA, of steep cells more.
double worst_leaky_error(const NonlinearTileSolver& solver, const GateBatch& gates,
                         double on_A = 3e-6) {
    Matrix<float> fast_A;
    REQUIRE(solver.solve_gates(gates, fast_A).ok());
    Matrix<double> inputs(gates.bits.cols(), solver.spec().rows);
    for (std::size_t b = 0; b < gates.bits.cols(); ++b)
        for (std::size_t k = 0; k < gates.bits.rows(); ++k)
            inputs(b, gates.first_row + k) = gates.bits.get(k, b) ? 1.0 : 0.0;
    const auto exact = solver.solve(inputs);
    REQUIRE_MESSAGE(exact.ok(), said(exact));
    CHECK(exact->report.status == SolveStatus::converged);
    double worst = 0.0;
    for (std::size_t j = 0; j < solver.spec().cols; ++j)
        for (std::size_t b = 0; b < gates.bits.cols(); ++b) {
            const double i = exact->i_out_A(b, j);
            worst = std::max(worst, std::abs(static_cast<double>(fast_A(j, b)) - i) /
                                        std::max(std::abs(i), on_A));
        }
    return worst;
}

}  // namespace

TEST_CASE("nonlinear gates: two kinds, rows that are off conduct, every end and wire") {
    for (const double off_share : {0.0, 1e-3, 0.05})
        for (const bool driven_last : {false, true})
            for (const bool sensed_last : {false, true})
                for (const double ohm : {0.0, 60.0}) {
                    const Shape shape{50, 37, driven_last, sensed_last, 2.0 * ohm, ohm, 10.0};
                    const auto solver = programmed(
                        shape, kinds_of(std::make_shared<LeakyKinds>(off_share, 0.15), shape, 3));
                    CAPTURE(off_share);
                    CAPTURE(driven_last);
                    CAPTURE(sensed_last);
                    CAPTURE(ohm);
                    const GateBatch gates = random_gates(31, 40, 11);
                    CHECK(worst_leaky_error(*solver, gates) < 1e-5);
                    CAPTURE(solver->gates_method());
                    CHECK(in_polynomials(*solver));
                    CHECK((solver->gates_method().find("all rows") != std::string::npos) ==
                          (off_share > 1e-8));
                    CHECK(solver->gates_check().outputs == 32);
                    CHECK(solver->gates_check().error_rel < 1e-5);
                }
}

TEST_CASE("nonlinear gates: no drift along many rows that leak") {
    for (const bool driven_last : {false, true})
        for (const bool sensed_last : {false, true})
            for (const double ohm : {0.7, 2.0})
                for (const std::size_t rows : {256u, 1024u}) {
                    const Shape shape{rows, 7, driven_last, sensed_last, ohm, ohm, 10.0};
                    const auto solver = programmed(
                        shape, kinds_of(std::make_shared<LeakyKinds>(1e-4, 0.15), shape, 3));
                    CAPTURE(driven_last);
                    CAPTURE(sensed_last);
                    CAPTURE(ohm);
                    CAPTURE(rows);
                    GateBatch one{.bits = BitMatrix(32, 32), .first_row = rows / 2};
                    for (std::size_t b = 0; b < 32; ++b) one.bits.set(b, b, true);
                    CHECK(worst_leaky_error(*solver, one) < 2e-6);
                    CAPTURE(solver->gates_method());
                    CHECK(in_polynomials(*solver));
                }
}

TEST_CASE("nonlinear gates: cells that all differ and conduct when they are off") {
    for (const double off_share : {1e-3, 0.05})
        for (const bool driven_last : {false, true})
            for (const bool sensed_last : {false, true})
                for (const double ohm : {0.0, 60.0}) {
                    const Shape shape{50, 37, driven_last, sensed_last, 2.0 * ohm, ohm, 10.0};
                    auto random = rng(8, 3, 0);
                    std::vector<double> g_S(shape.rows * shape.cols);
                    for (double& g : g_S)
                        g = (random() % 2 ? 1e-5 : 1e-7) * (0.5 + uniform(random));
                    g_S[3] = 5e-4;  // a short: no scale for what other columns conduct
                    const auto solver = programmed(
                        shape, std::make_shared<LeakyKinds>(off_share, 0.15, std::move(g_S)));
                    CAPTURE(off_share);
                    CAPTURE(driven_last);
                    CAPTURE(sensed_last);
                    CAPTURE(ohm);
                    CHECK(worst_leaky_error(*solver, random_gates(31, 40, 11)) < 1e-5);
                    CAPTURE(solver->gates_method());
                    CHECK(in_polynomials(*solver));
                    CHECK(solver->gates_method().find("each for itself, all rows") !=
                          std::string::npos);
                    CHECK(solver->gates_check().outputs == 128);
                }
}

TEST_CASE("nonlinear gates: a leak too small to matter is left out, also in a read of no row") {
    const Shape shape{9, 6, false, true};
    const auto solver =
        programmed(shape, kinds_of(std::make_shared<LeakyKinds>(1e-9, 0.2), shape, 5));
    // Few rows and low activity: some sampled reads assert none of them.
    GateBatch gates = random_gates(2, 30, 4);
    CHECK(worst_leaky_error(*solver, gates) < 1e-5);
    CHECK(solver->gates_method().find("active rows") != std::string::npos);
    CHECK(in_polynomials(*solver));
    CHECK(solver->gates_check().error_rel < 1e-5);
}

TEST_CASE("nonlinear gates: two kinds that fit no polynomial become tables, every end and wire") {
    for (const double off_share : {0.0, 1e-3})
        for (const bool driven_last : {false, true})
            for (const bool sensed_last : {false, true})
                for (const double ohm : {20.0, 60.0}) {
                    const Shape shape{50, 37, driven_last, sensed_last, 2.0 * ohm, ohm, 10.0};
                    const auto solver = programmed(
                        shape, kinds_of(std::make_shared<LeakyKinds>(off_share, 0.05), shape, 3));
                    CAPTURE(off_share);
                    CAPTURE(driven_last);
                    CAPTURE(sensed_last);
                    CAPTURE(ohm);
                    const GateBatch gates = random_gates(31, 40, 11);
                    const double on_A = 1e-5 * 0.05 * std::sinh(0.3 / 0.05);
                    const double error = worst_leaky_error(*solver, gates, on_A);
                    CAPTURE(solver->gates_method());
                    CHECK(error < 1e-5);
                    CHECK(error > 1e-9);  // single precision and a table, not the exact cells
                    CHECK(in_tables(*solver));
                    CHECK(solver->gates_check().outputs == 32);
                    CHECK(solver->gates_check().error_rel < 1e-5);
                    CHECK(solver->gates_check().cell_error < 1e-5);
                }
}

TEST_CASE("nonlinear gates: steep cells are read one by one where tables are not wanted") {
    const Shape shape{40, 4, false, true, 60.0, 60.0, 10.0};
    const auto solver = programmed(
        shape, kinds_of(std::make_shared<LeakyKinds>(0.0, 0.05), shape, 4), make_gate_share(0.0));
    const GateBatch gates = random_gates(40, 5, 0);
    CHECK(worst_leaky_error(*solver, gates) < 1e-6);
    CHECK(solver->gates_method().find("one by one in double precision: a polynomial") == 0);
    CHECK(solver->gates_check().outputs == 0);
}

TEST_CASE(
    "nonlinear gates: shared polynomials have the bits of one's own, other tiles get others") {
    const auto kinds = std::make_shared<LeakyKinds>(1e-3, 0.2);
    const auto share = make_gate_share();
    const GateBatch gates = random_gates(40, 9, 0);
    const auto currents = [&](const Shape& shape, std::uint64_t seed,
                              std::shared_ptr<NonlinearGateShare> use) {
        auto solver = make_nonlinear_solver(make_spec(shape), {}, levels, std::move(use));
        REQUIRE(solver.ok());
        REQUIRE((*solver)->program(kinds_of(kinds, shape, seed)).ok());
        (*solver)->plan_gates(0, 40);
        Matrix<float> i_A;
        REQUIRE((*solver)->solve_gates(gates, i_A).ok());
        return i_A;
    };
    const Shape shape{40, 33, false, true};
    Shape narrow = shape, other = shape;
    narrow.cols = 5;
    other.b_ohm = 9.0;
    for (const std::uint64_t seed : {1u, 2u})
        for (const Shape& one : {shape, narrow, other})
            CHECK(currents(one, seed, share) == currents(one, seed, nullptr));
    CHECK(currents(shape, 1, share) != currents(other, 1, share));
}

TEST_CASE("cells of kinds: each is that of its kind, and a kind that is missing is an error") {
    const auto kinds = std::make_shared<LeakyKinds>(0.1, 0.2);
    const auto cells = KindCells::make(kinds, {1, 0, 1});
    REQUIRE(cells.ok());
    const std::vector<double> a(3, 0.2), b(3, 0.01), gate(3, 1.0);
    std::vector<double> i(3), g(3), j(3), h(3), k(3), l(3);
    CellScratch scratch;
    CHECK((*cells)->evaluate({a.data(), b.data(), gate.data(), nullptr, 3},
                             {i.data(), j.data(), g.data(), h.data(), k.data(), l.data()},
                             scratch) == 0);
    CHECK(i[0] == i[2]);
    CHECK(rel_diff(i[0], 100.0 * i[1]) < 1e-12);
    CHECK(KindCells::make(kinds, {0, 2}).error().id == 7405);
    CHECK(KindCells::make(kinds, {}).error().id == 7405);
    CHECK(KindCells::make(nullptr, {0}).error().id == 7405);
}
