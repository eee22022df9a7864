// How a layer's weight matrix is cut into tiles, and a tile's rows into the groups that are read
// together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace crosspoint {

/// One tile of a layer: row first_row + i of the layer's cells is row i, column first_col + j is
/// column j. Rows and columns beyond `rows` and `cols` exist in the array but hold nothing.
struct TileSlot {
    std::size_t first_row = 0;
    std::size_t rows = 0;
    std::size_t first_col = 0;
    std::size_t cols = 0;
};

/// Rows first .. first + count - 1 of a tile, asserted in one read.
struct RowGroup {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// Tiles in the order rows outer, columns inner; every cell lies in exactly one.
std::vector<TileSlot> plan_tiles(std::size_t rows, std::size_t cols, std::size_t tile_rows,
                                 std::size_t tile_cols);

/// Groups of `row_group` rows that cover rows 0 .. rows-1; the last may be smaller.
std::vector<RowGroup> plan_row_groups(std::size_t rows, std::size_t row_group);

}  // namespace crosspoint
