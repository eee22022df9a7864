// Loading and solving one tile, as `solve` and `plot` do it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/study/tile_config.hpp"

namespace crosspoint::cli {

/// Solves the tile for all its inputs. Errors of the network point to the tile file.
Result<TileSolution> solve_job(const TileJob& job, const SolveOptions& options);

/// An error of the network, with its place in the tile file.
Error in_tile(const TileJob& job, Error failure);

/// Notes the remarks of the report on stderr and gives the exit code: 0, or 4 when the solution is
/// not what was promised.
int judge(const SolveReport& report);

}  // namespace crosspoint::cli
