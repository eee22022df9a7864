// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/analytic_cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "crosspoint/device/sinh_kernel.hpp"

namespace crosspoint {
namespace {

constexpr int max_inner = 200;

// Current a -> b of one cell and what it depends on.
struct Branch {
    double i_A = 0.0;
    double by_a_S = 0.0;  // d i / d V_a
    double by_b_S = 0.0;  // d i / d V_b
};

void store(const CellLinearization& out, std::size_t k, const Branch& cell) {
    if (out.i_a_A != nullptr) out.i_a_A[k] = cell.i_A;
    if (out.i_b_A != nullptr) out.i_b_A[k] = -cell.i_A;
    if (out.g_aa_S != nullptr) out.g_aa_S[k] = cell.by_a_S;
    if (out.g_ab_S != nullptr) out.g_ab_S[k] = cell.by_b_S;
    if (out.g_ba_S != nullptr) out.g_ba_S[k] = -cell.by_a_S;
    if (out.g_bb_S != nullptr) out.g_bb_S[k] = -cell.by_b_S;
}

template <class Parameters, class Evaluate>
std::size_t evaluate_lanes(const std::vector<Parameters>& cells, const CellPoint& point,
                           const CellLinearization& out, CellScratch& scratch,
                           const Evaluate& evaluate) {
    scratch.failed.clear();
    scratch.newton_evaluations += point.lanes;
    for (std::size_t k = 0; k < point.lanes; ++k) {
        const Parameters& p = cells[point.cell == nullptr ? k : point.cell[k]];
        Branch cell;
        const double gate_V = point.gate_V == nullptr ? 0.0 : point.gate_V[k];
        if (!evaluate(p, point.a_V[k], point.b_V[k], gate_V, cell)) {
            const double nan = std::numeric_limits<double>::quiet_NaN();
            cell = {nan, nan, nan};
            scratch.failed.push_back(static_cast<std::uint32_t>(k));
        }
        store(out, k, cell);
    }
    return scratch.failed.size();
}

// Selector and resistor at V >= 0: with s = V_s / v0, V = v0 s + R 2 i0 sinh(s) is convex and rises
// in s, so Newton's method from a point right of the root comes down on it without overshoot. The
// start min(V / v0, asinh(V / (2 i0 R))) is such a point.
bool selector(const SelectorParameters& p, double v_V, Branch& cell) {
    const double size_V = std::abs(v_V);
    if (!std::isfinite(size_V)) return false;
    const double drop_V = 2.0 * p.saturation_A * p.resistance_ohm;
    double s = size_V / p.slope_V;
    if (drop_V > 0.0) s = std::min(s, std::asinh(size_V / drop_V));
    bool done = drop_V == 0.0;
    for (int k = 0; k < max_inner && !done; ++k) {
        const double f_V = p.slope_V * s + drop_V * std::sinh(s) - size_V;
        const double step = f_V / (p.slope_V + drop_V * std::cosh(s));
        s -= step;
        done = std::abs(step) <= 4.0 * std::numeric_limits<double>::epsilon() * (1.0 + s);
    }
    const double i_A = 2.0 * p.saturation_A * std::sinh(s);
    const double own_S = 2.0 * p.saturation_A / p.slope_V * std::cosh(s);
    cell.i_A = std::copysign(i_A, v_V);
    cell.by_a_S = own_S / (1.0 + own_S * p.resistance_ohm);
    cell.by_b_S = -cell.by_a_S;
    return done && std::isfinite(i_A);
}

// Resistor and transistor with the lower terminal as source: D = V_d - V_s >= 0.
// F = d i / d D, S = d i / d V_0 at fixed D.
struct Forward {
    double i_A, by_D_S, by_over_S;
};
Forward triode_forward(const AccessParameters& p, double d_V, double over_V) {
    if (over_V <= 0.0 || p.beta_A_per_V2 == 0.0) return {0.0, 0.0, 0.0};
    const double b = p.beta_A_per_V2;
    const double r = p.resistance_ohm;
    const double knee_V = over_V + 0.5 * b * over_V * over_V * r;  // D where w reaches V_0
    if (d_V >= knee_V) return {0.5 * b * over_V * over_V, 0.0, b * over_V};
    const double h = 1.0 + b * r * over_V;
    const double w = 2.0 * d_V / (h + std::sqrt(h * h - 2.0 * b * r * d_V));
    const double k = b * (over_V - w);
    return {b * w * (over_V - 0.5 * w), k / (1.0 + r * k), b * w / (1.0 + r * k)};
}

// a above b: the resistor is at the drain. Below: the same transistor with the resistor at its
// source; solved for the voltage u across the transistor, whose source is V_a + R I.
Branch triode(const AccessParameters& p, double a_V, double b_V, double gate_V) {
    if (a_V >= b_V) {
        const Forward f = triode_forward(p, a_V - b_V, gate_V - p.threshold_V - b_V);
        return {f.i_A, f.by_D_S, -f.by_D_S - f.by_over_S};
    }
    // With x = V_0 at the drain b (negative when saturated) and y at the source d, both overdrives:
    // I = beta (y^2 - max(x, 0)^2) / 2, y = V_g - V_t - V_a - R I: a quadratic in y.
    const double b = p.beta_A_per_V2;
    const double r = p.resistance_ohm;
    const double top_V = gate_V - p.threshold_V - a_V;
    if (top_V <= 0.0 || b == 0.0) return {};
    const double x_V = std::max(gate_V - p.threshold_V - b_V, 0.0);
    // Rounding of y^2 - x^2 is avoided: z = y - x solves z (1 + b r x) + b r z^2 / 2 = top - x.
    const double gap_V = top_V - x_V;
    const double h = 1.0 + b * r * x_V;
    const double z_V = 2.0 * gap_V / (h + std::sqrt(h * h + 2.0 * b * r * gap_V));
    const double y_V = x_V + z_V;
    const double i_A = 0.5 * b * z_V * (y_V + x_V);
    const double own_S = b * y_V;
    const double down = 1.0 / (1.0 + r * own_S);
    return {-i_A, own_S * down, -b * x_V * down};
}

double softplus(double x) { return x > 40.0 ? x : std::log1p(std::exp(x)); }

bool ekv(const AccessParameters& p, double slope, double thermal_V, double a_V, double b_V,
         double gate_V, Branch& cell) {
    if (!std::isfinite(a_V) || !std::isfinite(b_V)) return false;
    const double unit_A = 2.0 * slope * p.beta_A_per_V2 * thermal_V * thermal_V;
    const double pinch_V = (gate_V - p.threshold_V) / slope;
    // One end of the channel: F and its derivative by the voltage there (negative).
    const auto end = [&](double v_V, double& f, double& by_V) {
        const double x = (pinch_V - v_V) / (2.0 * thermal_V);
        const double l = softplus(x);
        f = l * l;
        by_V = -l / (thermal_V * (1.0 + std::exp(-x)));
    };
    double f_b, by_b;
    end(b_V, f_b, by_b);
    // d between a and b: f(d) = unit (F(b) - F(d)) - (V_a - V_d) / R rises in d.
    double low_V = std::min(a_V, b_V), high_V = std::max(a_V, b_V);
    double d_V = p.resistance_ohm == 0.0 ? a_V : 0.5 * (a_V + b_V);
    double f_d = 0.0, by_d = 0.0;
    bool done = p.resistance_ohm == 0.0 || a_V == b_V;
    for (int k = 0; k < max_inner && !done; ++k) {
        end(d_V, f_d, by_d);
        const double f_V = p.resistance_ohm * unit_A * (f_b - f_d) - (a_V - d_V);
        (f_V > 0.0 ? high_V : low_V) = d_V;
        const double slope_of_f = 1.0 - p.resistance_ohm * unit_A * by_d;
        double next_V = d_V - f_V / slope_of_f;
        if (!(next_V >= low_V && next_V <= high_V)) next_V = 0.5 * (low_V + high_V);
        // Nothing is found below the rounding of V_d and of the terms of f.
        const double terms_V =
            p.resistance_ohm * unit_A * (f_b + f_d) + std::abs(a_V) + std::abs(d_V);
        done = std::abs(next_V - d_V) <= 4.0 * std::numeric_limits<double>::epsilon() *
                                             (std::abs(d_V) + thermal_V + terms_V / slope_of_f);
        d_V = next_V;
    }
    end(d_V, f_d, by_d);
    const double drain_S = -unit_A * by_d;
    const double down = 1.0 / (1.0 + p.resistance_ohm * drain_S);
    // From the element whose current feels the rounding of V_d less.
    const bool by_ohm = p.resistance_ohm * drain_S > 1.0;
    cell.i_A = by_ohm ? (a_V - d_V) / p.resistance_ohm : unit_A * (f_b - f_d);
    cell.by_a_S = drain_S * down;
    cell.by_b_S = unit_A * by_b * down;
    return done;
}

// Lanes without a value become NaN and are noted.
void drop_not_finite(SinhLanes& block, std::size_t first, std::size_t count, CellScratch& scratch) {
    for (std::size_t l = 0; l < count; ++l) {
        const bool small = std::abs(block.a_per_V[l] * block.v_V[l]) <= SinhLanes::most;
        if (small && std::isfinite(block.i_A[l]) && std::isfinite(block.slope_S[l])) continue;
        block.i_A[l] = block.slope_S[l] = std::numeric_limits<double>::quiet_NaN();
        scratch.failed.push_back(static_cast<std::uint32_t>(first + l));
    }
}

}  // namespace

std::size_t SinhCell::evaluate(const CellPoint& point, const CellLinearization& out,
                               CellScratch& scratch) const {
    scratch.failed.clear();
    scratch.newton_evaluations += point.lanes;
    SinhLanes block = {};
    for (std::size_t first = 0; first < point.lanes; first += SinhLanes::size) {
        const std::size_t count = std::min(SinhLanes::size, point.lanes - first);
        for (std::size_t l = 0; l < count; ++l) {
            const std::size_t k = first + l;
            const SinhParameters& p = cells_[point.cell == nullptr ? k : point.cell[k]];
            block.v_V[l] = point.a_V[k] - point.b_V[k];
            block.g_S[l] = p.conductance_S;
            block.a_per_V[l] = p.steepness_per_V;
        }
        sinh_lanes(block);
        bool all = true;
        for (std::size_t l = 0; l < count; ++l)
            all &= std::abs(block.a_per_V[l] * block.v_V[l]) <= SinhLanes::most;
        double sum = 0.0;
        for (std::size_t l = 0; l < count; ++l) sum += block.i_A[l] + block.slope_S[l];
        if (!all || !std::isfinite(sum)) drop_not_finite(block, first, count, scratch);
        const auto write = [&](double* to, double sign, const double* from) {
            if (to == nullptr) return;
            for (std::size_t l = 0; l < count; ++l) to[first + l] = sign * from[l];
        };
        write(out.i_a_A, 1.0, block.i_A);
        write(out.i_b_A, -1.0, block.i_A);
        write(out.g_aa_S, 1.0, block.slope_S);
        write(out.g_bb_S, 1.0, block.slope_S);
        write(out.g_ab_S, -1.0, block.slope_S);
        write(out.g_ba_S, -1.0, block.slope_S);
    }
    return scratch.failed.size();
}

std::size_t SelectorCell::evaluate(const CellPoint& point, const CellLinearization& out,
                                   CellScratch& scratch) const {
    const auto one = [](const SelectorParameters& p, double a_V, double b_V, double, Branch& cell) {
        return selector(p, a_V - b_V, cell);
    };
    return evaluate_lanes(cells_, point, out, scratch, one);
}

std::size_t TriodeCell::evaluate(const CellPoint& point, const CellLinearization& out,
                                 CellScratch& scratch) const {
    const auto one = [](const AccessParameters& p, double a_V, double b_V, double gate_V,
                        Branch& cell) {
        cell = triode(p, a_V, b_V, gate_V);
        return std::isfinite(cell.i_A);
    };
    return evaluate_lanes(cells_, point, out, scratch, one);
}

std::size_t EkvCell::evaluate(const CellPoint& point, const CellLinearization& out,
                              CellScratch& scratch) const {
    const auto one = [this](const AccessParameters& p, double a_V, double b_V, double gate_V,
                            Branch& cell) {
        return ekv(p, slope_, thermal_V_, a_V, b_V, gate_V, cell) && std::isfinite(cell.i_A);
    };
    return evaluate_lanes(cells_, point, out, scratch, one);
}

}  // namespace crosspoint
