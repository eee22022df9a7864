// A tile written out as a circuit: every node, every segment, every cell (equations 1 to 4 of
// engine/docs/physics.md).
//
// Nodes: first line set at i*n + j, second at m*n + i*n + j (badcrossbar's numbering), then one
// node per connected line end. The sets are WL and BL in `passive`, SL and BL in 1T1R.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/circuit/circuit.hpp"

namespace crosspoint {

/// A connected line end: the far side of its driver or sense resistance.
struct Port {
    char line_set = 'W';     ///< 'W', 'B' or 'S'
    std::size_t line = 0;    ///< row or column of the line
    bool horizontal = true;  ///< the line runs along a row: ends are left and right
    bool last_end = false;
    EndKind kind = EndKind::floating;
};

/// The circuit of one tile under one input. held[k] belongs to ports[k].
/// Source groups: 0 .. n-1 are the sense ends of column j; n .. n+m-1 the input drive of row i;
/// n + m is the read supply.
struct ExpandedTile {
    Circuit circuit;          ///< resistors [0, m*n) are the cells, row-major
    std::vector<Port> ports;  ///< parallel to circuit.held
    std::size_t groups = 0;
    std::size_t rows = 0;
    std::size_t cols = 0;
    char first_set = 'W';  ///< 'W' (passive) or 'S' (1T1R): the set at nodes 0 .. m*n-1

    /// "W3_5", "B0_0", "S1_2" (row_column), or the port: "W3_left", "B5_bottom".
    [[nodiscard]] std::string node_name(NodeIndex node) const;
};

/// Writes the tile out with every cell selected (g_on_S) and all inputs 0.
ExpandedTile expand(const TileSpec& spec, const CellArray& cells);

/// Puts one input vector [m] in: volts of the word lines (passive), or 0/1 gates (1T1R).
void apply_input(ExpandedTile& tile, const TileSpec& spec, const CellArray& cells,
                 std::span<const double> input);

/// Refuses networks that have no unique answer: two ideal ends joined by a zero-ohm path.
/// @errors input 2102 with the two ends by name
Result<void> check_network(const ExpandedTile& tile);

}  // namespace crosspoint
