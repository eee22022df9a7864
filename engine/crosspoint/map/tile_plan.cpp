// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/tile_plan.hpp"

#include <algorithm>

namespace crosspoint {

std::vector<TileSlot> plan_tiles(std::size_t rows, std::size_t cols, std::size_t tile_rows,
                                 std::size_t tile_cols) {
    std::vector<TileSlot> slots;
    for (std::size_t i = 0; i < rows; i += tile_rows)
        for (std::size_t j = 0; j < cols; j += tile_cols)
            slots.push_back({.first_row = i,
                             .rows = std::min(tile_rows, rows - i),
                             .first_col = j,
                             .cols = std::min(tile_cols, cols - j)});
    return slots;
}

std::vector<RowGroup> plan_row_groups(std::size_t rows, std::size_t row_group) {
    std::vector<RowGroup> groups;
    for (std::size_t first = 0; first < rows; first += row_group)
        groups.push_back({.first = first, .count = std::min(row_group, rows - first)});
    return groups;
}

}  // namespace crosspoint
