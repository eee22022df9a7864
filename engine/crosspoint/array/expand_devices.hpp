// A tile whose cells are device models, written out as a general netlist: every line node, every
// segment with its capacitance, every cell by itself. The oracle of the tile solvers for nonlinear
// cells, and the way to the settling of a read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/circuit/netlist.hpp"

namespace crosspoint {

/// The cells of a tile as instances of one model. Passive tiles: terminals word line, bit line.
/// Gated tiles: bit line, source line, gate (the model holds the access transistor, so that
/// TileSpec::r_access_ohm and g_leak_S are not used).
struct DeviceCells {
    std::shared_ptr<const DeviceModel> model;
    std::size_t terminal_a = 0;     ///< word line (passive) or bit line (gated)
    std::size_t terminal_b = 1;     ///< bit line (passive) or source line (gated)
    std::size_t terminal_gate = 2;  ///< gated tiles only
    std::size_t grounded = 0;       ///< how many more terminals there are: they are at ground
    std::vector<std::vector<double>> parameters = {};  ///< [cells][varying]; empty: the card
    std::vector<std::vector<HeldUnknown>> held = {};   ///< [cells]; empty: nothing is held
    std::vector<std::vector<double>> memory = {};      ///< [cells][memory]; empty: start values
    /// [cells] a resistor between terminals a and b in place of the device; NaN: the device; empty:
    /// devices only. 0 is an open cell.
    std::vector<double> replaced_S = {};
    std::vector<std::uint8_t> stuck = {};  ///< [cells] DeviceInstance::stuck; empty: none
};

/// Capacitance of one segment to ground, by line set. Half of a segment between two cells stands
/// at each of them; a segment at a line's end stands at its cell.
struct WireCapacitance {
    double wl_segment_F = 0.0;  ///< above 0 in gated tiles: gate lines are RC lines, not ideal
    double bl_segment_F = 0.0;
    double sl_segment_F = 0.0;
};

struct TileNetlist {
    Netlist netlist;
    std::vector<Port> ports;
    std::vector<std::size_t> port_source;  ///< [ports] element; ports on one node share it
    std::vector<std::size_t> gate_source;  ///< [rows] element; gated tiles only
    std::vector<NodeIndex> first_node;     ///< [m x n] node of the first line set at each cell
    std::vector<NodeIndex> second_node;    ///< [m x n] node of the bit line at each cell
    std::vector<NodeIndex> gate_node;      ///< [m x n] gated tiles only
    std::size_t rows = 0;
    std::size_t cols = 0;

    /// Drives the word lines: [rows] waveforms of the inputs (passive) or of the gates.
    void set_inputs(std::span<const Waveform> waves);
    /// Current of each column into its sense ends, [n] ampere.
    [[nodiscard]] std::vector<double> sense_A(const NetSolution& solution) const;
};

/// All inputs are 0 V until set_inputs().
/// @errors input 2102 (joined ends), 2013 (cells that do not fit), 7302 (capacitance)
Result<TileNetlist> expand_devices(const TileSpec& spec, const DeviceCells& cells,
                                   const WireCapacitance& wires);

}  // namespace crosspoint
