// A tile whose lines cross, in the form that the mesh methods of linalg/ take, and back again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/linalg/mesh_network.hpp"

namespace crosspoint {

/// A cell of 0 ohm (stuck short): taken out of the network, because the methods want finite cells.
struct ShortedCell {
    std::size_t row = 0;
    std::size_t col = 0;
};

/// The network of a tile. Rows are the word lines (`passive`) or source lines (1T1R, source line
/// along the row), columns the bit lines.
struct TileMesh {
    MeshNetwork network;
    std::vector<ShortedCell> shorts;  ///< their place in cell_S has a finite conductance
    /// Some node may have no path to a source: broken wires, or a line without any end.
    bool may_float = false;
};

/// The lines; the cells come with set_cells.
/// @param spec  a topology with crossing current-carrying lines
TileMesh make_tile_mesh(const TileSpec& spec);

/// Puts the cells in, as one input vector [m] selects them (gated tiles), or all selected when
/// `input` is empty. Fills `shorts`.
void set_cells(TileMesh& mesh, const TileSpec& spec, const CellArray& cells,
               std::span<const double> input);

/// The voltages behind the ends for one input vector [m].
MeshSources make_sources(const TileSpec& spec, std::span<const double> input);

/// Sums what flows into the sense ends of every column. @param i_out_A out, [n]
void sensed_currents(const TileSpec& spec, const MeshCurrents& currents, std::span<double> i_out_A);

}  // namespace crosspoint
