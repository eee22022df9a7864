// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/phase_sources.hpp"

#include <algorithm>
#include <limits>

namespace crosspoint {

PhaseSources::PhaseSources(const TileSpec& spec, const TilePhase& phase)
    : driven_(driven_ends(phase)),
      ends_(TileEnds::floating(spec)),
      gate_V_(phase.gate.size(), 0.0) {
    for (const auto* side : {&phase.wl_first, &phase.wl_last, &phase.bl_first, &phase.bl_last,
                             &phase.sl_first, &phase.sl_last})
        for (const EndDrive& end : *side)
            if (!end.floating) waves_.push_back(&end.voltage_V);
    for (const TileEnd& end : driven_) {
        const auto& sides = end.line_set == 'W'   ? (end.last ? phase.wl_last : phase.wl_first)
                            : end.line_set == 'B' ? (end.last ? phase.bl_last : phase.bl_first)
                                                  : (end.last ? phase.sl_last : phase.sl_first);
        ends_.side(end.line_set, end.last).ohm[end.line] = sides[end.line].resistance_ohm;
    }
    for (const Waveform& wave : phase.gate) waves_.push_back(&wave);
    at(0.0);
}

void PhaseSources::at(double time_s) {
    for (std::size_t k = 0; k < driven_.size(); ++k) {
        const TileEnd& end = driven_[k];
        ends_.side(end.line_set, end.last).volts[end.line] = wave_value(*waves_[k], time_s);
    }
    for (std::size_t i = 0; i < gate_V_.size(); ++i)
        gate_V_[i] = wave_value(*waves_[driven_.size() + i], time_s);
}

double PhaseSources::next_corner(double time_s, double gap_s) const {
    double next_s = std::numeric_limits<double>::infinity();
    for (const Waveform* wave : waves_)
        next_s = std::min(next_s, wave_next_corner(*wave, time_s + gap_s));
    return next_s;
}

double PhaseSources::step_bound_s() const {
    double bound_s = std::numeric_limits<double>::infinity();
    for (const Waveform* wave : waves_) bound_s = std::min(bound_s, wave_step_bound_s(*wave));
    return bound_s;
}

}  // namespace crosspoint
