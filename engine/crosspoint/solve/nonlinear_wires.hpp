// The wires of a tile around nonlinear cells, for solve_newton: the 2x2 ladder recursion of one
// column, sparse LU of the whole tile (any topology, any cells), Schur-CG of a mesh whose cells are
// two-terminal and BiCGStab of one whose cells are not. Terminals: passive: a = word line, b = bit
// line; 1T1R: a = bit line, b = source line. Equations: section 11 of engine/docs/physics.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <stop_token>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/solve/ladder_column.hpp"
#include "crosspoint/solve/line_ends.hpp"
#include "crosspoint/solve/nonlinear_newton.hpp"

namespace crosspoint {

/// Column of two rails, cell i between node i of rail b (terminal a) and of rail s (terminal b).
/// Keeps a reference to the column.
std::unique_ptr<WireSystem> make_column_wires(const LadderColumn& column);

/// Sparse LU of all nodes, cells row-major.
/// @param input  [m]: volts of the word lines (passive), else gates, which are no wires
std::unique_ptr<WireSystem> make_sparse_wires(const TileSpec& spec, std::span<const double> input);

/// Schur-CG; only for cells that are symmetric, of topologies with crossing lines.
std::unique_ptr<WireSystem> make_mesh_wires(const TileSpec& spec, std::span<const double> input,
                                            int threads, std::stop_token stop);

/// BiCGStab on the column Schur complement; any cells, of topologies with crossing lines.
std::unique_ptr<WireSystem> make_unsymmetric_wires(const TileSpec& spec,
                                                   std::span<const double> input,
                                                   std::stop_token stop);

/// Wires whose ends each have a resistance and a voltage of their own.
class DrivenWires : public WireSystem {
public:
    /// New voltages of the sources; the resistances must be those it was made with.
    virtual void drive(const TileEnds& ends) = 0;
};

std::unique_ptr<DrivenWires> make_driven_sparse_wires(const TileSpec& spec, const TileEnds& ends);
std::unique_ptr<DrivenWires> make_driven_mesh_wires(const TileSpec& spec, const TileEnds& ends,
                                                    int threads);
std::unique_ptr<DrivenWires> make_driven_unsymmetric_wires(const TileSpec& spec,
                                                           const TileEnds& ends);

}  // namespace crosspoint
