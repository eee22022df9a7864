// A 1T1R cell with its internal node eliminated against a scalar bisection, from 0 to 5 V.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/eliminated_cell.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <thread>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "support/cell_ir.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using crosspoint::testing::cell_model;
using crosspoint::testing::CellConstants;
using crosspoint::testing::rel_diff;

namespace {

// The node voltage where both currents agree, by bisection to the last digit.
double oracle_A(const CellConstants& c, double g_S, double a_V, double gate_V, double b_V) {
    double low = std::min(a_V, b_V);
    double high = std::max(a_V, b_V);
    for (int k = 0; k < 200; ++k) {
        const double n = 0.5 * (low + high);
        const double out =
            testing::resistor_A(c, g_S, n - b_V) - testing::transistor_A(c, a_V, gate_V, n);
        (out < 0.0 ? low : high) = n;
    }
    return testing::resistor_A(c, g_S, 0.5 * (low + high) - b_V);
}

struct Lanes {
    std::vector<double> a, b, gate, i_a, i_b, aa, ab, ba, bb;
    std::vector<std::uint32_t> cell;
    explicit Lanes(std::size_t n)
        : a(n), b(n), gate(n), i_a(n), i_b(n), aa(n), ab(n), ba(n), bb(n), cell(n) {}
    CellPoint point() const {
        return {.a_V = a.data(),
                .b_V = b.data(),
                .gate_V = gate.data(),
                .cell = cell.data(),
                .lanes = a.size()};
    }
    CellLinearization out() {
        return {i_a.data(), i_b.data(), aa.data(), ab.data(), ba.data(), bb.data()};
    }
};

std::unique_ptr<EliminatedCell> make_cell(const CellConstants& c, std::vector<double> g_S) {
    EliminatedCellSpec spec;
    spec.model = cell_model(c);
    spec.roles = {TerminalRole::line_a, TerminalRole::gate, TerminalRole::line_b};
    spec.cells = g_S.size();
    spec.parameters = {std::move(g_S)};
    spec.conservative = true;
    auto made = EliminatedCell::make(std::move(spec));
    REQUIRE(made.ok());
    return std::move(made).value();
}

}  // namespace

TEST_CASE("a transistor with a sinh resistor carries the current of a bracketed solve, 0 to 5 V") {
    const CellConstants c;
    std::mt19937_64 random = rng(1, 2, 3);
    std::vector<double> g(40);
    for (double& x : g) x = std::exp(std::log(1e-9) + std::log(1e6) * uniform(random));
    const auto cell = make_cell(c, g);
    CHECK(cell->internal() == 1);
    Lanes lanes(333);
    for (std::size_t k = 0; k < lanes.a.size(); ++k) {
        const double reach = k % 3 == 0 ? 5.0 : 0.8;
        lanes.a[k] = reach * (uniform(random) - 0.3);
        lanes.b[k] = reach * (uniform(random) - 0.3);
        lanes.gate[k] = k % 7 == 0 ? 0.0 : reach * uniform(random);
        lanes.cell[k] = static_cast<std::uint32_t>(random() % g.size());
    }
    CellScratch scratch;
    REQUIRE(cell->evaluate(lanes.point(), lanes.out(), scratch) == 0);
    for (std::size_t k = 0; k < lanes.a.size(); ++k) {
        CAPTURE(k);
        const double exact = oracle_A(c, g[lanes.cell[k]], lanes.a[k], lanes.gate[k], lanes.b[k]);
        // Digits that the sum of two currents of the transistor has: rounding of 1e-16 of 4e-6 A
        // and more.
        CHECK(std::abs(lanes.i_a[k] - exact) <= 1e-9 * std::abs(exact) + 1e-18);
        CHECK(std::abs(lanes.i_a[k] + lanes.i_b[k]) <= 1e-9 * std::abs(exact) + 1e-18);
    }
    // Warm: the same answer from the slot's last solution, in fewer evaluations.
    Lanes again = lanes;
    const std::size_t cold = scratch.newton_evaluations;
    std::vector<std::uint32_t> slots(lanes.a.size());
    for (std::size_t k = 0; k < slots.size(); ++k) slots[k] = static_cast<std::uint32_t>(k);
    CellPoint point = again.point();
    point.warm_slot = slots.data();
    CellScratch own;
    REQUIRE(cell->evaluate(point, again.out(), own) == 0);
    const std::size_t first = own.newton_evaluations;
    REQUIRE(cell->evaluate(point, again.out(), own) == 0);
    CHECK(own.newton_evaluations - first <= lanes.a.size() + lanes.a.size() / 10);
    CHECK(cold > 2 * lanes.a.size());
    for (std::size_t k = 0; k < lanes.a.size(); ++k)
        CHECK(std::abs(again.i_a[k] - lanes.i_a[k]) <= 1e-9 * std::abs(lanes.i_a[k]) + 1e-18);
}

