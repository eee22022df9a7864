// The oracle of tiles over time: every phase is a general netlist (array/expand_devices.hpp) and
// one run of simulate/transient.hpp. Slow, certain, and shares no code with the fast engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "crosspoint/dynamics/tile_transient.hpp"

namespace crosspoint {

/// Keeps states and memory from phase to phase; wires start each phase at its operating point.
/// TileTransientOptions::accuracy_rel and threads do not matter.
/// @errors input: the spec is invalid
Result<std::unique_ptr<TileTransient>> make_circuit_transient(const TileSpec& spec,
                                                              const EliminatedCellSpec& cells,
                                                              const TileTransientOptions& options);

}  // namespace crosspoint
