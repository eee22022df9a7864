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
//
// Weights of B bits lie as bit slices in neighboring columns, activations of A bits are fed as bit
// planes like pixels; the count of slice s and plane p weighs 2^(s + p):
//   unipolar      B slices, the bits of W + 2^(B-1);   z = sum 2^(s+p) PS - 2^(B-1) sum 2^p S_xp
//   differential  B - 1 pairs, the bits of |W|, on in the first column where W > 0, else in the
//                 second;                              z = sum 2^(s+p) D
// xnor is for one bit.
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

/// Word lines for an input, and bit lines for an output or for each of its bit slices: what is
/// converted as one.
constexpr std::size_t rows_per_input(WeightEncoding encoding) {
    return encoding == WeightEncoding::xnor ? 2 : 1;
}
constexpr std::size_t columns_per_output(WeightEncoding encoding) {
    return encoding == WeightEncoding::differential ? 2 : 1;
}
/// Bit slices of an output: 1 in a binary layer.
constexpr std::size_t slices_of(int weight_bits, WeightEncoding encoding) {
    if (weight_bits == 1) return 1;
    return static_cast<std::size_t>(weight_bits) -
           (encoding == WeightEncoding::differential ? 1 : 0);
}
/// Bit lines that the cells of a layer need.
inline std::size_t cell_columns(const Layer& layer, WeightEncoding encoding) {
    return layer.outputs * slices_of(layer.weight_bits, encoding) * columns_per_output(encoding);
}

/// The cells of a layer: [columns x rows], bit 1 is an on cell. Columns of an output, the lowest
/// slice first, and rows of an input follow each other.
/// @param weights  as in Layer
BitMatrix encode_weights(const BitMatrix& weights, WeightEncoding encoding, int weight_bits = 1);

/// The gates of many vectors: [lanes x rows] of [lanes x inputs].
BitMatrix encode_inputs(const BitMatrix& x, WeightEncoding encoding);

/// What is added to the sums of a layer beside `per_count` times its counts.
struct SumCorrection {
    std::int32_t per_count = 1;           ///< times 2^(b + s) for bit plane b and slice s
    std::int32_t per_selected = 0;        ///< times the ones of the read, of plane b times 2^b
    std::vector<std::int32_t> of_column;  ///< [outputs], of all planes together
};

/// @param planes  0 for a layer that sees +-1, else the bits of a pixel or an activation
SumCorrection sum_correction(const Layer& layer, WeightEncoding encoding, int planes);

}  // namespace crosspoint
