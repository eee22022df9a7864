// Where the next time point must stand: corners of sources, timers of models, and crossings of
// their expressions within a step.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "crosspoint/circuit/netlist.hpp"
#include "crosspoint/device/model.hpp"

namespace crosspoint {

/// A crossing that a step holds.
struct Crossing {
    bool found = false;
    double share = 1.0;             ///< of the step, on the line between the two values
    double time_tolerance_s = 0.0;  ///< smallest of the events that cross; 0: none stated
    bool within_value = false;      ///< all that cross are within their value tolerance
};

/// @param before, after [events] values at both ends of the step
Crossing first_crossing(std::span<const ModelEvent> info, std::span<const double> before,
                        std::span<const double> after);

/// The first corner or timer later than time_s + gap_s, or infinity.
/// @param timers values of all events; those that are no timers are left out
double next_breakpoint(const Netlist& netlist, std::span<const ModelEvent> info,
                       std::span<const double> timers, double time_s, double gap_s);

}  // namespace crosspoint
