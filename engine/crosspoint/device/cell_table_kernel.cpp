// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/cell_table_kernel.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/device/cell_table_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/device/bicubic.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

template <class T>
struct LaneBlock {
    static constexpr std::size_t size = 64;
    HWY_ALIGN T a[size], b[size], i[size], g_a[size], g_b[size];
    HWY_ALIGN std::uint32_t table[size];
};

// One vector of lanes.
template <class T>
HWY_INLINE void look_up_vector(const TableLookUp<T>& call, LaneBlock<T>& block, std::size_t k) {
    const hn::CappedTag<T, 16> d;
    const hn::RebindToSigned<decltype(d)> di;
    using V = hn::Vec<decltype(d)>;
    using I = hn::TFromD<decltype(di)>;
    const auto n = static_cast<I>(call.intervals);
    const V most = hn::Set(d, static_cast<T>(call.intervals));
    const V last = hn::Set(d, static_cast<T>(call.intervals - 1));
    const auto along = [&](const T* at, T low, T per) {
        const V x = hn::Mul(hn::Sub(hn::Load(d, at + k), hn::Set(d, low)), hn::Set(d, per));
        return hn::Min(hn::Max(x, hn::Zero(d)), most);
    };
    const V x = along(block.a, call.a_low, call.per_a);
    const V y = along(block.b, call.b_low, call.per_b);
    const V x0 = hn::Min(hn::Floor(x), last);
    const V y0 = hn::Min(hn::Floor(y), last);
    HWY_ALIGN I index[LaneBlock<T>::size];
    hn::Store(hn::ConvertTo(di, x0), di, index);
    HWY_ALIGN I index_y[LaneBlock<T>::size];
    hn::Store(hn::ConvertTo(di, y0), di, index_y);
    for (std::size_t l = 0; l < hn::Lanes(d); ++l)
        index[l] =
            ((static_cast<I>(block.table[k + l]) * (n + 1) + index[l]) * (n + 1) + index_y[l]) * 4;
    const auto base = hn::Load(di, index);
    const Bicubic<V> at =
        bicubic(d, call.nodes, call.intervals, base, hn::Sub(x, x0), hn::Sub(y, y0));
    hn::Store(at.value, d, block.i + k);
    hn::Store(hn::Mul(at.by_a, hn::Set(d, call.per_a)), d, block.g_a + k);
    hn::Store(hn::Mul(at.by_b, hn::Set(d, call.per_b)), d, block.g_b + k);
}

template <class T>
HWY_INLINE void look_up_all(const TableLookUp<T>& call) {
    const hn::CappedTag<T, 16> d;
    LaneBlock<T> block = {};
    for (std::size_t first = 0; first < call.lanes; first += block.size) {
        const std::size_t count = std::min(block.size, call.lanes - first);
        std::copy_n(call.a + first, count, block.a);
        std::copy_n(call.b + first, count, block.b);
        std::copy_n(call.table + first, count, block.table);
        for (std::size_t k = 0; k < count; k += hn::Lanes(d)) look_up_vector(call, block, k);
        std::copy_n(block.i, count, call.i + first);
        std::copy_n(block.g_a, count, call.g_a + first);
        std::copy_n(block.g_b, count, call.g_b + first);
    }
}

void look_up_d(const TableLookUp<double>& call) { look_up_all(call); }
void look_up_f(const TableLookUp<float>& call) { look_up_all(call); }

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(look_up_d);
HWY_EXPORT(look_up_f);

void table_look_up(const TableLookUp<double>& call) { HWY_DYNAMIC_DISPATCH(look_up_d)(call); }
void table_look_up(const TableLookUp<float>& call) { HWY_DYNAMIC_DISPATCH(look_up_f)(call); }

}  // namespace crosspoint
#endif
