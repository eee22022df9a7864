// Method A of ladder_gates.hpp for what its fast forms cannot take: a ratio r_s / r_b that varies
// along the line (the chain of equation (17c), engine/docs/physics.md), and attenuation that would
// overflow single precision (every few rows the state of a read is divided by a power of two). SIMD
// over the reads; every sum is compensated.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/ladder_gates_call.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/solve/ladder_gates_general.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/solve/ladder_gates.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

// The largest power of two that is not above 1 / v, for v >= 1.
HWY_INLINE V power_of_two_below_inverse(V v) {
    const D d;
    const hn::RebindToUnsigned<D> du;
    const auto bits = hn::BitCast(du, hn::Div(hn::Set(d, 1.0f), v));
    return hn::BitCast(d, hn::And(bits, hn::Set(du, 0x7F800000u)));
}

// Chain columns (d1, J1) and (d2, J2) with a common factor `one`.
template <bool kOpposite>
struct FixedRatio {
    V one;
    Sum e1, j1, d2, f2;  // d1 - one, J1, d2, J2 - one

    HWY_INLINE void start() {
        one = hn::Set(D(), 1.0f);
        e1.clear();
        j1.clear();
        d2.clear();
        f2.clear();
    }
    HWY_INLINE void cell(V g) {
        j1.add(hn::Mul(g, hn::Add(one, e1.sum)));
        if (kOpposite) f2.add(hn::Mul(g, d2.sum));
    }
    HWY_INLINE void segment(const GateLadderCall& t, std::size_t k) {
        const V r = hn::Set(D(), t.segment_ohm[k]);
        e1.add(hn::Mul(r, j1.sum));
        if (kOpposite) d2.add(hn::Mul(r, hn::Add(one, f2.sum)));
    }
    HWY_INLINE void rescale() {
        const V by = power_of_two_below_inverse(hn::Max(hn::Add(one, e1.sum), hn::Set(D(), 1.0f)));
        one = hn::Mul(one, by);
        e1.scale(by);
        j1.scale(by);
        d2.scale(by);
        f2.scale(by);
    }
    HWY_INLINE V current(const GateLadderCall& t, std::size_t j) const {
        return output_current<kOpposite>(t, j, hn::Add(one, e1.sum), j1.sum, hn::Add(one, f2.sum),
                                         one);
    }
};

// Equation (17c): J, W = sum r_b J, H = sum r_s J, F and G, with a common factor `one`.
struct VaryingRatio {
    V one;
    Sum j, w, h, f, g;

    HWY_INLINE void start() {
        one = hn::Set(D(), 1.0f);
        j.clear();
        w.clear();
        h.clear();
        f.clear();
        g.clear();
    }
    HWY_INLINE void cell(V conductance) {
        f.add(hn::Mul(conductance, g.sum));
        j.add(hn::Mul(conductance, hn::Add(one, hn::Add(w.sum, h.sum))));
    }
    HWY_INLINE void segment(const GateLadderCall& t, std::size_t k) {
        const V rb = hn::Set(D(), t.driven_ohm[k]);
        const V rs = hn::Set(D(), t.sensed_ohm[k]);
        const V b_drop = hn::Mul(rb, j.sum);
        const V common = hn::Add(hn::Add(one, w.sum), hn::Add(f.sum, b_drop));
        g.add(hn::MulAdd(rs, common, hn::Mul(rb, hn::Add(f.sum, h.sum))));
        w.add(b_drop);
        h.add(hn::Mul(rs, j.sum));
    }
    HWY_INLINE void rescale() {
        const V size = hn::Add(one, hn::Add(hn::Add(w.sum, h.sum), f.sum));
        const V by = power_of_two_below_inverse(hn::Max(size, hn::Set(D(), 1.0f)));
        one = hn::Mul(one, by);
        j.scale(by);
        w.scale(by);
        h.scale(by);
        f.scale(by);
        g.scale(by);
    }
    HWY_INLINE V current(const GateLadderCall& t, std::size_t column) const {
        const D d;
        const V ohm = hn::Add(hn::Add(one, w.sum), f.sum);
        return hn::Div(hn::Mul(hn::Set(d, t.drive_V), j.sum),
                       hn::MulAdd(hn::Set(d, t.end_ohm[column]), j.sum, ohm));
    }
};

template <class Chain>
HWY_INLINE void all_reads_general(const GateLadderCall& t) {
    const D d;
    const V leak = hn::Set(d, t.g_off_S);
    for (std::size_t j = 0; j < t.cols; ++j)
        for (std::size_t read = 0; read < t.stride; read += hn::Lanes(d)) {
            Chain chain;
            chain.start();
            std::size_t until_rescale = t.rescale_rows;
            for (std::size_t i = t.rows; i-- > 0;) {
                V g = leak;
                if (i >= t.first && i < t.last) {
                    const auto on = read_mask(d, row_bits(t, i), read);
                    g = hn::IfThenElse(on, hn::Set(d, t.g_on_S[j * t.rows + i]), leak);
                }
                chain.cell(g);
                chain.segment(t, j * t.rows + i);
                if (t.rescale_rows != 0 && --until_rescale == 0) {
                    chain.rescale();
                    until_rescale = t.rescale_rows;
                }
            }
            hn::StoreU(chain.current(t, j), d, t.i_out_A + j * t.stride + read);
        }
}

void general(const GateLadderCall& t) {
    if (t.driven_ohm != nullptr) return all_reads_general<VaryingRatio>(t);
    t.sensed_at_bottom ? all_reads_general<FixedRatio<true>>(t)
                       : all_reads_general<FixedRatio<false>>(t);
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(general);

void run_general(const GateLadderCall& call) { HWY_DYNAMIC_DISPATCH(general)(call); }

}  // namespace crosspoint
#endif
