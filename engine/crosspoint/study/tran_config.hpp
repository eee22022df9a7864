// The tran file: a tile, phases of waveforms on its lines (or of a write scheme), what to look at.
// Keys: engine/docs/programming.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/dynamics/tile_transient.hpp"
#include "crosspoint/study/tile_config.hpp"

namespace crosspoint {

struct TranJob {
    TileJob tile;
    std::vector<TilePhase> phases;                           ///< at least one
    std::vector<std::pair<std::size_t, std::size_t>> cells;  ///< row, column: voltages and states
    TileTransientOptions engine;
    std::string path;
};

/// Whether a file is a tran file (or a program file): it names a tile.
/// @errors as TomlDocument::read
Result<bool> names_a_tile(const std::string& path);

/// Reads and checks a tran file, its tile file and all arrays they name.
/// @errors input: those of load_tile; 7640, 7600, 7630, 7631, 7301; 7646 .. 7648
Result<TranJob> load_tran(const std::string& path);

}  // namespace crosspoint
