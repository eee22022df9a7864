// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/sense_amplifier.hpp"

#include <algorithm>
#include <cmath>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/rng.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t amplifier_purpose = 0x5E45E;

}  // namespace

std::vector<float> draw_sense_ratios(const SenseAmplifierSpec& spec, std::size_t layer,
                                     std::size_t tile, std::size_t columns) {
    CROSSPOINT_ASSERT(spec.columns_per_amplifier >= 1 && spec.offset_sigma_ln >= 0.0);
    std::vector<float> ratio(columns, 1.0f);
    if (spec.offset_sigma_ln == 0.0) return ratio;
    for (std::size_t j = 0; j < columns; ++j) {
        SmallRandom random(mixed_seed(
            spec.seed, {amplifier_purpose, layer, tile, j / spec.columns_per_amplifier}));
        ratio[j] = static_cast<float>(std::exp(spec.offset_sigma_ln * standard_normal(random)));
    }
    return ratio;
}

void sense_row(std::span<const float> bl_A, std::span<const float> blb_A,
               std::span<const float> ratio, XnorPlace xnor, bool input,
               std::span<std::uint64_t> bits) {
    const std::size_t columns = bl_A.size();
    CROSSPOINT_ASSERT(blb_A.size() == columns && ratio.size() == columns &&
                      bits.size() == (columns + 63) / 64);
    const bool crossed = xnor == XnorPlace::before_latch && !input;
    const std::span<const float> left = crossed ? blb_A : bl_A, right = crossed ? bl_A : blb_A;
    // Behind the latch the decision is inverted; a crossing before it has done that already.
    const bool invert = !input && !crossed;
    std::ranges::fill(bits, std::uint64_t{0});
    for (std::size_t j = 0; j < columns; ++j) {
        const bool first = left[j] * ratio[j] > right[j];
        bits[j / 64] |= std::uint64_t{first != invert} << (j % 64);
    }
}

}  // namespace crosspoint
