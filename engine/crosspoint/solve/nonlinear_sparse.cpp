// Wires and linearized cells of a whole tile by sparse LU: the certain path, for any topology and
// for cells that are not symmetric.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/circuit/structure.hpp"
#include "crosspoint/linalg/sparse_solver.hpp"
#include "crosspoint/solve/nonlinear_wires.hpp"

namespace crosspoint {
namespace {

class SparseWires final : public DrivenWires {
public:
    SparseWires(const TileSpec& spec, std::span<const double> input)
        : cells_(spec.rows * spec.cols), gated_(spec.gated()), solver_(make_klu_solver()) {
        // With conducting cells: a line without ends is reached through them.
        const CellArray all{.g_on_S = Matrix<double>(spec.rows, spec.cols, 1.0), .g_off_S = 1.0};
        tile_ = expand(spec, all);
        apply_input(tile_, spec, all, input);
        structure_ = analyze(tile_.circuit).structure;
        node_V_.resize(tile_.circuit.node_count);
    }

    void drive(const TileEnds& ends) override {
        for (std::size_t k = 0; k < tile_.ports.size(); ++k) {
            const Port& port = tile_.ports[k];
            tile_.circuit.held[k].voltage_V =
                ends.side(port.line_set, port.last_end).volts[port.line];
        }
    }

    [[nodiscard]] bool exact() const override { return true; }
    [[nodiscard]] double largest_V() const override {
        double largest_V = 0.0;
        for (const HeldNode& source : tile_.circuit.held)
            largest_V = std::max(largest_V, std::abs(source.voltage_V));
        return largest_V;
    }

    bool solve(const CellState& at, double scale, double, std::span<double> a_V,
               std::span<double> b_V) override {
        std::ranges::fill(node_V_, 0.0);
        for (const HeldNode& source : tile_.circuit.held)
            node_V_[structure_.leader[source.node]] = scale * source.voltage_V;
        triplets_.clear();
        right_.assign(structure_.unknown_count, 0.0);
        for (std::size_t k = cells_; k < tile_.circuit.resistors.size(); ++k) {
            const Resistor& r = tile_.circuit.resistors[k];
            if (r.conductance_S == 0.0 || std::isinf(r.conductance_S)) continue;
            for (const auto& [from, to] : {std::pair{r.a, r.b}, std::pair{r.b, r.a}}) {
                add(from, from, r.conductance_S);
                add(from, to, -r.conductance_S);
            }
        }
        for (std::size_t k = 0; k < cells_; ++k) {
            const auto [a, b] = terminals(k);
            const double a_at = at.a_V[k], b_at = at.b_V[k];
            add(a, a, at.g_aa_S[k]);
            add(a, b, at.g_ab_S[k]);
            add(b, a, at.g_ba_S[k]);
            add(b, b, at.g_bb_S[k]);
            load(a, at.g_aa_S[k] * a_at + at.g_ab_S[k] * b_at - at.i_a_A[k]);
            load(b, at.g_ba_S[k] * a_at + at.g_bb_S[k] * b_at - at.i_b_A[k]);
        }
        const auto n = static_cast<int>(structure_.unknown_count);
        if (n > 0 && !solver_->factor(n, triplets_)) return false;
        if (n > 0) solver_->solve(right_);
        double sum = 0.0;
        for (std::size_t k = 0; k < cells_; ++k) {
            const auto [a, b] = terminals(k);
            a_V[k] = voltage(a, at.a_V[k]);
            b_V[k] = voltage(b, at.b_V[k]);
            sum += a_V[k] + b_V[k];
        }
        return std::isfinite(sum);
    }

private:
    [[nodiscard]] std::pair<NodeIndex, NodeIndex> terminals(std::size_t k) const {
        const auto first = static_cast<NodeIndex>(k), second = static_cast<NodeIndex>(cells_ + k);
        return gated_ ? std::pair{second, first} : std::pair{first, second};
    }
    void add(NodeIndex row_node, NodeIndex col_node, double value_S) {
        const std::int32_t row = structure_.unknown[row_node];
        const std::int32_t col = structure_.unknown[col_node];
        if (row < 0) return;
        if (col >= 0)
            triplets_.push_back({row, col, value_S});
        else if (col == Structure::held)
            load(row_node, -value_S * node_V_[structure_.leader[col_node]]);
    }
    void load(NodeIndex node, double current_A) {
        const std::int32_t row = structure_.unknown[node];
        if (row >= 0) right_[static_cast<std::size_t>(row)] += current_A;
    }
    // A node that no source reaches, not even through cells, stays where it is.
    [[nodiscard]] double voltage(NodeIndex node, double before_V) const {
        const std::int32_t k = structure_.unknown[node];
        if (k == Structure::held) return node_V_[structure_.leader[node]];
        return k >= 0 ? right_[static_cast<std::size_t>(k)] : before_V;
    }

    std::size_t cells_;
    bool gated_;
    std::unique_ptr<SparseSolver> solver_;
    ExpandedTile tile_;
    Structure structure_;
    std::vector<Triplet> triplets_;
    std::vector<double> right_, node_V_;
};

}  // namespace

std::unique_ptr<WireSystem> make_sparse_wires(const TileSpec& spec, std::span<const double> input) {
    return std::make_unique<SparseWires>(spec, input);
}

std::unique_ptr<DrivenWires> make_driven_sparse_wires(const TileSpec& spec, const TileEnds& ends) {
    const std::vector<double> no_input(spec.rows, 0.0);
    auto wires = std::make_unique<SparseWires>(with_ends(spec, ends), no_input);
    wires->drive(ends);
    return wires;
}

}  // namespace crosspoint
