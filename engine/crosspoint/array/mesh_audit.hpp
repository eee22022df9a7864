// The independent audit of circuit/audit.hpp for a tile whose lines cross, straight from its
// geometry and cells: no circuit is written out, so that it costs little beside a fast solver and
// fits a 4096 x 4096 tile. Shares no code with any solver.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"

namespace crosspoint {

struct MeshAudit {
    double kcl_residual_A = 0.0;    ///< largest |sum of currents| at a node
    double kcl_residual_rel = 0.0;  ///< the same over (conductances at the node) x (largest source)
    std::vector<double> i_out_A;    ///< [n] what flows into the sense ends
};

/// Whether audit_mesh can take the tile: crossing lines, every resistance of a wire finite and
/// above 0 up to its connected ends. Others go through expand() and audit().
bool audits_as_mesh(const TileSpec& spec);

/// @param g_on_S  [m x n] cells of selected rows; @param g_off_S of the others (CellArray)
/// @param input  [m] of this solution
/// @param u_V    [m * n] nodes of the lines along the rows (WL, or SL in 1T1R)
/// @param v_V    [m * n] nodes of the bit lines
/// @source equation 9 of engine/docs/physics.md. A NaN at a node makes the residual NaN.
MeshAudit audit_mesh(const TileSpec& spec, const Matrix<double>& g_on_S, double g_off_S,
                     std::span<const double> input, std::span<const double> u_V,
                     std::span<const double> v_V, int threads);

}  // namespace crosspoint
