// The fidelities `mesh` and `circuit`: nodal analysis of the whole tile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// `circuit` factors with KLU, `mesh` with a sparse LDL^T until array-specific methods take over.
/// A passive tile is factored once in program(); a gated one anew for every input, because its
/// inputs switch cells.
std::unique_ptr<TileSolver> make_nodal_solver(const TileSpec& spec, const SolveOptions& options,
                                              Fidelity fidelity, std::string why);

}  // namespace crosspoint
