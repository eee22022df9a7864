// Elimination of several internal unknowns: two nodes and a branch current whose diagonal is 0,
// with an exponential selector that a plain Newton iteration overflows on.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/eliminated_cell.hpp"

using namespace crosspoint;

namespace {

// a - selector - n - (V = 0, current j) - o - resistor - b; unknowns a, b, n, o, j; state s scales
// the resistor's conductance.
class SelectorChain final : public DeviceModel {
public:
    static constexpr double i0_A = 1e-12, v0_V = 0.04, g_S = 1e-4;

    SelectorChain() {
        shape_.name = "selector_chain";
        shape_.terminals = 2;
        shape_.unknowns = {{"a", UnknownKind::terminal}, {"b", UnknownKind::terminal},
                           {"n", UnknownKind::node},     {"o", UnknownKind::node},
                           {"j", UnknownKind::flow},     {"s", UnknownKind::state}};
        shape_.static_entries = {{0, 0}, {0, 2}, {1, 1}, {1, 3}, {2, 0}, {2, 2},
                                 {2, 4}, {3, 1}, {3, 3}, {3, 4}, {4, 2}, {4, 3}};
    }
    [[nodiscard]] const ModelShape& shape() const override { return shape_; }
    void evaluate(const EvalPoint&, const EvalBlock& block) const override {
        const std::size_t n = block.stride;
        for (std::size_t k = 0; k < block.lanes; ++k) {
            const double* x = block.unknowns + k;
            const double over = (x[0] - x[2 * n]) / v0_V;
            const double i = i0_A * std::sinh(over);
            const double di = i0_A / v0_V * std::cosh(over);
            const double g = g_S * x[5 * n];
            const double r = g * (x[3 * n] - x[n]);
            const double f[] = {i, -r, x[4 * n] - i, r - x[4 * n], x[2 * n] - x[3 * n], 0.0};
            const double df[] = {di, -di, g, -g, -di, di, 1.0, -g, g, -1.0, 1.0, -1.0};
            for (std::size_t u = 0; u < 6; ++u) block.f[u * n + k] = f[u];
            for (std::size_t e = 0; e < 12; ++e) block.df[e * n + k] = df[e];
        }
    }

private:
    ModelShape shape_;
};

// The current by bisection over the voltage of the resistor.
double oracle_A(double g_S, double over_all_V) {
    double low = 0.0;
    double high = std::abs(over_all_V);
    for (int k = 0; k < 200; ++k) {
        const double v = 0.5 * (low + high);
        const double limit = SelectorChain::v0_V * std::asinh(g_S * v / SelectorChain::i0_A);
        (v + limit < std::abs(over_all_V) ? low : high) = v;
    }
    return std::copysign(g_S * 0.5 * (low + high), over_all_V);
}

}  // namespace

TEST_CASE("a selector in series converges from any start between -5 and 5 V, held states count") {
    EliminatedCellSpec spec;
    spec.model = std::make_shared<SelectorChain>();
    spec.roles = {TerminalRole::line_a, TerminalRole::line_b};
    spec.cells = 2;
    spec.states = {{1.0, 0.01}};
    spec.conservative = true;
    auto made = EliminatedCell::make(spec);
    REQUIRE(made.ok());
    const EliminatedCell& cell = **made;
    CHECK(cell.internal() == 3);
    auto random = rng(4, 5, 6);
    const std::size_t lanes = 300;
    std::vector<double> a(lanes), b(lanes), i(lanes), g_aa(lanes), g_ab(lanes);
    std::vector<std::uint32_t> which(lanes);
    CellScratch scratch;
    for (int round = 0; round < 3; ++round) {  // later rounds start from far away solutions
        for (std::size_t k = 0; k < lanes; ++k) {
            a[k] = 5.0 * (2.0 * uniform(random) - 1.0);
            b[k] = k % 2 == 0 ? 0.0 : 5.0 * (2.0 * uniform(random) - 1.0);
            which[k] = static_cast<std::uint32_t>(k / 3 % 2);
        }
        const std::size_t failed = cell.evaluate(
            {.a_V = a.data(), .b_V = b.data(), .cell = which.data(), .lanes = lanes},
            {.i_a_A = i.data(), .g_aa_S = g_aa.data(), .g_ab_S = g_ab.data()}, scratch);
        CHECK(failed == 0);
        for (std::size_t k = 0; k < lanes; ++k) {
            CAPTURE(a[k]);
            CAPTURE(b[k]);
            const double g_S = SelectorChain::g_S * spec.states[0][which[k]];
            const double exact = oracle_A(g_S, a[k] - b[k]);
            CHECK(std::abs(i[k] - exact) <= 1e-9 * std::abs(exact) + 1e-20);
            CHECK(std::abs(g_aa[k] + g_ab[k]) <= 1e-9 * g_aa[k]);
            const double slope =
                1.0 / (1.0 / g_S + SelectorChain::v0_V / std::hypot(exact, SelectorChain::i0_A));
            CHECK(std::abs(g_aa[k] - slope) <= 1e-6 * slope);
        }
    }
}

TEST_CASE("states without values are refused") {
    EliminatedCellSpec spec;
    spec.model = std::make_shared<SelectorChain>();
    spec.roles = {TerminalRole::line_a, TerminalRole::line_b};
    spec.cells = 2;
    auto made = EliminatedCell::make(spec);
    REQUIRE(!made.ok());
    CHECK(made.error().id == 7202);
}
