// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/cell_table_kernel.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/device/cell_table_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Values at t in [0, 1] of the four cubics (value and slope at both ends), and their derivatives.
template <class V>
struct Cubics {
    V value[2], slope[2], d_value[2], d_slope[2];
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE Cubics<V> cubics(D d, V t) {
    using T = hn::TFromD<D>;
    const V one = hn::Set(d, T{1});
    const V two = hn::Set(d, T{2});
    const V three = hn::Set(d, T{3});
    const V s = hn::Sub(one, t);
    const V ts = hn::Mul(t, s);
    Cubics<V> c;
    c.value[1] = hn::Mul(hn::Mul(t, t), hn::NegMulAdd(two, t, three));
    c.value[0] = hn::Mul(hn::Mul(s, s), hn::NegMulAdd(two, s, three));
    c.slope[0] = hn::Mul(ts, s);
    c.slope[1] = hn::Neg(hn::Mul(ts, t));
    c.d_value[1] = hn::Mul(hn::Set(d, T{6}), ts);
    c.d_value[0] = hn::Neg(c.d_value[1]);
    c.d_slope[0] = hn::Mul(s, hn::NegMulAdd(three, t, one));
    c.d_slope[1] = hn::Mul(t, hn::NegMulAdd(three, s, one));
    return c;
}

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
    const Cubics<V> p = cubics(d, hn::Sub(x, x0));
    const Cubics<V> q = cubics(d, hn::Sub(y, y0));
    HWY_ALIGN I index[LaneBlock<T>::size];
    hn::Store(hn::ConvertTo(di, x0), di, index);
    HWY_ALIGN I index_y[LaneBlock<T>::size];
    hn::Store(hn::ConvertTo(di, y0), di, index_y);
    for (std::size_t l = 0; l < hn::Lanes(d); ++l)
        index[l] =
            ((static_cast<I>(block.table[k + l]) * (n + 1) + index[l]) * (n + 1) + index_y[l]) * 4;
    const auto base = hn::Load(di, index);
    V value = hn::Zero(d);
    V by_a = hn::Zero(d);
    V by_b = hn::Zero(d);
    for (std::size_t r = 0; r < 2; ++r) {
        V line = hn::Zero(d), line_a = hn::Zero(d), d_line = hn::Zero(d), d_line_a = hn::Zero(d);
        for (std::size_t s = 0; s < 2; ++s) {
            const T* node = call.nodes + (r * (call.intervals + 1) + s) * 4;
            const V f = hn::GatherIndex(d, node, base);
            const V f_a = hn::GatherIndex(d, node + 1, base);
            const V f_b = hn::GatherIndex(d, node + 2, base);
            const V f_ab = hn::GatherIndex(d, node + 3, base);
            line = hn::MulAdd(q.value[s], f, hn::MulAdd(q.slope[s], f_b, line));
            line_a = hn::MulAdd(q.value[s], f_a, hn::MulAdd(q.slope[s], f_ab, line_a));
            d_line = hn::MulAdd(q.d_value[s], f, hn::MulAdd(q.d_slope[s], f_b, d_line));
            d_line_a = hn::MulAdd(q.d_value[s], f_a, hn::MulAdd(q.d_slope[s], f_ab, d_line_a));
        }
        value = hn::MulAdd(p.value[r], line, hn::MulAdd(p.slope[r], line_a, value));
        by_a = hn::MulAdd(p.d_value[r], line, hn::MulAdd(p.d_slope[r], line_a, by_a));
        by_b = hn::MulAdd(p.value[r], d_line, hn::MulAdd(p.slope[r], d_line_a, by_b));
    }
    hn::Store(value, d, block.i + k);
    hn::Store(hn::Mul(by_a, hn::Set(d, call.per_a)), d, block.g_a + k);
    hn::Store(hn::Mul(by_b, hn::Set(d, call.per_b)), d, block.g_b + k);
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
