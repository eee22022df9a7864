// The kernel of ladder_gates.hpp, compiled once per instruction set by Highway.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/ladder_gates.hpp"

#ifndef CROSSPOINT_SOLVE_LADDER_GATES_CALL
#define CROSSPOINT_SOLVE_LADDER_GATES_CALL
namespace crosspoint {
// One call of the kernel in plain pointers: nothing of the standard library may be instantiated
// where the code is compiled for one instruction set.
struct GateLadderCall {
    const float* g_on_S;
    const float* segment_ohm;
    const float* end_ohm;
    const float* alpha;
    std::size_t rows;
    std::size_t cols;
    float g_off_S;
    float drive_V;
    bool rows_reversed;
    const std::uint8_t* bits;  // row 0 of the asserted rows
    std::size_t row_bytes;
    std::size_t first;  // kernel rows [first, last) are asserted
    std::size_t last;
    std::size_t reads;
    float* i_out_A;
    std::size_t stride;
};
}  // namespace crosspoint
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/solve/ladder_gates.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

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

// U vectors of reads through one column. kOpposite carries the second chain column (d2, J2); kLong
// compensates the long sums for what rounding takes from them (W. Kahan, CACM 8(1), 1965).
template <bool kOpposite, bool kLeak, bool kLong, std::size_t U>
HWY_INLINE void column_block(const GateLadderCall& t, std::size_t j, std::size_t read, float* out) {
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    const float* g_on = t.g_on_S + j * t.rows;
    const float* r_ohm = t.segment_ohm + j * t.rows;
    const V leak = hn::Set(d, t.g_off_S);
    // The chain columns as e1 = d1 - 1, J1, d2, f2 = J2 - 1: next to 1 the small increments of a
    // good wire would be rounded away.
    V e1[U], j1[U], d2[U], f2[U];
    V lost_j1[U], lost_e1[U];
    for (std::size_t u = 0; u < U; ++u)
        e1[u] = j1[u] = d2[u] = f2[u] = lost_j1[u] = lost_e1[u] = hn::Zero(d);
    const auto add = [](V& sum, V& lost, V term) HWY_ATTR {
        const V corrected = hn::Sub(term, lost);
        const V next = hn::Add(sum, corrected);
        lost = hn::Sub(hn::Sub(next, sum), corrected);
        sum = next;
    };
    const auto cell = [&](V g, std::size_t u) HWY_ATTR {
        const V current = hn::MulAdd(g, e1[u], g);
        if (kLong)
            add(j1[u], lost_j1[u], current);
        else
            j1[u] = hn::Add(j1[u], current);
        if (kOpposite) f2[u] = hn::MulAdd(g, d2[u], f2[u]);
    };
    const auto segment = [&](V r) HWY_ATTR {
        for (std::size_t u = 0; u < U; ++u) {
            if (kLong)
                add(e1[u], lost_e1[u], hn::Mul(r, j1[u]));
            else
                e1[u] = hn::MulAdd(r, j1[u], e1[u]);
            if (kOpposite) d2[u] = hn::Add(d2[u], hn::MulAdd(r, f2[u], r));
        }
    };
    // Rows that are off: cells of g_off when there is a leak, else wire only.
    const auto off_rows = [&](std::size_t from, std::size_t to) HWY_ATTR {
        if (kLeak) {
            for (std::size_t i = to; i-- > from;) {
                for (std::size_t u = 0; u < U; ++u) cell(leak, u);
                segment(hn::Set(d, r_ohm[i]));
            }
        } else {
            float wire_ohm = 0.0f;
            for (std::size_t i = from; i < to; ++i) wire_ohm += r_ohm[i];
            segment(hn::Set(d, wire_ohm));
        }
    };

    off_rows(t.last, t.rows);
    for (std::size_t i = t.last; i-- > t.first;) {
        const std::size_t k = t.rows_reversed ? t.last - 1 - i : i - t.first;
        const std::uint8_t* row_bits = t.bits + k * t.row_bytes;
        const V g = hn::Set(d, g_on[i]);
        for (std::size_t u = 0; u < U; ++u) {
            const auto on = read_mask(d, row_bits, read + u * lanes);
            cell(kLeak ? hn::IfThenElse(on, g, leak) : hn::IfThenElseZero(on, g), u);
        }
        segment(hn::Set(d, r_ohm[i]));
    }
    off_rows(0, t.first);

    const float a = t.alpha[j];
    const V end = hn::Set(d, t.end_ohm[j]);
    const V volts = hn::Set(d, t.drive_V);
    for (std::size_t u = 0; u < U; ++u) {
        // (1-a)^2 d1 + 2 a (1-a) + a^2 J2  =  1 + (1-a)^2 e1 + a^2 f2
        V ohm = e1[u];
        if (kOpposite)
            ohm = hn::MulAdd(hn::Set(d, (1.0f - a) * (1.0f - a)), e1[u],
                             hn::Mul(hn::Set(d, a * a), f2[u]));
        ohm = hn::Add(ohm, hn::Set(d, 1.0f));
        const V current = hn::Div(hn::Mul(volts, j1[u]), hn::MulAdd(end, j1[u], ohm));
        hn::StoreU(current, d, out + u * lanes);
    }
}

