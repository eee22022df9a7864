// What the kernels of ladder_gates.hpp are called with: plain pointers, because nothing of the
// standard library may be instantiated where code is compiled for one instruction set.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace crosspoint {

/// One batch of reads on one tile; kernel rows count from the driven end.
struct GateLadderCall {
    const float* g_on_S;
    const float* segment_ohm;
    const float* driven_ohm;  ///< [cols x rows] r_b, where r_s / r_b varies; else null
    const float* end_ohm;
    const float* alpha;
    std::size_t rows;
    std::size_t cols;
    float g_off_S;
    float drive_V;
    bool rows_reversed;
    bool sensed_at_bottom;
    std::size_t rescale_rows;  ///< the state is scaled down after so many rows; 0 = never
    const std::uint8_t* bits;  ///< row 0 of the asserted rows
    std::size_t row_bytes;
    std::size_t first;  ///< kernel rows [first, last) are asserted
    std::size_t last;
    std::size_t reads;
    float* i_out_A;
    std::size_t stride;
};

/// A stretch of rows that no read asserts, as a T network: z_bottom, y, z_top of equation (18).
struct OffRows {
    float z_bottom_ohm;
    float y_S;
    float z_top_ohm;
};

/// The asserted line that drives kernel row i.
inline const std::uint8_t* row_bits(const GateLadderCall& t, std::size_t i) {
    const std::size_t k = t.rows_reversed ? t.last - 1 - i : i - t.first;
    return t.bits + k * t.row_bytes;
}

void run_masked(const GateLadderCall& call);
void run_general(const GateLadderCall& call);
void run_active_list(const GateLadderCall& call);
void run_pattern_table(const GateLadderCall& call);

/// Rows from the first to the last without a read, below (rows from `last`) or above.
OffRows off_rows(const GateLadderCall& t, std::size_t column, std::size_t from, std::size_t to);

}  // namespace crosspoint
