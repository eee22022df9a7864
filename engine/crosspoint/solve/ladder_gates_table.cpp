// Method C of ladder_gates.hpp: tables of row patterns, held in vector registers.
//
// K asserted rows have 2^K patterns, as many as a vector has lanes, or two vectors where one
// instruction looks up in both (AVX-512). Each pattern is a reciprocal two-port, a T network
// (z_bottom, y, z_top), and a lane permutation looks up 16 reads at once in one instruction: no
// gather, no memory traffic but the patterns. z_top of one block is added to z_bottom of the next,
// so a block of K rows costs three look-ups, two additions and two (sensed at the driven end) or
// four fused multiply-adds: equations (17a), (17b) of engine/docs/physics.md.
// Long columns are run slab by slab (ladder_gates_table.hpp).
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/ladder_gates_table.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "crosspoint/solve/ladder_gates_call.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/solve/ladder_gates_table.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/solve/ladder_gates_table.inc"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

// T networks of the patterns `pattern` of the rows [last - rows, last).
template <bool kLeak, class Index>
HWY_INLINE void build_vector(const GateLadderCall& t, std::size_t j, std::size_t last,
                             std::size_t rows, Index pattern, V& z_bottom, V& y, V& z_top) {
    const D d;
    const hn::RebindToSigned<D> di;
    const V leak = hn::Set(d, t.g_off_S);
    const V one = hn::Set(d, 1.0f);
    // The chain columns (d1, J1) from (1, 0) and (d2, J2) from (0, 1), without the ones.
    V e1 = hn::Zero(d), j1 = hn::Zero(d), d2 = hn::Zero(d), f2 = hn::Zero(d);
    for (std::size_t k = 0; k < rows; ++k) {
        const std::size_t i = last - 1 - k;
        const auto bit = hn::Set(di, std::int32_t{1} << k);
        const auto on = hn::RebindMask(d, hn::TestBit(pattern, bit));
        const V on_S = hn::Set(d, t.g_on_S[j * t.rows + i]);
        const V g = kLeak ? hn::IfThenElse(on, on_S, leak) : hn::IfThenElseZero(on, on_S);
        const V r = hn::Set(d, t.segment_ohm[j * t.rows + i]);
        j1 = hn::Add(j1, hn::MulAdd(g, e1, g));
        f2 = hn::MulAdd(g, d2, f2);
        e1 = hn::MulAdd(r, j1, e1);
        d2 = hn::Add(d2, hn::MulAdd(r, f2, r));
    }
    // Without any conductance the block is wire.
    const auto wire = hn::Eq(j1, hn::Zero(d));
    const V per_y = hn::Div(one, hn::IfThenElse(wire, one, j1));
    z_bottom = hn::IfThenZeroElse(wire, hn::Mul(f2, per_y));
    y = j1;
    z_top = hn::IfThenElse(wire, d2, hn::Mul(e1, per_y));
}

// Tables of one column. Entry p of a table is pattern p: its bit k drives the k-th row of the
// block, counted from the bottom.
template <bool kOpposite, bool kLeak>
HWY_INLINE void build_column(const GateLadderCall& t, std::size_t j, float* table) {
    const D d;
    const hn::RebindToSigned<D> di;
    const std::size_t lanes = hn::Lanes(d);
    constexpr std::size_t vectors = table_vectors<kOpposite>();
    const std::size_t k_rows = rows_per_block<kOpposite>();
    for (std::size_t last = t.last; last > t.first; table += block_floats<kOpposite>()) {
        const std::size_t rows = last - t.first < k_rows ? last - t.first : k_rows;
        for (std::size_t v = 0; v < vectors; ++v) {
            V z_bottom, y, z_top;
            build_vector<kLeak>(t, j, last, rows,
                                hn::Iota(di, static_cast<std::int32_t>(v * lanes)), z_bottom, y,
                                z_top);
            hn::Store(z_bottom, d, table + v * lanes);
            hn::Store(y, d, table + (vectors + v) * lanes);
            hn::Store(z_top, d, table + (2 * vectors + v) * lanes);
        }
        last -= rows;
    }
}

