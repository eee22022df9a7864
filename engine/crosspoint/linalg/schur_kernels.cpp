// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/schur_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/linalg/schur_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/linalg/transpose.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
HWY_INLINE void load_transposed(const T* from, std::size_t stride, Vec<T> (&x)[lanes_of<T>]) {
    for (std::size_t l = 0; l < lanes_of<T>; ++l) x[l] = hn::Load(Tag<T>(), from + l * stride);
    transpose<T>(x);
}

template <class T, bool kZ, bool kF>
HWY_INLINE void rows_forward(const RowSweep<T>& s, std::size_t strip) {
    const Tag<T> d;
    constexpr std::size_t L = lanes_of<T>;
    constexpr std::size_t width = sweep_panel_vectors * L;
    const std::size_t origin = strip * L * width;
    const T* g = s.g + strip * s.shape.strip_stride;
    const T* a = s.lines.a + strip * s.shape.strip_stride;
    Vec<T> current = hn::Zero(d);
    Vec<T> pass = hn::Zero(d);
    for (std::size_t j = 0; j < s.shape.cols; j += L) {
        Vec<T> z[L];
        Vec<T> f[L];
        const std::size_t block = j / width * s.shape.panel_stride + origin + j % width;
        if constexpr (kZ) load_transposed<T>(s.z + block, width, z);
        if constexpr (kF) load_transposed<T>(s.f + block, width, f);
        for (std::size_t l = 0; l < L; ++l) {
            const std::size_t at = (j + l) * L;
            Vec<T> c = kF ? f[l] : hn::Zero(d);
            if constexpr (kZ) {
                const Vec<T> cell = hn::Load(d, g + at);
                c = kF ? hn::MulAdd(cell, z[l], c) : hn::Mul(cell, z[l]);
            }
            current = hn::MulAdd(pass, current, c);
            pass = hn::Load(d, a + at);
            hn::Store(current, d, s.scratch + at);
        }
    }
}

// w at node k of the lines, for the vector at `lane` of `width`.
template <class T>
HWY_INLINE Vec<T> coarse_at(const SweepCoarse<T>& w, std::size_t k, std::size_t width,
                            std::size_t lane) {
    const Tag<T> d;
    const std::size_t at = w.interval[k] * width + lane;
    return hn::MulAdd(hn::Set(d, w.t[k]), hn::Load(d, w.slope + at), hn::Load(d, w.base + at));
}

template <class T, bool kZ, bool kVarying, bool kCoarse = false>
HWY_INLINE double rows_backward(const RowSweep<T>& s, std::size_t strip) {
    const Tag<T> d;
    constexpr std::size_t L = lanes_of<T>;
    constexpr std::size_t width = sweep_panel_vectors * L;
    const std::size_t origin = strip * L * width;
    const T* g = s.g + strip * s.shape.strip_stride;
    const T* a = s.lines.a + strip * s.shape.strip_stride;
    const T* b = kVarying ? s.lines.b + strip * s.shape.strip_stride : nullptr;
    const Vec<T> ohm = kVarying ? hn::Zero(d) : hn::Load(d, s.lines.ohm + strip * L);
    const std::size_t n = s.shape.cols;
    Vec<T> u = hn::Zero(d);
    Vec<T> dot = hn::Zero(d);
    for (std::size_t j = (n + L - 1) / L * L; j > 0;) {
        j -= L;
        Vec<T> out[L];
        for (std::size_t l = L; l-- > 0;) {
            const std::size_t at = (j + l) * L;
            const Vec<T> current = hn::Load(d, s.scratch + at);
            const Vec<T> pass = hn::Load(d, a + at);
            if (j + l + 1 == n) {
                u = hn::Mul(hn::Load(d, s.lines.last + strip * L), current);
            } else {
                const Vec<T> own = kVarying ? hn::Mul(hn::Load(d, b + at), current)
                                            : hn::Mul(pass, hn::Mul(ohm, current));
                u = hn::MulAdd(pass, u, own);
            }
            if constexpr (kCoarse)
                out[l] =
                    hn::Mul(hn::Load(d, g + at), hn::Sub(u, coarse_at<T>(s.coarse, j + l, L, 0)));
            else
                out[l] = s.times_g ? hn::Mul(hn::Load(d, g + at), u) : u;
            if (j + l >= n) out[l] = u = hn::Zero(d);
        }
        transpose<T>(out);
        const std::size_t block = j / width * s.shape.panel_stride + origin + j % width;
        for (std::size_t l = 0; l < L; ++l) {
            const std::size_t at = block + l * width;
            if constexpr (kZ) dot = hn::MulAdd(out[l], hn::Load(d, s.z + at), dot);
            hn::Store(out[l], d, s.out + at);
        }
    }
    return static_cast<double>(hn::GetLane(hn::SumOfLanes(d, dot)));
}

