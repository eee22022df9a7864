// A group of columns with their pattern tables, as the kernels of method C see it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "crosspoint/solve/ladder_gates_call.hpp"

namespace crosspoint {
namespace gate_table {

// Reads and blocks whose patterns are held at once: 16 KiB, half of L1.
constexpr std::size_t chunk_reads = 128;
constexpr std::size_t chunk_blocks = 32;
// A sum of more blocks is renormalized. Each addition rounds by up to 6e-8 of the sum, and small
// equal terms can all round the same way: 16 of them by less than 1e-6.
constexpr std::size_t slab_blocks = 16;
constexpr std::size_t state_parts = 8;  // floats of a read between two chunks of blocks

// Columns column .. column + columns - 1 with their tables.
struct Group {
    const GateLadderCall* call;
    std::size_t column;
    std::size_t columns;
    std::size_t blocks;      // of K rows, counted from the bottom
    const OffRows* below;    // [columns]
    const OffRows* above;    // [columns]
    const float* tables;     // [columns x blocks x 3 x patterns of a block]
    float* states;           // [columns x state_parts x chunk_reads], for long columns
    std::int32_t* patterns;  // [chunk_blocks x chunk_reads]
};

}  // namespace gate_table
}  // namespace crosspoint
