// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nonlinear_gates.hpp"

#include "crosspoint/base/raw_array.hpp"

#ifndef CROSSPOINT_SOLVE_NONLINEAR_GATES
#define CROSSPOINT_SOLVE_NONLINEAR_GATES
namespace crosspoint {

// Where the numbers of a cell come from.
enum class GateCells {
    own,         // every cell has its own
    leaky_own,   // likewise, and cells of rows that are off have numbers too
    two_kinds,   // one of two for the row
    leaky_kinds  // likewise, of rows that are off too
};

// One block of columns and one read.
struct NonlinearRead {
    const NonlinearGates* tile;
    const float *coefficients, *start, *wire_ohm, *s_bottom_ohm;  // own: of the block
    const float *off_coefficients, *off_start;                    // likewise, where rows leak
    const float* kind;                                            // of the block, [rows x block]
    const std::uint32_t* rows;  // upward, 2 row + 1 where on; only those that carry current
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

#include "crosspoint/device/bicubic.inc"
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

// Number `k` of the cells of one row in a vector of columns.
struct OwnNumbers {
    const float* at;
    HWY_INLINE V operator()(int k) const {
        return hn::LoadU(D(), at + k * static_cast<int>(block));
    }
};
struct KindNumbers {
    const float* at;
    hn::Mask<D> second;
    HWY_INLINE V operator()(int k) const {
        const D d;
        return hn::IfThenElse(second, hn::Set(d, at[2 * k + 1]), hn::Set(d, at[2 * k]));
    }
};

// The polynomial and its derivatives, by Horner's rule in s inside of Horner's rule in b.
template <int kDegree, class Numbers>
HWY_INLINE Tangent polynomial(const Numbers& c, float b_mid_V, float s_mid_V, V b, V s) {
    const D d;
    const V x = hn::Sub(b, hn::Set(d, b_mid_V)), y = hn::Sub(s, hn::Set(d, s_mid_V));
    constexpr int terms = (kDegree + 1) * (kDegree + 2) / 2;
    V i = c(terms - 1), ib = hn::Zero(d), is = hn::Zero(d);
    int end = terms - 1;
    HWY_UNROLL(8)
    for (int k = kDegree - 1; k >= 0; --k) {
        const int most = kDegree - k;
        V value = c(end - 1), slope = value;
        HWY_UNROLL(8)
        for (int l = most - 1; l >= 0; --l) {
            value = hn::MulAdd(value, y, c(end - 1 - most + l));
            if (l > 0) slope = hn::MulAdd(slope, y, value);
        }
        end -= most + 1;
        ib = k == kDegree - 1 ? i : hn::MulAdd(ib, x, i);
        is = k == kDegree - 1 ? slope : hn::MulAdd(is, x, slope);
        i = hn::MulAdd(i, x, value);
    }
    return {ib, hn::Neg(is), hn::NegMulAdd(ib, b, hn::NegMulAdd(is, s, i))};
}

// The same from a table. Beyond its edge the cell goes on along its tangent there.
HWY_INLINE Tangent tabulated(const GateTable& t, hn::Mask<D> second, V b, V s) {
    const D d;
    const hn::RebindToSigned<D> di;
    const V most = hn::Set(d, static_cast<float>(t.intervals));
    const V last = hn::Set(d, static_cast<float>(t.intervals - 1));
    const auto along = [&](V volts, float low, float per) {
        const V x = hn::Mul(hn::Sub(volts, hn::Set(d, low)), hn::Set(d, per));
        return hn::Min(hn::Max(x, hn::Zero(d)), most);
    };
    const V x = along(b, t.b_low_V, t.per_b), y = along(s, t.s_low_V, t.per_s);
    const V x0 = hn::Min(hn::Floor(x), last), y0 = hn::Min(hn::Floor(y), last);
    const auto side = static_cast<std::int32_t>(t.intervals + 1);
    const auto kind = hn::IfThenElseZero(hn::RebindMask(di, second), hn::Set(di, side));
    const auto line = hn::Mul(hn::Add(kind, hn::ConvertTo(di, x0)), hn::Set(di, side));
    const auto first = hn::ShiftLeft<2>(hn::Add(line, hn::ConvertTo(di, y0)));
    const auto at = bicubic(d, t.nodes.data(), t.intervals, first, hn::Sub(x, x0), hn::Sub(y, y0));
    const V ib = hn::Mul(at.by_a, hn::Set(d, t.per_b));
    const V is = hn::Mul(at.by_b, hn::Set(d, t.per_s));
    const V b_at = hn::MulAdd(x, hn::Set(d, 1.0f / t.per_b), hn::Set(d, t.b_low_V));
    const V s_at = hn::MulAdd(y, hn::Set(d, 1.0f / t.per_s), hn::Set(d, t.s_low_V));
    return {ib, hn::Neg(is), hn::NegMulAdd(ib, b_at, hn::NegMulAdd(is, s_at, at.value))};
}

// A sum of many small terms with what its roundings left out (Kahan): columns repeat a term
// hundreds of times, and then one rounding is like the next.
struct LongSum {
    V sum, left;
    HWY_INLINE void clear() { sum = left = hn::Zero(D()); }
    // sum + x - (sum + x) g, `plain` being sum + x.
    HWY_INLINE void add_and_scale(V x, V plain, V g) {
        const V change = hn::NegMulAdd(plain, g, hn::Add(x, left));
        const V next = hn::Add(sum, change);
        left = hn::Sub(change, hn::Sub(next, sum));
        sum = next;
    }
};

// Equation (52) where all cells join the rails: the current down rail b into what is below is
// J = a b - c s + e + z T, T the sensed current (0 flows down both rails when sensed at the top).
// Opposite end: the voltage at the bottom of rail s is sigma s + beta b + tau T + eps.
template <bool kOpposite>
struct Chain {
    static constexpr std::size_t kept = kOpposite ? 4 : 3;
    LongSum a_, c_, e_;
    V z, sigma, beta, tau, eps;
    HWY_INLINE void clear() {
        a_.clear();
        c_.clear();
        e_.clear();
        if (!kOpposite) return;
        z = beta = tau = eps = hn::Zero(D());
        sigma = hn::Set(D(), 1.0f);
    }
    // A cell, and the segments above it. x / (1 + w) is taken as x - x w / (1 + w): 1 + w drops the
    // digits of a small w.
    HWY_INLINE void cell_and_segments(const Tangent& t, V r0, V r1) {
        V a = hn::Add(a_.sum, t.p), c = hn::Add(c_.sum, t.q), e = hn::Add(e_.sum, t.e);
        const V w = hn::MulAdd(r0, a, hn::Mul(r1, c));
        const V f = reciprocal(hn::Add(w, hn::Set(D(), 1.0f)));
        const V g = hn::Mul(w, f);
        if (kOpposite) z = hn::Mul(hn::MulAdd(r1, c, z), f);
        a_.add_and_scale(t.p, a, g);
        c_.add_and_scale(t.q, c, g);
        e_.add_and_scale(t.e, e, g);
        if (!kOpposite) return;
        a = a_.sum;
        c = c_.sum;
        e = e_.sum;
        const V k = hn::NegMulAdd(beta, r0, hn::Mul(sigma, r1));
        tau = hn::MulAdd(k, z, hn::NegMulAdd(sigma, r1, tau));
        sigma = hn::NegMulAdd(k, c, sigma);
        beta = hn::MulAdd(k, a, beta);
        eps = hn::MulAdd(k, e, eps);
    }
    HWY_INLINE void store(float* to) const {
        const D d;
        hn::Store(a_.sum, d, to);
        hn::Store(c_.sum, d, to + block);
        hn::Store(e_.sum, d, to + 2 * block);
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
        const V driven = hn::MulAdd(a_.sum, drive, e_.sum);
        s = hn::Zero(D());
        if (!kOpposite) return driven;
        const V bottom = hn::MulAdd(beta, drive, eps), ohm = hn::Sub(bottom_ohm, tau);
        const V free = hn::Mul(sigma, hn::Sub(hn::Set(D(), 1.0f), z));
        const V total = hn::Div(hn::MulAdd(sigma, driven, hn::Mul(c_.sum, bottom)),
                                hn::MulAdd(c_.sum, ohm, free));
        s = hn::Div(hn::NegMulAdd(beta, drive, hn::MulSub(ohm, total, eps)), sigma);
        return total;
    }
};

template <GateCells kCells>
struct Row;

template <bool kLeak>
struct OwnRow {
    const NonlinearRead& read;
    HWY_INLINE OwnNumbers numbers(const float* on, const float* off, std::uint32_t row, int count,
                                  std::size_t at) const {
        const std::size_t k = row >> 1, values = static_cast<std::size_t>(count) * block;
        const float* from =
            kLeak && (row & 1) == 0 ? off + k * values : on + (k - read.tile->first) * values;
        return {from + at};
    }
    HWY_INLINE OwnNumbers start(std::uint32_t row, std::size_t at) const {
        return numbers(read.start, read.off_start, row, 3, at);
    }
    HWY_INLINE OwnNumbers cell(std::uint32_t row, int terms, std::size_t at) const {
        return numbers(read.coefficients, read.off_coefficients, row, terms, at);
    }
    HWY_INLINE V wire(std::size_t line, std::size_t at) const {
        return hn::LoadU(D(), read.wire_ohm + line * block + at);
    }
    HWY_INLINE V bottom_ohm(std::size_t at) const { return hn::LoadU(D(), read.s_bottom_ohm + at); }
};
template <>
struct Row<GateCells::own> : OwnRow<false> {};
template <>
struct Row<GateCells::leaky_own> : OwnRow<true> {};

template <bool kLeak>
struct KindRow {
    const NonlinearRead& read;
    HWY_INLINE KindNumbers numbers(const float* on, const float* off, std::uint32_t row, int count,
                                   std::size_t at) const {
        const std::size_t k = row >> 1, values = 2 * static_cast<std::size_t>(count);
        const float* from =
            kLeak && (row & 1) == 0 ? off + k * values : on + (k - read.tile->first) * values;
        return {from, second(row, at)};
    }
    HWY_INLINE hn::Mask<D> second(std::uint32_t row, std::size_t at) const {
        const D d;
        return hn::Ne(hn::LoadU(d, read.kind + (row >> 1) * block + at), hn::Zero(d));
    }
    HWY_INLINE Tangent table(std::uint32_t row, std::size_t at, V b, V s) const {
        const NonlinearGates& t = *read.tile;
        return tabulated(kLeak && (row & 1) == 0 ? *t.off_table : *t.table, second(row, at), b, s);
    }
    HWY_INLINE KindNumbers start(std::uint32_t row, std::size_t at) const {
        return numbers(read.start, read.off_start, row, 3, at);
    }
    HWY_INLINE KindNumbers cell(std::uint32_t row, int terms, std::size_t at) const {
        return numbers(read.coefficients, read.off_coefficients, row, terms, at);
    }
    HWY_INLINE V wire(std::size_t line, std::size_t) const {
        return hn::Set(D(), read.wire_ohm[line]);
    }
    HWY_INLINE V bottom_ohm(std::size_t) const { return hn::Set(D(), read.s_bottom_ohm[0]); }
};
template <>
struct Row<GateCells::two_kinds> : KindRow<false> {};
template <>
struct Row<GateCells::leaky_kinds> : KindRow<true> {};

// Segments from row `low` to row `high` of one vector of columns.
template <class R>
HWY_INLINE void between(const R& rows, std::size_t low, std::size_t high, std::size_t at, V& r0,
                        V& r1) {
    r0 = hn::Sub(rows.wire(2 * high, at), rows.wire(2 * low, at));
    r1 = hn::Sub(rows.wire(2 * high + 1, at), rows.wire(2 * low + 1, at));
}

template <bool kOpposite, int kDegree, GateCells kCells, std::size_t U>
HWY_INLINE void one_read(const NonlinearRead& read, std::size_t first) {
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    using Link = Chain<kOpposite>;
    constexpr int terms = (kDegree + 1) * (kDegree + 2) / 2;
    constexpr std::size_t step = (Link::kept + 2) * block;
    const NonlinearGates& t = *read.tile;
    const Row<kCells> rows{{read}};
    const V drive = hn::Set(d, t.drive_V);
    for (int sweep = 0; sweep <= t.sweeps; ++sweep) {
        Link chain[U];
        for (std::size_t u = 0; u < U; ++u) chain[u].clear();
        for (std::size_t k = 0; k < read.count; ++k) {
            const std::uint32_t row = read.rows[k];
            const std::size_t above = k + 1 < read.count ? read.rows[k + 1] >> 1 : t.rows;
            for (std::size_t u = 0; u < U; ++u) {
                const std::size_t at = first + u * lanes;
                float* mine = read.work + k * step + at;
                V r0, r1;
                between(rows, row >> 1, above, at, r0, r1);
                Tangent cell;
                if (sweep == 0) {
                    const auto begin = rows.start(row, at);
                    cell = {begin(0), begin(1), begin(2)};
                } else {
                    const V b = hn::Load(d, mine + Link::kept * block);
                    const V s = hn::Load(d, mine + (Link::kept + 1) * block);
                    if constexpr (kDegree == 0)
                        cell = rows.table(row, at, b, s);
                    else
                        cell = polynomial<kDegree>(rows.cell(row, terms, at), t.b_mid_V[row >> 1],
                                                   t.s_mid_V[row >> 1], b, s);
                }
                chain[u].cell_and_segments(cell, r0, r1);
                chain[u].store(mine);
            }
        }
        V b[U], s[U], total[U];
        for (std::size_t u = 0; u < U; ++u) {
            const std::size_t at = first + u * lanes;
            const V below = rows.wire(2 * (read.rows[0] >> 1) + 1, at);
            b[u] = drive;
            total[u] = chain[u].top(drive, hn::Add(rows.bottom_ohm(at), below), s[u]);
            if (sweep == t.sweeps) hn::StoreU(total[u], d, read.i_A + at);
        }
        if (sweep == t.sweeps) break;
        for (std::size_t k = read.count; k-- > 0;) {
            const std::size_t above = k + 1 < read.count ? read.rows[k + 1] >> 1 : t.rows;
            for (std::size_t u = 0; u < U; ++u) {
                const std::size_t at = first + u * lanes;
                float* mine = read.work + k * step + at;
                V r0, r1;
                between(rows, read.rows[k] >> 1, above, at, r0, r1);
                Link::descend(r0, r1, mine, total[u], b[u], s[u]);
                hn::Store(b[u], d, mine + Link::kept * block);
                hn::Store(s[u], d, mine + (Link::kept + 1) * block);
            }
        }
    }
}

template <bool kOpposite, int kDegree>
void nonlinear_block(const NonlinearRead& read) {
    constexpr std::size_t U = 2;
    for (std::size_t first = 0; first < block; first += U * hn::Lanes(D())) {
        if (!read.tile->kinds) {
            if constexpr (kDegree > 0) {  // tables are of two kinds
                if (!read.tile->leaks)
                    one_read<kOpposite, kDegree, GateCells::own, U>(read, first);
                else
                    one_read<kOpposite, kDegree, GateCells::leaky_own, U>(read, first);
            }
        } else if (!read.tile->leaks)
            one_read<kOpposite, kDegree, GateCells::two_kinds, U>(read, first);
        else
            one_read<kOpposite, kDegree, GateCells::leaky_kinds, U>(read, first);
    }
}

template <bool kOpposite>
void nonlinear_degree(const NonlinearRead& read) {
    switch (read.tile->degree) {
        case 0:
            return nonlinear_block<kOpposite, 0>(read);
        case 3:
            return nonlinear_block<kOpposite, 3>(read);
        case 5:
            return nonlinear_block<kOpposite, 5>(read);
        default:
            return nonlinear_block<kOpposite, 7>(read);
    }
}

void nonlinear_read(const NonlinearRead& read) {
    read.tile->sensed_at_bottom ? nonlinear_degree<true>(read) : nonlinear_degree<false>(read);
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

// Rows of every read that the kernel visits, upward.
struct VisitedRows {
    std::vector<std::uint32_t> rows;
    std::vector<std::size_t> begin{0};  // [reads + 1]
};

VisitedRows visited_rows(const NonlinearGates& tile, const BitMatrix& gates,
                         std::size_t first_row) {
    const BitMatrix by_read = transpose(gates);
    VisitedRows visited;
    for (std::size_t b = 0; b < gates.cols(); ++b) {
        const auto begin = visited.begin.back();
        if (tile.leaks)
            for (std::size_t k = tile.rows; k-- > 0;)
                visited.rows.push_back(static_cast<std::uint32_t>(2 * k));
        for (std::size_t w = 0; w < by_read.words_per_row(); ++w)
            for (std::uint64_t word = by_read.row(b)[w]; word != 0; word &= word - 1) {
                const auto i =
                    first_row + 64 * w + static_cast<std::size_t>(std::countr_zero(word));
                const std::size_t k = tile.rows_reversed ? tile.rows - 1 - i : i;
                if (tile.leaks)
                    visited.rows[begin + tile.rows - 1 - k] |= 1u;
                else
                    visited.rows.push_back(static_cast<std::uint32_t>(2 * k + 1));
            }
        // Kernel rows count from the driven end, the kernel begins at the other one.
        if (!tile.leaks && !tile.rows_reversed)
            std::reverse(visited.rows.begin() + static_cast<std::ptrdiff_t>(begin),
                         visited.rows.end());
        visited.begin.push_back(visited.rows.size());
    }
    return visited;
}

}  // namespace

void run_nonlinear_gates(const NonlinearTile& tile, const BitMatrix& gates, std::size_t first_row,
                         Matrix<float>& i_out_A) {
    constexpr std::size_t block = nonlinear_gate_block, some_reads = 16;
    const NonlinearGates& g = *tile.gates;
    i_out_A = Matrix<float>(tile.cols, gates.words_per_row() * 64);
    const VisitedRows visited = visited_rows(g, gates, first_row);
    const auto terms = static_cast<std::size_t>((g.degree + 1) * (g.degree + 2) / 2);
    RawArray<float> work(g.rows * 6 * block);
    float i_A[some_reads * block];
    for (std::size_t j = 0; j < tile.cols; j += block) {
        const std::size_t cols = std::min(block, tile.cols - j), own = g.kinds ? 0 : j;
        for (std::size_t b = 0; b < gates.cols(); b += some_reads) {
            const std::size_t reads = std::min(some_reads, gates.cols() - b);
            std::fill_n(i_A, some_reads * block, 0.0f);
            for (std::size_t k = 0; k < reads; ++k) {
                const std::size_t from = visited.begin[b + k], to = visited.begin[b + k + 1];
                if (from == to) continue;
                HWY_DYNAMIC_DISPATCH(nonlinear_read)
                ({.tile = &g,
                  .coefficients = g.coefficients.data() + own * g.count * terms,
                  .start = g.start.data() + own * g.count * 3,
                  .wire_ohm = g.wire_ohm.data() + 2 * own * (g.rows + 1),
                  .s_bottom_ohm = g.s_bottom_ohm.data() + own,
                  .off_coefficients =
                      g.leaks ? g.off_coefficients.data() + own * g.rows * terms : nullptr,
                  .off_start = g.leaks ? g.off_start.data() + own * g.rows * 3 : nullptr,
                  .kind = tile.kind.data() + (g.kinds ? j * g.rows : 0),
                  .rows = visited.rows.data() + from,
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
