// A tile with given line ends as a netlist for an analysis over time: expand_devices, and the
// capacitance of the wires at every cell. For the circuit engine and for decks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crosspoint/array/expand_devices.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/solve/line_ends.hpp"

namespace crosspoint {

/// Capacitors are C1_7 at cell 7 of the first line set and C2_7 at its bit line, those of gate
/// lines as in expand_devices. Sources are at 0 V.
/// @errors as expand_devices
Result<TileNetlist> netlist_with_ends(const TileSpec& spec, const TileEnds& ends,
                                      const DeviceCells& cells, const WireCapacitance& wires);

}  // namespace crosspoint
