// The fast engine of tile_transient.hpp: the time loop around TileInstantSolver.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "crosspoint/dynamics/tile_transient.hpp"

namespace crosspoint {

/// Arguments as checked by make_tile_transient.
Result<std::unique_ptr<TileTransient>> make_fast_tile(const TileSpec& spec,
                                                      const EliminatedCellSpec& cells,
                                                      const TileTransientOptions& options);

/// The same meaning, written out as a netlist (circuit_tile.cpp).
Result<std::unique_ptr<TileTransient>> make_circuit_tile(const TileSpec& spec,
                                                         const EliminatedCellSpec& cells,
                                                         const TileTransientOptions& options);

/// @errors input 7603
Result<void> check_history(const CellHistory& old, const CellHistory& now);

}  // namespace crosspoint
