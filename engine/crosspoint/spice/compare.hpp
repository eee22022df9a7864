// The same tile by our solvers and by ngspice, and how far apart the answers are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/spice/ngspice.hpp"

namespace crosspoint {

/// What ngspice says of a tile, in the layout of TileSolution.
struct SpiceSolution {
    Matrix<double> i_out_A;  ///< [B x n], positive into the sense node
    NodeVoltages nodes;      ///< [B * m, n]; NaN where a node floats
};

/// How far two solutions of one tile are apart.
struct Difference {
    double largest_A = 0.0;     ///< largest output current of the two, over all inputs
    double difference_A = 0.0;  ///< largest difference of an output current
    /// Largest over the inputs of (largest difference / largest current of that input). 0 when
    /// neither solution carries any current; infinity when only a difference is left of it.
    double difference_rel = 0.0;
    double difference_V = 0.0;  ///< over nodes that do not float; NaN without node voltages
    /// What rounding alone may do to an output current in ngspice (rounding.hpp).
    double floor_A = 0.0;

    /// Whether the answers agree to `rtol`. When no current flows at all, noise up to floor_A is
    /// agreement. A NaN never agrees.
    [[nodiscard]] bool agrees(double rtol) const;
};

/// One of our methods against ngspice.
struct MethodComparison {
    Fidelity fidelity = Fidelity::automatic;
    Difference difference;
    SolveReport report;
};

struct Comparison {
    std::vector<MethodComparison> methods;  ///< at least one
    Matrix<double> ngspice_A;               ///< [B x n]

    /// The method that is furthest from ngspice; a NaN is the furthest of all.
    [[nodiscard]] const MethodComparison& worst() const;
};

struct CompareOptions {
    Fidelity fidelity = Fidelity::automatic;  ///< automatic: every exact method that applies
    int threads = 1;
    NgspiceOptions ngspice;
};

/// Solves by ngspice, one process per input.
/// @errors as write_deck and run_ngspice; numerics 3008: ngspice leaves out a node or a current
Result<SpiceSolution> solve_by_ngspice(const TileSpec& spec, const CellArray& cells,
                                       const Matrix<double>& inputs,
                                       const NgspiceOptions& options = {});

/// Compares two solutions of the same tile; `floor_A` is what ngspice takes for no current, 1e-18
/// A.
Difference difference_of(const TileSolution& ours, const SpiceSolution& theirs,
                         const TileSpec& spec);
/// The same with the rounding of tiles of resistors.
Difference difference_of(const TileSolution& ours, const SpiceSolution& theirs,
                         const TileSpec& spec, const CellArray& cells,
                         const Matrix<double>& inputs);

/// Solves by every method asked for and by ngspice, and compares.
/// @param inputs  [B x rows]
/// @errors as make_solver, TileSolver::program and solve, and solve_by_ngspice
Result<Comparison> compare(const TileSpec& spec, const CellArray& cells,
                           const Matrix<double>& inputs, const CompareOptions& options = {});

}  // namespace crosspoint
