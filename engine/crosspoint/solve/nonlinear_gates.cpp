// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nonlinear_gates.hpp"

#include "crosspoint/base/raw_array.hpp"

#ifndef CROSSPOINT_SOLVE_NONLINEAR_GATES
#define CROSSPOINT_SOLVE_NONLINEAR_GATES
namespace crosspoint {

// One block of columns and one read.
struct NonlinearRead {
    const NonlinearGates* tile;
    const float *coefficients, *start, *wire_ohm, *s_bottom_ohm;  // of the block
    const std::uint16_t* active;                                  // rows, upward
    std::size_t count;
    float* work;
    float* i_A;  // [nonlinear_gate_block]
};

}  // namespace crosspoint
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/solve/nonlinear_gates.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/solve/ladder_gates.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

constexpr std::size_t block = nonlinear_gate_block;

// Linearization I = p b - q s + e of the cells of one row.
struct Tangent {
    V p, q, e;
};

// 1 / x by the machine's estimate and one Newton step: a few units of the last place.
HWY_INLINE V reciprocal(V x) {
    const V r = hn::ApproximateReciprocal(x);
    return hn::Mul(r, hn::NegMulAdd(x, r, hn::Set(D(), 2.0f)));
}

// The polynomial and its derivatives, by Horner's rule in s inside of Horner's rule in b.
template <int kDegree>
HWY_INLINE Tangent polynomial(const float* c, float b_mid_V, float s_mid_V, V b, V s) {
    const D d;
    const V x = hn::Sub(b, hn::Set(d, b_mid_V)), y = hn::Sub(s, hn::Set(d, s_mid_V));
    constexpr int terms = (kDegree + 1) * (kDegree + 2) / 2;
    V i = hn::LoadU(d, c + (terms - 1) * block), ib = hn::Zero(d), is = hn::Zero(d);
    int end = terms - 1;
    HWY_UNROLL(6)
    for (int k = kDegree - 1; k >= 0; --k) {
        const int most = kDegree - k;
        V value = hn::LoadU(d, c + (end - 1) * static_cast<int>(block)), slope = value;
        HWY_UNROLL(6)
        for (int l = most - 1; l >= 0; --l) {
            value = hn::MulAdd(value, y,
                               hn::LoadU(d, c + (end - 1 - most + l) * static_cast<int>(block)));
            if (l > 0) slope = hn::MulAdd(slope, y, value);
        }
        end -= most + 1;
        ib = k == kDegree - 1 ? i : hn::MulAdd(ib, x, i);
        is = k == kDegree - 1 ? slope : hn::MulAdd(is, x, slope);
        i = hn::MulAdd(i, x, value);
    }
    return {ib, hn::Neg(is), hn::NegMulAdd(ib, b, hn::NegMulAdd(is, s, i))};
}

// Equation (52) where all cells join the rails: the current down rail b into what is below is
// J = a b - c s + e + z T, T the sensed current (0 flows down both rails when sensed at the top).
// Opposite end: the voltage at the bottom of rail s is sigma s + beta b + tau T + eps.
template <bool kOpposite>
struct Chain {
    static constexpr std::size_t kept = kOpposite ? 4 : 3;
    V a, c, e, z, sigma, beta, tau, eps;
    HWY_INLINE void clear() {
        a = c = e = hn::Zero(D());
        if (!kOpposite) return;
        z = beta = tau = eps = hn::Zero(D());
        sigma = hn::Set(D(), 1.0f);
    }
    HWY_INLINE void cell(const Tangent& t) {
        a = hn::Add(a, t.p);
        c = hn::Add(c, t.q);
        e = hn::Add(e, t.e);
    }
    HWY_INLINE void segments(V r0, V r1) {
        const V f = reciprocal(hn::MulAdd(r0, a, hn::MulAdd(r1, c, hn::Set(D(), 1.0f))));
        if (kOpposite) z = hn::Mul(hn::MulAdd(r1, c, z), f);
        a = hn::Mul(a, f);
        c = hn::Mul(c, f);
        e = hn::Mul(e, f);
        if (!kOpposite) return;
        const V k = hn::NegMulAdd(beta, r0, hn::Mul(sigma, r1));
        tau = hn::MulAdd(k, z, hn::NegMulAdd(sigma, r1, tau));
        sigma = hn::NegMulAdd(k, c, sigma);
        beta = hn::MulAdd(k, a, beta);
        eps = hn::MulAdd(k, e, eps);
    }
    HWY_INLINE void store(float* to) const {
        const D d;
        hn::Store(a, d, to);
        hn::Store(c, d, to + block);
        hn::Store(e, d, to + 2 * block);
        if (kOpposite) hn::Store(z, d, to + 3 * block);
    }
    static HWY_INLINE void descend(V r0, V r1, const float* from, V total, V& b, V& s) {
        const D d;
        V j = hn::NegMulAdd(hn::Load(d, from + block), s,
                            hn::MulAdd(hn::Load(d, from), b, hn::Load(d, from + 2 * block)));
        if (kOpposite) j = hn::MulAdd(hn::Load(d, from + 3 * block), total, j);
        b = hn::NegMulAdd(r0, j, b);
        s = kOpposite ? hn::NegMulAdd(r1, hn::Sub(total, j), s) : hn::MulAdd(r1, j, s);
    }
    // The sensed current, and the voltage of rail s above the top segment.
    HWY_INLINE V top(V drive, V bottom_ohm, V& s) const {
        const V driven = hn::MulAdd(a, drive, e);
        s = hn::Zero(D());
        if (!kOpposite) return driven;
        const V bottom = hn::MulAdd(beta, drive, eps), ohm = hn::Sub(bottom_ohm, tau);
        const V free = hn::Mul(sigma, hn::Sub(hn::Set(D(), 1.0f), z));
        const V total =
            hn::Div(hn::MulAdd(sigma, driven, hn::Mul(c, bottom)), hn::MulAdd(c, ohm, free));
        s = hn::Div(hn::NegMulAdd(beta, drive, hn::MulSub(ohm, total, eps)), sigma);
        return total;
    }
};

