// How a +-1 weight becomes cells, and what the counts of the columns say about the sum of a layer.
// With x in {0, 1} the selected rows, w in {0, 1} the on cells, S the counts of ones and W = 2 w -
// 1:
//
//   unipolar      one cell a weight, on for +1; row i is x_i.
//                 PS = sum x w,      hidden z = 4 PS - 2 S_x - 2 S_w + N,   plane z = 2 PS - S_x
//   differential  two columns, on in the first for +1, in the second for -1; row i is x_i.
//                 D = PS+ - PS- = sum x W,   hidden z = 2 D - (2 S_w - N),  plane z = D
//   xnor          two rows, w under x and 1 - w under 1 - x: half of all rows are always selected.
//                 M = matches,       hidden z = 2 M - N,                    plane z = M - N + S_w
// where z is sum W_i X_i with X = 2 x - 1 (hidden layers) or sum W_i x_i (a bit plane of pixels).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/bnn/network.hpp"

namespace crosspoint {

enum class WeightEncoding : std::uint8_t { unipolar, differential, xnor };

std::string_view encoding_name(WeightEncoding encoding);  ///< "unipolar", ...

/// Word lines for an input, and bit lines for an output.
constexpr std::size_t rows_per_input(WeightEncoding encoding) {
    return encoding == WeightEncoding::xnor ? 2 : 1;
}
constexpr std::size_t columns_per_output(WeightEncoding encoding) {
    return encoding == WeightEncoding::differential ? 2 : 1;
}

/// The cells of a layer: [columns x rows], bit 1 is an on cell. Columns of an output and rows of an
/// input follow each other.
BitMatrix encode_weights(const BitMatrix& weights, WeightEncoding encoding);

/// The gates of many vectors: [lanes x rows] of [lanes x inputs].
BitMatrix encode_inputs(const BitMatrix& x, WeightEncoding encoding);

/// What is added to the sums of a layer beside `per_count` times its counts.
struct SumCorrection {
    std::int32_t per_count = 1;           ///< times 2^b for bit plane b
    std::int32_t per_selected = 0;        ///< times the ones of the read, of plane b times 2^b
    std::vector<std::int32_t> of_column;  ///< [outputs], of all planes together
};

/// @param planes  0 for a layer that sees +-1, else the bits of a pixel
SumCorrection sum_correction(const Layer& layer, WeightEncoding encoding, int planes);

}  // namespace crosspoint
