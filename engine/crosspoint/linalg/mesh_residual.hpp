// Kirchhoff's current law on a mesh, branch by branch: r = (currents into the node) at every node,
// never as b - A v, so that the rounded diagonal of a matrix has no part in it
// (engine/docs/physics.md, section 8). The voltages are pairs hi + lo with lo in single precision:
// differences of neighbors are exact far below the last digit of hi, which is what an error bound
// of 1e-12 needs on wires of 1e-3 ohm. Sign: a residual is the net current into the node; it is 0
// at the solution.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/linalg/mesh_network.hpp"

namespace crosspoint {

/// A single-precision array [m x n] in panels of `width` columns, each row by row
/// (schur_kernels.hpp).
struct PanelArray {
    float* data = nullptr;
    std::size_t width = 0;
    std::size_t stride = 0;  ///< elements of a panel
    [[nodiscard]] std::size_t index(std::size_t i, std::size_t j) const {
        return j / width * stride + i * width + j % width;
    }
    void read_row(std::size_t i, std::span<float> row) const;
};

/// Node voltages V = hi + lo * lo_V; hi is row-major [m x n].
struct MeshVoltagesView {
    const double* u_V = nullptr;
    const double* v_V = nullptr;
    PanelArray u_lo = {};  ///< data null: no low part
    PanelArray v_lo = {};
    double lo_V = 1.0;  ///< volts of one unit of u_lo, v_lo
};

/// Node voltages that take in their low parts.
struct MeshMerge {
    double* u_V = nullptr;
    double* v_V = nullptr;
    PanelArray u_lo, v_lo;
    double lo_V = 1.0;
    bool fresh = false;  ///< the high parts are 0 and need not be read
};

/// Currents injected into the nodes from outside, [m x n] each; empty: none.
struct MeshInjections {
    std::span<const double> row_A, col_A;
};

struct MeshResidualTotals {
    double norm1_A = 0.0;     ///< sum over all nodes of |r|
    double rounding_A = 0.0;  ///< what the rounding of the evaluation may hide in that sum
    [[nodiscard]] double bound_A() const { return norm1_A + rounding_A; }
};

/// Where the residual goes, times `scale`. Null: only the totals are wanted.
struct MeshResidualOut {
    PanelArray r_u = {};
    PanelArray r_v = {};
    double scale = 1.0;
    bool magnitudes = false;  ///< |r| plus what rounding may hide at the node, instead of r
};

/// The network prepared for evaluation; keeps a reference to it.
class MeshResidual {
public:
    explicit MeshResidual(const MeshNetwork& network);

    /// @param currents  out, what flows into the sources
    [[nodiscard]] MeshResidualTotals evaluate(const MeshSources& sources,
                                              const MeshInjections& injections,
                                              const MeshVoltagesView& at,
                                              const MeshResidualOut& out, int threads,
                                              MeshCurrents& currents) const;

    /// V = hi + lo * lo_V in place, then evaluate() there, in one pass over memory.
    [[nodiscard]] MeshResidualTotals merge_and_evaluate(const MeshSources& sources,
                                                        const MeshInjections& injections,
                                                        const MeshMerge& at,
                                                        const MeshResidualOut& out, int threads,
                                                        MeshCurrents& currents) const;

    /// Only V = hi + lo * lo_V.
    void merge(const MeshMerge& at, int threads) const;

    /// evaluate() where every node is at 0 V and nothing is injected; only for plain() networks.
    [[nodiscard]] MeshResidualTotals at_rest(const MeshSources& sources, const MeshResidualOut& out,
                                             int threads, MeshCurrents& currents) const;

    /// Sets the nodes that an end of 0 ohm holds to the voltage of its source.
    /// @param u_V, v_V  row-major [m x n]
    void hold(const MeshSources& sources, double* u_V, double* v_V) const;

    /// No segment of 0 or infinite ohm and no held node: the vectorized evaluation applies.
    [[nodiscard]] bool plain() const { return plain_; }

private:
    struct Band;  // what one piece of work is told
    void plain_rows(const Band& band, MeshResidualTotals& totals) const;
    void clear(MeshCurrents& currents) const;
    void end_currents(const MeshSources& sources, const MeshVoltagesView& at,
                      MeshCurrents& currents) const;
    [[nodiscard]] MeshResidualTotals plain(const MeshSources& sources,
                                           const MeshInjections& injections,
                                           const MeshVoltagesView& at, const MeshMerge* merge,
                                           const MeshResidualOut& out, int threads,
                                           MeshCurrents& currents) const;
    // mesh_residual_careful.cpp: any network, one node at a time.
    void careful(const MeshSources& sources, const MeshInjections& injections,
                 const MeshVoltagesView& at, const MeshResidualOut& out, MeshResidualTotals& totals,
                 MeshCurrents& currents) const;

    const MeshNetwork* network_;
    bool plain_ = true;
    // Conductances of the segments. Row lines: [m] when the same along each line, else [m x n] of
    // those to the right of a node; column lines: [n] or [m x n] of those below.
    std::vector<double> row_S_, col_S_;
    std::vector<double> row_first_S_, row_last_S_, col_first_S_, col_last_S_;  // of the ends
};

/// Unit roundoff times the operations behind one branch current and its place in the sum at a node.
inline constexpr double residual_rounding = 8.0 * 0x1p-53;

}  // namespace crosspoint
