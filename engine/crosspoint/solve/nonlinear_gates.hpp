// Many gated reads of 1T1R columns with nonlinear cells in single precision: Newton on the ladder,
// SIMD over the columns, active rows only. Every cell is a polynomial of its two line voltages,
// fitted to the exact model over the voltages that can occur and checked at random points. Bit
// lines are driven at one end, source lines sensed at one end; rows that are off carry nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/device/cell_model.hpp"

namespace crosspoint {

/// Columns side by side in the arrays of NonlinearGates.
inline constexpr std::size_t nonlinear_gate_block = 32;

/// One tile prepared for the kernel: rows counted from the driven end. Arrays hold one block of
/// columns after the other, each [rows x (values of a row) x nonlinear_gate_block].
struct NonlinearGates {
    std::size_t rows = 0, cols = 0;
    bool rows_reversed = false;     ///< row 0 of the kernel is row m-1 of the tile
    bool sensed_at_bottom = false;  ///< at the end away from the driver
    int degree = 0;                 ///< of the cells, 3 to 5
    int sweeps = 1;                 ///< Newton steps after the linear start
    float drive_V = 0.0f;
    /// Cell: sum over k + l <= degree of c_kl (V_b - b_mid)^k (V_s - s_mid)^l; k outermost.
    std::vector<float> coefficients;
    std::vector<float> start;             ///< I = p V_b - q V_s + e at typical voltages: p, q, e
    std::vector<float> b_mid_V, s_mid_V;  ///< [rows]
    /// [rows + 1]: wire of the bit and of the source line from the last row to row i; the last
    /// entry: to the end at the top, driver and sense resistance included.
    std::vector<float> wire_ohm;
    std::vector<float> s_bottom_ohm;  ///< [1], where the source line is sensed at the bottom
};

/// Whether the kernel can take the tile, and how well. The reason when it cannot.
struct NonlinearGatesResult {
    bool fits = false;
    std::string reason;
    NonlinearGates gates;
    double cell_error = 0.0;      ///< largest of random points, relative to the cell's largest I
    double measured_error = 0.0;  ///< of sampled outputs, relative to the double recursion
    std::size_t samples = 0;      ///< how many outputs that were
};

/// Fits the cells and compares sampled reads with the double recursion.
/// @param on_V, off_V  gate voltages of a selected and of another row
/// @cost  about 40 evaluations of every cell
NonlinearGatesResult make_nonlinear_gates(const TileSpec& spec,
                                          const std::shared_ptr<const CellModel>& cells,
                                          double on_V, double off_V, double expected_activity);

/// Column currents. A read's current has the same bits in whatever batch it is.
/// @param gates     [asserted rows x reads] bits; @param first_row  tile row of line 0
/// @param i_out_A   out, resized to [cols x reads rounded up to 64]; beyond the batch: 0
void run_nonlinear_gates(const NonlinearGates& tile, const BitMatrix& gates, std::size_t first_row,
                         Matrix<float>& i_out_A);

}  // namespace crosspoint
