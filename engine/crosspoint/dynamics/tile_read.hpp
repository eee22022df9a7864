// Reads of a tile whose cells stand still: the conductance of every cell by itself, and of the
// cells of one row as the array senses them, wires and all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/device/eliminated_cell.hpp"
#include "crosspoint/dynamics/tile_transient.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"

namespace crosspoint {

/// How a tile is read.
struct TileRead {
    double read_V = 0.1;            ///< not 0
    GateLevels levels;              ///< 1T1R
    CellMessageSink messages = {};  ///< what the cells say when a row is read through the array
};

/// Current into line a over read_V, with line a at read_V, line b at 0 V and the gate on: [m x n].
/// @errors those of EliminatedCell::make; numerics 7632: a cell has no solution there
Result<Matrix<double>> cell_conductance_S(const TileSpec& spec, const EliminatedCellSpec& cells,
                                          const CellHistory& now, const TileRead& read);

/// Reads of rows through the wires and the ends of a tile, again and again while its cells change:
/// the solver is built once. Not for several threads at a time.
class RowReader {
public:
    /// @errors those of make_nonlinear_solver and EliminatedCell::make
    static Result<RowReader> make(const TileSpec& spec, const EliminatedCellSpec& cells,
                                  const TileRead& read);

    /// Current of each column over read_V when row `row` alone is read: [n].
    /// @errors numerics 7633: no solution; 7206: $fatal of a cell
    [[nodiscard]] Result<std::vector<double>> conductance_S(const CellHistory& now,
                                                            std::size_t row) const;

private:
    RowReader(const TileRead& read, std::shared_ptr<EliminatedCell> cells,
              std::unique_ptr<NonlinearTileSolver> solver)
        : read_(read), cells_(std::move(cells)), solver_(std::move(solver)) {}

    TileRead read_;
    std::shared_ptr<EliminatedCell> cells_;  // those of the solver: their values are replaced
    std::unique_ptr<NonlinearTileSolver> solver_;
};

}  // namespace crosspoint
