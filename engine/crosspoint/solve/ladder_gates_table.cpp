// Method C of ladder_gates.hpp: tables of row patterns, held in vector registers.
//
// K = log2(lanes) asserted rows have 2^K patterns, as many as a vector has lanes. Each pattern is a
// reciprocal two-port, a T network (z_bottom, y, z_top), and a lane permutation looks up 16 reads
// at once in one instruction: no gather, no memory traffic but the patterns. z_top of one block is
// added to z_bottom of the next, so a block of K rows costs three look-ups, one addition and two
// (sensed at the driven end) or four fused multiply-adds: equations (18) to (20) of physics.md.
// Long columns carry each sum as a base and what was added since (see long_slab).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "crosspoint/solve/ladder_gates_call.hpp"

#ifndef CROSSPOINT_SOLVE_LADDER_GATES_TABLE
#define CROSSPOINT_SOLVE_LADDER_GATES_TABLE
namespace crosspoint {
namespace gate_table {

constexpr std::size_t chunk_reads = 128;  // patterns of a chunk and a slab: 16 KiB, half of L1
constexpr std::size_t slab_blocks = 32;   // 128 rows with 16 lanes

// Columns column .. column + columns - 1 with their tables.
struct Group {
    const GateLadderCall* call;
    std::size_t column;
    std::size_t columns;
    std::size_t blocks;      // of K rows, counted from the bottom
    const OffRows* below;    // [columns]
    const OffRows* above;    // [columns]
    float* tables;           // [columns x blocks x 3 x lanes]
    float* states;           // [columns x parts x chunk_reads], parts = 4 or 8: long columns only
    std::int32_t* patterns;  // [slab_blocks x chunk_reads]
};

}  // namespace gate_table
}  // namespace crosspoint
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/solve/ladder_gates_table.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "crosspoint/solve/ladder_gates-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

using gate_table::chunk_reads;
using gate_table::Group;
using gate_table::slab_blocks;

HWY_INLINE std::size_t rows_per_block() {
    std::size_t k = 0;
    while (std::size_t{2} << k <= hn::Lanes(D())) ++k;
    return k;
}

// Tables of one column. Lane p of a vector is pattern p: its bit k drives the k-th row of the
// block, counted from the bottom.
template <bool kLeak>
void build_column(const GateLadderCall& t, std::size_t j, float* table) {
    const D d;
    const hn::RebindToSigned<D> di;
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t k_rows = rows_per_block();
    const float* g_on = t.g_on_S + j * t.rows;
    const float* r_ohm = t.segment_ohm + j * t.rows;
    const V leak = hn::Set(d, t.g_off_S);
    const V one = hn::Set(d, 1.0f);
    const auto lane = hn::Iota(di, 0);
    for (std::size_t last = t.last; last > t.first; table += 3 * lanes) {
        const std::size_t rows = last - t.first < k_rows ? last - t.first : k_rows;
        // The chain columns (d1, J1) from (1, 0) and (d2, J2) from (0, 1), without the ones.
        V e1 = hn::Zero(d), j1 = hn::Zero(d), d2 = hn::Zero(d), f2 = hn::Zero(d);
        for (std::size_t k = 0; k < rows; ++k) {
            const std::size_t i = last - 1 - k;
            const auto bit = hn::Set(di, std::int32_t{1} << k);
            const auto on = hn::RebindMask(d, hn::TestBit(lane, bit));
            const V on_S = hn::Set(d, g_on[i]);
            const V g = kLeak ? hn::IfThenElse(on, on_S, leak) : hn::IfThenElseZero(on, on_S);
            const V r = hn::Set(d, r_ohm[i]);
            j1 = hn::Add(j1, hn::MulAdd(g, e1, g));
            f2 = hn::MulAdd(g, d2, f2);
            e1 = hn::MulAdd(r, j1, e1);
            d2 = hn::Add(d2, hn::MulAdd(r, f2, r));
        }
        // Without any conductance the block is wire.
        const auto wire = hn::Eq(j1, hn::Zero(d));
        const V per_y = hn::Div(one, hn::IfThenElse(wire, one, j1));
        hn::StoreU(hn::IfThenZeroElse(wire, hn::Mul(f2, per_y)), d, table);
        hn::StoreU(j1, d, table + lanes);
        hn::StoreU(hn::IfThenElse(wire, d2, hn::Mul(e1, per_y)), d, table + 2 * lanes);
        last -= rows;
    }
}

