// Newton's method on a direct solver, for meshes of nonlinear cells, as a user of such a library
// would write it: the pattern is analyzed once, the values are factored anew in every iteration.
// Residuals are summed branch by branch, as accurately as ours.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/device/cell_model.hpp"
#include "peers.hpp"

namespace crosspoint::bench {

class PeerNewton {
public:
    /// @param wires  the tile without conductance of its cells, but with their places
    /// Both must outlive it; the peer must know the pattern (factor()).
    PeerNewton(const BenchTile& tile, const NodalMatrix& wires, const CellModel& cells, Peer& peer);

    struct Outcome {
        bool ok = false;
        std::size_t iterations = 0;  ///< factorizations
        double residual_A = 0.0;     ///< sum of |current imbalance| over all nodes
    };
    /// From 0 V, full steps, until the residual is `part` of the largest column current or what
    /// rounding leaves of it, or, when `part` is 0, until it does not fall any more.
    Outcome solve(std::span<const double> input_V, double part);
    /// Currents of the last solve, [n].
    [[nodiscard]] std::vector<double> currents_A() const;

private:
    bool evaluate();
    double residual(std::span<const double> input_V);
    [[nodiscard]] double line_current_A() const;
    [[nodiscard]] double hidden_A() const;
    void assemble();

    const BenchTile& tile_;
    const NodalMatrix& wires_;
    const CellModel& cells_;
    Peer& peer_;
    CellScratch scratch_;
    struct Places {
        std::size_t uu, vu, uv, vv;
    };
    std::vector<Places> places_;  // [cells] of its four entries in the matrix
    std::vector<double> x_V_, value_S_, r_A_, i_A_, g_S_;
};

}  // namespace crosspoint::bench