// Patterns of the blocks block .. block + blocks - 1 for `reads` reads from `read` on.
void extract_patterns(const GateLadderCall& t, std::size_t k_rows, std::size_t block,
                      std::size_t blocks, std::size_t read, std::size_t reads,
                      std::int32_t* patterns) {
    const D d;
    const hn::RebindToSigned<D> di;
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t b = 0; b < blocks; ++b, patterns += chunk_reads) {
        const std::size_t last = t.last - (block + b) * k_rows;
        const std::size_t rows = last - t.first < k_rows ? last - t.first : k_rows;
        const std::uint8_t* line[8];
        for (std::size_t k = 0; k < rows; ++k) line[k] = row_bits(t, last - 1 - k);
        for (std::size_t r = 0; r < reads; r += lanes) {
            auto pattern = hn::Zero(di);
            for (std::size_t k = 0; k < rows; ++k) {
                const auto on = hn::RebindMask(di, read_mask(d, line[k], read + r));
                const auto bit = hn::Set(di, std::int32_t{1} << k);
                pattern = hn::Or(pattern, hn::IfThenElseZero(on, bit));
            }
            hn::StoreU(pattern, di, patterns + r);
        }
    }
}

// Blocks [block, end) of column c for all reads of a chunk.
template <bool kOpposite>
HWY_INLINE void long_column(const Group& g, std::size_t c, std::size_t block, std::size_t end,
                            std::size_t reads, float* state) {
    constexpr std::size_t U = 4;
    const std::size_t step = U * hn::Lanes(D());
    if (!kOpposite) {
        for (std::size_t r = 0; r < reads; r += step)
            long_column_same<U>(g, c, block, end, g.patterns + r, state + r);
        return;
    }
    const std::int32_t* patterns = g.patterns;
    for (; block < end; block += slab_blocks, patterns += slab_blocks * chunk_reads) {
        const std::size_t blocks = end - block < slab_blocks ? end - block : slab_blocks;
        for (std::size_t r = 0; r < reads; r += step)
            long_slab_opposite<U>(g, c, block, blocks, patterns + r, state + r);
    }
}

template <bool kOpposite>
HWY_INLINE void long_columns(const Group& g, std::size_t read, std::size_t reads) {
    const std::size_t k_rows = rows_per_block<kOpposite>();
    for (std::size_t block = 0; block < g.blocks; block += chunk_blocks) {
        const std::size_t left = g.blocks - block;
        const std::size_t blocks = left < chunk_blocks ? left : chunk_blocks;
        extract_patterns(*g.call, k_rows, block, blocks, read, reads, g.patterns);
        for (std::size_t c = 0; c < g.columns; ++c) {
            float* state = g.states + c * state_parts * chunk_reads;
            long_column<kOpposite>(g, c, block, block + blocks, reads, state);
            if (left > chunk_blocks) continue;
            kOpposite ? finish_opposite(g, c, read, reads, state)
                      : finish_same(g, c, read, reads, state);
        }
    }
}

template <bool kOpposite>
HWY_INLINE void all_reads(const Group& g) {
    constexpr std::size_t U = 4;
    const std::size_t step = U * hn::Lanes(D());
    // Whole words of 64 reads: what a line of bits and of currents is padded to.
    const std::size_t all = (g.call->reads + 63) / 64 * 64;
    for (std::size_t read = 0; read < all; read += chunk_reads) {
        const std::size_t reads = all - read < chunk_reads ? all - read : chunk_reads;
        if (g.blocks > slab_blocks) {
            long_columns<kOpposite>(g, read, reads);
            continue;
        }
        extract_patterns(*g.call, rows_per_block<kOpposite>(), 0, g.blocks, read, reads,
                         g.patterns);
        for (std::size_t c = 0; c < g.columns; ++c)
            for (std::size_t r = 0; r < reads; r += step)
                short_column<kOpposite, U>(g, c, read + r, g.patterns + r);
    }
}

template <bool kOpposite>
HWY_INLINE void build_all(const GateLadderCall& t, std::size_t from, std::size_t to,
                          float* tables) {
    const std::size_t k_rows = rows_per_block<kOpposite>();
    const std::size_t floats = (t.last - t.first + k_rows - 1) / k_rows * block_floats<kOpposite>();
    for (std::size_t j = from; j < to; ++j, tables += floats)
        t.g_off_S > 0.0f ? build_column<kOpposite, true>(t, j, tables)
                         : build_column<kOpposite, false>(t, j, tables);
}

