// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nonlinear_outputs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace crosspoint {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

// One sensed line: node k of `nodes` crossings has voltage V[k] and its cell draws i[k].
struct SensedLine {
    const LineSet& set;
    std::size_t line;
    std::size_t crossings;
    std::vector<double> v_V, i_A;

    // Current out of the line through its first or last end: what its cells leave, and what
    // arrives over the first segment that is not 0 ohm.
    [[nodiscard]] double end_current_A(bool last) const {
        const LineEnd& end = last ? set.last_end : set.first_end;
        const double end_ohm =
            end.resistance_ohm + set.segment_ohm.at(line, last ? crossings : 0, crossings);
        const std::size_t edge = last ? crossings - 1 : 0;
        if (std::isinf(end_ohm)) return 0.0;
        // Sense ends are at 0 V.
        if (end_ohm > 0.0) return v_V[edge] / end_ohm;
        double sum_A = -i_A[edge];
        for (std::size_t k = 1; k < crossings; ++k) {
            const std::size_t node = last ? crossings - 1 - k : k;
            const std::size_t before = last ? node + 1 : node - 1;
            const double ohm = set.segment_ohm.at(line, std::max(node, before), crossings);
            if (ohm > 0.0) return std::isinf(ohm) ? sum_A : sum_A + (v_V[node] - v_V[before]) / ohm;
            sum_A -= i_A[node];
        }
        return sum_A;
    }

    [[nodiscard]] double output_A() const {
        const bool first = set.first_end.kind == EndKind::sense;
        const bool last = set.last_end.kind == EndKind::sense;
        const bool only = (first || set.first_end.kind == EndKind::floating) &&
                          (last || set.last_end.kind == EndKind::floating);
        if (!only) return (first ? end_current_A(false) : 0.0) + (last ? end_current_A(true) : 0.0);
        // The whole line ends in its sense amplifiers, where no break takes a part away.
        double sum_A = 0.0;
        for (const double i : i_A) sum_A -= i;
        return sum_A;
    }
};

void add_outputs(const TileSpec& spec, const LineSet& set, const std::vector<double>& v_V,
                 const std::vector<double>& i_A, std::span<double> i_out_A) {
    if (set.first_end.kind != EndKind::sense && set.last_end.kind != EndKind::sense) return;
    for (std::size_t j = 0; j < spec.cols; ++j) {
        SensedLine line{set, j, spec.rows, {}, {}};
        for (std::size_t i = 0; i < spec.rows; ++i) {
            line.v_V.push_back(v_V[i * spec.cols + j]);
            line.i_A.push_back(i_A[i * spec.cols + j]);
        }
        i_out_A[j] += line.output_A();
    }
}

}  // namespace

CellState start_state(const TileSpec& spec, std::span<const double> input) {
    CellState state(spec.rows * spec.cols);
    for (std::size_t i = 0; !spec.gated() && i < spec.rows; ++i)
        std::fill_n(state.a_V.begin() + static_cast<std::ptrdiff_t>(i * spec.cols), spec.cols,
                    input[i]);
    return state;
}

void nonlinear_outputs(const TileSpec& spec, const CellState& cells, std::span<double> i_out_A) {
    std::ranges::fill(i_out_A, 0.0);
    const bool gated = spec.gated();
    add_outputs(spec, spec.bl, gated ? cells.a_V : cells.b_V, gated ? cells.i_a_A : cells.i_b_A,
                i_out_A);
    if (spec.topology == Topology::one_transistor_column)
        add_outputs(spec, spec.sl, cells.b_V, cells.i_b_A, i_out_A);
}

NonlinearAudit audit_nonlinear(const ExpandedTile& tile, const Structure& structure,
                               const TileSpec& spec, std::span<const double> input,
                               const CellState& cells) {
    const Circuit& circuit = tile.circuit;
    const std::size_t mn = spec.rows * spec.cols;
    std::vector<double> node_V(circuit.node_count);
    std::vector<double> sum_A(circuit.node_count, 0.0);
    for (std::size_t k = 0; k < mn; ++k) {
        const bool gated = spec.gated();
        node_V[k] = gated ? cells.b_V[k] : cells.a_V[k];
        node_V[mn + k] = gated ? cells.a_V[k] : cells.b_V[k];
        sum_A[structure.leader[k]] -= gated ? cells.i_b_A[k] : cells.i_a_A[k];
        sum_A[structure.leader[mn + k]] -= gated ? cells.i_a_A[k] : cells.i_b_A[k];
    }
    NonlinearAudit audit;
    std::vector<double> rounding_A(circuit.node_count, 0.0), column_A(spec.cols, 0.0);
    std::size_t j = 0;  // column of cell k
    for (std::size_t k = 0; k < mn; ++k) {
        const double size_A = std::max(std::abs(cells.i_a_A[k]), std::abs(cells.i_b_A[k]));
        column_A[j] += size_A;
        j = j + 1 == spec.cols ? 0 : j + 1;
        // A cell does not know its voltages better than to their last digit.
        const double swing_A =
            std::max(std::abs(cells.g_aa_S[k]), std::abs(cells.g_ba_S[k])) *
                std::abs(cells.a_V[k]) +
            std::max(std::abs(cells.g_ab_S[k]), std::abs(cells.g_bb_S[k])) * std::abs(cells.b_V[k]);
        const double unsure_A = 16.0 * eps * size_A + 4.0 * eps * swing_A;
        rounding_A[structure.leader[k]] += unsure_A;
        rounding_A[structure.leader[mn + k]] += unsure_A;
    }
    audit.line_current_A = *std::ranges::max_element(column_A);
    for (std::size_t k = 0; k < tile.ports.size(); ++k)
        node_V[circuit.held[k].node] = !spec.gated() && tile.ports[k].kind == EndKind::drive_input
                                           ? input[tile.ports[k].line]
                                           : circuit.held[k].voltage_V;
    for (std::size_t k = mn; k < circuit.resistors.size(); ++k) {
        const Resistor& r = circuit.resistors[k];
        const double across_V = node_V[r.a] - node_V[r.b];
        if (std::isinf(r.conductance_S)) {
            if (!(std::abs(across_V) <= audit.split_V)) audit.split_V = std::abs(across_V);
            continue;
        }
        const double unsure_A =
            4.0 * eps * r.conductance_S * (std::abs(node_V[r.a]) + std::abs(node_V[r.b]));
        rounding_A[structure.leader[r.a]] += unsure_A;
        rounding_A[structure.leader[r.b]] += unsure_A;
        sum_A[structure.leader[r.a]] -= r.conductance_S * across_V;
        sum_A[structure.leader[r.b]] += r.conductance_S * across_V;
    }
    // A linear solution is good relative to the largest branches, not to those of every node.
    constexpr double spread = 16.0;
    const double slack_A = spread * *std::ranges::max_element(rounding_A);
    for (std::size_t k = 0; k < circuit.node_count; ++k) {
        if (structure.leader[k] != k || structure.unknown[k] == Structure::held) continue;
        const double excess_A = std::abs(sum_A[k]) - slack_A;
        if (!(excess_A <= audit.excess_A)) audit.excess_A = excess_A;
        if (std::abs(sum_A[k]) <= audit.kcl_residual_A) continue;
        audit.kcl_residual_A = std::abs(sum_A[k]);
        audit.worst_node = tile.node_name(static_cast<NodeIndex>(k));
        if (std::isnan(sum_A[k])) break;
    }
    return audit;
}

}  // namespace crosspoint
