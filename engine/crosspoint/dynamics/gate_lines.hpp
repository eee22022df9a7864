// The gate lines of a gated tile over time. Cells draw no current from them here, so each is a
// linear RC line by itself, driven at its left end: what the gates of the cells would draw (their
// capacitance) is left out, and has to be part of wl_segment_F where it matters;
// PhaseReport::left_out says so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"

namespace crosspoint {

class GateLines {
public:
    /// @param segment_F  capacitance of one segment; 0: ideal lines
    GateLines(const TileSpec& spec, double segment_F);

    /// Nodes that have a charge; none for ideal lines.
    [[nodiscard]] std::size_t charges() const { return nodes_.size(); }
    /// [charges] capacitance of each node
    [[nodiscard]] std::vector<double> capacitance_F() const;

    /// Voltages at all cells while no charge flows. @param source_V [rows]  @param out [cells]
    void settle(std::span<const double> source_V, std::span<double> out);
    /// The same in a step where dq/dt = alpha q + history. @param history [charges]
    void step(std::span<const double> source_V, double alpha, std::span<const double> history,
              std::span<double> out);
    /// Charges of the last settle() or step(), [charges].
    void charge(std::span<double> q) const;

private:
    struct Node {
        double ohm = 0.0;  // to the node before, or to the source
        double farad = 0.0;
    };
    void solve_row(std::size_t row, double source_V, double alpha, std::span<const double> history);
    void spread(std::span<const double> source_V, std::span<double> out) const;

    std::size_t rows_, cols_;
    std::vector<Node> nodes_;           // of all rows, from left to right
    std::vector<std::size_t> first_;    // [rows + 1] in nodes_
    std::vector<std::size_t> of_cell_;  // [cells] node, or `at_source`
    std::vector<double> volts_, pivot_, right_;
};

}  // namespace crosspoint
