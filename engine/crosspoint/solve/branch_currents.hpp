// Currents of every cell, segment and line end of a tile from its node voltages, also where Ohm's
// law says nothing (0 ohm) or little (a small resistance between nearly equal voltages).
//
// Along a line Kirchhoff's law gives each segment current from its neighbor; Ohm's law gives some
// of them directly. Each estimate carries what rounding may do to it, and the better one is taken.
// Shorted cells tie lines together, so that a tile with them is treated as a graph (section
// "Sensitivities" of engine/docs/physics.md): a branch of 0 ohm that is the only way between two
// parts carries what the parts exchange; one with another way of 0 ohm around it has no current of
// its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

/// One number for each end of each line of a set, [lines] each.
struct LineEndValues {
    std::vector<double> first, last;
};

/// One number for each end of the two sets of lines that carry current: WL or SL, and BL.
struct TileEndValues {
    LineEndValues first_set, bl;
};

/// Currents of one solution. Segments are positive from the first end to the last one.
struct TileBranchCurrents {
    Matrix<double> cell_A;        ///< [m x n] from the first set to the bit line
    Matrix<double> first_set_A;   ///< [lines x (crossings + 1)], ends included
    Matrix<double> bl_A;          ///< [n x (m + 1)]
    TileEndValues into_source_A;  ///< 0 where nothing is connected
};

/// What branch currents are computed from.
struct TileVoltages {
    std::span<const double> node_V;           ///< [2 m n], expand()'s numbering; NaN: floats
    const TileEndValues* source_V = nullptr;  ///< behind the ends
    /// Currents into the sources as the solver knows them; null: only from node_V.
    const TileEndValues* end_A = nullptr;
};

/// The set whose nodes come first: word lines (`passive`) or source lines.
const LineSet& first_set(const TileSpec& spec);

/// Lines of the first set, and cells that each crosses.
struct LineShape {
    std::size_t lines = 0;
    std::size_t crossings = 0;
};
LineShape first_set_shape(const TileSpec& spec);

/// @param g_S  [m x n] what the cells conduct now, no shorts among them
/// @cost O(m n)
TileBranchCurrents line_by_line_currents(const TileSpec& spec, const Matrix<double>& g_S,
                                         const TileVoltages& at);

/// For any tile. @param tile  the tile with its cells and source voltages in place
/// @cost nearly linear in nodes + branches, several times line_by_line_currents
TileBranchCurrents graph_currents(const TileSpec& spec, const ExpandedTile& tile,
                                  std::span<const double> node_V);

}  // namespace crosspoint
