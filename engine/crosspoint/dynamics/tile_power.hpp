// Currents of the line ends and where the power goes, from the voltages and currents of the cells
// alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/dynamics/tile_phase.hpp"
#include "crosspoint/solve/line_ends.hpp"

namespace crosspoint {

/// One instant of a tile, [cells] each.
struct TileInstant {
    std::span<const double> a_V, b_V;            ///< a: word line (passive) or bit line (gated)
    std::span<const double> a_A, b_A;            ///< into the cell and what stands beside it
    std::span<const double> cell_a_A, cell_b_A;  ///< into the cell alone
};

struct TilePower {
    std::vector<double> end_A;  ///< [driven ends] into the tile
    std::vector<double> end_W;  ///< [driven ends] from the sources
    double drivers_W = 0.0, wires_W = 0.0, cells_W = 0.0;
};

/// Heat in the resistances of the driven ends and in the wires.
struct WireHeat {
    double drivers_W = 0.0, wires_W = 0.0;
};
/// @param end_A  [driven] current into the tile
WireHeat wire_heat(const TileSpec& spec, const TileEnds& ends, std::span<const TileEnd> driven,
                   std::span<const double> end_A, std::span<const double> a_V,
                   std::span<const double> b_V);

/// Power at one instant.
/// @param driven  the ends to list: those of `ends` with a finite resistance
TilePower tile_power(const TileSpec& spec, const TileEnds& ends, std::span<const TileEnd> driven,
                     const TileInstant& at);

/// Capacitance to ground at every cell of one line set, [cells]: half of each segment beside it,
/// the whole of a segment at a line's end.
std::vector<double> line_capacitance_F(const TileSpec& spec, const LineSet& set, bool horizontal,
                                       double segment_F);

}  // namespace crosspoint
