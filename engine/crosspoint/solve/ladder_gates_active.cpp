// Method B of ladder_gates.hpp: only the rows that are on, SIMD over the columns. Without a leak
// the rows between two active ones are wire, so that a read costs three (driven end) or five vector
// operations per active row and 4 to 16 columns.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <vector>

#include "crosspoint/solve/ladder_gates_call.hpp"

#ifndef CROSSPOINT_SOLVE_LADDER_GATES_ACTIVE
#define CROSSPOINT_SOLVE_LADDER_GATES_ACTIVE
namespace crosspoint {
namespace gate_active {

constexpr std::size_t block_cols = 64;   // columns in flight hide the latency of the chain
constexpr std::size_t block_reads = 16;  // one cache line of each column's currents

// One block of columns of the tile, rows outermost.
struct Columns {
    const GateLadderCall* call;
    std::size_t column;
    const float* g_on_S;          // [rows x block_cols]
    const float* below_ohm;       // [rows + 1 x block_cols] wire below row i; last line: all of it
    const std::uint16_t* active;  // rows of the reads, upward, one list after the other
    const std::size_t* list_begin;  // [reads + 1]
    float* i_A;                     // [block_reads x block_cols]
};

}  // namespace gate_active
}  // namespace crosspoint
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/solve/ladder_gates_active.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/solve/ladder_gates.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

using gate_active::block_cols;
using gate_active::block_reads;
using gate_active::Columns;

// One read through U vectors of columns. kLong splits the sums (Split, ladder_gates.inc).
template <bool kOpposite, bool kLong, std::size_t U>
HWY_INLINE void one_read(const Columns& columns, std::size_t first_lane, std::size_t read,
                         float* i_A) {
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    const GateLadderCall& t = *columns.call;
    Split d1[U], j1[U], d2[U], j2[U];
    V below[U];
    for (std::size_t u = 0; u < U; ++u) {
        d1[u].set(1.0f);
        j1[u].set(0.0f);
        d2[u].set(0.0f);
        j2[u].set(1.0f);
        below[u] = hn::Zero(d);
    }
    const auto wire = [&](std::size_t row) HWY_ATTR {
        for (std::size_t u = 0; u < U; ++u) {
            const std::size_t at = row * block_cols + first_lane + u * lanes;
            const V now = hn::LoadU(d, columns.below_ohm + at);
            const V r = hn::Sub(now, below[u]);
            below[u] = now;
            add_product<kLong>(r, j1[u], d1[u]);
            if (kOpposite) add_product<kLong>(r, j2[u], d2[u]);
        }
    };
    std::size_t steps = 0;
    for (std::size_t k = columns.list_begin[read]; k < columns.list_begin[read + 1]; ++k) {
        const std::size_t row = columns.active[k];
        wire(row);
        for (std::size_t u = 0; u < U; ++u) {
            const V g = hn::LoadU(d, columns.g_on_S + row * block_cols + first_lane + u * lanes);
            add_product<kLong>(g, d1[u], j1[u]);
            if (kOpposite) add_product<kLong>(g, d2[u], j2[u]);
        }
        if (kLong && ++steps % 16 == 0)
            for (std::size_t u = 0; u < U; ++u) {
                d1[u].renormalize();
                j1[u].renormalize();
                if (!kOpposite) continue;
                d2[u].renormalize();
                j2[u].renormalize();
            }
    }
    wire(t.rows);
    for (std::size_t u = 0; u < U; ++u) {
        // Constants per column: one lane is one column here.
        const std::size_t j = columns.column + first_lane + u * lanes;
        V ohm = value<kLong>(d1[u]);
        const V current = value<kLong>(j1[u]);
        if (kOpposite) {
            const V a = hn::LoadU(d, t.alpha + j);
            const V b = hn::Sub(hn::Set(d, 1.0f), a);
            const V two_ab = hn::Mul(hn::Add(a, a), b);
            ohm = hn::MulAdd(hn::Mul(b, b), ohm,
                             hn::MulAdd(hn::Mul(a, a), value<kLong>(j2[u]), two_ab));
        }
        const V volts = hn::Mul(hn::Set(d, t.drive_V), current);
        const V end = hn::LoadU(d, t.end_ohm + j);
        hn::StoreU(hn::Div(volts, hn::MulAdd(end, current, ohm)), d, i_A + first_lane + u * lanes);
    }
}

