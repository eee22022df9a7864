// The gate inputs of many reads of one row group, in every layout that a read needs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/map/partial_sums.hpp"
#include "crosspoint/map/sparsify.hpp"
#include "crosspoint/map/tile_plan.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

struct GroupRead {
    GateBatch gates;  ///< [asserted x lanes]
    ReadInputs inputs;
};

/// 32 bits of a row of bits from bit `first` on; bits beyond `count` are 0.
std::uint32_t bits_from(std::span<const std::uint64_t> row, std::size_t first, std::size_t count);

/// Fills `read` for rows group.first .. of the tile that begins at row `first_row` of the layer,
/// from lanes first_lane .. first_lane + lanes - 1 of x [lanes x rows of the layer].
/// @param row_weights  [rows of the layer] what a selected row costs: vectors are complemented that
///                     cost more than half of all; empty: all the same
void prepare_read(const BitMatrix& x, std::size_t first_lane, std::size_t lanes,
                  std::size_t first_row, const RowGroup& group, Sparsify sparsify, GroupRead& read,
                  std::span<const std::int32_t> row_weights = {});

}  // namespace crosspoint