TEST_CASE("derivatives of an eliminated cell are those of central differences") {
    const CellConstants c;
    const auto cell = make_cell(c, {1e-6, 5e-5});
    Lanes lanes(2);
    lanes.a = {0.5, -0.1};
    lanes.b = {0.1, 0.3};
    lanes.gate = {0.7, 0.6};
    lanes.cell = {0, 1};
    CellScratch scratch;
    REQUIRE(cell->evaluate(lanes.point(), lanes.out(), scratch) == 0);
    const double h = 1e-5;
    for (std::size_t k = 0; k < 2; ++k) {
        const double g = k == 0 ? 1e-6 : 5e-5;
        const auto at = [&](double da, double db) {
            return oracle_A(c, g, lanes.a[k] + da, lanes.gate[k], lanes.b[k] + db);
        };
        CHECK(rel_diff(lanes.aa[k], (at(h, 0) - at(-h, 0)) / (2 * h)) < 1e-6);
        CHECK(rel_diff(lanes.ab[k], (at(0, h) - at(0, -h)) / (2 * h)) < 1e-6);
        CHECK(rel_diff(lanes.ba[k], -lanes.aa[k]) < 1e-6);
        CHECK(rel_diff(lanes.bb[k], -lanes.ab[k]) < 1e-6);
    }
}

TEST_CASE("a lane that has no solution is counted and named, the others are not touched by it") {
    const auto cell = make_cell({}, {1e-6, 1e-6, 1e-6});
    Lanes lanes(3);
    lanes.a = {0.5, std::nan(""), 0.5};
    lanes.b = {0.1, 0.1, 0.1};
    lanes.gate = {0.7, 0.7, 0.7};
    lanes.cell = {0, 1, 2};
    CellScratch scratch;
    CHECK(cell->evaluate(lanes.point(), lanes.out(), scratch) == 1);
    REQUIRE(scratch.failed.size() == 1);
    CHECK(scratch.failed[0] == 1);
    CHECK(std::isnan(lanes.i_a[1]));
    CHECK(lanes.i_a[0] == lanes.i_a[2]);
    CHECK(lanes.i_a[0] > 0.0);
}

TEST_CASE("cells of one model evaluate in several threads at the same time, all the same") {
    const auto cell = make_cell({}, std::vector<double>(500, 2e-6));
    std::vector<Lanes> of_thread(4, Lanes(500));
    std::vector<std::thread> threads;
    for (Lanes& lanes : of_thread) {
        for (std::size_t k = 0; k < 500; ++k) {
            lanes.a[k] = 0.001 * static_cast<double>(k);
            lanes.gate[k] = 0.7;
            lanes.cell[k] = static_cast<std::uint32_t>(k);
        }
        threads.emplace_back([&] {
            CellScratch scratch;
            cell->evaluate(lanes.point(), lanes.out(), scratch);
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const Lanes& lanes : of_thread) CHECK(lanes.i_a == of_thread[0].i_a);
    CHECK(of_thread[0].i_a[499] > 1e-7);
}

TEST_CASE("specifications that do not fit are refused") {
    EliminatedCellSpec spec;
    spec.model = cell_model({});
    spec.roles = {TerminalRole::line_a, TerminalRole::gate};
    spec.cells = 2;
    auto made = EliminatedCell::make(spec);
    REQUIRE(!made.ok());
    CHECK(made.error().id == 7201);
    spec.roles = {TerminalRole::line_a, TerminalRole::gate, TerminalRole::ground};
    made = EliminatedCell::make(spec);
    REQUIRE(!made.ok());
    CHECK(made.error().id == 7201);
    spec.roles.back() = TerminalRole::line_b;
    spec.parameters = {{1e-6}};
    made = EliminatedCell::make(spec);
    REQUIRE(!made.ok());
    CHECK(made.error().id == 7202);
}