template <class T>
double rows(const RowSweep<T>& s, std::size_t strip) {
    if (s.z != nullptr) {
        s.f != nullptr ? rows_forward<T, true, true>(s, strip)
                       : rows_forward<T, true, false>(s, strip);
        if (s.coarse.base != nullptr)
            return s.lines.b != nullptr ? rows_backward<T, true, true, true>(s, strip)
                                        : rows_backward<T, true, false, true>(s, strip);
        return s.lines.b != nullptr ? rows_backward<T, true, true>(s, strip)
                                    : rows_backward<T, true, false>(s, strip);
    }
    rows_forward<T, false, true>(s, strip);
    return s.lines.b != nullptr ? rows_backward<T, false, true>(s, strip)
                                : rows_backward<T, false, false>(s, strip);
}

template <class T, ColumnStep kStep>
HWY_INLINE void columns_forward(const ColumnSweep<T>& s, std::size_t panel, std::size_t vectors) {
    const Tag<T> d;
    constexpr std::size_t L = lanes_of<T>;
    const std::size_t origin = panel * s.shape.panel_stride;
    const Vec<T> alpha = hn::Set(d, s.alpha);
    const Vec<T> beta = hn::Set(d, s.beta);
    Vec<T> current[sweep_panel_vectors];
    Vec<T> pass[sweep_panel_vectors];
    for (std::size_t c = 0; c < sweep_panel_vectors; ++c) current[c] = pass[c] = hn::Zero(d);
    for (std::size_t i = 0; i < s.shape.rows; ++i) {
        for (std::size_t c = 0; c < sweep_panel_vectors; ++c) {
            if (c >= vectors) break;
            const std::size_t at = origin + (i * sweep_panel_vectors + c) * L;
            Vec<T> r = hn::Load(d, s.r + at);
            if constexpr (kStep == ColumnStep::start) {
                r = hn::Add(r, hn::Load(d, s.y + at));
            } else if constexpr (kStep == ColumnStep::coarse) {
                const Vec<T> w = coarse_at<T>(s.coarse, i, sweep_panel_vectors * L, c * L);
                r = hn::MulAdd(hn::Load(d, s.g + at), w, r);
            } else {
                Vec<T> q = hn::Sub(r, hn::Load(d, s.y + at));
                Vec<T> p = hn::Load(d, s.z + at);
                if constexpr (kStep == ColumnStep::next) {
                    q = hn::MulAdd(beta, hn::Load(d, s.q + at), q);
                    p = hn::MulAdd(beta, hn::Load(d, s.p + at), p);
                    hn::Store(hn::MulAdd(alpha, p, hn::Load(d, s.x + at)), d, s.x + at);
                } else {
                    hn::Store(hn::Mul(alpha, p), d, s.x + at);
                }
                hn::Store(q, d, s.q + at);
                hn::Store(p, d, s.p + at);
                r = hn::NegMulAdd(alpha, q, r);
            }
            if constexpr (kStep != ColumnStep::coarse) hn::Store(r, d, s.r + at);
            current[c] = hn::MulAdd(pass[c], current[c], r);
            pass[c] = hn::Load(d, s.lines.a + at);
            hn::Store(current[c], d, s.z + at);  // z of this row has been used: J takes its place
        }
    }
}

