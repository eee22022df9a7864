// Kirchhoff's current law on the wires of a tile with crossing lines and nonlinear cells: what the
// iterations that are not exact (nonlinear_mesh.cpp, nonlinear_unsymmetric.cpp) correct. Summed
// branch by branch in double (linalg/mesh_residual.hpp); the result is kept in single precision.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/linalg/mesh_residual.hpp"
#include "crosspoint/solve/line_ends.hpp"
#include "crosspoint/solve/nonlinear_newton.hpp"
#include "crosspoint/solve/tile_mesh.hpp"

namespace crosspoint {

class MeshImbalance {
public:
    /// @param mesh  the lines; its cells are not used
    MeshImbalance(const TileSpec& spec, TileMesh mesh, MeshSources sources, int threads);
    MeshImbalance(const MeshImbalance&) = delete;
    MeshImbalance& operator=(const MeshImbalance&) = delete;

    /// The imbalance of the wires with the currents of the cells, nodes that sources hold at the
    /// voltages of these.
    void evaluate(const CellState& at, double scale, TerminalResidual& out);

    /// The last result as amperes times unit(), [m * n] of row nodes and of column nodes.
    [[nodiscard]] std::span<const float> rows() const { return r_u_; }
    [[nodiscard]] std::span<const float> columns() const { return r_v_; }
    [[nodiscard]] double unit() const { return unit_; }
    [[nodiscard]] double norm1_A() const { return norm1_A_; }

    /// Row lines are joined to terminal a of the cells (word lines), else to b (source lines).
    [[nodiscard]] bool row_is_a() const { return row_is_a_; }
    [[nodiscard]] const MeshResidual& residual() const { return residual_; }
    [[nodiscard]] const MeshNetwork& network() const { return wires_.network; }
    [[nodiscard]] const MeshSources& sources() const { return sources_; }
    [[nodiscard]] MeshSources sources(double scale) const;
    void set_sources(const TileEnds& ends) { sources_ = make_sources(spec_, ends); }
    [[nodiscard]] double largest_V() const;

private:
    MeshResidualTotals sum(const MeshSources& sources, const double* u_V, const double* v_V,
                           double unit);

    TileSpec spec_;
    bool row_is_a_;
    int threads_;
    TileMesh wires_;  // its cells are open
    MeshSources sources_;
    MeshResidual residual_;
    std::vector<double> into_u_, into_v_, u_, v_;
    std::vector<float> r_u_, r_v_;
    MeshCurrents currents_;
    double unit_ = 1.0;
    double norm1_A_ = 0.0;
    double wire_S_ = 0.0;  // twice the sum over all segments
};

}  // namespace crosspoint
