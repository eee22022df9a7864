// What follows from the terminal voltages of nonlinear cells: output currents, and an audit of
// Kirchhoff's current law from the written-out circuit that shares no code with any solver.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/circuit/structure.hpp"
#include "crosspoint/solve/nonlinear_newton.hpp"

namespace crosspoint {

/// Where Newton's method begins: passive tiles at the voltages that they have without wires, which
/// spares the step from 0 V; gated ones at 0 V.
CellState start_state(const TileSpec& spec, std::span<const double> input);

/// Currents into the sensed ends, [n]. Where a line has one end only its current is the sum of its
/// cells' currents, which no rounding of small voltage differences can spoil.
void nonlinear_outputs(const TileSpec& spec, const CellState& cells, std::span<double> i_out_A);

struct NonlinearAudit {
    double kcl_residual_A = 0.0;  ///< largest |sum of currents| of nodes joined by 0 ohm
    /// The same beyond what the rounding of voltages and currents explains.
    double excess_A = 0.0;
    double line_current_A = 0.0;  ///< largest sum of |cell currents| of a column
    double split_V = 0.0;         ///< largest difference of voltages that 0 ohm makes equal
    std::string worst_node;       ///< where kcl_residual_A is
};

/// @param tile       expand() of the spec with open cells, any input
/// @param structure  analyze() of that circuit
/// @param input      [m] of this answer
/// @param cells      voltages of the answer and the currents there, row-major
NonlinearAudit audit_nonlinear(const ExpandedTile& tile, const Structure& structure,
                               const TileSpec& spec, std::span<const double> input,
                               const CellState& cells);

}  // namespace crosspoint
