// Cells of a tile file that are a compact model: [cells] with `model`, values of parameters and of
// states for each cell, and what the terminals are joined to. Keys: engine/docs/tile-file.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/device/eliminated_cell.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "crosspoint/study/toml_reader.hpp"
#include "crosspoint/study/variation_config.hpp"
#include "crosspoint/veriloga/bindings.hpp"
#include "crosspoint/veriloga/lower.hpp"

namespace crosspoint {

/// A parameter or state that differs from cell to cell, or a state that all have.
struct CellQuantity {
    std::string name;
    double min = 0.0;
    double max = 0.0;
};

/// The cells of one tile, row-major.
struct ModelCells {
    std::shared_ptr<const CellModel> cells;  ///< what the tile solvers take
    EliminatedCellSpec spec;                 ///< of `cells`; also what the circuit is made of
    std::shared_ptr<const veriloga::LoweredModel> lowered;  ///< the equations, for decks
    double table_error = 1e-6;  ///< of tables that speed up a solve; 0: none
    GateLevels levels;          ///< 1T1R: volts of the word lines
    std::string source;         ///< the Verilog-A file
    std::string module;
    std::vector<CellQuantity> quantities;
    std::vector<std::string> warnings;  ///< of the model compiler
    /// How parameters and states scatter; what it names has values for each cell in `spec`.
    std::optional<VariationConfig> variation;
    veriloga::Bindings card;  ///< values of parameters that all cells have
    std::string checksum;     ///< of the sources: "crc32 5d1c8a11, 4123 bytes"
};

/// Reads [cells] that has the key `model`, and [variation] if it is given: the values are the
/// nominal ones, without faults. Arrays and models are found beside `tile_path`.
/// @errors input: those of the model compiler, with the place in the model; 7500, 7501, 7451..7459;
///         those of read_model_variation
Result<ModelCells> read_model_cells(const TomlValue& cells, const TileSpec& spec,
                                    const std::string& tile_path,
                                    const TomlValue* variation = nullptr);

/// The two kinds of cells of a network on tiles of a topology: cell 0 is off (weight -1), cell 1
/// on. In place of `state`: `on_state` (default "lrs") and `off_state` ("hrs") of the card, and
/// [cells.on], [cells.off] with values of parameters and states that only cells of one kind have.
/// [variation], if it is given, is read as that of a study: `variation` of the result.
/// @errors as read_model_cells; 7408: a value is given for one kind alone; 7409: a key of linear
///         cells beside `model`
Result<ModelCells> read_network_cells(const TomlValue& cells, Topology topology,
                                      const std::string& study_path,
                                      const TomlValue* variation = nullptr);

}  // namespace crosspoint
