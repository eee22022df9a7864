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

BitMatrix encode_weights(const BitMatrix& weights, WeightEncoding encoding) {
    if (encoding == WeightEncoding::unipolar) return weights;
    if (encoding == WeightEncoding::xnor) return with_complements(weights);
    BitMatrix cells(2 * weights.rows(), weights.cols());
    for (std::size_t j = 0; j < weights.rows(); ++j)
        for (std::size_t i = 0; i < weights.cols(); ++i)
            cells.set(2 * j + (weights.get(j, i) ? 0 : 1), i, true);
    return cells;
}

BitMatrix encode_inputs(const BitMatrix& x, WeightEncoding encoding) {
    return encoding == WeightEncoding::xnor ? with_complements(x) : x;
}

SumCorrection sum_correction(const Layer& layer, WeightEncoding encoding, int planes) {
    SumCorrection sums{.of_column = std::vector<std::int32_t>(layer.outputs, 0)};
    const auto inputs = static_cast<std::int32_t>(layer.inputs);
    const std::int32_t all_planes = (std::int32_t{1} << planes) - 1;
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        const std::int32_t on = count_ones(layer.weights.row(j));
        std::int32_t& column = sums.of_column[j];
        if (encoding == WeightEncoding::unipolar) column = planes == 0 ? inputs - 2 * on : 0;
        if (encoding == WeightEncoding::differential) column = planes == 0 ? inputs - 2 * on : 0;
        if (encoding == WeightEncoding::xnor)
            column = planes == 0 ? -inputs : all_planes * (on - inputs);
    }
    const bool hidden = planes == 0;
    switch (encoding) {
        case WeightEncoding::unipolar:
            sums.per_count = hidden ? 4 : 2;
            sums.per_selected = hidden ? -2 : -1;
            break;
        case WeightEncoding::differential:
            sums.per_count = hidden ? 2 : 1;
            break;
        case WeightEncoding::xnor:
            sums.per_count = hidden ? 2 : 1;
            break;
    }
    return sums;
}

}  // namespace crosspoint
