// The ladder recursion with full 2x2 cells: Norton equivalents from the bottom to the top, voltages
// from the top to the bottom (equations 51 and 52 of engine/docs/physics.md).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "crosspoint/solve/nonlinear_wires.hpp"

namespace crosspoint {
namespace {

using Pair = std::array<double, 2>;
using Square = std::array<Pair, 2>;

// What is below and at a pair of nodes x: current J = y x + e into it; a rail that an ideal source
// holds has x = held_V there. The determinant, the column sums and the sum of e are carried along:
// taken from y and e they would be small differences of large numbers.
struct Norton {
    Square y{};
    Pair e{};
    double det = 0.0;    // y00 y11 - y01 y10
    Pair sum{};          // column sums: what leaves to the ends
    double e_sum = 0.0;  // e0 + e1
    std::array<bool, 2> held{};
    Pair held_V{};

    void set(std::size_t rail, double y_S, double e_A) {
        y[rail][rail] = sum[rail] = y_S;
        e[rail] = e_A;
    }
    // After set() of both rails.
    void separate() {
        det = y[0][0] * y[1][1];
        e_sum = e[0] + e[1];
    }
};

// x below = m x above + t.
struct Descent {
    Square m{};
    Pair t{};
};

// Two wires (equation 51).
Norton through_both(const Norton& n, const Pair& ohm, Descent& down) {
    const double r0 = ohm[0], r1 = ohm[1];
    const double d = 1.0 + r0 * n.y[0][0] + r1 * n.y[1][1] + r0 * r1 * n.det;
    const double c0 = r1 * (n.sum[1] * n.e[0] - n.y[0][1] * n.e_sum);
    const double c1 = r0 * (n.sum[0] * n.e[1] - n.y[1][0] * n.e_sum);
    Norton up;
    up.y = {{{(n.y[0][0] + r1 * n.det) / d, n.y[0][1] / d},
             {n.y[1][0] / d, (n.y[1][1] + r0 * n.det) / d}}};
    up.e = {(n.e[0] + c0) / d, (n.e[1] + c1) / d};
    up.e_sum = (n.e_sum + c0 + c1) / d;
    up.det = n.det / d;
    up.sum = {(n.sum[0] + r1 * n.det) / d, (n.sum[1] + r0 * n.det) / d};
    down.m = {{{(1.0 + r1 * n.y[1][1]) / d, -r0 * n.y[0][1] / d},
               {-r1 * n.y[1][0] / d, (1.0 + r0 * n.y[0][0]) / d}}};
    down.t = {-r0 * up.e[0], -r1 * up.e[1]};
    return up;
}

// Rail k is held below; the other one is wired or broken.
Norton through_held(const Norton& n, const Pair& ohm, std::size_t k, Descent& down) {
    const std::size_t o = 1 - k;
    Norton up;
    down.t[k] = n.held_V[k];
    if (ohm[k] == 0.0) {
        up.held[k] = true;
        up.held_V[k] = n.held_V[k];
    } else if (!std::isinf(ohm[k])) {
        up.set(k, 1.0 / ohm[k], -n.held_V[k] / ohm[k]);
    }
    if (n.held[o]) return up;
    const double e_A = n.e[o] + n.y[o][k] * n.held_V[k];
    if (std::isinf(ohm[o])) {
        down.t[o] = n.y[o][o] > 0.0 ? -e_A / n.y[o][o] : 0.0;
    } else {
        const double d = 1.0 + ohm[o] * n.y[o][o];
        up.set(o, n.y[o][o] / d, e_A / d);
        down.m[o][o] = 1.0 / d;
        down.t[o] = -ohm[o] * up.e[o];
    }
    up.separate();
    return up;
}

// Rail k ends here: all that flows into it comes from the other one.
Norton through_broken(const Norton& n, const Pair& ohm, std::size_t k, Descent& down) {
    const std::size_t o = 1 - k;
    Norton up;
    if (!std::isinf(ohm[o])) {
        const double d = n.y[k][k] + ohm[o] * n.det;
        if (d > 0.0) up.set(o, n.det / d, (n.y[k][k] * n.e_sum - n.sum[k] * n.e[k]) / d);
        down.m[o][o] = d > 0.0 ? n.y[k][k] / d : 1.0;
        down.t[o] = -ohm[o] * up.e[o];
        up.separate();
    } else if (n.det > 0.0) {
        down.t[o] = -(n.y[k][k] * n.e_sum - n.sum[k] * n.e[k]) / n.det;
    }
    if (n.y[k][k] > 0.0) {
        const double by_other = -n.y[k][o] / n.y[k][k];
        down.m[k][o] = by_other * down.m[o][o];
        down.t[k] = by_other * down.t[o] - n.e[k] / n.y[k][k];
    }
    return up;
}

// The equivalent above a pair of segments, and the way down through them.
Norton through(const Norton& below, const Pair& ohm, Descent& down) {
    down = {};
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}})
        if (below.held[k] && !below.held[1 - k]) return through_held(below, ohm, k, down);
    if (below.held[0]) {
        Descent other;
        const Norton second = through_held(below, ohm, 1, other);
        Norton up = through_held(below, ohm, 0, down);
        down.t[1] = other.t[1];
        up.held[1] = second.held[1];
        up.held_V[1] = second.held_V[1];
        up.set(1, second.y[1][1], second.e[1]);
        up.separate();
        return up;
    }
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}})
        if (std::isinf(ohm[k])) return through_broken(below, ohm, k, down);
    return through_both(below, ohm, down);
}