template <bool kOpposite, bool kLeak, bool kLong>
HWY_INLINE void all_columns(const GateLadderCall& t) {
    // Vectors in flight: enough independent chains to hide the latency of the fused multiply-add.
    constexpr std::size_t U = 4;
    const std::size_t step = U * hn::Lanes(D());
    for (std::size_t j = 0; j < t.cols; ++j)
        for (std::size_t read = 0; read < t.reads; read += step)
            column_block<kOpposite, kLeak, kLong, U>(t, j, read, t.i_out_A + j * t.stride + read);
}

template <bool kOpposite, bool kLeak>
HWY_INLINE void by_length(const GateLadderCall& call) {
    // Chosen: plain sums stay below 6e-7 up to 128 rows (benches/RESULTS.md).
    constexpr std::size_t plain_rows = 128;
    const std::size_t terms = kLeak ? call.rows : call.last - call.first;
    terms > plain_rows ? all_columns<kOpposite, kLeak, true>(call)
                       : all_columns<kOpposite, kLeak, false>(call);
}

void run(const GateLadderCall& call, bool sensed_at_bottom) {
    const bool leak = call.g_off_S > 0.0f;
    if (sensed_at_bottom) {
        leak ? by_length<true, true>(call) : by_length<true, false>(call);
    } else {
        leak ? by_length<false, true>(call) : by_length<false, false>(call);
    }
}

const char* target() { return hwy::TargetName(HWY_TARGET); }

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(run);
HWY_EXPORT(target);

void run_gate_ladder(const GateLadder& ladder, const BitMatrix& gates, std::size_t first_row,
                     Matrix<float>& i_out_A) {
    const std::size_t asserted = gates.rows();
    const std::size_t stride = gates.words_per_row() * 64;
    if (i_out_A.rows() != ladder.cols || i_out_A.cols() != stride)
        i_out_A = Matrix<float>(ladder.cols, stride);
    // Kernel rows count from the driven end.
    const std::size_t first = ladder.rows_reversed ? ladder.rows - first_row - asserted : first_row;
    const GateLadderCall call{.g_on_S = ladder.g_on_S.data(),
                              .segment_ohm = ladder.segment_ohm.data(),
                              .end_ohm = ladder.end_ohm.data(),
                              .alpha = ladder.alpha.data(),
                              .rows = ladder.rows,
                              .cols = ladder.cols,
                              .g_off_S = ladder.g_off_S,
                              .drive_V = ladder.drive_V,
                              .rows_reversed = ladder.rows_reversed,
                              .bits = reinterpret_cast<const std::uint8_t*>(gates.words().data()),
                              .row_bytes = gates.words_per_row() * 8,
                              .first = first,
                              .last = first + asserted,
                              .reads = gates.cols(),
                              .i_out_A = i_out_A.values().data(),
                              .stride = stride};
    HWY_DYNAMIC_DISPATCH(run)(call, ladder.sensed_at_bottom);
}

const char* gate_ladder_target() { return HWY_DYNAMIC_DISPATCH(target)(); }

}  // namespace crosspoint
#endif