// Patterns of the blocks block .. block + blocks - 1 for `reads` reads from `read` on.
void extract_patterns(const GateLadderCall& t, std::size_t block, std::size_t blocks,
                      std::size_t read, std::size_t reads, std::int32_t* patterns) {
    const D d;
    const hn::RebindToSigned<D> di;
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t k_rows = rows_per_block();
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

// U vectors of reads through a whole column that fits one slab.
template <bool kOpposite, std::size_t U>
HWY_INLINE void short_column(const Group& g, std::size_t c, std::size_t read,
                             const std::int32_t* patterns) {
    const D d;
    const hn::RebindToSigned<D> di;
    const std::size_t lanes = hn::Lanes(d);
    const OffRows& below = g.below[c];
    const OffRows& above = g.above[c];
    V d1[U], j1[U], d2[U], j2[U], z_top[U];
    for (std::size_t u = 0; u < U; ++u) {
        d1[u] = hn::Set(d, 1.0f);
        j1[u] = hn::Set(d, below.y_S);
        d2[u] = hn::Set(d, below.z_bottom_ohm);
        j2[u] = hn::Set(d, 1.0f + below.y_S * below.z_bottom_ohm);
        z_top[u] = hn::Set(d, below.z_top_ohm);
    }
    const float* table = g.tables + c * g.blocks * 3 * lanes;
    for (std::size_t b = 0; b < g.blocks; ++b, table += 3 * lanes, patterns += chunk_reads) {
        const V z_bottom_of = hn::LoadU(d, table);
        const V y_of = hn::LoadU(d, table + lanes);
        const V z_top_of = hn::LoadU(d, table + 2 * lanes);
        for (std::size_t u = 0; u < U; ++u) {
            const auto p = hn::IndicesFromVec(d, in_register(hn::LoadU(di, patterns + u * lanes)));
            const V s = hn::Add(z_top[u], hn::TableLookupLanes(z_bottom_of, p));
            const V y = hn::TableLookupLanes(y_of, p);
            z_top[u] = hn::TableLookupLanes(z_top_of, p);
            d1[u] = hn::MulAdd(s, j1[u], d1[u]);
            j1[u] = hn::MulAdd(y, d1[u], j1[u]);
            if (kOpposite) {
                d2[u] = hn::MulAdd(s, j2[u], d2[u]);
                j2[u] = hn::MulAdd(y, d2[u], j2[u]);
            }
        }
    }
    const std::size_t j = g.column + c;
    const GateLadderCall& t = *g.call;
    const V y = hn::Set(d, above.y_S);
    const V z = hn::Set(d, above.z_top_ohm);
    for (std::size_t u = 0; u < U; ++u) {
        const V s = hn::Add(z_top[u], hn::Set(d, above.z_bottom_ohm));
        d1[u] = hn::MulAdd(s, j1[u], d1[u]);
        j1[u] = hn::MulAdd(y, d1[u], j1[u]);
        d1[u] = hn::MulAdd(z, j1[u], d1[u]);
        if (kOpposite) {
            d2[u] = hn::MulAdd(s, j2[u], d2[u]);
            j2[u] = hn::MulAdd(y, d2[u], j2[u]);
        }
        hn::StoreU(output_current<kOpposite>(t, j, d1[u], j1[u], j2[u]), d,
                   t.i_out_A + j * t.stride + read + u * lanes);
    }
}

// A sum in two floats, base + more: within a slab only `more` is added to, so that rounding stays
// that of a column of one slab; after it the two are renormalized without error.
struct Split {
    V base, more;
    HWY_INLINE V value() const { return hn::Add(base, more); }
    HWY_INLINE void load(const float* at) {
        base = hn::LoadU(D(), at);
        more = hn::LoadU(D(), at + chunk_reads);
    }
    HWY_INLINE void store(float* at) const {
        // @source D. E. Knuth, The Art of Computer Programming 2, 4.2.2, theorem B
        const V sum = hn::Add(base, more);
        const V part = hn::Sub(sum, base);
        const V lost = hn::Add(hn::Sub(base, hn::Sub(sum, part)), hn::Sub(more, part));
        hn::StoreU(sum, D(), at);
        hn::StoreU(lost, D(), at + chunk_reads);
    }
};

template <bool kOpposite>
HWY_INLINE void start_long(const Group& g, std::size_t c, std::size_t reads, float* state) {
    const D d;
    const OffRows& below = g.below[c];
    const float start[8] = {1.0f,
                            0.0f,
                            below.y_S,
                            0.0f,
                            below.z_bottom_ohm,
                            0.0f,
                            1.0f,
                            below.y_S * below.z_bottom_ohm};
    for (std::size_t part = 0; part < (kOpposite ? 8 : 4); ++part)
        for (std::size_t r = 0; r < reads; r += hn::Lanes(d))
            hn::StoreU(hn::Set(d, start[part]), d, state + part * chunk_reads + r);
}

template <bool kOpposite, std::size_t U>
HWY_INLINE void long_slab(const Group& g, std::size_t c, std::size_t block, std::size_t blocks,
                          const std::int32_t* patterns, float* state) {
    const D d;
    const hn::RebindToSigned<D> di;
    const std::size_t lanes = hn::Lanes(d);
    Split d1[U], j1[U], d2[U], j2[U];
    V z_top[U];
    for (std::size_t u = 0; u < U; ++u) {
        d1[u].load(state + u * lanes);
        j1[u].load(state + 2 * chunk_reads + u * lanes);
        if (kOpposite) {
            d2[u].load(state + 4 * chunk_reads + u * lanes);
            j2[u].load(state + 6 * chunk_reads + u * lanes);
        }
        z_top[u] = hn::Set(d, block == 0 ? g.below[c].z_top_ohm : 0.0f);
    }
    const auto step = [](V s, V y, Split& dd, Split& jj) HWY_ATTR {
        dd.more = hn::MulAdd(s, jj.value(), dd.more);
        jj.more = hn::MulAdd(y, dd.value(), jj.more);
    };
    const float* table = g.tables + (c * g.blocks + block) * 3 * lanes;
    for (std::size_t b = 0; b < blocks; ++b, table += 3 * lanes, patterns += chunk_reads) {
        const V z_bottom_of = hn::LoadU(d, table);
        const V y_of = hn::LoadU(d, table + lanes);
        const V z_top_of = hn::LoadU(d, table + 2 * lanes);
        for (std::size_t u = 0; u < U; ++u) {
            const auto p = hn::IndicesFromVec(d, in_register(hn::LoadU(di, patterns + u * lanes)));
            const V s = hn::Add(z_top[u], hn::TableLookupLanes(z_bottom_of, p));
            const V y = hn::TableLookupLanes(y_of, p);
            z_top[u] = hn::TableLookupLanes(z_top_of, p);
            step(s, y, d1[u], j1[u]);
            if (kOpposite) step(s, y, d2[u], j2[u]);
        }
    }
    const bool at_top = block + blocks == g.blocks;
    const OffRows& above = g.above[c];
    for (std::size_t u = 0; u < U; ++u) {
        if (at_top) {
            const V s = hn::Add(z_top[u], hn::Set(d, above.z_bottom_ohm));
            const V y = hn::Set(d, above.y_S);
            step(s, y, d1[u], j1[u]);
            if (kOpposite) step(s, y, d2[u], j2[u]);
            z_top[u] = hn::Set(d, above.z_top_ohm);
        }
        d1[u].more = hn::MulAdd(z_top[u], j1[u].value(), d1[u].more);
        if (kOpposite) d2[u].more = hn::MulAdd(z_top[u], j2[u].value(), d2[u].more);
        d1[u].store(state + u * lanes);
        j1[u].store(state + 2 * chunk_reads + u * lanes);
        if (kOpposite) {
            d2[u].store(state + 4 * chunk_reads + u * lanes);
            j2[u].store(state + 6 * chunk_reads + u * lanes);
        }
    }
}

template <bool kOpposite>
HWY_INLINE void finish_long(const Group& g, std::size_t c, std::size_t read, std::size_t reads,
                            const float* state) {
    const D d;
    const GateLadderCall& t = *g.call;
    const std::size_t j = g.column + c;
    for (std::size_t r = 0; r < reads; r += hn::Lanes(d)) {
        const V d1 = hn::LoadU(d, state + r);
        const V j1 = hn::LoadU(d, state + 2 * chunk_reads + r);
        const V j2 = kOpposite ? hn::LoadU(d, state + 6 * chunk_reads + r) : d1;
        hn::StoreU(output_current<kOpposite>(t, j, d1, j1, j2), d,
                   t.i_out_A + j * t.stride + read + r);
    }
}

template <bool kOpposite>
HWY_INLINE void long_columns(const Group& g, std::size_t read, std::size_t reads) {
    constexpr std::size_t U = kOpposite ? 2 : 4;
    constexpr std::size_t parts = kOpposite ? 8 : 4;
    const std::size_t step = U * hn::Lanes(D());
    for (std::size_t c = 0; c < g.columns; ++c)
        start_long<kOpposite>(g, c, reads, g.states + c * parts * chunk_reads);
    for (std::size_t block = 0; block < g.blocks; block += slab_blocks) {
        const std::size_t blocks = g.blocks - block < slab_blocks ? g.blocks - block : slab_blocks;
        extract_patterns(*g.call, block, blocks, read, reads, g.patterns);
        for (std::size_t c = 0; c < g.columns; ++c)
            for (std::size_t r = 0; r < reads; r += step)
                long_slab<kOpposite, U>(g, c, block, blocks, g.patterns + r,
                                        g.states + c * parts * chunk_reads + r);
    }
    for (std::size_t c = 0; c < g.columns; ++c)
        finish_long<kOpposite>(g, c, read, reads, g.states + c * parts * chunk_reads);
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
        extract_patterns(*g.call, 0, g.blocks, read, reads, g.patterns);
        for (std::size_t c = 0; c < g.columns; ++c)
            for (std::size_t r = 0; r < reads; r += step)
                short_column<kOpposite, U>(g, c, read + r, g.patterns + r);
    }
}