class ColumnWires final : public WireSystem {
public:
    explicit ColumnWires(const LadderColumn& column)
        : column_(column), descents_(column.b_ohm.size()) {}

    [[nodiscard]] bool exact() const override { return true; }
    [[nodiscard]] double largest_V() const override {
        double largest_V = 0.0;
        for (const RailEnd* end :
             {&column_.b_top, &column_.b_bottom, &column_.s_top, &column_.s_bottom})
            if (!std::isinf(end->ohm)) largest_V = std::max(largest_V, std::abs(end->volts));
        return largest_V;
    }

    bool solve(const CellState& at, double scale, double, std::span<double> a_V,
               std::span<double> b_V) override {
        const std::size_t m = at.size();
        Norton n;
        end(column_.b_bottom, scale, 0, n);
        end(column_.s_bottom, scale, 1, n);
        n.separate();
        for (std::size_t i = m; i-- > 0;) {
            add_cell(at, i, n);
            const Pair ohm = i == 0 ? Pair{column_.b_top.ohm, column_.s_top.ohm}
                                    : Pair{column_.b_ohm[i], column_.s_ohm[i]};
            n = through(n, ohm, descents_[i]);
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
        n.set(rail, 1.0 / end.ohm, -scale * end.volts / end.ohm);
    }

    static void add_cell(const CellState& at, std::size_t i, Norton& n) {
        const double a_V = at.a_V[i], b_V = at.b_V[i];
        const double aa = at.g_aa_S[i], ab = at.g_ab_S[i], ba = at.g_ba_S[i], bb = at.g_bb_S[i];
        // What leaves through the gate, 0 for a conservative cell.
        const double gate_a = aa + ba, gate_b = ab + bb;
        n.det += bb * n.sum[0] + aa * n.sum[1] - n.y[0][1] * gate_a - n.y[1][0] * gate_b +
                 bb * gate_a + aa * gate_b - gate_a * gate_b;
        n.sum[0] += gate_a;
        n.sum[1] += gate_b;
        n.y[0][0] += aa;
        n.y[0][1] += ab;
        n.y[1][0] += ba;
        n.y[1][1] += bb;
        n.e[0] += at.i_a_A[i] - aa * a_V - ab * b_V;
        n.e[1] += at.i_b_A[i] - ba * a_V - bb * b_V;
        n.e_sum += at.i_a_A[i] + at.i_b_A[i] - gate_a * a_V - gate_b * b_V;
    }

    const LadderColumn& column_;
    std::vector<Descent> descents_;
};

}  // namespace

std::unique_ptr<WireSystem> make_column_wires(const LadderColumn& column) {
    return std::make_unique<ColumnWires>(column);
}

}  // namespace crosspoint
