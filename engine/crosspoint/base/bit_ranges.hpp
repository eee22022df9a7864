// Runs of bits in packed words that begin anywhere: bit k is bit k % 64 of word k / 64.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crosspoint/base/bit_matrix.hpp"

namespace crosspoint {

/// The lowest `count` bits of a word; 64 and more: all.
constexpr std::uint64_t low_bits(std::size_t count) {
    return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// 1 to 64 bits from bit `first` on, the first one lowest.
inline std::uint64_t load_bits(std::span<const std::uint64_t> from, std::size_t first,
                               std::size_t count) {
    const std::size_t word = first / 64;
    const std::size_t shift = first % 64;
    std::uint64_t bits = from[word] >> shift;
    if (shift + count > 64) bits |= from[word + 1] << (64 - shift);
    return bits & low_bits(count);
}

/// Writes `count` bits of `from`, from bit `from_bit` on, over those of `to` from bit `to_bit` on.
void copy_bits(std::span<const std::uint64_t> from, std::size_t from_bit, std::size_t count,
               std::span<std::uint64_t> to, std::size_t to_bit);

/// Number of ones in all words.
inline std::int32_t count_ones(std::span<const std::uint64_t> words) {
    int ones = 0;
    for (const std::uint64_t word : words) ones += std::popcount(word);
    return ones;
}

/// Number of bits that differ in two runs of equally many words.
inline std::int64_t count_different(std::span<const std::uint64_t> a,
                                    std::span<const std::uint64_t> b) {
    std::int64_t different = 0;
    for (std::size_t w = 0; w < a.size(); ++w) different += std::popcount(a[w] ^ b[w]);
    return different;
}

/// Rows first .. first + count - 1 after each other; there is at least one.
inline std::span<const std::uint64_t> row_block(const BitMatrix& bits, std::size_t first,
                                                std::size_t count) {
    return bits.words().subspan(first * bits.words_per_row(), count * bits.words_per_row());
}
inline std::span<std::uint64_t> row_block(BitMatrix& bits, std::size_t first, std::size_t count) {
    return {bits.row(first).data(), count * bits.words_per_row()};
}

}  // namespace crosspoint
