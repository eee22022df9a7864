// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/sinh_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/device/sinh_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// after highway.h
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void sinh_block(SinhLanes& block) {
    const hn::CappedTag<double, 8> d;
    const auto zero = hn::Zero(d);
    const auto one = hn::Set(d, 1.0);
    const auto half = hn::Set(d, 0.5);
    for (std::size_t k = 0; k < block.size; k += hn::Lanes(d)) {
        const auto v = hn::Load(d, block.v_V + k);
        const auto g = hn::Load(d, block.g_S + k);
        const auto a = hn::Load(d, block.a_per_V + k);
        const auto x = hn::Mul(a, v);
        // One exponential for both: with m = exp|x| - 1, sinh|x| = (m + m / (m + 1)) / 2 and
        // cosh x = 1 + m (m / (m + 1)) / 2.
        const auto m = hn::Expm1(d, hn::Abs(x));
        const auto part = hn::Div(m, hn::Add(m, one));
        const auto sinh = hn::CopySign(hn::Mul(half, hn::Add(m, part)), x);
        const auto ohmic = hn::Eq(a, zero);
        const auto by_a = hn::Div(sinh, hn::IfThenElse(ohmic, one, a));
        hn::Store(hn::Mul(g, hn::IfThenElse(ohmic, v, by_a)), d, block.i_A + k);
        hn::Store(hn::Mul(g, hn::MulAdd(hn::Mul(half, m), part, one)), d, block.slope_S + k);
    }
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(sinh_block);

void sinh_lanes(SinhLanes& block) { HWY_DYNAMIC_DISPATCH(sinh_block)(block); }

}  // namespace crosspoint
#endif
