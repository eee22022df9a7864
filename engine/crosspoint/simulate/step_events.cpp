// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/step_events.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crosspoint {

Crossing first_crossing(std::span<const ModelEvent> info, std::span<const double> before,
                        std::span<const double> after) {
    Crossing result;
    for (std::size_t k = 0; k < info.size(); ++k) {
        if (info[k].kind == ModelEventKind::timer) continue;
        const bool above = info[k].kind == ModelEventKind::above;
        const bool rises = before[k] < 0.0 && after[k] >= 0.0 && (above || info[k].direction >= 0);
        const bool falls = before[k] > 0.0 && after[k] <= 0.0 && !above && info[k].direction <= 0;
        if (!rises && !falls) continue;
        const double tolerance_s = info[k].time_tolerance_s;
        if (tolerance_s > 0.0)
            result.time_tolerance_s = result.time_tolerance_s > 0.0
                                          ? std::min(result.time_tolerance_s, tolerance_s)
                                          : tolerance_s;
        const bool within = std::abs(after[k]) <= info[k].value_tolerance;
        result.within_value = within && (result.within_value || !result.found);
        result.share = std::min(result.share, before[k] / (before[k] - after[k]));
        result.found = true;
    }
    return result;
}

double next_breakpoint(const Netlist& netlist, std::span<const ModelEvent> info,
                       std::span<const double> timers, double time_s, double gap_s) {
    double next_s = std::numeric_limits<double>::infinity();
    for (const Element& e : netlist.elements())
        if (e.kind == ElementKind::voltage_source || e.kind == ElementKind::current_source)
            next_s = std::min(next_s, wave_next_corner(e.wave, time_s + gap_s));
    for (std::size_t k = 0; k < info.size(); ++k)
        if (info[k].kind == ModelEventKind::timer && timers[k] > time_s + gap_s)
            next_s = std::min(next_s, timers[k]);
    return next_s;
}

}  // namespace crosspoint
