// A group of columns with their pattern tables, as the kernels of method C see it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "crosspoint/solve/ladder_gates_call.hpp"

namespace crosspoint {
namespace gate_table {

constexpr std::size_t chunk_reads = 128;  // patterns of a chunk and a slab: 16 KiB, half of L1
constexpr std::size_t slab_blocks = 32;   // 128 rows with 16 lanes
// Equal terms, as those of a leak, all round the same way: 16 of them lose at most 1e-6 of a sum.
constexpr std::size_t leak_slab_blocks = 16;

// Columns column .. column + columns - 1 with their tables.
struct Group {
    const GateLadderCall* call;
    std::size_t column;
    std::size_t columns;
    std::size_t blocks;    // of K rows, counted from the bottom
    const OffRows* below;  // [columns]
    const OffRows* above;  // [columns]
    const float* tables;   // [columns x blocks x 3 x lanes]
    std::size_t slab;      // blocks; a column of more than one slab splits its sums in two floats
    float* states;         // [columns x parts x chunk_reads], parts = 4 or 8: where sums are split
    std::int32_t* patterns;  // [slab_blocks x chunk_reads]
};

}  // namespace gate_table
}  // namespace crosspoint
