// The tile file: TOML in, everything that a tile solver needs out. The keys and their defaults are
// in engine/docs/tile-file.md; a key that is not known there is an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/study/cell_sampler.hpp"
#include "crosspoint/study/model_cells.hpp"

namespace crosspoint {

/// A tile, its cells, and the vectors to solve for.
struct TileJob {
    TileSpec spec;
    CellArray cells;                          ///< empty when there is a model
    std::shared_ptr<const ModelCells> model;  ///< null: the cells are resistors
    Matrix<double> inputs;  ///< [B x rows]: volts in `passive`, 0 or 1 in 1T1R; B >= 1
    std::shared_ptr<const CellSampler> sampler;  ///< null: the file has no [variation]
    DrawRecord drawn;           ///< with a sampler: what cells or model have, draw 0, cycle 0
    std::string path;           ///< of the tile file
    SourceSpan geometry_where;  ///< [ends] or [array]: where to point when the network is at fault
};

/// What a reader of a tile can do with.
enum class CellKinds : std::uint8_t {
    resistors,
    resistors_or_model,  ///< all cells of a model are the model
    any                  ///< some may be open or shorted: EliminatedCellSpec::fault_S
};

/// Reads and checks a tile file and the arrays it names (paths relative to the tile file).
/// @errors input: 1001.., 1030.., 2001.., 2201..2221 with file, line and column; those of
///         read_model_cells and CellSampler; 7461: a model where resistors are wanted; 7482
Result<TileJob> load_tile(const std::string& path, CellKinds kinds = CellKinds::resistors);

/// The resolved tile as a JSON object: topology, sizes, ends, and the ranges of all resistances
/// (infinite ones as null).
std::string tile_json(const TileJob& job);

/// The same for people, a few lines.
std::string tile_text(const TileJob& job);

}  // namespace crosspoint
