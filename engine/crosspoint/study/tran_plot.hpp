// A tile over time as columns of numbers, and their picture: cell voltages, currents of the line
// ends, states, one above the other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "crosspoint/dynamics/tile_transient.hpp"
#include "crosspoint/study/model_bench.hpp"
#include "crosspoint/study/tran_config.hpp"

namespace crosspoint {

/// Collects the samples of all phases. Columns: "time_s"; "I(W0 left)" of every end that some phase
/// drives, NaN where it floats, positive into the tile; then for every probed cell "V(row,col)"
/// from line a to line b, each of its states, "gap(row col)", and the voltages of its nodes: on the
/// word and bit line, "V_wl(row col)" and "V_bl(row col)"; 1T1R: on the bit and source line, and of
/// the gate.
class TranTrace {
public:
    explicit TranTrace(const TranJob& job);
    /// Before each phase: the time where it starts and its ends.
    void begin(double start_s, const TilePhase& phase);
    void add(const TileSample& sample);

    [[nodiscard]] const Curves& curves() const { return curves_; }
    /// The names of a phase's ends, in the order of driven_ends.
    [[nodiscard]] std::vector<std::string> end_names(const TilePhase& phase) const;
    /// Gnuplot commands. At most six currents are drawn: the largest.
    [[nodiscard]] std::string script(const std::string& title) const;

private:
    const TranJob& job_;
    Curves curves_;
    std::map<std::string, std::size_t> column_of_;  // of ends
    std::vector<std::size_t> columns_;              // [ends of the phase under way]
    std::size_t first_cell_column_ = 0;
    std::size_t states_ = 0;
    std::size_t nodes_ = 0;  // columns of voltages of nodes for each cell
    double start_s_ = 0.0;
};

}  // namespace crosspoint
