// Method A of ladder_gates.hpp: one masked cell a row, SIMD over the reads.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/ladder_gates.hpp"
#include "crosspoint/solve/ladder_gates_call.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/solve/ladder_gates_masked.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/solve/ladder_gates.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

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
    V lost_j1[U], lost_e1[U], lost_d2[U], lost_f2[U];
    for (std::size_t u = 0; u < U; ++u) {
        e1[u] = j1[u] = d2[u] = f2[u] = hn::Zero(d);
        lost_e1[u] = lost_j1[u] = lost_d2[u] = lost_f2[u] = hn::Zero(d);
    }
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
        if (kOpposite && kLong)
            add(f2[u], lost_f2[u], hn::Mul(g, d2[u]));
        else if (kOpposite)
            f2[u] = hn::MulAdd(g, d2[u], f2[u]);
    };
    const auto segment = [&](V r) HWY_ATTR {
        for (std::size_t u = 0; u < U; ++u) {
            if (kLong)
                add(e1[u], lost_e1[u], hn::Mul(r, j1[u]));
            else
                e1[u] = hn::MulAdd(r, j1[u], e1[u]);
            if (kOpposite && kLong)
                add(d2[u], lost_d2[u], hn::MulAdd(r, f2[u], r));
            else if (kOpposite)
                d2[u] = hn::Add(d2[u], hn::MulAdd(r, f2[u], r));
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
        const std::uint8_t* line = row_bits(t, i);
        const V g = hn::Set(d, g_on[i]);
        for (std::size_t u = 0; u < U; ++u) {
            const auto on = read_mask(d, line, read + u * lanes);
            cell(kLeak ? hn::IfThenElse(on, g, leak) : hn::IfThenElseZero(on, g), u);
        }
        segment(hn::Set(d, r_ohm[i]));
    }
    off_rows(0, t.first);

    const V one = hn::Set(d, 1.0f);
    for (std::size_t u = 0; u < U; ++u)
        hn::StoreU(
            output_current<kOpposite>(t, j, hn::Add(one, e1[u]), j1[u], hn::Add(one, f2[u]), one),
            d, out + u * lanes);
}

template <bool kOpposite, bool kLeak, bool kLong>
HWY_INLINE void all_columns(const GateLadderCall& t) {
    // Vectors in flight: enough independent chains to hide the latency of the fused multiply-add.
    constexpr std::size_t U = 4;
    const std::size_t step = U * hn::Lanes(D());
    for (std::size_t j = 0; j < t.cols; ++j)
        for (std::size_t read = 0; read < t.stride; read += step)
            column_block<kOpposite, kLeak, kLong, U>(t, j, read, t.i_out_A + j * t.stride + read);
}

template <bool kOpposite, bool kLeak>
HWY_INLINE void by_length(const GateLadderCall& call) {
    // Each addition rounds by up to 6e-8 of the sum, small equal terms all the same way: 16 of them
    // by less than 1e-6.
    constexpr std::size_t plain_rows = 16;
    const std::size_t terms = kLeak ? call.rows : call.last - call.first;
    terms > plain_rows ? all_columns<kOpposite, kLeak, true>(call)
                       : all_columns<kOpposite, kLeak, false>(call);
}

void masked(const GateLadderCall& call) {
    const bool leak = call.g_off_S > 0.0f;
    if (call.sensed_at_bottom) {
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

HWY_EXPORT(masked);
HWY_EXPORT(target);

void run_masked(const GateLadderCall& call) { HWY_DYNAMIC_DISPATCH(masked)(call); }

const char* gate_ladder_target() { return HWY_DYNAMIC_DISPATCH(target)(); }

}  // namespace crosspoint
#endif
