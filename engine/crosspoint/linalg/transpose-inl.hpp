// Transposes a square of vectors in registers; included once per instruction set by Highway, hence
// without `#pragma once`.
// SPDX-License-Identifier: Apache-2.0
#include <hwy/highway.h>

#include <cstddef>

#if defined(CROSSPOINT_LINALG_TRANSPOSE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CROSSPOINT_LINALG_TRANSPOSE_INL
#undef CROSSPOINT_LINALG_TRANSPOSE_INL
#else
#define CROSSPOINT_LINALG_TRANSPOSE_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
using Tag = hn::ScalableTag<T>;
template <class T>
using Vec = hn::Vec<Tag<T>>;
template <class T>
constexpr std::size_t lanes_of = hn::MaxLanes(Tag<T>());

// Transposes a square block of 128-bit blocks: out[b] = {t[0].b, t[1].b, ...}.
template <class T, std::size_t B>
HWY_INLINE void transpose_blocks(Vec<T> (&t)[B]) {
    const Tag<T> d;
#if HWY_TARGET != HWY_SCALAR
    if constexpr (B == 2) {
        const Vec<T> low = hn::ConcatLowerLower(d, t[1], t[0]);
        t[1] = hn::ConcatUpperUpper(d, t[1], t[0]);
        t[0] = low;
    } else if constexpr (B == 4) {
        const Vec<T> e01 = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(t[1]), t[0]);
        const Vec<T> o01 = hn::OddEvenBlocks(t[1], hn::SwapAdjacentBlocks(t[0]));
        const Vec<T> e23 = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(t[3]), t[2]);
        const Vec<T> o23 = hn::OddEvenBlocks(t[3], hn::SwapAdjacentBlocks(t[2]));
        t[0] = hn::ConcatLowerLower(d, e23, e01);
        t[1] = hn::ConcatLowerLower(d, o23, o01);
        t[2] = hn::ConcatUpperUpper(d, e23, e01);
        t[3] = hn::ConcatUpperUpper(d, o23, o01);
    }
#endif
    (void)d;
}

// Transposes lanes x lanes values held in `x`.
template <class T>
HWY_INLINE void transpose(Vec<T> (&x)[lanes_of<T>]) {
#if HWY_TARGET != HWY_SCALAR
    const Tag<T> d;
    constexpr std::size_t L = lanes_of<T>;
    constexpr std::size_t per_block = 16 / sizeof(T);
    constexpr std::size_t B = L / per_block;
    static_assert(B == 1 || B == 2 || B == 4, "vectors of 128, 256 or 512 bits");
    Vec<T> t[per_block][B];  // t[c][r]: block b holds column b * per_block + c of row group r
    for (std::size_t r = 0; r < B; ++r) {
        if constexpr (per_block == 2) {
            t[0][r] = hn::InterleaveLower(d, x[2 * r], x[2 * r + 1]);
            t[1][r] = hn::InterleaveUpper(d, x[2 * r], x[2 * r + 1]);
        } else {
            const hn::Repartition<double, Tag<T>> dd;
            const auto wide = [&](Vec<T> v) HWY_ATTR { return hn::BitCast(dd, v); };
            const auto lo01 = wide(hn::InterleaveLower(d, x[4 * r], x[4 * r + 1]));
            const auto hi01 = wide(hn::InterleaveUpper(d, x[4 * r], x[4 * r + 1]));
            const auto lo23 = wide(hn::InterleaveLower(d, x[4 * r + 2], x[4 * r + 3]));
            const auto hi23 = wide(hn::InterleaveUpper(d, x[4 * r + 2], x[4 * r + 3]));
            t[0][r] = hn::BitCast(d, hn::InterleaveLower(dd, lo01, lo23));
            t[1][r] = hn::BitCast(d, hn::InterleaveUpper(dd, lo01, lo23));
            t[2][r] = hn::BitCast(d, hn::InterleaveLower(dd, hi01, hi23));
            t[3][r] = hn::BitCast(d, hn::InterleaveUpper(dd, hi01, hi23));
        }
    }
    for (std::size_t c = 0; c < per_block; ++c) {
        transpose_blocks<T, B>(t[c]);
        for (std::size_t b = 0; b < B; ++b) x[b * per_block + c] = t[c][b];
    }
#else
    (void)x;
#endif
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
