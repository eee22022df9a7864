// Cells that are equal: which cells of a tile have the same parameters, states and memory, so that
// one table (cell_table.hpp) serves all of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crosspoint/device/eliminated_cell.hpp"

namespace crosspoint {

struct CellClasses {
    std::vector<std::uint32_t> class_of;        ///< [cells]
    std::vector<std::uint32_t> representative;  ///< [classes] the first cell of each
    [[nodiscard]] std::size_t count() const { return representative.size(); }
};

/// Cells are equal when all their values are, bit for bit. Classes are numbered as they first
/// occur.
/// @return no classes at all when there are more than `most`: the cells vary
CellClasses find_cell_classes(const EliminatedCellSpec& spec, std::size_t most);

}  // namespace crosspoint
