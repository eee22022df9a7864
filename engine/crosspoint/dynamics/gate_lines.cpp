// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/gate_lines.hpp"

#include <cmath>

namespace crosspoint {
namespace {

constexpr std::size_t at_source = ~std::size_t{0};

double conductance_S(double ohm) { return std::isinf(ohm) ? 0.0 : 1.0 / ohm; }

}  // namespace

GateLines::GateLines(const TileSpec& spec, double segment_F)
    : rows_(spec.rows), cols_(spec.cols), of_cell_(spec.rows * spec.cols, at_source) {
    const SegmentResistance& segments = spec.wl.segment_ohm;
    const bool ends = segments.is_per_segment() || segments.first_segment();
    for (std::size_t i = 0; i < rows_; ++i) {
        first_.push_back(nodes_.size());
        std::size_t node = at_source;
        for (std::size_t j = 0; segment_F > 0.0 && j < cols_; ++j) {
            double ohm = segments.at(i, j, cols_);
            if (j == 0) ohm += spec.wl.first_end.resistance_ohm;
            if (ohm > 0.0) {
                node = nodes_.size();
                nodes_.push_back({.ohm = ohm, .farad = 0.0});
            }
            of_cell_[i * cols_ + j] = node;
            const double before = j == 0 ? (ends ? 1.0 : 0.0) : 0.5;
            const double after = j + 1 == cols_ ? (ends ? 1.0 : 0.0) : 0.5;
            if (node != at_source) nodes_[node].farad += (before + after) * segment_F;
        }
    }
    first_.push_back(nodes_.size());
    volts_.assign(nodes_.size(), 0.0);
    pivot_.resize(nodes_.size());
    right_.resize(nodes_.size());
}

std::vector<double> GateLines::capacitance_F() const {
    std::vector<double> out;
    for (const Node& node : nodes_) out.push_back(node.farad);
    return out;
}

// A tridiagonal system, from the far end to the source and back.
void GateLines::solve_row(std::size_t row, double source_V, double alpha,
                          std::span<const double> history) {
    const std::size_t from = first_[row], to = first_[row + 1];
    for (std::size_t k = to; k-- > from;) {
        const double here_S = conductance_S(nodes_[k].ohm);
        pivot_[k] = here_S + alpha * nodes_[k].farad;
        right_[k] = history.empty() ? 0.0 : -history[k];
        if (k + 1 == to) continue;
        const double next_S = conductance_S(nodes_[k + 1].ohm);
        if (next_S == 0.0) continue;
        pivot_[k] += next_S - next_S * next_S / pivot_[k + 1];
        right_[k] += next_S * right_[k + 1] / pivot_[k + 1];
    }
    double before_V = source_V;
    for (std::size_t k = from; k < to; ++k) {
        const double reached_A = right_[k] + conductance_S(nodes_[k].ohm) * before_V;
        volts_[k] = pivot_[k] > 0.0 ? reached_A / pivot_[k] : 0.0;
        before_V = volts_[k];
    }
}

void GateLines::spread(std::span<const double> source_V, std::span<double> out) const {
    for (std::size_t k = 0; k < out.size(); ++k)
        out[k] = of_cell_[k] == at_source ? source_V[k / cols_] : volts_[of_cell_[k]];
}

void GateLines::settle(std::span<const double> source_V, std::span<double> out) {
    step(source_V, 0.0, {}, out);
}

void GateLines::step(std::span<const double> source_V, double alpha,
                     std::span<const double> history, std::span<double> out) {
    for (std::size_t i = 0; i < rows_; ++i) solve_row(i, source_V[i], alpha, history);
    spread(source_V, out);
}

void GateLines::charge(std::span<double> q) const {
    for (std::size_t k = 0; k < nodes_.size(); ++k) q[k] = nodes_[k].farad * volts_[k];
}

}  // namespace crosspoint
