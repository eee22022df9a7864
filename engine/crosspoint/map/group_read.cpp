// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/group_read.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/bit_transpose.hpp"

namespace crosspoint {

std::uint32_t bits_from(std::span<const std::uint64_t> row, std::size_t first, std::size_t count) {
    return static_cast<std::uint32_t>(load_bits(row, first, std::min<std::size_t>(count, 32)));
}

namespace {

// Whether a vector selects more than half of what its complement and it select together.
bool costs_more(const ReadInputs& inputs, std::size_t lane, int ones, std::size_t count,
                std::span<const std::int32_t> weights, std::int64_t all) {
    if (weights.empty()) return mostly_ones(static_cast<std::size_t>(ones), count);
    std::int64_t cost = 0;
    for (std::size_t c = 0; 32 * c < count; ++c)
        for (std::uint32_t word = inputs.x_words[c * inputs.lanes + lane]; word != 0;
             word &= word - 1)
            cost += weights[32 * c + static_cast<std::size_t>(std::countr_zero(word))];
    return 2 * cost > all;
}

}  // namespace

void prepare_read(const BitMatrix& x, std::size_t first_lane, std::size_t lanes,
                  std::size_t first_row, const RowGroup& group, Sparsify sparsify, GroupRead& read,
                  std::span<const std::int32_t> row_weights) {
    const std::size_t chunks = (group.count + 31) / 32;
    const bool may_flip = flips_activations(sparsify);
    const auto weights = row_weights.empty()
                             ? row_weights
                             : row_weights.subspan(first_row + group.first, group.count);
    const std::int64_t all = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    ReadInputs& inputs = read.inputs;
    inputs.lanes = lanes;
    inputs.x_words.assign(chunks * lanes, 0);
    inputs.selected.assign(lanes, 0.0f);
    inputs.flipped.assign(may_flip ? lanes : 0, 0);
    inputs.ones.assign(sparsify == Sparsify::none ? 0 : lanes, 0);
    for (std::size_t b = 0; b < lanes; ++b) {
        const auto row = x.row(first_lane + b);
        int ones = 0;
        for (std::size_t c = 0; c < chunks; ++c) {
            const std::uint32_t word =
                bits_from(row, first_row + group.first + 32 * c, group.count - 32 * c);
            inputs.x_words[c * lanes + b] = word;
            ones += std::popcount(word);
        }
        if (!inputs.ones.empty()) inputs.ones[b] = ones;
        if (may_flip && costs_more(inputs, b, ones, group.count, weights, all)) {
            inputs.flipped[b] = 1;
            ones = static_cast<int>(group.count) - ones;
            for (std::size_t c = 0; c < chunks; ++c) {
                const std::size_t left = group.count - 32 * c;
                const std::uint32_t mask = left >= 32 ? ~0u : (1u << left) - 1u;
                inputs.x_words[c * lanes + b] ^= mask;
            }
        }
        inputs.selected[b] = static_cast<float>(ones);
    }
    // The same bits, one tile row a line.
    BitMatrix by_read(lanes, group.count);
    for (std::size_t b = 0; b < lanes; ++b)
        for (std::size_t c = 0; c < chunks; ++c)
            by_read.row(b)[c / 2] |= std::uint64_t{inputs.x_words[c * lanes + b]}
                                     << (c % 2 ? 32 : 0);
    read.gates = {.bits = transpose(by_read), .first_row = group.first};
}

}  // namespace crosspoint
