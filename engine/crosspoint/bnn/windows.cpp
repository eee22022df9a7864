// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/windows.hpp"

#include <algorithm>
#include <array>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/error.hpp"

namespace crosspoint {
namespace {

// 64 comparisons of numbers that lie bit by bit in words, from the highest bit down.
void keep_larger(std::array<std::uint64_t, 8>& most, const std::array<std::uint64_t, 8>& one,
                 std::size_t planes) {
    std::uint64_t larger = 0, equal = ~std::uint64_t{0};
    for (std::size_t b = planes; b-- > 0;) {
        larger |= equal & ~most[b] & one[b];
        equal &= ~(most[b] ^ one[b]);
    }
    for (std::size_t b = 0; b < planes; ++b) most[b] = (most[b] & ~larger) | (one[b] & larger);
}

}  // namespace

void gather_window(const Convolution& conv, std::span<const std::uint64_t> map, std::size_t y,
                   std::size_t x, std::span<std::uint64_t> window) {
    std::fill(window.begin(), window.end(), std::uint64_t{0});
    const MapShape& in = conv.in;
    // Columns kx of the kernel that lie on the map, the same in every row of it.
    const std::size_t left = x * conv.stride;  // in coordinates with the border
    const std::size_t first = left < conv.padding ? conv.padding - left : 0;
    const std::size_t end = in.width + conv.padding;
    const std::size_t last = left >= end ? 0 : std::min(conv.kernel, end - left);
    if (first >= last) return;
    for (std::size_t ky = 0; ky < conv.kernel; ++ky) {
        const std::size_t row = y * conv.stride + ky;
        if (row < conv.padding || row >= in.height + conv.padding) continue;
        const std::size_t at = (row - conv.padding) * in.width + left + first - conv.padding;
        copy_bits(map, at * in.channels, (last - first) * in.channels, window,
                  (ky * conv.kernel + first) * in.channels);
    }
}

void max_pool(const MapShape& in, std::span<const std::uint64_t> map, std::size_t pool,
              std::span<std::uint64_t> out, std::size_t planes) {
    CROSSPOINT_ASSERT(planes >= 1 && planes <= 8);
    std::fill(out.begin(), out.end(), std::uint64_t{0});
    const std::size_t map_words = map.size() / planes, out_words = out.size() / planes;
    const std::size_t height = in.height / pool;
    const std::size_t width = in.width / pool;
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
            for (std::size_t c = 0; c < in.channels; c += 64) {
                const std::size_t count = std::min<std::size_t>(64, in.channels - c);
                std::array<std::uint64_t, 8> most{}, one{};
                for (std::size_t dy = 0; dy < pool; ++dy)
                    for (std::size_t dx = 0; dx < pool; ++dx) {
                        const std::size_t at =
                            ((y * pool + dy) * in.width + x * pool + dx) * in.channels + c;
                        for (std::size_t b = 0; b < planes; ++b)
                            one[b] = load_bits(map.subspan(b * map_words, map_words), at, count);
                        keep_larger(most, one, planes);
                    }
                for (std::size_t b = 0; b < planes; ++b)
                    copy_bits(std::span(most).subspan(b, 1), 0, count,
                              out.subspan(b * out_words, out_words),
                              (y * width + x) * in.channels + c);
            }
}

}  // namespace crosspoint
