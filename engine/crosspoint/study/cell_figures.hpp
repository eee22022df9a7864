// What one cell of a tile or of a network does in a read, without any wire: currents of on and off
// cells, leak of rows that are not selected, and how straight the current is over the voltage.
// Definitions: engine/docs/model-cards.md, "Figures of a cell".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/study/tile_config.hpp"

namespace crosspoint {

struct CellFigures {
    std::string name;      ///< of the file, without folder and ending
    std::string topology;  ///< "passive", "1t1r"
    std::string cells;     ///< what the cells are: "resistors", the module of the model
    double read_V = 0.0;
    double on_A = 0.0;   ///< of the cell that carries most in a selected row
    double off_A = 0.0;  ///< of the one that carries least
    /// Of the same two while their row is not selected; nothing in passive tiles, whose rows are
    /// then at 0 V.
    std::optional<double> on_leak_A, off_leak_A;
    double half_ratio = 0.0;   ///< on cell: I(V) / (2 I(V / 2)), 1 of a resistor
    double from_chord = 0.0;   ///< on cell: largest |I(v) - v I(V) / V| / I(V) over 0 <= v <= V
    std::size_t compared = 0;  ///< cells among which on and off were looked for

    [[nodiscard]] double on_off_ratio() const { return on_A / off_A; }
};

/// The read voltage of a passive tile is the largest of its inputs.
/// @errors input 7462: no such voltage; numerics 7463: a cell has no current
Result<CellFigures> cell_figures(const TileJob& tile);

/// Of the two kinds of cells of a network, without variation.
/// @errors as above
Result<CellFigures> cell_figures(const TiledOptions& network, std::string name);

/// Reads a tile file, or a study file (that with [network]): of its first point.
/// @errors those of load_tile, load_study and above
Result<CellFigures> load_cell_figures(const std::string& path);

/// A table, one line per cell.
std::string cell_figures_text(std::span<const CellFigures> all);
/// An array of objects, in SI units.
std::string cell_figures_json(std::span<const CellFigures> all);

}  // namespace crosspoint