void build_columns(const GateLadderCall& t, std::size_t from, std::size_t to, float* tables) {
    t.sensed_at_bottom ? build_all<true>(t, from, to, tables)
                       : build_all<false>(t, from, to, tables);
}

void run_group(const Group& g) {
    g.call->sensed_at_bottom ? all_reads<true>(g) : all_reads<false>(g);
}

std::size_t table_rows(bool sensed_at_bottom) {
    return sensed_at_bottom ? rows_per_block<true>() : rows_per_block<false>();
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(build_columns);
HWY_EXPORT(run_group);
HWY_EXPORT(table_rows);

namespace {

// Tables of a group of columns: about half of an L2 cache, but enough columns to share the
// patterns among.
constexpr std::size_t group_bytes = 512 * 1024;
constexpr std::size_t least_columns = 16;

// A buffer of at least `count` elements that starts at a cache line.
template <class T>
T* grow(std::vector<T>& buffer, std::size_t count) {
    constexpr std::size_t line = 64 / sizeof(T);
    if (buffer.size() < count + line) buffer.assign(count + line, T{});
    const auto address = reinterpret_cast<std::uintptr_t>(buffer.data());
    return buffer.data() + (64 - address % 64) % 64 / sizeof(T);
}

std::size_t count_blocks(std::size_t rows, bool sensed_at_bottom) {
    const std::size_t k_rows = HWY_DYNAMIC_DISPATCH(table_rows)(sensed_at_bottom);
    return (rows + k_rows - 1) / k_rows;
}

}  // namespace

bool gate_table_fits() { return HWY_DYNAMIC_DISPATCH(table_rows)(true) >= 2; }

std::size_t gate_table_floats(const GateLadderCall& call, std::size_t cols) {
    const std::size_t patterns = std::size_t{1}
                                 << HWY_DYNAMIC_DISPATCH(table_rows)(call.sensed_at_bottom);
    return cols * count_blocks(call.last - call.first, call.sensed_at_bottom) * 3 * patterns;
}

void build_gate_tables(const GateLadderCall& call, float* tables) {
    HWY_DYNAMIC_DISPATCH(build_columns)(call, 0, call.cols, tables);
}

void run_pattern_table(const GateLadderCall& t, const float* tables, const OffRows* ends) {
    // Kept between calls: fresh pages would cost as much as filling the tables. At most 3 MiB a
    // thread for 4096 rows, else about 0.5 MiB.
    thread_local std::vector<float> table_buffer, states;
    thread_local std::vector<std::int32_t> patterns;
    thread_local std::vector<OffRows> own_ends;
    const std::size_t column_floats = gate_table_floats(t, 1);
    const std::size_t columns =
        std::min(t.cols, std::max(least_columns, group_bytes / sizeof(float) /
                                                     std::max<std::size_t>(column_floats, 1)));
    float* own = tables == nullptr ? grow(table_buffer, columns * column_floats) : nullptr;
    if (ends == nullptr) {
        own_ends.resize(2 * t.cols);
        find_off_rows(t, own_ends.data());
        ends = own_ends.data();
    }
    gate_table::Group group{
        .call = &t,
        .column = 0,
        .columns = 0,
        .blocks = count_blocks(t.last - t.first, t.sensed_at_bottom),
        .below = nullptr,
        .above = nullptr,
        .tables = nullptr,
        .states = nullptr,
        .patterns = grow(patterns, gate_table::chunk_blocks * gate_table::chunk_reads)};
    if (group.blocks > gate_table::slab_blocks)
        group.states = grow(states, columns * gate_table::state_parts * gate_table::chunk_reads);
    for (std::size_t j = 0; j < t.cols; j += columns) {
        group.column = j;
        group.columns = std::min(columns, t.cols - j);
        group.below = ends + j;
        group.above = ends + t.cols + j;
        if (own != nullptr) {
            HWY_DYNAMIC_DISPATCH(build_columns)(t, j, j + group.columns, own);
            group.tables = own;
        } else {
            group.tables = tables + j * column_floats;
        }
        HWY_DYNAMIC_DISPATCH(run_group)(group);
    }
}

}  // namespace crosspoint
#endif
