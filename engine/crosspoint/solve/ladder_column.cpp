// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/ladder_column.hpp"

#include <cmath>

namespace crosspoint {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

void add_segments(LadderStar& star, double b_ohm, double s_ohm) {
    star.zb += b_ohm;
    star.zs += s_ohm;
    // Both rails broken: whatever reference lies below is out of reach.
    if (std::isinf(star.zb) && std::isinf(star.zs)) star = {inf, inf, inf, 0.0, 0.0};
}

// What a cell draws per volt across its open terminals: g / (1 + g D).
double loaded_conductance_S(const LadderStar& star, double g_S) {
    const double d_ohm = star.zb + star.zs;
    return std::isinf(g_S) ? 1.0 / d_ohm : g_S / (1.0 + g_S * d_ohm);
}

void add_cell(LadderStar& star, double g_S) {
    if (g_S == 0.0) return;
    const bool b_open = std::isinf(star.zb);
    const bool s_open = std::isinf(star.zs);
    if (b_open || s_open) {
        // The open rail is now reached through the cell from the other one.
        const double through_ohm = 1.0 / g_S;
        if (b_open && s_open) {
            star = {through_ohm, 0.0, inf, 0.0, 0.0};
        } else if (b_open) {
            star = {through_ohm, 0.0, star.zc + star.zs, star.es, star.es};
        } else {
            star = {0.0, through_ohm, star.zc + star.zb, star.eb, star.eb};
        }
        return;
    }
    const double d_ohm = star.zb + star.zs;
    if (std::isinf(g_S) && d_ohm == 0.0) return;  // a short across an ideal short
    if (std::isinf(g_S)) {
        const double common_V = (star.eb * star.zs + star.es * star.zb) / d_ohm;
        star = {0.0, 0.0, star.zc + star.zb * (star.zs / d_ohm), common_V, common_V};
        return;
    }
    const double f = 1.0 / (1.0 + g_S * d_ohm);
    const double eb = star.eb;
    star.eb = f * (eb * (1.0 + g_S * star.zs) + star.es * (g_S * star.zb));
    star.es = f * (star.es * (1.0 + g_S * star.zb) + eb * (g_S * star.zs));
    star.zc += g_S * f * star.zb * star.zs;
    star.zb *= f;
    star.zs *= f;
}

double cell_current_A(const LadderStar& below, double g_S, double b_A, double s_A) {
    if (g_S == 0.0) return 0.0;
    if (std::isinf(below.zb)) return b_A;   // all that enters rail b leaves through the cell
    if (std::isinf(below.zs)) return -s_A;  // and the same for rail s
    if (std::isinf(g_S) && below.zb + below.zs == 0.0) return 0.0;
    return loaded_conductance_S(below, g_S) *
           (below.eb - below.es + below.zb * b_A - below.zs * s_A);
}

// Currents that enter the column's two rails at the top.
void currents_at_top(const LadderStar& star, const RailEnd& b, const RailEnd& s, double& b_A,
                     double& s_A) {
    const double a_ohm = star.zb + b.ohm;
    const double s_ohm = star.zs + s.ohm;
    const double b_V = b.volts - star.eb;
    const double s_V = s.volts - star.es;
    const double c_ohm = star.zc;
    const auto ratio = [](double volts, double ohm) {
        return ohm == 0.0 || std::isinf(ohm) ? 0.0 : volts / ohm;
    };
    b_A = 0.0;
    s_A = 0.0;
    const bool b_open = std::isinf(a_ohm);
    const bool s_open = std::isinf(s_ohm);
    if (b_open && s_open) return;
    if (b_open) {
        s_A = ratio(s_V, s_ohm + c_ohm);
    } else if (s_open) {
        b_A = ratio(b_V, a_ohm + c_ohm);
    } else if (std::isinf(c_ohm)) {
        b_A = ratio(b_V - s_V, a_ohm + s_ohm);
        s_A = -b_A;
    } else {
        const double den = a_ohm * s_ohm + c_ohm * (a_ohm + s_ohm);
        if (den > 0.0) {
            b_A = (b_V * s_ohm + (b_V - s_V) * c_ohm) / den;
            s_A = (s_V * a_ohm + (s_V - b_V) * c_ohm) / den;
        } else {
            // Two of the three arms are 0 ohm: only the third can carry a determined current.
            b_A = ratio(b_V, a_ohm);
            s_A = ratio(s_V, s_ohm);
        }
    }
}

// Voltages of a row's two nodes from the star that includes its cell, for rails that hang on
// nothing at the top. Toward a grounded end below, the star adds positive terms where Ohm's law
// from above would subtract nearly equal ones.
void node_voltages(const LadderStar& star, double b_A, double s_A, bool b_known, bool s_known,
                   double& b_V, double& s_V) {
    const double b_drop_V = b_A == 0.0 && !std::isinf(star.zb) ? 0.0 : star.zb * b_A;
    const double s_drop_V = s_A == 0.0 && !std::isinf(star.zs) ? 0.0 : star.zs * s_A;
    if (!std::isinf(star.zc)) {
        const double center_V = star.zc * (b_A + s_A);
        if (!b_known) b_V = star.eb + b_drop_V + center_V;
        if (!s_known) s_V = star.es + s_drop_V + center_V;
        return;
    }
    // No reference below: one rail's voltage follows from the other's; NaN when none is known.
    const double apart_V = star.eb - star.es + b_drop_V - s_drop_V;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (!b_known) b_V = s_known ? s_V + apart_V : nan;
    if (!s_known) s_V = b_known ? b_V - apart_V : nan;
}

}  // namespace

