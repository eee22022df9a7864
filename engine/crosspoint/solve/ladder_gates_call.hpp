// What the kernels of ladder_gates.hpp are called with: plain pointers, because nothing of the
// standard library may be instantiated where code is compiled for one instruction set.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "crosspoint/solve/ladder_gates.hpp"

namespace crosspoint {

/// One batch of reads on one tile; kernel rows count from the driven end.
struct GateLadderCall {
    const float* g_on_S;
    const float* segment_ohm;
    const float* driven_ohm;  ///< [cols x rows] r_b and r_s where their ratio varies, else null
    const float* sensed_ohm;
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

/// The asserted line that drives kernel row i.
inline const std::uint8_t* row_bits(const GateLadderCall& t, std::size_t i) {
    const std::size_t k = t.rows_reversed ? t.last - 1 - i : i - t.first;
    return t.bits + k * t.row_bytes;
}

void run_masked(const GateLadderCall& call);
void run_general(const GateLadderCall& call);
void run_active_list(const GateLadderCall& call, const BitMatrix& gates);

/// @param tables,ends what build_gate_tables and find_off_rows filled for the same rows, or null:
///        built for this call
void run_pattern_table(const GateLadderCall& call, const float* tables, const OffRows* ends);

/// Whether vectors are long enough for a table of patterns (at least 4 lanes).
bool gate_table_fits();
/// Floats that the tables of so many columns need.
std::size_t gate_table_floats(const GateLadderCall& call, std::size_t cols);
/// @param tables out, [gate_table_floats of all columns], at a cache line
void build_gate_tables(const GateLadderCall& call, float* tables);
/// @param ends out, [2 x cols]: the rows below the asserted ones, then those above
void find_off_rows(const GateLadderCall& call, OffRows* ends);

}  // namespace crosspoint
