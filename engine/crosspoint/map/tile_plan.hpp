// How a layer's weight matrix is cut into tiles, and a tile's rows into the groups that are read
// together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace crosspoint {

/// One tile of a layer: input first_input + i drives row i, output first_output + j is column j.
/// Rows and columns beyond `rows` and `cols` exist in the array but hold nothing.
struct TileSlot {
    std::size_t first_input = 0;
    std::size_t rows = 0;
    std::size_t first_output = 0;
    std::size_t cols = 0;
};

/// Rows first .. first + count - 1 of a tile, asserted in one read.
struct RowGroup {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// Tiles in the order inputs outer, outputs inner; every weight lies in exactly one.
std::vector<TileSlot> plan_tiles(std::size_t inputs, std::size_t outputs, std::size_t tile_rows,
                                 std::size_t tile_cols);

/// Groups of `row_group` rows that cover rows 0 .. rows-1; the last may be smaller.
std::vector<RowGroup> plan_row_groups(std::size_t rows, std::size_t row_group);

}  // namespace crosspoint
