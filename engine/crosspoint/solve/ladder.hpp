// The fidelity `ladder`: every column by itself, exactly, in O(m). For 1T1R tiles whose bit and
// source lines both run along the column.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "crosspoint/solve/ladder_column.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// Wires and ends of column j; ends at read_V are sources, all others stand at 0 V.
LadderColumn make_ladder_column(const TileSpec& spec, std::size_t j);

/// @param why goes into the report
std::unique_ptr<TileSolver> make_ladder_solver(const TileSpec& spec, const SolveOptions& options,
                                               std::string why);

/// The fidelity `ideal`: wires and line ends without resistance, I_j = sum_i V_i G_ij.
/// @source equation 5 of engine/docs/physics.md
/// @errors input 2100: the line ends do not drive one side of the cells and sense the other
Result<std::unique_ptr<TileSolver>> make_ideal_solver(const TileSpec& spec,
                                                      const SolveOptions& options, std::string why);

}  // namespace crosspoint