void run_group(const Group& g) {
    const GateLadderCall& t = *g.call;
    const std::size_t column_floats = g.blocks * 3 * hn::Lanes(D());
    for (std::size_t c = 0; c < g.columns; ++c) {
        float* table = g.tables + c * column_floats;
        t.g_off_S > 0.0f ? build_column<true>(t, g.column + c, table)
                         : build_column<false>(t, g.column + c, table);
    }
    t.sensed_at_bottom ? all_reads<true>(g) : all_reads<false>(g);
}

std::size_t table_lanes() { return hn::Lanes(D()); }

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(run_group);
HWY_EXPORT(table_lanes);

namespace {

// Tables of a group of columns: about half of an L2 cache, but enough columns to share the
// patterns among.
constexpr std::size_t group_bytes = 512 * 1024;
constexpr std::size_t least_columns = 16;

template <class T>
T* grow(std::vector<T>& buffer, std::size_t count) {
    constexpr std::size_t line = 64 / sizeof(T);
    if (buffer.size() < count + line) buffer.assign(count + line, T{});
    const auto address = reinterpret_cast<std::uintptr_t>(buffer.data());
    return buffer.data() + (64 - address % 64) % 64 / sizeof(T);
}

}  // namespace

void run_pattern_table(const GateLadderCall& t) {
    // Kept between calls: fresh pages would cost as much as filling the tables. At most 3 MiB for
    // 4096 rows, else about 0.5 MiB a thread.
    thread_local std::vector<float> tables, states;
    thread_local std::vector<std::int32_t> patterns;
    thread_local std::vector<OffRows> ends;
    const std::size_t lanes = HWY_DYNAMIC_DISPATCH(table_lanes)();
    std::size_t k_rows = 0;
    while (std::size_t{2} << k_rows <= lanes) ++k_rows;
    const std::size_t blocks = (t.last - t.first + k_rows - 1) / k_rows;
    const std::size_t column_floats = blocks * 3 * lanes;
    const std::size_t columns =
        std::min(t.cols, std::max(least_columns, group_bytes / sizeof(float) /
                                                     std::max<std::size_t>(column_floats, 1)));
    ends.resize(2 * columns);
    gate_table::Group group{
        .call = &t,
        .column = 0,
        .columns = 0,
        .blocks = blocks,
        .below = ends.data(),
        .above = ends.data() + columns,
        .tables = grow(tables, columns * column_floats),
        .states = blocks > gate_table::slab_blocks
                      ? grow(states, columns * 8 * gate_table::chunk_reads)
                      : nullptr,
        .patterns = grow(patterns, gate_table::slab_blocks * gate_table::chunk_reads)};
    for (std::size_t j = 0; j < t.cols; j += columns) {
        group.column = j;
        group.columns = std::min(columns, t.cols - j);
        for (std::size_t c = 0; c < group.columns; ++c) {
            ends[c] = off_rows(t, j + c, t.last, t.rows);
            ends[columns + c] = off_rows(t, j + c, 0, t.first);
        }
        HWY_DYNAMIC_DISPATCH(run_group)(group);
    }
}

}  // namespace crosspoint
#endif
