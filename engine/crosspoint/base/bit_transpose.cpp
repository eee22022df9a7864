// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/bit_transpose.hpp"

#include <algorithm>
#include <array>

namespace crosspoint {
namespace {

// In-place transpose of a 64 x 64 block by swapping ever smaller off-diagonal squares.
// @source H. S. Warren, Hacker's Delight, 2nd ed., section 7-3 (the method, widened to 64)
void transpose_block(std::array<std::uint64_t, 64>& block) {
    std::uint64_t mask = 0x00000000FFFFFFFFull;
    for (std::size_t width = 32; width != 0; width >>= 1, mask ^= mask << width) {
        for (std::size_t k = 0; k < 64; k = ((k | width) + 1) & ~width) {
            const std::uint64_t swapped = ((block[k] >> width) ^ block[k | width]) & mask;
            block[k] ^= swapped << width;
            block[k | width] ^= swapped;
        }
    }
}

}  // namespace

BitMatrix transpose(const BitMatrix& bits) {
    BitMatrix result(bits.cols(), bits.rows());
    std::array<std::uint64_t, 64> block{};
    for (std::size_t i = 0; i < bits.rows(); i += 64) {
        const std::size_t height = std::min<std::size_t>(64, bits.rows() - i);
        for (std::size_t j = 0; j < bits.cols(); j += 64) {
            block.fill(0);
            for (std::size_t k = 0; k < height; ++k) block[k] = bits.row(i + k)[j / 64];
            transpose_block(block);
            const std::size_t width = std::min<std::size_t>(64, bits.cols() - j);
            for (std::size_t k = 0; k < width; ++k) result.row(j + k)[i / 64] = block[k];
        }
    }
    return result;
}

}  // namespace crosspoint
