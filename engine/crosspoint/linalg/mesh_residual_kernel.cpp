// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/mesh_residual_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/linalg/mesh_residual_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::ScalableTag<double>;
using One = hn::CappedTag<double, 1>;

template <class D>
HWY_INLINE hn::Vec<D> lo_of(D d, const float* p) {
    return hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, D>(), p));
}

// Residuals of the lanes from column j on.
template <class D, bool kLo>
struct Nodes {
    using V = hn::Vec<D>;
    const ResidualRow& t;
    V norm1, branches;

    // hi a - hi b + (lo a - lo b) * lo_V
    HWY_INLINE V drop(V a, V b, const float* a_lo, const float* b_lo) const {
        const D d;
        const V hi = hn::Sub(a, b);
        if constexpr (!kLo) {
            (void)a_lo, (void)b_lo;
            return hi;
        } else {
            return hn::MulAdd(hn::Sub(lo_of(d, a_lo), lo_of(d, b_lo)), hn::Set(d, t.lo_V), hi);
        }
    }
    static HWY_INLINE const float* part(const float* p, std::size_t j) {
        return kLo ? p + j : nullptr;
    }
    HWY_INLINE void keep(V r, V size, float* to) const {
        const D d;
        const V value = t.rounding < 0.0 ? r : hn::MulAdd(hn::Set(d, t.rounding), size, hn::Abs(r));
        const hn::Rebind<float, D> df;
        hn::StoreU(hn::DemoteTo(df, hn::Mul(value, hn::Set(d, t.scale))), df, to);
    }
    HWY_INLINE void at(std::size_t j) {
        const D d;
        const auto load = [d, j](const double* p) HWY_ATTR { return hn::LoadU(d, p + j); };
        const V u = load(t.u);
        const V v = load(t.v);
        const float* u_lo = part(t.u_lo, j);
        const float* v_lo = part(t.v_lo, j);
        const V cell = hn::Mul(load(t.cell_S), drop(u, v, u_lo, v_lo));
        const V left =
            hn::Mul(load(t.row_S), drop(load(t.u - 1), u, part(t.u_lo, j) - (kLo ? 1 : 0), u_lo));
        const V right = hn::Mul(load(t.row_S + 1),
                                drop(u, load(t.u + 1), u_lo, part(t.u_lo, j) + (kLo ? 1 : 0)));
        const V above =
            hn::Mul(load(t.above_S), drop(load(t.v_above), v, part(t.v_above_lo, j), v_lo));
        const V below =
            hn::Mul(load(t.below_S), drop(v, load(t.v_below), v_lo, part(t.v_below_lo, j)));
        V r_u = hn::Sub(hn::Sub(left, right), cell);
        V r_v = hn::Add(hn::Sub(above, below), cell);
        if (t.inject_u != nullptr) r_u = hn::Add(r_u, load(t.inject_u));
        if (t.inject_v != nullptr) r_v = hn::Add(r_v, load(t.inject_v));
        norm1 = hn::Add(norm1, hn::Add(hn::Abs(r_u), hn::Abs(r_v)));
        const V at_u = hn::Add(hn::Add(hn::Abs(left), hn::Abs(right)), hn::Abs(cell));
        const V at_v = hn::Add(hn::Add(hn::Abs(above), hn::Abs(below)), hn::Abs(cell));
        branches = hn::Add(branches, hn::Add(at_u, at_v));
        if (t.r_u == nullptr) return;
        keep(r_u, at_u, t.r_u + j);
        keep(r_v, at_v, t.r_v + j);
    }
    HWY_INLINE void add_to(ResidualRow& row) const {
        const D d;
        row.norm1 += hn::GetLane(hn::SumOfLanes(d, norm1));
        row.branches += hn::GetLane(hn::SumOfLanes(d, branches));
    }
};

template <bool kLo>
void row(ResidualRow& t) {
    const std::size_t L = hn::Lanes(Wide());
    std::size_t j = 0;
    Nodes<Wide, kLo> nodes{t, hn::Zero(Wide()), hn::Zero(Wide())};
    for (; j + L <= t.cols; j += L) nodes.at(j);
    nodes.add_to(t);
    if (j == t.cols) return;
    Nodes<One, kLo> rest{t, hn::Zero(One()), hn::Zero(One())};
    for (; j < t.cols; ++j) rest.at(j);
    rest.add_to(t);
}

void residual_row_of(ResidualRow& t) { t.u_lo != nullptr ? row<true>(t) : row<false>(t); }

template <class D>
HWY_INLINE void merge_at(D d, const MergeRow& t, std::size_t j) {
    const auto from = t.from != nullptr ? hn::LoadU(d, t.from + j) : hn::Zero(d);
    hn::StoreU(hn::MulAdd(lo_of(d, t.lo + j), hn::Set(d, t.lo_V), from), d, t.to + j);
}

void merge_row_of(const MergeRow& t) {
    const Wide d;
    std::size_t j = 0;
    for (; j + hn::Lanes(d) <= t.cols; j += hn::Lanes(d)) merge_at(d, t, j);
    for (; j < t.cols; ++j) merge_at(One(), t, j);
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(residual_row_of);
HWY_EXPORT(merge_row_of);

void residual_row(ResidualRow& row) { HWY_DYNAMIC_DISPATCH(residual_row_of)(row); }
void merge_row(const MergeRow& row) { HWY_DYNAMIC_DISPATCH(merge_row_of)(row); }

}  // namespace crosspoint
#endif
