// The fidelity `mesh`: crossing lines by the array-specific methods of linalg/ (schur_cg.hpp,
// port_merge.hpp), chosen by choose.hpp for every batch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// @param spec  a topology with crossing current-carrying lines
std::unique_ptr<TileSolver> make_mesh_solver(const TileSpec& spec, const SolveOptions& options,
                                             std::string why);

}  // namespace crosspoint
