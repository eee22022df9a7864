// Shorted cells (0 ohm between a row and a column node) in a mesh whose methods want finite cells.
//
// Exact reduction: the short carries an unknown current s that leaves u and enters v beside what
// the finite cell in its place carries. With D_kl the voltage u - v at short k that a unit of s_l
// makes (all sources at 0), and d_k what the sources make, the condition u = v at every short is
//     d + D s = 0,        -D symmetric positive definite.
// One solve per short when the cells are programmed, one dense k x k system per input.
// Equation 32 of engine/docs/physics.md (Woodbury's identity in the limit of infinite conductance).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "crosspoint/base/matrix.hpp"
#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/solve/tile_mesh.hpp"

namespace crosspoint {

/// More shorts than this cost more than a sparse factorization.
inline constexpr std::size_t max_mesh_shorts = 64;

/// The currents of all shorts of one network.
class MeshShorts {
public:
    /// Solves once per short. `ok()` tells whether all converged.
    MeshShorts(const TileMesh& mesh, const SchurCg& solver, const SchurOptions& options);
    ~MeshShorts();
    MeshShorts(MeshShorts&&) noexcept;
    MeshShorts& operator=(MeshShorts&&) noexcept;

    [[nodiscard]] bool ok() const { return ok_; }

    /// Solves for the sources with u = v at every short.
    /// @param mismatch_A  out: bound of the current error that the remaining |u - v| allows
    SchurAnswer solve(const MeshSources& sources, const SchurOptions& options,
                      std::span<double> u_V, std::span<double> v_V, double& mismatch_A) const;

private:
    struct Factor;
    const TileMesh* mesh_;
    const SchurCg* solver_;
    std::unique_ptr<Factor> factor_;
    bool ok_ = true;
};

}  // namespace crosspoint
