// The tile file: TOML in, everything that a tile solver needs out. The keys and their defaults are
// in engine/docs/tile-file.md; a key that is not known there is an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

/// A tile, its cells, and the vectors to solve for.
struct TileJob {
    TileSpec spec;
    CellArray cells;
    Matrix<double> inputs;      ///< [B x rows]: volts in `passive`, 0 or 1 in 1T1R; B >= 1
    std::string path;           ///< of the tile file
    SourceSpan geometry_where;  ///< [ends] or [array]: where to point when the network is at fault
};

/// Reads and checks a tile file and the arrays it names (paths relative to the tile file).
/// @errors input: 1001.., 1030.., 2001.., 2201..2221 with file, line and column
Result<TileJob> load_tile(const std::string& path);

/// The resolved tile as a JSON object: topology, sizes, ends, and the ranges of all resistances
/// (infinite ones as null).
std::string tile_json(const TileJob& job);

/// The same for people, a few lines.
std::string tile_text(const TileJob& job);

}  // namespace crosspoint
