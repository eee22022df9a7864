// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nonlinear_gates.hpp"

#include "crosspoint/base/raw_array.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/solve/nonlinear_gates.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/solve/ladder_gates.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

// Linearization I = p b - q s + e of the cells of one row.
struct Tangent {
    V p, q, e;
};

// 1 / x by the machine's estimate and one Newton step: a few units of the last place.
HWY_INLINE V reciprocal(V x) {
    const V r = hn::ApproximateReciprocal(x);
    return hn::Mul(r, hn::NegMulAdd(x, r, hn::Set(D(), 2.0f)));
}

// Equation (55). D < 0 cannot come up between a drive above 0 and a sense at 0.
HWY_INLINE Tangent triode(V b_V, V s_V, V beta, V over, V ohm) {
    const D d;
    const V zero = hn::Zero(d), one = hn::Set(d, 1.0f), two = hn::Set(d, 2.0f);
    const V v0 = hn::Max(hn::Sub(over, s_V), zero);
    const V across = hn::Max(hn::Sub(b_V, s_V), zero);
    const V br = hn::Mul(beta, ohm);
    const V h = hn::MulAdd(br, v0, one);
    const V root = hn::Sqrt(hn::Max(hn::NegMulAdd(hn::Mul(two, br), across, hn::Mul(h, h)), one));
    const V w = hn::Min(hn::Mul(hn::Mul(two, across), reciprocal(hn::Add(h, root))), v0);
    const V i = hn::Mul(hn::Mul(beta, w), hn::NegMulAdd(hn::Set(d, 0.5f), w, v0));
    const V k = hn::Mul(beta, hn::Sub(v0, w));
    const V down = reciprocal(hn::MulAdd(ohm, k, one));
    const V p = hn::Mul(k, down);
    const V q = hn::Mul(hn::Mul(beta, v0), down);
    return {p, q, hn::MulAdd(q, s_V, hn::NegMulAdd(p, b_V, i))};
}

// Both rails end at the top: what flows down rail b comes up rail s, J = a b - c s + e.
struct SameEnd {
    static constexpr std::size_t kept = 3;
    V a, c, e;
    HWY_INLINE void clear(float) { a = c = e = hn::Zero(D()); }
    HWY_INLINE void cell(const Tangent& t) {
        a = hn::Add(a, t.p);
        c = hn::Add(c, t.q);
        e = hn::Add(e, t.e);
    }
    HWY_INLINE void segments(V r0, V r1, float* keep, std::size_t lanes) {
        const D d;
        const V f = reciprocal(hn::MulAdd(r0, a, hn::MulAdd(r1, c, hn::Set(d, 1.0f))));
        a = hn::Mul(a, f);
        c = hn::Mul(c, f);
        e = hn::Mul(e, f);
        hn::Store(a, d, keep);
        hn::Store(c, d, keep + lanes);
        hn::Store(e, d, keep + 2 * lanes);
    }
    static HWY_INLINE void descend(V r0, V r1, const float* keep, std::size_t lanes, V& b, V& s) {
        const D d;
        const V a = hn::Load(d, keep), c = hn::Load(d, keep + lanes);
        const V j = hn::NegMulAdd(c, s, hn::MulAdd(a, b, hn::Load(d, keep + 2 * lanes)));
        b = hn::NegMulAdd(r0, j, b);
        s = hn::MulAdd(r1, j, s);
    }
    // The sensed current; b and s become the voltages above the top segments.
    HWY_INLINE V top(V drive, V, V& b, V& s) const {
        b = drive;
        s = hn::Zero(D());
        return hn::MulAdd(a, drive, e);
    }
};