template <bool kOpposite, int kDegree, std::size_t U>
HWY_INLINE void one_read(const NonlinearRead& read, std::size_t first) {
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    using Link = Chain<kOpposite>;
    constexpr std::size_t terms = (kDegree + 1) * (kDegree + 2) / 2;
    constexpr std::size_t step = (Link::kept + 2) * block;
    const NonlinearGates& t = *read.tile;
    const V drive = hn::Set(d, t.drive_V);
    const auto wire = [&](std::size_t row, std::size_t at, V& r0, V& r1) HWY_ATTR {
        r0 = hn::LoadU(d, read.wire_ohm + 2 * row * block + at);
        r1 = hn::LoadU(d, read.wire_ohm + (2 * row + 1) * block + at);
    };
    for (int sweep = 0; sweep <= t.sweeps; ++sweep) {
        Link chain[U];
        for (std::size_t u = 0; u < U; ++u) chain[u].clear();
        for (std::size_t k = 0; k < read.count; ++k) {
            const std::size_t row = read.active[k];
            const std::size_t above = k + 1 < read.count ? read.active[k + 1] : t.rows;
            for (std::size_t u = 0; u < U; ++u) {
                const std::size_t at = first + u * lanes;
                float* mine = read.work + k * step + at;
                const float* begin = read.start + 3 * row * block + at;
                chain[u].cell(
                    sweep == 0 ? Tangent{hn::LoadU(d, begin), hn::LoadU(d, begin + block),
                                         hn::LoadU(d, begin + 2 * block)}
                               : polynomial<kDegree>(read.coefficients + row * terms * block + at,
                                                     t.b_mid_V[row], t.s_mid_V[row],
                                                     hn::Load(d, mine + Link::kept * block),
                                                     hn::Load(d, mine + (Link::kept + 1) * block)));
                V low0, low1, high0, high1;
                wire(row, at, low0, low1);
                wire(above, at, high0, high1);
                chain[u].segments(hn::Sub(high0, low0), hn::Sub(high1, low1));
                chain[u].store(mine);
            }
        }
        V b[U], s[U], total[U];
        for (std::size_t u = 0; u < U; ++u) {
            const std::size_t at = first + u * lanes;
            V below0, below1;
            wire(read.active[0], at, below0, below1);
            b[u] = drive;
            total[u] =
                chain[u].top(drive, hn::Add(hn::LoadU(d, read.s_bottom_ohm + at), below1), s[u]);
            if (sweep == t.sweeps) hn::StoreU(total[u], d, read.i_A + at);
        }
        if (sweep == t.sweeps) break;
        for (std::size_t k = read.count; k-- > 0;) {
            const std::size_t above = k + 1 < read.count ? read.active[k + 1] : t.rows;
            for (std::size_t u = 0; u < U; ++u) {
                const std::size_t at = first + u * lanes;
                float* mine = read.work + k * step + at;
                V low0, low1, high0, high1;
                wire(read.active[k], at, low0, low1);
                wire(above, at, high0, high1);
                Link::descend(hn::Sub(high0, low0), hn::Sub(high1, low1), mine, total[u], b[u],
                              s[u]);
                hn::Store(b[u], d, mine + Link::kept * block);
                hn::Store(s[u], d, mine + (Link::kept + 1) * block);
            }
        }
    }
}

