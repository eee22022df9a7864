// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/bit_ranges.hpp"

#include <algorithm>

namespace crosspoint {

void copy_bits(std::span<const std::uint64_t> from, std::size_t from_bit, std::size_t count,
               std::span<std::uint64_t> to, std::size_t to_bit) {
    while (count > 0) {
        const std::size_t shift = to_bit % 64;
        const std::size_t step = std::min(count, 64 - shift);
        const std::uint64_t mask = (step == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << step) - 1)
                                   << shift;
        std::uint64_t& word = to[to_bit / 64];
        word = (word & ~mask) | load_bits(from, from_bit, step) << shift;
        from_bit += step;
        to_bit += step;
        count -= step;
    }
}

}  // namespace crosspoint
