// What `solve` says of a tile and its solution, to people and to programs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/study/tile_config.hpp"

namespace crosspoint::cli {

/// One JSON object, {"tile": .., "report": ..}.
std::string report_json(const TileJob& job, const SolveReport& report);

/// The tile, its currents as far as they fit on a screen, and how they were found.
std::string report_text(const TileJob& job, const TileSolution& solution);

/// Status, method, check, work, memory and time.
std::string solver_text(const SolveReport& report);

}  // namespace crosspoint::cli