LadderCurrents solve_ladder_column(const LadderColumn& column, std::span<const double> g_S,
                                   std::span<double> b_V, std::span<double> s_V, std::size_t stride,
                                   LadderWork& work) {
    const std::size_t m = g_S.size();
    work.below.resize(m);

    // Step 1. Upward: the star below each row, without the row's cell.
    LadderStar star{column.b_bottom.ohm, column.s_bottom.ohm, 0.0, column.b_bottom.volts,
                    column.s_bottom.volts};
    add_segments(star, 0.0, 0.0);
    for (std::size_t i = m; i-- > 0;) {
        work.below[i] = star;
        add_cell(star, g_S[i]);
        if (i > 0) add_segments(star, column.b_ohm[i], column.s_ohm[i]);
    }

    // Step 2. Close the column at its top ends.
    double b_A = 0.0;
    double s_A = 0.0;
    currents_at_top(star, column.b_top, column.s_top, b_A, s_A);
    LadderCurrents ends{.b_top_A = -b_A, .s_top_A = -s_A};

    // Step 3. Downward: cell currents, rail currents, node voltages.
    double vb = column.b_top.volts;
    double vs = column.s_top.volts;
    bool b_known = true;  // an unbroken wire leads up to a connected end
    bool s_known = true;
    for (std::size_t i = 0; i < m; ++i) {
        const double rb = i == 0 ? column.b_top.ohm : column.b_ohm[i];
        const double rs = i == 0 ? column.s_top.ohm : column.s_ohm[i];
        b_known = b_known && !std::isinf(rb);
        s_known = s_known && !std::isinf(rs);
        if (b_known) vb -= rb * b_A;
        if (s_known) vs -= rs * s_A;
        if (!b_known || !s_known) {
            LadderStar with_cell = work.below[i];
            add_cell(with_cell, g_S[i]);
            // A rail that ends below hangs on the node above and carries no current.
            const bool b_hangs = i > 0 && std::isinf(with_cell.zb) && !std::isinf(rb);
            const bool s_hangs = i > 0 && std::isinf(with_cell.zs) && !std::isinf(rs);
            node_voltages(with_cell, b_A, s_A, b_known || b_hangs, s_known || s_hangs, vb, vs);
        }
        b_V[i * stride] = vb;
        s_V[i * stride] = vs;
        const double cell_A = cell_current_A(work.below[i], g_S[i], b_A, s_A);
        b_A -= cell_A;
        s_A += cell_A;
        if (std::isinf(work.below[i].zb)) b_A = 0.0;  // exactly, whatever was rounded
        if (std::isinf(work.below[i].zs)) s_A = 0.0;
    }
    ends.b_bottom_A = b_A;
    ends.s_bottom_A = s_A;
    return ends;
}

}  // namespace crosspoint
