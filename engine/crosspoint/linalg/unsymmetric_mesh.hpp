// Mesh of crossing lines whose cells are not symmetric: transistors, where what a cell draws from
// one line does not follow from what the other one feels. Per cell, with the row node u and the
// column node v, currents into the cell: uu u + uv v from the row line, vu u + vv v from the column
// line.
//
//     (L_w + UU) u + UV v = r_u,    VU u + (L_b + VV) v = r_v
//
// Row lines are eliminated as in schur_cg.hpp, with K = (L_w + UU)^-1 and M = L_b + VV:
//     (1 - T) v = M^-1 (r_v - VU K r_u),    T = M^-1 VU K UV,
// by BiCGStab (H. A. van der Vorst, SIAM J. Sci. Stat. Comput. 13, 1992), all in double precision.
// For passive cells T is a nonnegative matrix with a spectral radius below 1. Lines are eliminated
// by the recursion of schur_kernels.hpp, in which nothing cancels, so that 0 ohm, broken wires and
// held nodes need no case of their own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "crosspoint/linalg/mesh_network.hpp"

namespace crosspoint {

/// Derivatives of the cells, [m * n] each, row-major.
struct UnsymmetricCells {
    std::span<const double> uu_S, uv_S, vu_S, vv_S;
};

/// Corrections of node voltages for a current imbalance. Not for two threads at the same time.
class UnsymmetricMesh {
public:
    /// Keeps a reference to the network, whose lines and ends it takes; cell_S is not used.
    explicit UnsymmetricMesh(const MeshNetwork& network);

    /// @return false when a line cannot be eliminated: a derivative is negative beyond what its
    /// wires
    ///         make good, or not finite
    [[nodiscard]] bool factor(const UnsymmetricCells& cells);

    struct Answer {
        bool ok = false;  ///< `left` is at most what was asked for
        std::size_t iterations = 0;
        double left = 1.0;  ///< of the preconditioned residual
    };
    /// Solves for what makes r vanish. Nodes that a source holds, and those that nothing holds,
    /// stay.
    /// @param r_u_A, r_v_A  [m * n] net current into every node; of nodes that 0 ohm joins, the sum
    ///                      counts
    /// @param d_u_V, d_v_V  out
    [[nodiscard]] Answer correct(std::span<const double> r_u_A, std::span<const double> r_v_A,
                                 double reduction, std::size_t most, const std::stop_token& stop,
                                 std::span<double> d_u_V, std::span<double> d_v_V);

private:
    // Lines of one direction; everything is [crossings][lines].
    struct Lines {
        const MeshLines* from = nullptr;
        std::vector<double> a, b, last;
        bool factor(const std::vector<double>& cell_S);
        void solve(std::vector<double>& x) const;
    };
    void apply(const std::vector<double>& x, std::vector<double>& out);

    std::size_t rows_, cols_;
    Lines row_lines_, col_lines_;
    std::vector<double> uv_, vu_, turned_;  // uv_, vu_ row-major; turned_ is [cols][rows]
};

}  // namespace crosspoint
