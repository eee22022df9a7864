// The program file: which tile, what its cells should become, by which scheme and pulses. Keys:
// engine/docs/programming.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/dynamics/program.hpp"
#include "crosspoint/study/tile_config.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

struct ProgramJob {
    TileJob tile;
    ProgramPlan plan;
    std::string path;       ///< of the program file
    std::uint64_t key = 0;  ///< hash of everything that decides the result
};

/// Reads and checks a program file, its tile file and all arrays they name.
/// @param path      a program file, or a tile file with the same tables below [program]
/// @param settings  keys of the program file and values, "set.V" and "0.6": they win over the file
/// @errors input: those of load_tile, with file, line and column; 7640 .. 7645, 7649, 7653; usage
///         2223
Result<ProgramJob> load_program(
    const std::string& path, const std::vector<std::pair<std::string, std::string>>& settings = {});

/// What every file that names a tile begins with: `schema`, and the tile of the key `tile`, which
/// must have a model.  @errors as load_tile; 2204; 7640
Result<TileJob> read_named_tile(const TomlValue& root, const std::string& path);
/// [engine] of program and tran files.
Result<TileTransientOptions> read_engine(const TomlValue& table);
/// `scheme` and `by` of a table, with the defaults of the tile.
Result<WriteSetup> read_write_setup(const TomlValue& table, const TileJob& tile);

}  // namespace crosspoint
