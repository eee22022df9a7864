// A tile whose cells are a device model as a deck that `ngspice -b` runs as it is: one subcircuit,
// and an X line for each cell with the cell's parameters and states, at rest or over time. Names
// are those of deck_writer.hpp, but that nodes joined by 0 ohm are one node with the first of their
// names; a cell is X3_5, the gate line of row 3 the node G3.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

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

/// A line end that is driven through this resistance at times: a switch. (A conductance that
/// follows a voltage keeps ngspice 39 from converging where it leaves 0.)
struct SwitchedEnd {
    NodeIndex source = 0;  ///< where the source of the end stands
    NodeIndex line = 0;    ///< the node of the line next to it
    double ohm = 0.0;      ///< > 0
    PwlWave closed;        ///< 1: driven, 0: not
};

struct TransientDeckOptions {
    DeckOptions deck;
    double temperature_K = 300.15;
    double stop_s = 0.0;
    double step_s = 0.0;   ///< the longest one
    double reltol = 1e-6;  ///< of voltages, and of charges and states in a step
    /// Of the currents of devices. A smaller one can keep ngspice from converging in short steps,
    /// where currents of charges are differences of voltages.
    double abstol_A = 1e-12;
    std::vector<double> output_s;  ///< ascending; points have to stand there
    /// Of the devices that are stuck: the same nodes, parameters and states; null: there are none.
    const veriloga::SpiceSubcircuit* stuck_cell = nullptr;
    std::string data_file;  ///< all curves as columns, written by `print` decks; empty: none
};

/// The same tile over time: sources follow their waveforms (constant or piecewise linear),
/// capacitors are written, states begin with the values that the devices hold and are free from
/// there. Saved are the currents of `sources` (into the tile: minus i(v...)) and all states,
/// v(x3_5.NAME); a `print` deck shows the states at the end.
/// @param sources  elements of the netlist
/// @errors input 3110
Result<std::string> write_transient_deck(const TileNetlist& tile,
                                         const veriloga::SpiceSubcircuit& cell,
                                         const std::vector<SwitchedEnd>& switches,
                                         const std::vector<std::size_t>& sources,
                                         const TransientDeckOptions& options);

/// "pwl(0 0 1e-9 1.5)", on lines of four points.
std::string pwl_text(const PwlWave& wave);

/// The nodes of the states of one cell in ngspice's spelling, "x3_5.gap", in the order of `held`.
std::vector<std::string> state_nodes(const DeviceInstance& device,
                                     const veriloga::SpiceSubcircuit& cell);

}  // namespace crosspoint