// Rail s ends at the bottom, rail b at the top: the whole of (51).
struct OppositeEnd {
    static constexpr std::size_t kept = 6;
    V y00, y01, y10, y11, det, c0, c1, e0, e1, sum;
    HWY_INLINE void clear(float bottom_ohm) {
        y00 = y01 = y10 = det = c0 = e0 = e1 = sum = hn::Zero(D());
        y11 = c1 = hn::Set(D(), 1.0f / bottom_ohm);
    }
    HWY_INLINE void cell(const Tangent& t) {
        det = hn::Add(det, hn::MulAdd(t.q, c0, hn::Mul(t.p, c1)));
        y00 = hn::Add(y00, t.p);
        y01 = hn::Sub(y01, t.q);
        y10 = hn::Sub(y10, t.p);
        y11 = hn::Add(y11, t.q);
        e0 = hn::Add(e0, t.e);
        e1 = hn::Sub(e1, t.e);
    }
    HWY_INLINE void segments(V r0, V r1, float* keep, std::size_t lanes) {
        const D d;
        const V one = hn::Set(d, 1.0f);
        const V g0 = hn::MulAdd(r0, y00, one), g1 = hn::MulAdd(r1, y11, one);
        const V f = reciprocal(hn::MulAdd(r1, hn::MulAdd(r0, det, y11), g0));
        const V x0 = hn::Mul(r1, hn::NegMulAdd(y01, sum, hn::Mul(c1, e0)));
        const V x1 = hn::Mul(r0, hn::NegMulAdd(y10, sum, hn::Mul(c0, e1)));
        const V across0 = hn::Mul(y01, f), across1 = hn::Mul(y10, f);
        hn::Store(hn::Mul(g1, f), d, keep);
        hn::Store(hn::Neg(hn::Mul(r0, across0)), d, keep + lanes);
        hn::Store(hn::Neg(hn::Mul(r1, across1)), d, keep + 2 * lanes);
        hn::Store(hn::Mul(g0, f), d, keep + 3 * lanes);
        sum = hn::Mul(hn::Add(sum, hn::Add(x0, x1)), f);
        e0 = hn::Mul(hn::Add(e0, x0), f);
        e1 = hn::Mul(hn::Add(e1, x1), f);
        hn::Store(hn::Neg(hn::Mul(r0, e0)), d, keep + 4 * lanes);
        hn::Store(hn::Neg(hn::Mul(r1, e1)), d, keep + 5 * lanes);
        y00 = hn::Mul(hn::MulAdd(r1, det, y00), f);
        y11 = hn::Mul(hn::MulAdd(r0, det, y11), f);
        c0 = hn::Mul(hn::MulAdd(r1, det, c0), f);
        c1 = hn::Mul(hn::MulAdd(r0, det, c1), f);
        y01 = across0;
        y10 = across1;
        det = hn::Mul(det, f);
    }
    static HWY_INLINE void descend(V, V, const float* keep, std::size_t lanes, V& b, V& s) {
        const D d;
        const V above_b = b;
        b = hn::MulAdd(hn::Load(d, keep), above_b,
                       hn::MulAdd(hn::Load(d, keep + lanes), s, hn::Load(d, keep + 4 * lanes)));
        s = hn::MulAdd(hn::Load(d, keep + 2 * lanes), above_b,
                       hn::MulAdd(hn::Load(d, keep + 3 * lanes), s, hn::Load(d, keep + 5 * lanes)));
    }
    // Rail s carries nothing at the top: J1 = y10 b + y11 s + e1 = 0 above the top segments.
    HWY_INLINE V top(V drive, V, V& b, V& s) const {
        b = drive;
        s = hn::Neg(hn::Div(hn::MulAdd(y10, drive, e1), y11));
        const V from_sources = hn::NegMulAdd(c1, e1, hn::Mul(y11, sum));
        return hn::Div(hn::MulAdd(det, drive, from_sources), y11);
    }
};

template <class Chain>
HWY_INLINE void column(const TriodeLadder& t, std::size_t j, const std::uint8_t* bits,
                       std::size_t row_bytes, std::size_t read, int sweeps, float* work,
                       float* out) {
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t at = j * t.rows;
    const std::size_t step = (Chain::kept + 2) * lanes;
    const V drive = hn::Set(d, t.drive_V);
    V current = hn::Zero(d);
    for (int sweep = 0; sweep <= sweeps; ++sweep) {
        Chain chain;
        chain.clear(t.sensed_at_bottom ? t.s_bottom_ohm[j] : 1.0f);
        for (std::size_t i = t.rows; i-- > 0;) {
            float* mine = work + i * step;
            const auto on = read_mask(d, bits + i * row_bytes, read);
            if (!hn::AllFalse(d, on)) {
                const V b = sweep == 0 ? drive : hn::Load(d, mine);
                const V s = sweep == 0 ? hn::Zero(d) : hn::Load(d, mine + lanes);
                const Tangent cell =
                    triode(b, s, hn::Set(d, t.beta_A_per_V2[at + i]),
                           hn::Set(d, t.overdrive_V[at + i]), hn::Set(d, t.cell_ohm[at + i]));
                chain.cell({hn::IfThenElseZero(on, cell.p), hn::IfThenElseZero(on, cell.q),
                            hn::IfThenElseZero(on, cell.e)});
            }
            chain.segments(hn::Set(d, t.b_ohm[at + i]), hn::Set(d, t.s_ohm[at + i]),
                           mine + 2 * lanes, lanes);
        }
        V b, s;
        current = chain.top(drive, current, b, s);
        if (sweep == sweeps) break;
        for (std::size_t i = 0; i < t.rows; ++i) {
            float* mine = work + i * step;
            Chain::descend(hn::Set(d, t.b_ohm[at + i]), hn::Set(d, t.s_ohm[at + i]),
                           mine + 2 * lanes, lanes, b, s);
            hn::Store(b, d, mine);
            hn::Store(s, d, mine + lanes);
        }
    }
    hn::StoreU(current, d, out);
}

void triode_columns(const TriodeLadder& t, const BitMatrix& gates, int sweeps,
                    Matrix<float>& i_out_A) {
    const std::size_t lanes = hn::Lanes(D());
    const auto* bits = reinterpret_cast<const std::uint8_t*>(gates.words().data());
    const std::size_t row_bytes = gates.words_per_row() * 8;
    RawArray<float> work(t.rows * (OppositeEnd::kept + 2) * lanes);
    for (std::size_t j = 0; j < t.cols; ++j)
        for (std::size_t read = 0; read < i_out_A.cols(); read += lanes) {
            float* out = &i_out_A(j, read);
            if (t.sensed_at_bottom)
                column<OppositeEnd>(t, j, bits, row_bytes, read, sweeps, work.data(), out);
            else
                column<SameEnd>(t, j, bits, row_bytes, read, sweeps, work.data(), out);
        }
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(triode_columns);

void run_triode_ladder(const TriodeLadder& ladder, const BitMatrix& gates, int sweeps,
                       Matrix<float>& i_out_A) {
    i_out_A = Matrix<float>(ladder.cols, gates.words_per_row() * 64);
    HWY_DYNAMIC_DISPATCH(triode_columns)(ladder, gates, sweeps, i_out_A);
}

}  // namespace crosspoint
#endif
