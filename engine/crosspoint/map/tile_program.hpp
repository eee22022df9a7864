// One tile of a layer: its cells, what is complemented in them, its solver, and the converters.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/map/cell_variation.hpp"
#include "crosspoint/map/tile_plan.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/periphery/adc.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// The cells and the converters of the rows that are read together.
struct GroupCells {
    RowGroup rows;
    std::vector<Adc> adc = {};                 ///< [outputs]
    std::vector<std::uint32_t> on_words = {};  ///< [cols x chunks] 32 rows a word, bit 1 = on
    std::vector<std::int32_t> on_cells = {};   ///< [cols] ones of them
    std::vector<std::uint8_t> flipped = {};    ///< [cols] complemented columns; empty: none
};

struct MappedTile {
    TileSlot slot = {};
    std::vector<GroupCells> groups = {};
    std::unique_ptr<TileSolver> solver = {};
    VariationCounts variation = {};  ///< of its cells
    double on_cell_A = 0.0;          ///< nominal current of an on cell without wires
    /// Column of off cells whose current is subtracted, beyond those of the slot.
    std::optional<std::size_t> reference_column = {};
};

/// A tile with cells programmed, scattered where the options say so; no converters.
/// @param on     [cols x rows] of the slot, bit 1 = on
/// @param drawn  what was drawn is added
/// @errors those of make_solver, make_nonlinear_solver and program; those of variations
Result<std::unique_ptr<TileSolver>> program_cells(const BitMatrix& on, const TiledOptions& options,
                                                  const TileSlot& slot, std::size_t layer_index,
                                                  VariationCounts& drawn);

/// @param cells  of the whole layer, [columns x rows], bit 1 = on
/// @errors those of TiledNetwork::program
Result<MappedTile> program_layer_tile(const BitMatrix& cells, const TiledOptions& options,
                                      const TileSlot& slot, std::size_t layer_index,
                                      std::size_t tile_index);

}  // namespace crosspoint
