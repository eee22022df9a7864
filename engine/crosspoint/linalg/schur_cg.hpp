// Mesh, few inputs: conjugate gradients on the column Schur complement ("Schur-CG").
//
// Equations (section 7 of engine/docs/physics.md). Row nodes u and column nodes v of
// mesh_network.hpp, L_w and L_b the tridiagonal line matrices with their ends, G = diag(cell_S):
//     (L_w + G) u - G v = b_u,    -G u + (L_b + G) v = b_v.
// Eliminating u exactly, line by line, with K = (L_w + G)^-1:
//     S v = b_v + G K b_u,    S = L_b + G - G K G,    preconditioner M = L_b + G.
// S is symmetric positive definite and M^-1 S has its spectrum in (0, 1]: only voltages that are
// smooth along both directions converge slowly, in about 2 sqrt(kappa) iterations with
// kappa = r g N^2. M z = r, hence S z = r - G K G z: one row sweep and one column sweep make an
// iteration (recurrences of A. Chronopoulos and C. Gear, J. Comput. Appl. Math. 25, 1989). Hard
// networks get a coarse grid between two column sweeps (schur_coarse.hpp): about a dozen
// iterations, whatever the size.
//
// The sweeps run in single precision inside iterative refinement: the residual is formed in double,
// branch by branch (mesh_residual.hpp), and the answer is kept as hi + lo. Where single precision
// does not help any more (very hard networks) the inner iteration is done in double.
//
// Certificate (section 8 of engine/docs/physics.md). A current injected at a node leaves through
// the ends in shares >= 0 that sum to at most 1, because the nodal matrix is an M-matrix. Hence the
// errors of all end currents together are at most the sum of |residual| over all nodes: `bound_A`,
// with the rounding of its own evaluation. Where that is too coarse, A e = |residual| is solved for
// bounds of every single end current.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

#include "crosspoint/linalg/mesh_network.hpp"
#include "crosspoint/linalg/mesh_residual.hpp"

namespace crosspoint {

struct SchurOptions {
    int threads = 1;  ///< for one solve; the result has the same bits for any number
    std::size_t max_iterations = 20000;
    bool double_only = false;  ///< inner iteration in double precision from the start
    /// Crossings per node of the coarse grid: nothing: where and as it pays; 0: no coarse grid.
    std::optional<std::size_t> coarse_block = {};
    std::optional<double> hardness = {};  ///< mesh_hardness of the network, when known
    std::stop_token stop = {};
    /// u_V and v_V hold a guess at the answer (all finite) instead of nothing.
    bool warm = false;
    /// What one correction in single precision leaves of a residual, in the norm of the
    /// preconditioner: more where only a rough answer is wanted.
    double reduction = 1e-4;
    /// Fill `end_bounds` when stalled; costs two more solutions in single precision.
    bool want_end_bounds = true;
    /// Corrections at least. Two also settle the voltages of nodes that hardly matter to any
    /// current; from a good guess one is enough.
    std::size_t min_refinements = 2;
    /// Largest bound_A that is good enough for these currents. Called between refinements.
    std::function<double(const MeshCurrents&)> allowed_A;
    /// Told between refinements: iterations so far, the bound now and the allowed one.
    std::function<void(std::size_t iterations, double bound_A, double allowed_A)> progress;
    /// For tests of what follows when a coarse grid is bad: may spoil every solution on it.
    std::function<void(std::span<double> c, bool in_double)> spoil_coarse;
};

enum class SchurStatus {
    converged,  ///< bound_A <= allowed_A
    stalled,    ///< as good as rounding or max_iterations allow
    cancelled,  ///< stop was requested
    not_finite  ///< a NaN or infinity came in or came up
};

struct SchurAnswer {
    SchurStatus status = SchurStatus::stalled;
    MeshCurrents currents;
    double bound_A = 0.0;     ///< the errors of all end currents sum to at most this
    double residual_A = 0.0;  ///< sum over all nodes of |KCL imbalance|
    std::optional<MeshCurrents>
        end_bounds;  ///< bounds of each end current, when wanted and stalled
    std::size_t iterations = 0;
    std::size_t refinements = 0;
    bool used_double = false;
    std::size_t coarse_block = 0;  ///< of the coarse grid that was used to the end, 0: none
    bool left_coarse = false;      ///< a coarse grid was given up on the way: it did not help
};

/// A network ready to be solved for any sources. Const calls may run at the same time.
class SchurCg {
public:
    struct State;  // schur_cg.cpp
    /// Keeps a reference to the network. Cells must be finite and >= 0 or NaN (found in solve).
    /// @cost one division per node
    SchurCg(const MeshNetwork& network, int threads);
    ~SchurCg();
    SchurCg(SchurCg&&) noexcept;
    SchurCg& operator=(SchurCg&&) noexcept;

    /// Takes the new values of the same network (same shape): cells, segments, ends.
    void update(int threads);

    /// @param u_V, v_V  out, [m * n] node voltages; both empty: not wanted. Nodes without any path
    ///                  to a source are 0.
    [[nodiscard]] SchurAnswer solve(const MeshSources& sources, const MeshInjections& injections,
                                    const SchurOptions& options, std::span<double> u_V,
                                    std::span<double> v_V) const;

    /// Bytes of the prepared network and of one solve on it (the caller's network not counted).
    [[nodiscard]] static std::size_t memory_bytes(std::size_t rows, std::size_t cols,
                                                  double hardness);

private:
    std::unique_ptr<State> state_;
};

}  // namespace crosspoint
