// A tile whose cells are a device model as a deck that `ngspice -b` runs as it is: one subcircuit,
// and an X line for each cell with the cell's parameters and states. Names are those of
// deck_writer.hpp, but that nodes joined by 0 ohm are one node with the first of their names; a
// cell is X3_5, the gate line of row 3 the node G3.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/array/expand_devices.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/spice/deck_writer.hpp"
#include "crosspoint/veriloga/spice_export.hpp"

namespace crosspoint {

struct DeviceDeckOptions {
    DeckOptions deck;
    double temperature_K = 300.15;
};

/// The operating point of a tile; its sources are read at time 0.
/// @param cell  has the parameters of the devices as its own, and as states those that the devices
///              hold, both in their order
/// @errors input 3110: a device does not have the values that `cell` has names for
Result<std::string> write_device_deck(const TileNetlist& tile,
                                      const veriloga::SpiceSubcircuit& cell,
                                      const DeviceDeckOptions& options = {});

}  // namespace crosspoint