template <bool kOpposite>
HWY_INLINE void block_of_reads(const Columns& columns, std::size_t read, std::size_t reads) {
    // Each step rounds d by up to 6e-8 of it, equal steps all the same way: 12 of them by 7e-7.
    constexpr std::size_t plain_rows = 12;
    constexpr std::size_t U = 4;
    const std::size_t step = U * hn::Lanes(D());
    for (std::size_t b = 0; b < reads; ++b) {
        const std::size_t on = columns.list_begin[read + b + 1] - columns.list_begin[read + b];
        for (std::size_t lane = 0; lane < block_cols; lane += step) {
            float* i_A = columns.i_A + b * block_cols;
            on > plain_rows ? one_read<kOpposite, true, U>(columns, lane, read + b, i_A)
                            : one_read<kOpposite, false, U>(columns, lane, read + b, i_A);
        }
    }
}

void active_reads(const Columns& columns, std::size_t read, std::size_t reads) {
    columns.call->sensed_at_bottom ? block_of_reads<true>(columns, read, reads)
                                   : block_of_reads<false>(columns, read, reads);
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <bit>

#include "crosspoint/base/bit_transpose.hpp"

namespace crosspoint {

HWY_EXPORT(active_reads);

void run_active_list(const GateLadderCall& t, const BitMatrix& gates) {
    using gate_active::block_cols;
    using gate_active::block_reads;
    // Lists of active kernel rows, from the bottom up.
    const BitMatrix by_read = transpose(gates);
    std::vector<std::uint16_t> active;
    std::vector<std::size_t> list_begin{0};
    for (std::size_t b = 0; b < t.reads; ++b) {
        for (std::size_t w = 0; w < by_read.words_per_row(); ++w)
            for (std::uint64_t word = by_read.row(b)[w]; word != 0; word &= word - 1) {
                const auto k = 64 * w + static_cast<std::size_t>(std::countr_zero(word));
                active.push_back(
                    static_cast<std::uint16_t>(t.rows_reversed ? t.last - 1 - k : t.first + k));
            }
        if (!t.rows_reversed)
            std::reverse(active.begin() + static_cast<std::ptrdiff_t>(list_begin.back()),
                         active.end());
        list_begin.push_back(active.size());
    }
    std::vector<float> g_on_S(t.rows * block_cols), below_ohm((t.rows + 1) * block_cols);
    std::vector<float> i_A(block_reads * block_cols), ends(block_cols), alphas(block_cols);
    GateLadderCall block = t;
    block.end_ohm = ends.data();
    block.alpha = alphas.data();
    for (std::size_t j = 0; j < t.cols; j += block_cols) {
        const std::size_t cols = std::min(block_cols, t.cols - j);
        for (std::size_t c = 0; c < cols; ++c) {
            double ohm = 0.0;
            for (std::size_t i = t.rows; i-- > 0;) {
                g_on_S[i * block_cols + c] = t.g_on_S[(j + c) * t.rows + i];
                below_ohm[i * block_cols + c] = static_cast<float>(ohm);
                ohm += static_cast<double>(t.segment_ohm[(j + c) * t.rows + i]);
            }
            below_ohm[t.rows * block_cols + c] = static_cast<float>(ohm);
            ends[c] = t.end_ohm[j + c];
            alphas[c] = t.alpha[j + c];
        }
        const gate_active::Columns columns{.call = &block,
                                           .column = 0,
                                           .g_on_S = g_on_S.data(),
                                           .below_ohm = below_ohm.data(),
                                           .active = active.data(),
                                           .list_begin = list_begin.data(),
                                           .i_A = i_A.data()};
        for (std::size_t c = 0; c < cols; ++c) {
            float* line = t.i_out_A + (j + c) * t.stride;
            std::fill(line + t.reads, line + t.stride, 0.0f);
        }
        for (std::size_t read = 0; read < t.reads; read += block_reads) {
            const std::size_t reads = std::min(block_reads, t.reads - read);
            HWY_DYNAMIC_DISPATCH(active_reads)(columns, read, reads);
            for (std::size_t c = 0; c < cols; ++c) {
                float* line = t.i_out_A + (j + c) * t.stride + read;
                for (std::size_t b = 0; b < reads; ++b) line[b] = i_A[b * block_cols + c];
            }
        }
    }
}

}  // namespace crosspoint
#endif
