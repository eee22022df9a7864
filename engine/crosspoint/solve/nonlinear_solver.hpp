// The tile solver for nonlinear cells: the interface of every tile solver, with a CellModel in
// place of conductances. Method by topology and cells: ladder, Schur-CG or sparse LU inside one
// Newton iteration (nonlinear_newton.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "crosspoint/device/cell_model.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// What a gate input of 0 or 1 puts on the word line of a 1T1R tile.
struct GateLevels {
    double on_V = 1.0;
    double off_V = 0.0;
};

/// Polynomial cells for solve_gates that many tiles have in common (nonlinear_gates.hpp): tiles of
/// KindCells with at most two kinds and the same uniform wires. Give it to all their solvers.
/// @param table_error  of tables for kinds that no polynomial fits, relative to the largest current
///        of each kind; 0: no tables, such tiles are solved one read at a time with the exact cells
class NonlinearGateShare;
std::shared_ptr<NonlinearGateShare> make_gate_share(double table_error = 1e-6);

/// program() also takes linear cells (which must be finite); then it is an oracle for the others.
class NonlinearTileSolver : public TileSolver {
public:
    using TileSolver::program;
    /// Takes a model with a cell for every crossing, row-major; the model is immutable.
    /// @errors input 7400: null, or a wrong number of cells; 2102
    virtual Result<void> program(std::shared_ptr<const CellModel> cells) = 0;

protected:
    using TileSolver::TileSolver;
};

/// Fidelities: automatic, ladder (source lines along the columns), mesh (crossing lines), circuit.
/// solve() reports status not_converged, with the node that fails and its residual, where no way
/// to a solution was found; the currents are then NaN.
/// solve_gates() of a ladder prepares polynomial cells (or, of two kinds, tables) for the rows
/// first_row .. that are asserted together, when these first come, or plan_gates() names them. In
/// every sampled output, which gates_check() counts, the error is below 1e-5 of the column current,
/// or of what follows where that is more: the current of an on cell where rows that are off
/// conduct, else a million times what all rows that are off carry, which is left out (at most an on
/// cell). It is no bound for all reads. Tiles that do not fit, and fidelity circuit, are solved one
/// by one in double precision; gates_method() says so and why.
/// @errors input: the spec is invalid; 7401: the fidelity does not fit the tile; 7402: a gate level
///         is not finite
Result<std::unique_ptr<NonlinearTileSolver>> make_nonlinear_solver(
    const TileSpec& spec, const SolveOptions& options, GateLevels levels = {},
    std::shared_ptr<NonlinearGateShare> share = nullptr);

}  // namespace crosspoint
