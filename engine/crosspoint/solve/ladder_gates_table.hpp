// A group of columns with their pattern tables, as the kernels of method C see it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "crosspoint/solve/ladder_gates_call.hpp"

namespace crosspoint {
namespace gate_table {

constexpr std::size_t chunk_reads = 128;  // patterns of a chunk and a slab: 16 KiB, half of L1
// Equal terms can all round the same way: 32 of them lose at most 7e-7 of a sum.
constexpr std::size_t slab_blocks = 16;

// Columns column .. column + columns - 1 with their tables.
struct Group {
    const GateLadderCall* call;
    std::size_t column;
    std::size_t columns;
    std::size_t blocks;      // of K rows, counted from the bottom
    const OffRows* below;    // [columns]
    const OffRows* above;    // [columns]
    const float* tables;     // [columns x blocks x 3 x patterns of a block]
    std::size_t slab;        // blocks; a longer column is run slab by slab
    float* states;           // [columns x parts x chunk_reads], parts = 4 or 8: of long columns
    std::int32_t* patterns;  // [slab_blocks x chunk_reads]
};

}  // namespace gate_table
}  // namespace crosspoint
