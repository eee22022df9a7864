// Which word line an input drives and on which bit line an output lies: the order of a weight
// matrix on its arrays may be chosen so that much current flows where wires are short. It costs no
// hardware but the order in which activations arrive.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"

namespace crosspoint {

enum class RowOrder : std::uint8_t {
    none,
    near_sense,  ///< the inputs with the largest expected current nearest to the sensed line end
    balanced     ///< dealt out, so that row groups expect the same current
};
enum class ColumnOrder : std::uint8_t {
    none,
    near_drive  ///< the columns with the most on cells nearest to the driven (left) end of rows
};

std::string_view row_order_name(RowOrder order);        ///< "none", "near_sense", "balanced"
std::string_view column_order_name(ColumnOrder order);  ///< "none", "near_drive"

/// Places are those of the weights before encoding: place r of the tile rows holds input row[r],
/// place c of the columns output column[c]. Empty: as they are.
struct LineOrder {
    std::vector<std::uint32_t> row;
    std::vector<std::uint32_t> column;
};

/// How a layer lies on its tiles, in inputs and outputs.
struct OrderShape {
    std::size_t tile_inputs = 1;   ///< of a tile
    std::size_t group_inputs = 1;  ///< of a row group
    std::size_t weight_bits = 1;
    bool sense_first = false;  ///< columns are sensed at the first row, else at the last
};

/// Mean of each bit column of [vectors x inputs]: how often an input is on.
std::vector<double> activity_of(const BitMatrix& x);

/// @param weights   [outputs * weight_bits x inputs], as in Layer
/// @param activity  [inputs] how often an input is on; empty: one half
LineOrder choose_order(const BitMatrix& weights, std::span<const double> activity, RowOrder rows,
                       ColumnOrder columns, const OrderShape& shape);

/// The weights at their places; the bits of an output stay together.
BitMatrix ordered_weights(const BitMatrix& weights, const LineOrder& order);

/// The vectors [lanes x inputs] with inputs at their places.
BitMatrix ordered_inputs(const BitMatrix& x, const LineOrder& order);

}  // namespace crosspoint
