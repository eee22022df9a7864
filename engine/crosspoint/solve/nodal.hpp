// Nodal analysis of a resistive circuit: equations 6 to 8 of engine/docs/physics.md.
//
//   For every node u that no source holds:  sum_k g_uk (v_u - v_k) = 0.
//   With the held voltages moved to the right:  A v = b,  A symmetric, positive definite.
//
// The residual is computed branch by branch, r_u = -sum g_uk (v_u - v_k), never as b - A v: the
// rounded diagonal of A acts as a spurious conductance to ground, about 1e-16 of the largest
// conductance at the node, which a line that only weak cells hold would feel. Refinement with the
// branch form removes it, so the answer is that of the network and not that of the rounded matrix.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "crosspoint/circuit/circuit.hpp"
#include "crosspoint/circuit/structure.hpp"
#include "crosspoint/linalg/sparse_solver.hpp"

namespace crosspoint {

/// The nodal equations of one circuit, factored. Held voltages may change between solves;
/// conductances may not. The circuit must have no source conflict (check_network).
class NodalSystem {
public:
    /// Assembles and factors. `factored()` tells whether the matrix was regular.
    NodalSystem(const Circuit& circuit, std::unique_ptr<SparseSolver> solver);

    [[nodiscard]] bool factored() const { return factored_; }
    [[nodiscard]] std::size_t unknowns() const { return structure_.unknown_count; }
    [[nodiscard]] std::size_t floating_nodes() const { return structure_.floating_count; }
    [[nodiscard]] std::string_view method() const { return solver_->name(); }

    /// Solves for the voltages that `circuit.held` states now (same circuit as at construction).
    /// @param node_V  out, [nodes]; NaN where a node floats
    /// @param group_A out, [groups], current into the sources of each group
    /// @param bound_A out, largest error of group_A[0 .. bounded) that the remaining residual r
    ///                allows: sum g (A^-1 |r|). A proof, because A^-1 >= 0 (M-matrix).
    void solve(const Circuit& circuit, std::span<double> node_V, std::span<double> group_A,
               std::size_t bounded, double& bound_A) const;

private:
    void branch_residual(const Circuit& circuit, std::span<const double> node_V,
                         std::span<double> residual_A) const;
    // Adds to |residual| what rounding may have hidden from it.
    void add_residual_rounding(const Circuit& circuit, std::span<const double> node_V,
                               std::span<double> residual_A) const;
    // Adds the current of every resistor that enters a held supernode to the group of its source.
    void collect(const Circuit& circuit, std::span<const double> node_V,
                 std::span<double> group_A) const;

    Structure structure_;
    std::vector<std::size_t> group_of_;  // [nodes] group of a held supernode's leader
    std::unique_ptr<SparseSolver> solver_;
    bool factored_ = false;
};

}  // namespace crosspoint
