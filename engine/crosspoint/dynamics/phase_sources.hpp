// The sources of one phase: their values at a time, and where their corners are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "crosspoint/dynamics/tile_phase.hpp"
#include "crosspoint/solve/line_ends.hpp"

namespace crosspoint {

class PhaseSources {
public:
    /// The phase must have passed check_phase and must outlive this.
    PhaseSources(const TileSpec& spec, const TilePhase& phase);

    /// Resistances and voltages of all ends, and the volts of the gate lines, at the time of at().
    [[nodiscard]] const TileEnds& ends() const { return ends_; }
    [[nodiscard]] std::span<const double> gate_V() const { return gate_V_; }
    [[nodiscard]] std::span<const TileEnd> driven() const { return driven_; }
    void at(double time_s);

    /// The first corner later than time_s + gap_s, or infinity.
    [[nodiscard]] double next_corner(double time_s, double gap_s) const;
    /// A step that follows the bends of all waveforms; infinity for straight lines.
    [[nodiscard]] double step_bound_s() const;

private:
    std::vector<TileEnd> driven_;
    std::vector<const Waveform*> waves_;  // of driven_, then of the gates
    TileEnds ends_;
    std::vector<double> gate_V_;
};

}  // namespace crosspoint
