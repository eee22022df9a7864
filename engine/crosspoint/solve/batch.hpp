// What every double-precision tile solver shares: input checks, the loop over the batch on all
// threads, the independent audit of each answer, and the report.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// What a solver fills in for one input.
struct OneSolution {
    std::span<double> node_V;   ///< [2 m n + ports], node numbering of ExpandedTile
    std::span<double> i_out_A;  ///< [n]
    double bound_A = 0.0;       ///< bound of the error of i_out_A
    bool regular = true;        ///< false: the system is singular for this input
};

/// Solves input number `index`; `tile` is the network with that input applied.
using SolveOne =
    std::function<void(std::size_t index, const ExpandedTile& tile, OneSolution& solution)>;

/// Checks the batch against the spec.
/// @errors input 2110 with the index of the offending value
Result<void> check_inputs(const TileSpec& spec, const Matrix<double>& inputs);

/// Runs the batch and audits every input. `report` comes with method, why, unknowns and
/// error_kind filled in; the rest is filled here.
/// @errors interrupted 2116
Result<TileSolution> run_batch(const TileSpec& spec, const CellArray& cells,
                               const ExpandedTile& network, const Matrix<double>& inputs,
                               const SolveOptions& options, SolveReport report,
                               const SolveOne& solve_one);

/// Error 2116.
Error solve_stopped();

/// Error 2112, of a read without currents: the last remark says why.
Error not_converged_read(const SolveReport& report);

}  // namespace crosspoint
