// Method C of ladder_gates.hpp: reads through columns of pattern tables. Included by
// ladder_gates_table.cpp once per instruction set.
// SPDX-License-Identifier: Apache-2.0
#if defined(CROSSPOINT_SOLVE_LADDER_GATES_TABLE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CROSSPOINT_SOLVE_LADDER_GATES_TABLE_INL
#undef CROSSPOINT_SOLVE_LADDER_GATES_TABLE_INL
#else
#define CROSSPOINT_SOLVE_LADDER_GATES_TABLE_INL
#endif

#include <hwy/highway.h>

#include "crosspoint/solve/ladder_gates-inl.hpp"
#include "crosspoint/solve/ladder_gates_table.hpp"

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

using gate_table::chunk_reads;
using gate_table::Group;

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
    for (std::size_t u = 0; u < U; ++u) {
        const V s = hn::Add(z_top[u], hn::Set(d, above.z_bottom_ohm));
        if (above.y_S == 0.0f) {  // only wire above, all of it in z_top
            d1[u] = hn::MulAdd(hn::Add(s, hn::Set(d, above.z_top_ohm)), j1[u], d1[u]);
        } else {
            const V y = hn::Set(d, above.y_S);
            d1[u] = hn::MulAdd(s, j1[u], d1[u]);
            j1[u] = hn::MulAdd(y, d1[u], j1[u]);
            d1[u] = hn::MulAdd(hn::Set(d, above.z_top_ohm), j1[u], d1[u]);
            if (kOpposite) j2[u] = hn::MulAdd(y, hn::MulAdd(s, j2[u], d2[u]), j2[u]);
        }
        hn::StoreU(output_current<kOpposite>(t, j, d1[u], j1[u], j2[u], hn::Set(d, 1.0f)), d,
                   t.i_out_A + j * t.stride + read + u * lanes);
    }
}

HWY_INLINE void load(const float* at, Split& sum) {
    sum.base = hn::LoadU(D(), at);
    sum.more = hn::LoadU(D(), at + chunk_reads);
}

HWY_INLINE void store(Split sum, float* at) {
    sum.renormalize();
    hn::StoreU(sum.base, D(), at);
    hn::StoreU(sum.more, D(), at + chunk_reads);
}

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
        load(state + u * lanes, d1[u]);
        load(state + 2 * chunk_reads + u * lanes, j1[u]);
        if (kOpposite) {
            load(state + 4 * chunk_reads + u * lanes, d2[u]);
            load(state + 6 * chunk_reads + u * lanes, j2[u]);
        }
        z_top[u] = hn::Set(d, block == 0 ? g.below[c].z_top_ohm : 0.0f);
    }
    const auto step = [](V s, V y, Split& dd, Split& jj) HWY_ATTR {
        add_product<true>(s, jj, dd);
        add_product<true>(y, dd, jj);
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
        add_product<true>(z_top[u], j1[u], d1[u]);
        if (kOpposite) add_product<true>(z_top[u], j2[u], d2[u]);
        store(d1[u], state + u * lanes);
        store(j1[u], state + 2 * chunk_reads + u * lanes);
        if (kOpposite) {
            store(d2[u], state + 4 * chunk_reads + u * lanes);
            store(j2[u], state + 6 * chunk_reads + u * lanes);
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
        hn::StoreU(output_current<kOpposite>(t, j, d1, j1, j2, hn::Set(d, 1.0f)), d,
                   t.i_out_A + j * t.stride + read + r);
    }
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
