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

// What a row may ask for. `kRare`: injections, or bounds of magnitudes.
template <class D, bool kLo, bool kKeep, bool kRare>
struct Nodes {
    using V = hn::Vec<D>;
    const ResidualRow& t;
    V lo_V, scale, norm1, branches;

    // hi a - hi b + (lo a - lo b) * lo_V
    HWY_INLINE V drop(V a, V b, const float* a_lo, const float* b_lo, std::size_t a_at,
                      std::size_t b_at) const {
        const D d;
        const V hi = hn::Sub(a, b);
        if constexpr (!kLo) {
            (void)a_lo, (void)b_lo, (void)a_at, (void)b_at;
            return hi;
        } else {
            return hn::MulAdd(hn::Sub(lo_of(d, a_lo + a_at), lo_of(d, b_lo + b_at)), lo_V, hi);
        }
    }
    HWY_INLINE void keep(V r, V size, float* to) const {
        const D d;
        if constexpr (kRare)
            if (t.rounding >= 0.0) r = hn::MulAdd(hn::Set(d, t.rounding), size, hn::Abs(r));
        (void)size;
        const hn::Rebind<float, D> df;
        hn::StoreU(hn::DemoteTo(df, hn::Mul(r, scale)), df, to);
    }
    // The lanes from column j on, whose residuals are at `to` of their panels.
    HWY_INLINE void at(std::size_t j, std::size_t to) {
        const D d;
        const auto load = [d, j](const double* p) HWY_ATTR { return hn::LoadU(d, p + j); };
        const V u = load(t.u);
        const V v = load(t.v);
        const V cell = hn::Mul(load(t.cell_S), drop(u, v, t.u_lo, t.v_lo, j, j));
        const V left = hn::Mul(load(t.row_S), drop(load(t.u - 1), u, t.u_lo, t.u_lo, j - 1, j));
        const V right =
            hn::Mul(load(t.row_S + 1), drop(u, load(t.u + 1), t.u_lo, t.u_lo, j, j + 1));
        const V above =
            hn::Mul(load(t.above_S), drop(load(t.v_above), v, t.v_above_lo, t.v_lo, j, j));
        const V below =
            hn::Mul(load(t.below_S), drop(v, load(t.v_below), t.v_lo, t.v_below_lo, j, j));
        V r_u = hn::Sub(hn::Sub(left, right), cell);
        V r_v = hn::Add(hn::Sub(above, below), cell);
        if constexpr (kRare) {
            if (t.inject_u != nullptr) r_u = hn::Add(r_u, load(t.inject_u));
            if (t.inject_v != nullptr) r_v = hn::Add(r_v, load(t.inject_v));
        }
        norm1 = hn::Add(norm1, hn::Add(hn::Abs(r_u), hn::Abs(r_v)));
        const V at_u = hn::Add(hn::Add(hn::Abs(left), hn::Abs(right)), hn::Abs(cell));
        const V at_v = hn::Add(hn::Add(hn::Abs(above), hn::Abs(below)), hn::Abs(cell));
        branches = hn::Add(branches, hn::Add(at_u, at_v));
        if constexpr (kKeep) {
            keep(r_u, at_u, t.r_u + to);
            keep(r_v, at_v, t.r_v + to);
        }
        (void)to;
    }
};

template <bool kLo, bool kKeep, bool kRare>
void row(ResidualRow& t) {
    const Wide d;
    const One one;
    const std::size_t L = hn::Lanes(d);
    Nodes<Wide, kLo, kKeep, kRare> nodes{t, hn::Set(d, t.lo_V), hn::Set(d, t.scale), hn::Zero(d),
                                         hn::Zero(d)};
    Nodes<One, kLo, kKeep, kRare> rest{t, hn::Set(one, t.lo_V), hn::Set(one, t.scale),
                                       hn::Zero(one), hn::Zero(one)};
    const std::size_t width = kKeep ? t.width : t.cols;
    std::size_t panel = 0;
    for (std::size_t first = 0; first < t.cols; first += width, panel += t.stride) {
        const std::size_t end = HWY_MIN(t.cols, first + width);
        std::size_t j = first;
        for (; j + L <= end; j += L) nodes.at(j, panel + j - first);
        for (; j < end; ++j) rest.at(j, panel + j - first);
    }
    t.norm1 = hn::GetLane(hn::SumOfLanes(d, nodes.norm1)) + hn::GetLane(rest.norm1);
    t.branches = hn::GetLane(hn::SumOfLanes(d, nodes.branches)) + hn::GetLane(rest.branches);
}

template <bool kLo>
void row_of(ResidualRow& t) {
    const bool rare = t.inject_u != nullptr || t.inject_v != nullptr || t.rounding >= 0.0;
    if (t.r_u == nullptr)
        rare ? row<kLo, false, true>(t) : row<kLo, false, false>(t);
    else
        rare ? row<kLo, true, true>(t) : row<kLo, true, false>(t);
}

void residual_row_of(ResidualRow& t) { t.u_lo != nullptr ? row_of<true>(t) : row_of<false>(t); }

template <class D, bool kFresh>
HWY_INLINE void merge_at(D d, const MergeRow& t, std::size_t j, std::size_t lo) {
    const auto from = kFresh ? hn::Zero(d) : hn::LoadU(d, t.from + j);
    hn::StoreU(hn::MulAdd(lo_of(d, t.lo + lo), hn::Set(d, t.lo_V), from), d, t.to + j);
}

template <bool kFresh>
void merge(const MergeRow& t) {
    const Wide d;
    const std::size_t L = hn::Lanes(d);
    std::size_t panel = 0;
    for (std::size_t first = 0; first < t.cols; first += t.width, panel += t.stride) {
        const std::size_t end = HWY_MIN(t.cols, first + t.width);
        std::size_t j = first;
        for (; j + L <= end; j += L) merge_at<Wide, kFresh>(d, t, j, panel + j - first);
        for (; j < end; ++j) merge_at<One, kFresh>(One(), t, j, panel + j - first);
    }
}

void merge_row_of(const MergeRow& t) { t.from == nullptr ? merge<true>(t) : merge<false>(t); }

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
