// Many gated reads of one tile in single precision, by one of several methods (gate_method.hpp).
// Exact up to rounding: no surrogate, no table of approximations.
//
// Equations (15 to 17 of engine/docs/physics.md; one column, rail b is driven at the top, rail s
// sensed at either end, rows count downward). With d = v_b - v_s, r = r_b + r_s, alpha = r_s / r
// the same at every segment and J = I_b - alpha I_total, the common mode drops out:
//
//     from the bottom up:   J += g_i x_i d   (cell),   d += r_i J   (segment)
//
// Starting from (d, J) = (1, 0) and (0, 1) this gives the columns (d1, J1) and (d2, J2) of a chain
// matrix with determinant 1, and with R_d, R_s the driver and sense sides
//     sensed at the top:     I = V J1 / ((R_d + R_s) J1 + d1)
//     sensed at the bottom:  I = V J1 / ((R_d + R_s + sum r_b r_s / r) J1
//                                        + (1-alpha)^2 d1 + 2 alpha (1-alpha) + alpha^2 J2)
// All terms are positive, so nothing cancels. Measured error: below 1e-6 for every method, end,
// leak and length (tests/property/test_ladder_gates.cpp), about 4e-7 at 128 rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/solve/gate_method.hpp"

namespace crosspoint {

/// One tile prepared for the kernel: rows counted from the driven end.
struct GateLadder {
    std::size_t rows = 0;
    std::size_t cols = 0;
    bool rows_reversed = false;     ///< row 0 of the kernel is row m-1 of the tile
    bool sensed_at_bottom = false;  ///< at the end away from the driver
    float g_off_S = 0.0f;
    float drive_V = 0.0f;
    std::vector<float> g_on_S;       ///< [cols x rows]
    std::vector<float> segment_ohm;  ///< [cols x rows], r_i between row i-1 and i; entry 0 is 0
    std::vector<float> end_ohm;      ///< [cols] R_d + R_s (+ sum r_b r_s / r)
    std::vector<float> alpha;        ///< [cols] r_s / r
    /// [cols x rows] r_b and r_s, only where their ratio varies and matters.
    std::vector<float> driven_ohm, sensed_ohm;
    std::size_t rescale_rows = 0;  ///< rows before single precision could overflow; 0 = never
};

/// Whether the kernels can take the tile, and the tile in their form. The reason when they cannot:
/// other ends than one driven and one sensed rail, a short or broken wire, or a single cell that
/// attenuates by more than exp(30).
struct GateLadderResult {
    bool fits = false;
    const char* reason = "";
    GateLadder ladder;
};
GateLadderResult make_gate_ladder(const TileSpec& spec, const CellArray& cells);

/// Whether a method can take the tile; `masked` always can.
bool gate_method_fits(const GateLadder& ladder, GateMethod method);

/// The method for a tile: `wanted` where it fits, else `masked`; never a function of the batch.
/// Automatic: pattern tables, or active lists where `activity`, the expected fraction of rows that
/// a read drives, is small and cells do not leak.
GateMethod choose_gate_method(const GateLadder& ladder, GateMethod wanted, double activity);
const char* gate_method_title(GateMethod method);  ///< "method C (pattern tables)", ...

/// A stretch of rows that no read asserts, as a T network: z_bottom, y, z_top of equation (17a).
struct OffRows {
    float z_bottom_ohm = 0.0f;
    float y_S = 0.0f;
    float z_top_ohm = 0.0f;
};

/// Pattern tables of one row group, for many calls of run_gate_ladder.
struct GateTables {
    std::size_t first_row = 0;
    std::size_t rows = 0;
    std::vector<float> values;    ///< in the layout of the instruction set that built them
    std::size_t first_value = 0;  ///< at a cache line
    std::vector<OffRows> ends;    ///< [2 x cols]: below the asserted rows, then above
};

/// Tables for method C; none where the tile is not run by it, or where they would take more than
/// 16 MiB (then every call builds and drops its own, a few columns at a time).
/// @cost  about as long as 200 reads
std::unique_ptr<GateTables> make_gate_tables(const GateLadder& ladder, std::size_t first_row,
                                             std::size_t rows, GateMethod wanted);

/// Column currents of many reads. A read's current has the same bits in whatever batch it is and
/// with or without `tables`.
/// @param gates   [asserted rows x reads] bits, one asserted row of the tile a line
/// @param first_row tile row of line 0; all other rows are off
/// @param i_out_A out, resized to [cols x reads rounded up to 64]; reads beyond the batch are 0
/// inputs
/// @param tables  of these rows, or null
void run_gate_ladder(const GateLadder& ladder, const BitMatrix& gates, std::size_t first_row,
                     Matrix<float>& i_out_A, GateMethod wanted = GateMethod::automatic,
                     const GateTables* tables = nullptr);

/// Name of the instruction set that run_gate_ladder uses on this machine ("AVX3", "AVX2", ...).
const char* gate_ladder_target();

}  // namespace crosspoint
