// The ladder recursion with full 2x2 cells: Norton equivalents from the bottom to the top, voltages
// from the top to the bottom (equations 49 to 52 of engine/docs/physics.md).
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include "crosspoint/solve/nonlinear_wires.hpp"

namespace crosspoint {
namespace {

using Pair = std::array<double, 2>;
using Square = std::array<Pair, 2>;

// What is below and at a pair of nodes x: current J = y x + e into it; a rail that an ideal source
// holds has x = held_V there.
struct Norton {
    Square y{};
    Pair e{};
    std::array<bool, 2> held{};
    Pair held_V{};
};

// x below = m x above + t.
struct Descent {
    Square m{};
    Pair t{};
};

Descent descend(const Norton& below, const Pair& ohm) {
    // Row k of a x = d x_above + c.
    Square a{};
    Pair c{};
    std::array<bool, 2> joined{};
    for (std::size_t k = 0; k < 2; ++k) {
        const std::size_t other = 1 - k;
        if (below.held[k]) {
            a[k][k] = 1.0;
            c[k] = below.held_V[k];
        } else if (std::isinf(ohm[k])) {
            a[k] = below.y[k];
            c[k] = -below.e[k];
        } else {
            joined[k] = true;
            a[k][k] = 1.0 + ohm[k] * below.y[k][k];
            a[k][other] = ohm[k] * below.y[k][other];
            c[k] = -ohm[k] * below.e[k];
        }
    }
    const double det = a[0][0] * a[1][1] - a[0][1] * a[1][0];
    Descent d;
    for (std::size_t k = 0; k < 2; ++k) {
        const std::size_t other = 1 - k;
        const double diagonal = a[other][other] / det;
        const double across = -a[k][other] / det;
        d.m[k][k] = joined[k] ? diagonal : 0.0;
        d.m[k][other] = joined[other] ? across : 0.0;
        d.t[k] = diagonal * c[k] + across * c[other];
    }
    return d;
}

// The equivalent seen from above the segments.
Norton above(const Norton& below, const Pair& ohm, const Descent& d) {
    Norton n;
    for (std::size_t k = 0; k < 2; ++k) {
        if (below.held[k]) {
            n.held[k] = ohm[k] == 0.0;
            n.held_V[k] = below.held_V[k];
            if (ohm[k] == 0.0 || std::isinf(ohm[k])) continue;
            n.y[k][k] = 1.0 / ohm[k];
            n.e[k] = -below.held_V[k] / ohm[k];
        } else if (!std::isinf(ohm[k])) {
            n.e[k] = below.e[k];
            for (std::size_t l = 0; l < 2; ++l) {
                n.e[k] += below.y[k][l] * d.t[l];
                for (std::size_t c = 0; c < 2; ++c) n.y[k][c] += below.y[k][l] * d.m[l][c];
            }
        }
    }
    return n;
}

class ColumnWires final : public WireSystem {
public:
    explicit ColumnWires(const LadderColumn& column)
        : column_(column), descents_(column.b_ohm.size()) {}

    [[nodiscard]] bool exact() const override { return true; }

    bool solve(const CellState& at, double scale, double, std::span<double> a_V,
               std::span<double> b_V) override {
        const std::size_t m = at.size();
        Norton n;
        end(column_.b_bottom, scale, 0, n);
        end(column_.s_bottom, scale, 1, n);
        for (std::size_t i = m; i-- > 0;) {
            add_cell(at, i, n);
            const Pair ohm = i == 0 ? Pair{column_.b_top.ohm, column_.s_top.ohm}
                                    : Pair{column_.b_ohm[i], column_.s_ohm[i]};
            descents_[i] = descend(n, ohm);
            n = above(n, ohm, descents_[i]);
        }
        Pair x{column_.b_top.volts * scale, column_.s_top.volts * scale};
        for (std::size_t i = 0; i < m; ++i) {
            const Descent& d = descents_[i];
            x = {d.m[0][0] * x[0] + d.m[0][1] * x[1] + d.t[0],
                 d.m[1][0] * x[0] + d.m[1][1] * x[1] + d.t[1]};
            a_V[i] = x[0];
            b_V[i] = x[1];
        }
        return std::isfinite(x[0]) && std::isfinite(x[1]);
    }

private:
    static void end(const RailEnd& end, double scale, std::size_t rail, Norton& n) {
        if (std::isinf(end.ohm)) return;
        n.held[rail] = end.ohm == 0.0;
        n.held_V[rail] = scale * end.volts;
        if (end.ohm == 0.0) return;
        n.y[rail][rail] = 1.0 / end.ohm;
        n.e[rail] = -scale * end.volts / end.ohm;
    }

    static void add_cell(const CellState& at, std::size_t i, Norton& n) {
        const double a_V = at.a_V[i], b_V = at.b_V[i];
        n.y[0][0] += at.g_aa_S[i];
        n.y[0][1] += at.g_ab_S[i];
        n.y[1][0] += at.g_ba_S[i];
        n.y[1][1] += at.g_bb_S[i];
        n.e[0] += at.i_a_A[i] - at.g_aa_S[i] * a_V - at.g_ab_S[i] * b_V;
        n.e[1] += at.i_b_A[i] - at.g_ba_S[i] * a_V - at.g_bb_S[i] * b_V;
    }

    const LadderColumn& column_;
    std::vector<Descent> descents_;
};

}  // namespace

std::unique_ptr<WireSystem> make_column_wires(const LadderColumn& column) {
    return std::make_unique<ColumnWires>(column);
}

}  // namespace crosspoint