template <bool kOpposite, int kDegree>
void nonlinear_block(const NonlinearRead& read) {
    constexpr std::size_t U = 2;
    for (std::size_t first = 0; first < block; first += U * hn::Lanes(D()))
        one_read<kOpposite, kDegree, U>(read, first);
}

void nonlinear_read(const NonlinearRead& read) {
    const bool bottom = read.tile->sensed_at_bottom;
    if (read.tile->degree == 3)
        bottom ? nonlinear_block<true, 3>(read) : nonlinear_block<false, 3>(read);
    else if (read.tile->degree == 4)
        bottom ? nonlinear_block<true, 4>(read) : nonlinear_block<false, 4>(read);
    else
        bottom ? nonlinear_block<true, 5>(read) : nonlinear_block<false, 5>(read);
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <bit>

#include "crosspoint/base/bit_transpose.hpp"

namespace crosspoint {

HWY_EXPORT(nonlinear_read);

namespace {

struct ActiveRows {
    std::vector<std::uint16_t> rows;    // kernel rows of the reads, upward
    std::vector<std::size_t> begin{0};  // [reads + 1]
};

ActiveRows active_rows(const NonlinearGates& tile, const BitMatrix& gates, std::size_t first_row) {
    const BitMatrix by_read = transpose(gates);
    ActiveRows active;
    for (std::size_t b = 0; b < gates.cols(); ++b) {
        for (std::size_t w = 0; w < by_read.words_per_row(); ++w)
            for (std::uint64_t word = by_read.row(b)[w]; word != 0; word &= word - 1) {
                const auto k =
                    first_row + 64 * w + static_cast<std::size_t>(std::countr_zero(word));
                active.rows.push_back(
                    static_cast<std::uint16_t>(tile.rows_reversed ? tile.rows - 1 - k : k));
            }
        if (!tile.rows_reversed)
            std::reverse(active.rows.begin() + static_cast<std::ptrdiff_t>(active.begin.back()),
                         active.rows.end());
        active.begin.push_back(active.rows.size());
    }
    return active;
}

}  // namespace

void run_nonlinear_gates(const NonlinearGates& tile, const BitMatrix& gates, std::size_t first_row,
                         Matrix<float>& i_out_A) {
    constexpr std::size_t block = nonlinear_gate_block, some_reads = 16;
    i_out_A = Matrix<float>(tile.cols, gates.words_per_row() * 64);
    const ActiveRows active = active_rows(tile, gates, first_row);
    const auto terms = static_cast<std::size_t>((tile.degree + 1) * (tile.degree + 2) / 2);
    RawArray<float> work(tile.rows * 6 * block);
    float i_A[some_reads * block];
    for (std::size_t j = 0; j < tile.cols; j += block) {
        const std::size_t at = j * tile.rows, cols = std::min(block, tile.cols - j);
        for (std::size_t b = 0; b < gates.cols(); b += some_reads) {
            const std::size_t reads = std::min(some_reads, gates.cols() - b);
            std::fill_n(i_A, some_reads * block, 0.0f);
            for (std::size_t k = 0; k < reads; ++k) {
                const std::size_t from = active.begin[b + k], to = active.begin[b + k + 1];
                if (from == to) continue;
                HWY_DYNAMIC_DISPATCH(nonlinear_read)
                ({.tile = &tile,
                  .coefficients = tile.coefficients.data() + at * terms,
                  .start = tile.start.data() + at * 3,
                  .wire_ohm = tile.wire_ohm.data() + 2 * j * (tile.rows + 1),
                  .s_bottom_ohm = tile.s_bottom_ohm.data() + j,
                  .active = active.rows.data() + from,
                  .count = to - from,
                  .work = work.data(),
                  .i_A = i_A + k * block});
            }
            for (std::size_t c = 0; c < cols; ++c)
                for (std::size_t k = 0; k < reads; ++k) i_out_A(j + c, b + k) = i_A[k * block + c];
        }
    }
}

}  // namespace crosspoint
#endif
