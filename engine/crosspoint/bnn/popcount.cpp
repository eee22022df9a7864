// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/popcount.hpp"

#include <bit>

#include "crosspoint/base/error.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/bnn/popcount.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint {
namespace HWY_NAMESPACE {

void plane_sums(const BitMatrix& planes, const BitMatrix& weights, std::span<std::int32_t> z,
                std::size_t weight_bits) {
    const std::size_t words = planes.words_per_row();
    std::int32_t pixel_sum = 0;
    for (std::size_t b = 0; b < planes.rows(); ++b) {
        for (const std::uint64_t word : planes.row(b)) pixel_sum += std::popcount(word) << b;
    }
    const std::uint64_t* all_planes = planes.words().data();
    for (std::size_t j = 0; j < z.size(); ++j) {
        std::int32_t on = 0;
        for (std::size_t s = 0; s < weight_bits; ++s) {
            const std::uint64_t* w = weights.words().data() + (j * weight_bits + s) * words;
            for (std::size_t b = 0; b < planes.rows(); ++b) {
                const std::uint64_t* x = all_planes + b * words;
                std::int32_t count = 0;
                for (std::size_t k = 0; k < words; ++k) count += std::popcount(x[k] & w[k]);
                on += count << (b + s);
            }
        }
        // +-1 is 2 w - 1; several bits hold W + 2^(weight_bits - 1).
        z[j] = weight_bits == 1 ? 2 * on - pixel_sum : on - (pixel_sum << (weight_bits - 1));
    }
}

void sign_sums(std::span<const std::uint64_t> signs, const BitMatrix& weights,
               std::span<std::int32_t> z) {
    const std::size_t words = weights.words_per_row();
    const auto inputs = static_cast<std::int32_t>(weights.cols());
    for (std::size_t j = 0; j < weights.rows(); ++j) {
        const std::uint64_t* w = weights.words().data() + j * words;
        // Padding bits are 0 in both, so xor is 0 there: xnor's ones are inputs - popcount(xor).
        std::int32_t differ = 0;
        for (std::size_t k = 0; k < words; ++k) differ += std::popcount(signs[k] ^ w[k]);
        z[j] = inputs - 2 * differ;
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace crosspoint
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(plane_sums);
HWY_EXPORT(sign_sums);

void plane_sums(const BitMatrix& planes, const BitMatrix& weights, std::span<std::int32_t> z,
                std::size_t weight_bits) {
    CROSSPOINT_ASSERT(weights.rows() == z.size() * weight_bits);
    HWY_DYNAMIC_DISPATCH(plane_sums)(planes, weights, z, weight_bits);
}

void sign_sums(std::span<const std::uint64_t> signs, const BitMatrix& weights,
               std::span<std::int32_t> z) {
    HWY_DYNAMIC_DISPATCH(sign_sums)(signs, weights, z);
}

}  // namespace crosspoint
#endif
