// The tran file: a tile, phases of waveforms on its lines (or of a write scheme), what to look at.
// Keys: engine/docs/programming.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
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
/// @param probes  cells to look at beside those of the file
/// @errors input: those of load_tile; 7640, 7600, 7630, 7631, 7301; 7646 .. 7648; usage 7654: a
///         probe is not in the tile
Result<TranJob> load_tran(const std::string& path,
                          const std::vector<std::pair<std::size_t, std::size_t>>& probes = {});

/// One pulse of a write scheme, as [[phase]] with `write` would say it. Quantities as a user writes
/// them; empty: the default.
struct TranPulse {
    std::size_t row = 0;
    std::vector<std::size_t> cols;
    double V = 0.0, width_s = 0.0;
    std::optional<double> rise_s, gate_V;  ///< empty: as in a tran file that does not name them
    std::string scheme, by;                ///< the same
};
/// The phase of that pulse alone on a tile file, which is followed as if a tran file said so.
/// @errors as load_tran; usage 7655: the file is a tran file
Result<TranJob> load_pulse(const std::string& tile_path, const TranPulse& pulse,
                           const std::vector<std::pair<std::size_t, std::size_t>>& probes);

}  // namespace crosspoint
