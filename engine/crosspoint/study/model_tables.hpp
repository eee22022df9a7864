// Whether tables of the cells pay for a batch of reads, and the tables when they do: cells of few
// kinds, currents that add up to 0, and enough of them to be evaluated.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "crosspoint/base/matrix.hpp"
#include "crosspoint/device/cell_table.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/study/model_cells.hpp"

namespace crosspoint {

struct QuickCells {
    std::shared_ptr<const CellTable> table;  ///< null: not worth it, or not possible
    std::string remark;                      ///< for the report, when a table was tried in vain
};

/// The box of line voltages is that of the sources: inputs, read voltage and 0 V. The decision
/// follows from sizes alone, so that a batch always gives the same bits.
/// @param error  bound of the table, relative to the on-current; 0: no table
QuickCells quick_cells(const TileSpec& spec, const ModelCells& cells, const Matrix<double>& inputs,
                       double error);

/// How far the tables are from the exact cells at the voltages of an answer: the largest, over the
/// inputs, sum of |difference of cell currents| of a column (of the tile, where columns are
/// joined), relative to the largest output current of the batch. By (54) of engine/docs/physics.md
/// it bounds the error of the outputs to first order. NaN when an exact cell has no current there.
double table_misfit(const TileSpec& spec, const ModelCells& cells, const CellTable& table,
                    const Matrix<double>& inputs, const TileSolution& solution);

}  // namespace crosspoint