template <class T, bool kVarying, bool kRestrict>
HWY_INLINE double columns_backward(const ColumnSweep<T>& s, std::size_t panel,
                                   std::size_t vectors) {
    const Tag<T> d;
    constexpr std::size_t L = lanes_of<T>;
    const std::size_t origin = panel * s.shape.panel_stride;
    const std::size_t from = panel * sweep_panel_vectors * L;
    Vec<T> z[sweep_panel_vectors];
    Vec<T> ohm[sweep_panel_vectors];
    Vec<T> dot[sweep_panel_vectors];
    Vec<T> all[sweep_panel_vectors];    // of G z over the coarse interval
    Vec<T> upper[sweep_panel_vectors];  // its part for the coarse node at the end of the interval
    for (std::size_t c = 0; c < sweep_panel_vectors; ++c) {
        z[c] = ohm[c] = dot[c] = all[c] = upper[c] = hn::Zero(d);
        if (!kVarying && c < vectors) ohm[c] = hn::Load(d, s.lines.ohm + from + c * L);
    }
    for (std::size_t i = s.shape.rows; i-- > 0;) {
        for (std::size_t c = 0; c < sweep_panel_vectors; ++c) {
            if (c >= vectors) break;
            const std::size_t at = origin + (i * sweep_panel_vectors + c) * L;
            const Vec<T> current = hn::Load(d, s.z + at);
            if (i + 1 == s.shape.rows) {
                z[c] = hn::Mul(hn::Load(d, s.lines.last + from + c * L), current);
            } else {
                const Vec<T> pass = hn::Load(d, s.lines.a + at);
                const Vec<T> own = kVarying ? hn::Mul(hn::Load(d, s.lines.b + at), current)
                                            : hn::Mul(pass, hn::Mul(ohm[c], current));
                z[c] = hn::MulAdd(pass, z[c], own);
            }
            dot[c] = hn::MulAdd(z[c], hn::Load(d, s.r + at), dot[c]);
            if constexpr (kRestrict) {
                const Vec<T> gz = hn::Mul(hn::Load(d, s.g + at), z[c]);
                all[c] = hn::Add(all[c], gz);
                upper[c] = hn::MulAdd(hn::Set(d, s.coarse.t[i]), gz, upper[c]);
            } else {
                hn::Store(z[c], d, s.z + at);
            }
        }
        if constexpr (kRestrict) {
            const std::uint32_t interval = s.coarse.interval[i];
            if (i > 0 && s.coarse.interval[i - 1] == interval) continue;
            for (std::size_t c = 0; c < sweep_panel_vectors; ++c) {
                if (c >= vectors) break;
                T* lower_to = s.restricted + (interval * sweep_panel_vectors + c) * L;
                T* upper_to = lower_to + sweep_panel_vectors * L;
                hn::Store(hn::Sub(all[c], upper[c]), d, lower_to);
                hn::Store(hn::Add(upper[c], hn::Load(d, upper_to)), d, upper_to);
                all[c] = upper[c] = hn::Zero(d);
            }
        }
    }
    Vec<T> sum = dot[0];
    for (std::size_t c = 1; c < sweep_panel_vectors; ++c) sum = hn::Add(sum, dot[c]);
    return static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sum)));
}

template <class T>
double columns(const ColumnSweep<T>& s, std::size_t panel) {
    const std::size_t all = (s.shape.cols + lanes_of<T> - 1) / lanes_of<T>;
    const std::size_t vectors = HWY_MIN(sweep_panel_vectors, all - panel * sweep_panel_vectors);
    switch (s.step) {
        case ColumnStep::start:
            columns_forward<T, ColumnStep::start>(s, panel, vectors);
            break;
        case ColumnStep::first:
            columns_forward<T, ColumnStep::first>(s, panel, vectors);
            break;
        case ColumnStep::next:
            columns_forward<T, ColumnStep::next>(s, panel, vectors);
            break;
        case ColumnStep::coarse:
            columns_forward<T, ColumnStep::coarse>(s, panel, vectors);
            break;
    }
    if (s.restricted != nullptr)
        return s.lines.b != nullptr ? columns_backward<T, true, true>(s, panel, vectors)
                                    : columns_backward<T, false, true>(s, panel, vectors);
    return s.lines.b != nullptr ? columns_backward<T, true, false>(s, panel, vectors)
                                : columns_backward<T, false, false>(s, panel, vectors);
}

double rows_f(const RowSweep<float>& s, std::size_t strip) { return rows<float>(s, strip); }
double columns_f(const ColumnSweep<float>& s, std::size_t c) { return columns<float>(s, c); }
std::size_t lanes_f() { return lanes_of<float>; }
#if HWY_HAVE_FLOAT64
double rows_d(const RowSweep<double>& s, std::size_t strip) { return rows<double>(s, strip); }
double columns_d(const ColumnSweep<double>& s, std::size_t c) { return columns<double>(s, c); }
std::size_t lanes_d() { return lanes_of<double>; }
#else
#error "double precision vectors are needed"
#endif

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(rows_f);
HWY_EXPORT(columns_f);
HWY_EXPORT(lanes_f);
HWY_EXPORT(rows_d);
HWY_EXPORT(columns_d);
HWY_EXPORT(lanes_d);

template <>
std::size_t sweep_lanes<float>() {
    return HWY_DYNAMIC_DISPATCH(lanes_f)();
}
template <>
std::size_t sweep_lanes<double>() {
    return HWY_DYNAMIC_DISPATCH(lanes_d)();
}
template <>
double sweep_rows<float>(const RowSweep<float>& sweep, std::size_t strip) {
    return HWY_DYNAMIC_DISPATCH(rows_f)(sweep, strip);
}
template <>
double sweep_rows<double>(const RowSweep<double>& sweep, std::size_t strip) {
    return HWY_DYNAMIC_DISPATCH(rows_d)(sweep, strip);
}
template <>
double sweep_columns<float>(const ColumnSweep<float>& sweep, std::size_t panel) {
    return HWY_DYNAMIC_DISPATCH(columns_f)(sweep, panel);
}
template <>
double sweep_columns<double>(const ColumnSweep<double>& sweep, std::size_t panel) {
    return HWY_DYNAMIC_DISPATCH(columns_d)(sweep, panel);
}

}  // namespace crosspoint
#endif
