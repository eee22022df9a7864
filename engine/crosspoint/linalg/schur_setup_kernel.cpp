// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/schur_setup_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/linalg/schur_setup_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/linalg/transpose.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Wide = Tag<double>;
using WideVec = Vec<double>;
constexpr std::size_t wide_lanes = lanes_of<double>;

HWY_INLINE void put(WideVec v, double* to) { hn::StoreU(v, Wide(), to); }
HWY_INLINE void put(WideVec v, float* to) {
    const hn::Rebind<float, Wide> d;
    hn::StoreU(hn::DemoteTo(d, v), d, to);
}

// a of this node; `y` goes on to the next one.
HWY_INLINE WideVec pass(WideVec& y, WideVec ohm) {
    const WideVec one = hn::Set(Wide(), 1.0);
    const WideVec a = hn::Div(one, hn::MulAdd(ohm, y, one));
    y = hn::Mul(y, a);
    return a;
}

// 1 / Y of the last nodes; 0 where nothing is connected.
HWY_INLINE WideVec inverse(WideVec y) {
    const Wide d;
    const WideVec zero = hn::Zero(d);
    return hn::IfThenElse(hn::Gt(y, zero), hn::Div(hn::Set(d, 1.0), y), zero);
}

template <class T>
void strip(const SetupLines<T>& s) {
    const Wide d;
    constexpr std::size_t L = wide_lanes;
    constexpr std::size_t parts = lanes_of<T> / L;  // a vector of T is so many of double
    WideVec y[parts];
    WideVec ohm[parts];
    for (std::size_t h = 0; h < parts; ++h) {
        y[h] = hn::LoadU(d, s.first_S + h * L);
        ohm[h] = hn::LoadU(d, s.segment_ohm + h * L);
    }
    for (std::size_t j = 0; j < s.crossings; j += L) {
        const std::size_t left = HWY_MIN(L, s.crossings - j);
        WideVec cell[parts][L];
        for (std::size_t h = 0; h < parts; ++h) {
            for (std::size_t l = 0; l < L; ++l) {
                const double* from = s.cell_S + (h * L + l) * s.stride + j;
                if (left == L) {
                    cell[h][l] = hn::LoadU(d, from);
                } else {
                    HWY_ALIGN double some[L] = {};
                    for (std::size_t k = 0; k < left; ++k) some[k] = from[k];
                    cell[h][l] = hn::Load(d, some);
                }
            }
            transpose<double>(cell[h]);
        }
        for (std::size_t l = 0; l < left; ++l) {
            for (std::size_t h = 0; h < parts; ++h) {
                const std::size_t at = (j + l) * s.a_stride + h * L;
                y[h] = hn::Add(y[h], cell[h][l]);
                put(cell[h][l], s.g + at);
                if (j + l + 1 < s.crossings) put(pass(y[h], ohm[h]), s.a + at);
            }
        }
    }
    for (std::size_t h = 0; h < parts; ++h)
        put(inverse(hn::Add(y[h], hn::LoadU(d, s.last_S + h * L))), s.last + h * L);
}

template <class T, std::size_t kVectors>
HWY_INLINE void columns_at(const SetupLines<T>& s, std::size_t first) {
    const Wide d;
    constexpr std::size_t L = wide_lanes;
    WideVec y[kVectors];
    WideVec ohm[kVectors];
    for (std::size_t c = 0; c < kVectors; ++c) {
        y[c] = hn::LoadU(d, s.first_S + first + c * L);
        ohm[c] = hn::LoadU(d, s.segment_ohm + first + c * L);
    }
    for (std::size_t i = 0; i < s.crossings; ++i)
        for (std::size_t c = 0; c < kVectors; ++c) {
            const std::size_t at = first + c * L;
            y[c] = hn::Add(y[c], hn::LoadU(d, s.cell_S + i * s.stride + at));
            if (i + 1 < s.crossings) put(pass(y[c], ohm[c]), s.a + i * s.a_stride + at);
        }
    for (std::size_t c = 0; c < kVectors; ++c) {
        const std::size_t at = first + c * L;
        put(inverse(hn::Add(y[c], hn::LoadU(d, s.last_S + at))), s.last + at);
    }
}

template <class T>
std::size_t columns(const SetupLines<T>& s, std::size_t count) {
    constexpr std::size_t group = 8;  // divisions in flight
    std::size_t j = 0;
    for (; j + group * wide_lanes <= count; j += group * wide_lanes) columns_at<T, group>(s, j);
    for (; j + wide_lanes <= count; j += wide_lanes) columns_at<T, 1>(s, j);
    return j;
}

void strip_f(const SetupLines<float>& s) { strip<float>(s); }
void strip_d(const SetupLines<double>& s) { strip<double>(s); }
std::size_t columns_f(const SetupLines<float>& s, std::size_t count) {
    return columns<float>(s, count);
}
std::size_t columns_d(const SetupLines<double>& s, std::size_t count) {
    return columns<double>(s, count);
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(strip_f);
HWY_EXPORT(strip_d);
HWY_EXPORT(columns_f);
HWY_EXPORT(columns_d);

template <>
void setup_strip<float>(const SetupLines<float>& lines) {
    HWY_DYNAMIC_DISPATCH(strip_f)(lines);
}
template <>
void setup_strip<double>(const SetupLines<double>& lines) {
    HWY_DYNAMIC_DISPATCH(strip_d)(lines);
}
template <>
std::size_t setup_columns<float>(const SetupLines<float>& lines, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(columns_f)(lines, count);
}
template <>
std::size_t setup_columns<double>(const SetupLines<double>& lines, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(columns_d)(lines, count);
}

}  // namespace crosspoint
#endif
