// Every line end of a tile by itself: its resistance and the voltage of its source. TileSpec has
// one kind of end for all lines of a set, which is what reads need; writes drive every line
// differently.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/linalg/mesh_network.hpp"
#include "crosspoint/solve/ladder_column.hpp"
#include "crosspoint/solve/tile_mesh.hpp"

namespace crosspoint {

/// The ends of one side of a line set, [lines] each.
struct EndSide {
    std::vector<double> ohm;    ///< between the source and the end of the wire; infinite: floating
    std::vector<double> volts;  ///< of the sources
    /// All of them floating.
    static EndSide floating(std::size_t lines);
};

/// wl_* only in passive tiles, sl_* only in gated ones, else empty.
struct TileEnds {
    EndSide wl_first, wl_last, bl_first, bl_last, sl_first, sl_last;

    /// All ends of a tile floating.
    static TileEnds floating(const TileSpec& spec);
    /// @param line_set 'W', 'B' or 'S'
    [[nodiscard]] const EndSide& side(char line_set, bool last) const;
    [[nodiscard]] EndSide& side(char line_set, bool last);
};

/// The same wires with these ends in place of those of the spec. Their resistances become part of
/// the segments at the ends; all of them are of kind `sense` then, floating ones behind infinity.
TileSpec with_ends(const TileSpec& spec, const TileEnds& ends);

/// Column j with these ends.
LadderColumn make_ladder_column(const TileSpec& spec, const TileEnds& ends, std::size_t j);

/// The lines of a tile whose lines cross, with these ends; cells as make_tile_mesh.
TileMesh make_tile_mesh(const TileSpec& spec, const TileEnds& ends);
MeshSources make_sources(const TileSpec& spec, const TileEnds& ends);

}  // namespace crosspoint
