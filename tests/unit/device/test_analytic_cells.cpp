// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "crosspoint/device/analytic_cells.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

struct Point {
    double i_a = 0, i_b = 0, aa = 0, ab = 0, ba = 0, bb = 0;
    std::size_t failed = 0;
};

Point at(const CellModel& model, double a_V, double b_V, double gate_V) {
    Point p;
    CellScratch scratch;
    p.failed = model.evaluate({&a_V, &b_V, &gate_V, nullptr, 1},
                              {&p.i_a, &p.i_b, &p.aa, &p.ab, &p.ba, &p.bb}, scratch);
    return p;
}

std::vector<std::unique_ptr<CellModel>> all_cells(double r_ohm) {
    std::vector<std::unique_ptr<CellModel>> cells;
    cells.push_back(std::make_unique<SinhCell>(std::vector<SinhParameters>{{1e-5, 3.0}}));
    cells.push_back(
        std::make_unique<SelectorCell>(std::vector<SelectorParameters>{{1e-9, 0.08, r_ohm}}));
    const std::vector<AccessParameters> access{{2e-4, 0.4, r_ohm}};
    cells.push_back(std::make_unique<TriodeCell>(access));
    cells.push_back(std::make_unique<EkvCell>(access));
    return cells;
}

}  // namespace

TEST_CASE("analytic cells: derivatives agree with differences, nothing flows at 0 V") {
    for_all(40, [](std::mt19937_64& random) {
        std::uniform_real_distribution<double> volts(-1.0, 1.0);
        const double a_V = volts(random), b_V = volts(random), gate_V = 0.9 + volts(random);
        for (const double r_ohm : {0.0, 1e3, 1e5})
            for (const auto& cell : all_cells(r_ohm)) {
                CAPTURE(cell->describe());
                CAPTURE(r_ohm);
                const double h = 1e-6;
                const Point p = at(*cell, a_V, b_V, gate_V);
                REQUIRE(p.failed == 0);
                const double by_a =
                    (at(*cell, a_V + h, b_V, gate_V).i_a - at(*cell, a_V - h, b_V, gate_V).i_a) /
                    (2 * h);
                const double by_b =
                    (at(*cell, a_V, b_V + h, gate_V).i_a - at(*cell, a_V, b_V - h, gate_V).i_a) /
                    (2 * h);
                const double size = std::abs(by_a) + std::abs(by_b) + 1e-9;
                CHECK(std::abs(p.aa - by_a) < 2e-5 * size);
                CHECK(std::abs(p.ab - by_b) < 2e-5 * size);
                CHECK(p.i_b == -p.i_a);
                CHECK(p.aa == -p.ba);
                CHECK(p.ab == -p.bb);
                CHECK(p.aa >= 0.0);
                CHECK(p.ab <= 0.0);
                CHECK(at(*cell, a_V, a_V, gate_V).i_a == 0.0);
            }
    });
}

TEST_CASE("analytic cells: the resistor in series obeys Ohm's law") {
    const AccessParameters with{2e-4, 0.4, 5e3};
    const AccessParameters without{2e-4, 0.4, 0.0};
    for (const double a_V : {0.3, 2.5, -0.4}) {  // triode, saturated, reversed
        const double i = at(TriodeCell({with}), a_V, 0.1, 1.2).i_a;
        CHECK(rel_diff(at(TriodeCell({without}), a_V - 5e3 * i, 0.1, 1.2).i_a, i) < 1e-12);
        const double k = at(EkvCell({with}), a_V, 0.1, 1.2).i_a;
        CHECK(rel_diff(at(EkvCell({without}), a_V - 5e3 * k, 0.1, 1.2).i_a, k) < 1e-12);
    }
    const double i = at(SelectorCell({{1e-9, 0.05, 1e4}}), 5.0, 0.0, 0.0).i_a;
    CHECK(rel_diff(2e-9 * std::sinh((5.0 - 1e4 * i) / 0.05), i) < 1e-11);
}

TEST_CASE("analytic cells: sinh is odd and right at both ends of its range") {
    const std::vector<double> volts = {1e-300, 1e-12, 1e-3, 0.4, 3.0, 12.0, 40.0, 230.0};
    for (const double v_V : volts) {
        const SinhCell cell({{1e-5, 3.0}});
        const Point up = at(cell, v_V, 0.0, 0.0);
        const Point down = at(cell, 0.0, v_V, 0.0);
        CHECK(rel_diff(up.i_a, 1e-5 * std::sinh(3.0 * v_V) / 3.0) < 1e-14);
        CHECK(rel_diff(up.aa, 1e-5 * std::cosh(3.0 * v_V)) < 1e-14);
        CHECK(down.i_a == -up.i_a);
        CHECK(down.aa == up.aa);
    }
}

TEST_CASE("analytic cells: what cannot be evaluated fails by lane and is NaN") {
    const SinhCell cell({{1e-5, 3.0}});
    CHECK(at(cell, 1e6, 0.0, 0.0).failed == 1);
    CHECK(std::isnan(at(cell, NAN, 0.0, 0.0).i_a));
    CHECK(at(EkvCell({{1e-4, 0.3, 10.0}}), INFINITY, 0.0, 1.0).failed == 1);
}
