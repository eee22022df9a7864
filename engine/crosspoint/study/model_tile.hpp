// Solves a tile whose cells are a compact model: the tile solvers with internal nodes eliminated in
// each cell, or (fidelity circuit) every device by itself in a general netlist, the oracle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crosspoint/array/expand_devices.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/study/model_cells.hpp"

namespace crosspoint {

/// The cells as instances for expand_devices: parameters, held states and terminals.
DeviceCells device_cells(const ModelCells& model);

/// @param inputs [B x m]: volts in `passive`, 0 or 1 in 1T1R
/// @errors as make_nonlinear_solver and expand_devices; usage 7460: a method or single precision is
///         asked for; numerics never: look at report.status
Result<TileSolution> solve_model_tile(const TileSpec& spec, const ModelCells& cells,
                                      const Matrix<double>& inputs, const SolveOptions& options);

}  // namespace crosspoint
