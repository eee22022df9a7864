// Tables of cells against the exact model on points of their own, and their continuity.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/cell_table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/eliminated_cell.hpp"
#include "support/cell_ir.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;

namespace {

// Six cells in two states.
std::shared_ptr<const CellModel> exact_cells() {
    EliminatedCellSpec spec;
    spec.model = testing::cell_model({});
    spec.roles = {TerminalRole::line_a, TerminalRole::gate, TerminalRole::line_b};
    spec.cells = 6;
    spec.parameters = {{1e-6, 5e-5, 1e-6, 5e-5, 5e-5, 1e-6}};
    spec.conservative = true;
    auto made = EliminatedCell::make(std::move(spec));
    REQUIRE(made.ok());
    return std::move(made).value();
}

CellTableSpec table_spec() {
    CellTableSpec spec;
    spec.exact = exact_cells();
    spec.class_of = {0, 1, 0, 1, 1, 0};
    spec.representative = {0, 1};
    spec.gates_V = {0.0, 0.7};
    spec.a_low_V = -0.05;
    spec.a_high_V = 0.45;
    spec.b_low_V = -0.05;
    spec.b_high_V = 0.2;
    return spec;
}

struct Lanes {
    std::vector<double> a, b, gate, i, i_b, aa, ab;
    std::vector<std::uint32_t> cell;
    explicit Lanes(std::size_t n) : a(n), b(n), gate(n), i(n), i_b(n), aa(n), ab(n), cell(n) {}
    std::size_t run(const CellModel& model) {
        CellScratch scratch;
        return model.evaluate(
            {.a_V = a.data(),
             .b_V = b.data(),
             .gate_V = gate.data(),
             .cell = cell.data(),
             .lanes = a.size()},
            {.i_a_A = i.data(), .i_b_A = i_b.data(), .g_aa_S = aa.data(), .g_ab_S = ab.data()},
            scratch);
    }
};

}  // namespace

TEST_CASE("a table keeps its bound on points that it was not made from, outside it is exact") {
    const CellTableSpec spec = table_spec();
    auto made = CellTable::make(spec);
    REQUIRE(made.ok());
    const CellTable& table = **made;
    const CellTableReport& report = table.report();
    CHECK(report.current_error > 0.0);
    CHECK(report.current_error <= 1e-6);
    CHECK(report.conductance_error < 1e-3);
    CHECK(table.describe().find("table of ekv_sinh, exact") == 0);
    std::mt19937_64 random = rng(77, 1, 1);
    Lanes lanes(1501);
    for (std::size_t k = 0; k < lanes.a.size(); ++k) {
        lanes.a[k] = -0.05 + 0.5 * uniform(random);
        lanes.b[k] = -0.05 + 0.25 * uniform(random);
        lanes.gate[k] = k % 3 == 0 ? 0.0 : 0.7;
        lanes.cell[k] = static_cast<std::uint32_t>(random() % 6);
    }
    lanes.a[3] = 0.9;      // beyond the box
    lanes.gate[4] = 0.55;  // another gate voltage
    lanes.a[5] = spec.a_high_V;
    lanes.b[5] = spec.b_low_V;
    Lanes exact = lanes;
    REQUIRE(lanes.run(table) == 0);
    REQUIRE(exact.run(*spec.exact) == 0);
    double largest_A = 0.0;
    for (std::size_t k = 0; k < lanes.a.size(); ++k) {
        CHECK(std::abs(lanes.i[k] - exact.i[k]) <= 2e-6 * report.on_current_A);
        CHECK(std::abs(lanes.i_b[k] + lanes.i[k]) <= 1e-9 * report.on_current_A);
        largest_A = std::max(largest_A, std::abs(exact.i[k]));
    }
    CHECK(largest_A > 0.5 * report.on_current_A);
    CHECK(rel_diff(lanes.i[3], exact.i[3]) < 1e-9);
    CHECK(rel_diff(lanes.i[4], exact.i[4]) < 1e-9);
}

TEST_CASE("current and derivatives of a table do not jump between its patches; floats agree") {
    auto made = CellTable::make(table_spec());
    REQUIRE(made.ok());
    const CellTable& table = **made;
    const double h = 0.5 / static_cast<double>(table.report().intervals);
    const double edge = -0.05 + 7.0 * h;
    const std::vector<std::uint32_t> which = {3, 3, 3};
    const std::vector<double> a = {edge - 1e-10, edge + 1e-10, 0.31};
    const std::vector<double> b = {0.0123, 0.0123, 0.06};
    std::vector<double> i(3), g_a(3), g_b(3);
    table.look_up(which.data(), a.data(), b.data(), 3, i.data(), g_a.data(), g_b.data());
    CHECK(rel_diff(i[0], i[1]) < 1e-7);
    CHECK(rel_diff(g_a[0], g_a[1]) < 1e-6);
    CHECK(rel_diff(g_b[0], g_b[1]) < 1e-6);
    // The derivative is that of the current of the table, not one fitted beside it.
    const double d = 1e-6;
    const std::vector<double> around = {0.31 - d, 0.31 + d, 0.31};
    const std::vector<double> fixed = {0.06, 0.06, 0.06};
    std::vector<double> j(3), ignored(3);
    table.look_up(which.data(), around.data(), fixed.data(), 3, j.data(), ignored.data(),
                  ignored.data());
    CHECK(rel_diff(g_a[2], (j[1] - j[0]) / (2.0 * d)) < 1e-7);
    const std::vector<float> a_f = {0.31f, 0.1f, 0.0f};
    const std::vector<float> b_f = {0.06f, 0.0f, 0.1f};
    std::vector<float> i_f(3), ga_f(3), gb_f(3);
    table.look_up(which.data(), a_f.data(), b_f.data(), 3, i_f.data(), ga_f.data(), gb_f.data());
    CHECK(std::abs(static_cast<double>(i_f[0]) - i[2]) < 1e-5 * table.report().on_current_A);
    CHECK(i_f[2] < 0.0f);
}

TEST_CASE("tables that cannot be made are refused with the reason") {
    CellTableSpec spec = table_spec();
    spec.error_bound = 1e-13;
    spec.max_intervals = 20;
    auto made = CellTable::make(spec);
    REQUIRE(!made.ok());
    CHECK(made.error().id == 7204);
    spec = table_spec();
    spec.class_of[2] = 2;
    CHECK(CellTable::make(spec).error().id == 7203);
    spec = table_spec();
    spec.b_high_V = spec.b_low_V;
    CHECK(CellTable::make(spec).error().id == 7203);
}
