// Many gated reads of 1T1R columns with triode + resistor cells in single precision, SIMD over the
// reads: Newton with the recursion of equations (51) and (52) of engine/docs/physics.md. Bit lines
// are driven at the top, source lines sensed at one end. Rows whose gate is off carry nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

/// Columns as the kernel reads them, [cols x rows] column by column unless said otherwise.
struct TriodeLadder {
    std::size_t rows = 0, cols = 0;
    std::vector<float> beta_A_per_V2;
    std::vector<float> overdrive_V;  ///< gate_V - threshold_V of a selected row
    std::vector<float> cell_ohm;     ///< memory element at the bit line
    /// Segment above the node of row i; row 0: the end at the top with its driver or sense
    /// resistance. All finite.
    std::vector<float> b_ohm, s_ohm;
    std::vector<float> s_bottom_ohm;  ///< [cols], > 0: source line sensed there, not at the top
    bool sensed_at_bottom = false;
    float drive_V = 0.0f;  ///< > 0
};

/// Newton sweeps after the start that suffice for 1e-5 of the current in the benches.
inline constexpr int triode_sweeps = 2;

/// @param gates    [rows x reads]
/// @param i_out_A  out, resized to [cols x reads rounded up to 64]
void run_triode_ladder(const TriodeLadder& ladder, const BitMatrix& gates, int sweeps,
                       Matrix<float>& i_out_A);

}  // namespace crosspoint
