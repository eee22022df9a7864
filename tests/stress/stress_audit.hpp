// Whether a claimed solution of a tile is one: Kirchhoff's current law at every node of the circuit
// written out, in long double, and sampled cells solved by themselves, with all their inner nodes,
// as netlists. Shares no code with the tile solvers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "crosspoint/solve/nonlinear_solver.hpp"
#include "stress/stress_cells.hpp"

namespace crosspoint::stress {

struct Audit {
    double kcl_rel = 0.0;   ///< largest sum at a node over the largest sum of |cell currents| of a
                            ///< column, without what rounding of voltages explains
    double cell_rel = 0.0;  ///< sampled cells: largest difference over the largest cell current
    std::string complaint;  ///< empty: a solution
};

/// @param input  [m] of this solution, which must hold the node voltages of one input
Audit audit_solution(const TileSpec& spec, const Cells& cells, const GateLevels& levels,
                     std::span<const double> input, const TileSolution& solution);

}  // namespace crosspoint::stress
