// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/encoding.hpp"

#include "crosspoint/base/bit_ranges.hpp"

namespace crosspoint {
namespace {

// The 32 low bits of `bits` at the even places.
std::uint64_t spread_bits(std::uint64_t bits) {
    bits &= 0xffffffffu;
    bits = (bits | bits << 16) & 0x0000ffff0000ffffu;
    bits = (bits | bits << 8) & 0x00ff00ff00ff00ffu;
    bits = (bits | bits << 4) & 0x0f0f0f0f0f0f0f0fu;
    bits = (bits | bits << 2) & 0x3333333333333333u;
    return (bits | bits << 1) & 0x5555555555555555u;
}

// Each bit followed by its complement.
BitMatrix with_complements(const BitMatrix& bits) {
    BitMatrix out(bits.rows(), 2 * bits.cols());
    const std::size_t tail = out.cols() % 64;
    for (std::size_t i = 0; i < bits.rows(); ++i) {
        const auto from = bits.row(i);
        const auto to = out.row(i);
        for (std::size_t k = 0; k < to.size(); ++k) {
            const std::uint64_t half = from[k / 2] >> (k % 2 ? 32 : 0);
            to[k] = spread_bits(half) | spread_bits(~half) << 1;
        }
        if (tail != 0) to.back() &= (std::uint64_t{1} << tail) - 1;
    }
    return out;
}

}  // namespace

std::string_view encoding_name(WeightEncoding encoding) {
    switch (encoding) {
        case WeightEncoding::unipolar:
            return "unipolar";
        case WeightEncoding::differential:
            return "differential";
        case WeightEncoding::xnor:
            return "xnor";
    }
    return "";
}

BitMatrix encode_weights(const BitMatrix& weights, WeightEncoding encoding, int weight_bits) {
    if (encoding == WeightEncoding::unipolar) return weights;
    if (encoding == WeightEncoding::xnor) return with_complements(weights);
    const auto bits = static_cast<std::size_t>(weight_bits);
    const std::size_t slices = slices_of(weight_bits, encoding);
    const int offset = 1 << (weight_bits - 1);
    BitMatrix cells(2 * slices * (weights.rows() / bits), weights.cols());
    for (std::size_t j = 0; j < weights.rows() / bits; ++j)
        for (std::size_t i = 0; i < weights.cols(); ++i) {
            int code = 0;
            for (std::size_t s = 0; s < bits; ++s)
                code += static_cast<int>(weights.get(j * bits + s, i)) << s;
            const int weight = weight_bits == 1 ? 2 * code - 1 : code - offset;
            const int size = weight < 0 ? -weight : weight;
            for (std::size_t s = 0; s < slices; ++s)
                if (((size >> s) & 1) != 0)
                    cells.set(2 * (j * slices + s) + (weight > 0 ? 0 : 1), i, true);
        }
    return cells;
}

BitMatrix encode_inputs(const BitMatrix& x, WeightEncoding encoding) {
    return encoding == WeightEncoding::xnor ? with_complements(x) : x;
}

SumCorrection sum_correction(const Layer& layer, WeightEncoding encoding, int planes) {
    // W = a w - b with w the bits as a number, X = 2 x - 1 or x.
    const bool binary = layer.weight_bits == 1, signs = planes == 0;
    const std::int32_t a = binary ? 2 : 1, b = binary ? 1 : 1 << (layer.weight_bits - 1);
    const std::int32_t of_x = signs ? 2 : 1;
    SumCorrection sums{.of_column = std::vector<std::int32_t>(layer.outputs, 0)};
    const auto inputs = static_cast<std::int32_t>(layer.inputs);
    const auto slices = static_cast<std::size_t>(layer.weight_bits);
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        std::int32_t on = 0;  // sum of w
        for (std::size_t s = 0; s < slices; ++s)
            on += count_ones(layer.weights.row(j * slices + s)) << s;
        if (encoding == WeightEncoding::xnor)
            sums.of_column[j] = signs ? -inputs : ((std::int32_t{1} << planes) - 1) * (on - inputs);
        else if (signs)
            sums.of_column[j] = b * inputs - a * on;
    }
    // The two columns of a pair and the two rows of xnor make 2 w - 1 by themselves.
    sums.per_count = encoding == WeightEncoding::unipolar ? a * of_x : of_x;
    if (encoding == WeightEncoding::unipolar) sums.per_selected = -b * of_x;
    return sums;
}

}  // namespace crosspoint
