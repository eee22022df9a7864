// SPDX-License-Identifier: Apache-2.0
#include "peer_newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crosspoint::bench {

PeerNewton::PeerNewton(const BenchTile& tile, const NodalMatrix& wires, const CellModel& cells,
                       Peer& peer)
    : tile_(tile), wires_(wires), cells_(cells), peer_(peer) {
    const std::size_t mn = tile.spec.rows * tile.spec.cols;
    x_V_.resize(2 * mn);
    r_A_.resize(2 * mn);
    i_A_.resize(mn);
    g_S_.resize(mn);
    const auto place = [&](std::size_t row, std::size_t col) {
        const auto first = wires.row.begin() + wires.column_start[col];
        const auto last = wires.row.begin() + wires.column_start[col + 1];
        return static_cast<std::size_t>(std::find(first, last, static_cast<int>(row)) -
                                        wires.row.begin());
    };
    for (std::size_t k = 0; k < mn; ++k)
        places_.push_back({place(k, k), place(mn + k, k), place(k, mn + k), place(mn + k, mn + k)});
}

bool PeerNewton::evaluate() {
    const std::size_t mn = i_A_.size();
    return cells_.evaluate({.a_V = x_V_.data(), .b_V = x_V_.data() + mn, .lanes = mn},
                           {.i_a_A = i_A_.data(), .g_aa_S = g_S_.data()}, scratch_) == 0;
}

// Into r_A_: what flows into every node. Returns the sum of magnitudes.
double PeerNewton::residual(std::span<const double> input_V) {
    const std::size_t m = tile_.spec.rows, n = tile_.spec.cols, mn = m * n;
    const double wire_S = wires_.drive_S;
    const double* u = x_V_.data();
    const double* v = u + mn;
    double sum_A = 0.0;
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const std::size_t k = i * n + j;
            double in_A = ((j > 0 ? u[k - 1] : input_V[i]) - u[k]) * wire_S;
            if (j + 1 < n) in_A += (u[k + 1] - u[k]) * wire_S;
            r_A_[k] = in_A - i_A_[k];
            in_A = ((i + 1 < m ? v[k + n] : 0.0) - v[k]) * wire_S;
            if (i > 0) in_A += (v[k - n] - v[k]) * wire_S;
            r_A_[mn + k] = in_A + i_A_[k];
            sum_A += std::abs(r_A_[k]) + std::abs(r_A_[mn + k]);
        }
    }
    return sum_A;
}

double PeerNewton::line_current_A() const {
    const std::size_t n = tile_.spec.cols;
    std::vector<double> sum_A(n, 0.0);
    for (std::size_t first = 0; first < i_A_.size(); first += n)
        for (std::size_t j = 0; j < n; ++j) sum_A[j] += std::abs(i_A_[first + j]);
    return *std::max_element(sum_A.begin(), sum_A.end());
}

// What the rounding of voltages makes of the currents in the wires, all nodes together.
double PeerNewton::hidden_A() const {
    double largest_V = 0.0;
    for (const double v : x_V_) largest_V = std::max(largest_V, std::abs(v));
    return 2.0 * 0x1p-53 * static_cast<double>(2 * x_V_.size()) * wires_.drive_S * largest_V;
}

void PeerNewton::assemble() {
    value_S_ = wires_.value_S;
    for (std::size_t k = 0; k < g_S_.size(); ++k) {
        const Places& p = places_[k];
        value_S_[p.uu] += g_S_[k];
        value_S_[p.vv] += g_S_[k];
        value_S_[p.uv] -= g_S_[k];
        value_S_[p.vu] -= g_S_[k];
    }
}

PeerNewton::Outcome PeerNewton::solve(std::span<const double> input_V, double part) {
    constexpr std::size_t most = 60;
    Outcome outcome;
    std::fill(x_V_.begin(), x_V_.end(), 0.0);
    double before_A = std::numeric_limits<double>::infinity();
    std::vector<double> best_V = x_V_;
    while (outcome.iterations < most && evaluate()) {
        outcome.residual_A = residual(input_V);
        outcome.ok = part > 0.0
                         ? outcome.residual_A <= std::max(part * line_current_A(), hidden_A())
                         : outcome.residual_A >= before_A && outcome.iterations > 5;
        if (outcome.ok) break;
        if (outcome.residual_A < before_A) best_V = x_V_;
        before_A = std::min(before_A, outcome.residual_A);
        assemble();
        if (!peer_.refactor(value_S_)) return outcome;
        const std::span<const double> step_V = peer_.solve(r_A_, 1);
        for (std::size_t k = 0; k < x_V_.size(); ++k) x_V_[k] += step_V[k];
        ++outcome.iterations;
    }
    if (part == 0.0) {
        x_V_ = best_V;
        outcome.residual_A = before_A;
    }
    return outcome;
}

std::vector<double> PeerNewton::currents_A() const {
    std::vector<double> out;
    for (const int node : wires_.sense_node)
        out.push_back(wires_.sense_S * x_V_[static_cast<std::size_t>(node)]);
    return out;
}

}  // namespace crosspoint::bench
