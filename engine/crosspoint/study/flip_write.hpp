// Weights that are written into MRAM: how often each one stays wrong, and what the writes cost, at
// its place in a tile behind wires and access transistors (write_error_map.hpp). A weight +1 is a
// parallel junction, -1 an antiparallel one; input i of output j lies in cell (i mod rows, j mod
// cols) of a tile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <tuple>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/bnn/network.hpp"
#include "crosspoint/device/write_error.hpp"
#include "crosspoint/map/bit_flips.hpp"
#include "crosspoint/study/point_result.hpp"
#include "crosspoint/study/tile_config.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

/// [flips.write], resolved.
struct FlipWrite {
    std::string tile;      ///< path of the tile file
    TileJob job;           ///< and what is in it
    SourceSpan where;      ///< of the table
    double plus_V = 0.0;   ///< of a write to parallel
    double minus_V = 0.0;  ///< and to antiparallel
    double pulse_s = 0.0;
    /// Every cell is written out of the other state. Otherwise half of them hold their value
    /// already, are read first and are not written.
    bool from_opposite = true;
    std::string settings_json;
};

/// @param path  of the study file
/// @errors input 4657: no write voltage; those of the TOML reader and of load_tile
Result<FlipWrite> read_flip_write(const TomlValue& table, const std::string& path);

/// One write of every cell of the tile: [rows x cols].
struct WrittenTile {
    Matrix<double> wer;
    Matrix<double> energy_J;
    SolveReport check;
};

/// Tiles that were solved, by file, direction, volts and seconds. Not for several threads.
class FlipWriteCache {
public:
    /// @errors those of map_write_errors, and interrupted when the token stops it
    Result<std::shared_ptr<const WrittenTile>> get(const FlipWrite& write, WriteDirection direction,
                                                   int threads, std::stop_token stop);

private:
    using Key = std::tuple<std::string, WriteDirection, double, double>;
    std::map<Key, std::shared_ptr<const WrittenTile>> tiles_;
};

/// What the writes make of a network's weights.
struct WrittenWeights {
    std::shared_ptr<const CellFlipRates> rates;
    WriteFigures figures;
    SolveReport check;  ///< of the tile solution with the larger KCL residual
};

/// @param layers  BitFlips::layers: others are not written
/// @errors as FlipWriteCache::get
Result<WrittenWeights> write_weights(const FlipWrite& write, const Network& network,
                                     const std::vector<bool>& layers, FlipWriteCache& cache,
                                     int threads, std::stop_token stop);

}  // namespace crosspoint
