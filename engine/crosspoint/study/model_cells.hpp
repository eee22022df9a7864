// Cells of a tile file that are a compact model: [cells] with `model`, values of parameters and of
// states for each cell, and what the terminals are joined to. Keys: engine/docs/tile-file.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/device/eliminated_cell.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "crosspoint/study/toml_reader.hpp"
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
    GateLevels levels;                                      ///< 1T1R: volts of the word lines
    std::string source;                                     ///< the Verilog-A file
    std::string module;
    std::vector<CellQuantity> quantities;
    std::vector<std::string> warnings;  ///< of the model compiler
};

/// Reads [cells] that has the key `model`. Arrays and models are found beside `tile_path`.
/// @errors input: those of the model compiler, with the place in the model; 7500, 7501, 7451..7459
Result<ModelCells> read_model_cells(const TomlValue& cells, const TileSpec& spec,
                                    const std::string& tile_path);

}  // namespace crosspoint
