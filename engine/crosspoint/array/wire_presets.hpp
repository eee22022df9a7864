// The wire of one cell pitch at a technology node, from published tables: resistance per length
// times the length of a cell along the line. The sources are three times apart at one node: name
// the one that was used.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// How many wire widths F a cell of NeuroSim takes along a word line and along a bit line.
enum class CellFootprint : std::uint8_t {
    crossbar,        ///< 2F x 2F, 0T1R
    one_transistor,  ///< 4F x 12F, 1T1R
    sram             ///< 10F x 28F
};

struct WirePreset {
    double along_row_ohm = 0.0;     ///< a segment of a line that runs along the row
    double along_column_ohm = 0.0;  ///< and of one along the column
    std::string source;             ///< "NeuroSim, 7 nm, 98 ohm/um, cell of 4F x 12F"
};

/// ohm/m of the wires of a node: rho / (w^2 AR) (1 + 0.00451 |T - 300 K|).
/// @source neurosim/DNN_NeuroSim_V1.3, Param.cpp
/// @errors input 2014: no such node (130, 90, 65, 45, 32, 22, 14, 10, 7)
Result<WirePreset> neurosim_wires(int node_nm, CellFootprint footprint, double temperature_K);

/// @param layer  "M1" .. "M7" of ASAP7
/// @param row_pitch_m,column_pitch_m  length of a cell along a word line and along a bit line
/// @source OpenROAD-flow-scripts, flow/platforms/asap7/setRC.tcl at 213c957
/// @errors input 2015: no such layer
Result<WirePreset> asap7_wires(std::string_view layer, double row_pitch_m, double column_pitch_m);

}  // namespace crosspoint
