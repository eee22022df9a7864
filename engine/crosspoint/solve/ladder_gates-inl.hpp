// What the kernels of ladder_gates.hpp share, once per instruction set: included by each of them
// after Highway, inside foreach_target.
// SPDX-License-Identifier: Apache-2.0
#if defined(CROSSPOINT_SOLVE_LADDER_GATES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CROSSPOINT_SOLVE_LADDER_GATES_INL
#undef CROSSPOINT_SOLVE_LADDER_GATES_INL
#else
#define CROSSPOINT_SOLVE_LADDER_GATES_INL
#endif

#include <hwy/highway.h>

#include "crosspoint/solve/ladder_gates_call.hpp"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// Mask of the reads read .. read + Lanes - 1 in one row of bits.
HWY_INLINE hn::Mask<D> read_mask(D d, const std::uint8_t* row_bits, std::size_t read) {
    const std::size_t lanes = hn::Lanes(d);
    if (lanes >= 8) return hn::LoadMaskBits(d, row_bits + read / 8);
    const auto shifted = static_cast<std::uint8_t>(row_bits[read / 8] >> (read % 8));
    const std::uint8_t bytes[8] = {shifted};
    return hn::LoadMaskBits(d, bytes);
}

// Equations (16) and (17): the sensed current of column j, from a state that was scaled by `one`.
template <bool kOpposite>
HWY_INLINE V output_current(const GateLadderCall& t, std::size_t j, V d1, V j1, V j2, V one) {
    const D d;
    V ohm = d1;
    if (kOpposite) {
        const float a = t.alpha[j];
        ohm = hn::MulAdd(
            hn::Set(d, (1.0f - a) * (1.0f - a)), d1,
            hn::MulAdd(hn::Set(d, a * a), j2, hn::Mul(hn::Set(d, 2.0f * a * (1.0f - a)), one)));
    }
    const V volts = hn::Mul(hn::Set(d, t.drive_V), j1);
    return hn::Div(volts, hn::MulAdd(hn::Set(d, t.end_ohm[j]), j1, ohm));
}

// A sum in two floats, base + more: for a while only `more` is added to, so that the rounding is
// that of a short sum; then the two are renormalized without error.
struct Split {
    V base, more;

    HWY_INLINE void set(float v) {
        base = hn::Set(D(), v);
        more = hn::Zero(D());
    }
    // @source D. E. Knuth, The Art of Computer Programming 2, 4.2.2, theorem B
    HWY_INLINE void renormalize() {
        const V sum = hn::Add(base, more);
        const V part = hn::Sub(sum, base);
        more = hn::Add(hn::Sub(base, hn::Sub(sum, part)), hn::Sub(more, part));
        base = sum;
    }
};

// The sum, and the addition of factor * other. Without kLong `base` alone is the sum.
template <bool kLong>
HWY_INLINE V value(const Split& sum) {
    return kLong ? hn::Add(sum.base, sum.more) : sum.base;
}
template <bool kLong>
HWY_INLINE void add_product(V factor, const Split& other, Split& sum) {
    V& to = kLong ? sum.more : sum.base;
    to = hn::MulAdd(factor, value<kLong>(other), to);
}

// Keeps a vector that several instructions use in a register: g++ 12 otherwise loads it again for
// each of them, and the loads become the limit.
template <class Vec>
HWY_INLINE Vec in_register(Vec v) {
#if HWY_ARCH_X86 && (defined(__GNUC__) || defined(__clang__)) && HWY_TARGET != HWY_EMU128 && \
    HWY_TARGET != HWY_SCALAR
    asm("" : "+v"(v.raw));  // no instruction
#endif
    return v;
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
