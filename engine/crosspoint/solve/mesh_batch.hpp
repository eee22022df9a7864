// What the methods of a mesh share: the outcome of one input, its audit, and the report of a batch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// An output far below the largest has no digits of its own to keep: outputs below this part of the
/// largest are held to the accuracy as if they were as large as that.
inline constexpr double weak_output = 1e-3;

/// How one input came out.
struct MeshOutcome {
    double bound_A = 0.0;          ///< largest bound of an output's error
    std::vector<double> bounds_A;  ///< [n] bounds of each, when finer ones are known
    double kcl_residual_A = 0.0;   ///< from the audit
    double kcl_residual_rel = 0.0;
    double disagreement_A = 0.0;  ///< outputs against the audit's
    std::size_t floating_nodes = 0;
    std::size_t iterations = 0;
    bool audited = false;
    bool failed = false;  ///< not finite: the outputs are NaN
    bool cancelled = false;
    bool used_double = false;
    std::size_t coarse_block = 0;  ///< of the coarse grid, 0: none
    bool left_coarse = false;      ///< a coarse grid did not help
};

/// Whether input `index` of `count` is audited: all of a small batch, a spread sample of a large
/// one (the solver's own bound covers every input).
bool audit_wanted(std::size_t index, std::size_t count);

/// Audits one solution: straight from the geometry where that works, else through a circuit.
/// Nodes that no source reaches become NaN in u_V, v_V when `may_float`.
/// @param g_on_S, g_off_S  the cells, as in CellArray
void audit_solution(const TileSpec& spec, const Matrix<double>& g_on_S, double g_off_S,
                    std::span<const double> input, bool may_float, std::span<double> u_V,
                    std::span<double> v_V, std::span<const double> i_out_A, int threads,
                    MeshOutcome& outcome);

/// Fills error bounds, residuals, status and remarks of the report.
void summarize_mesh(const std::vector<MeshOutcome>& outcomes, const Matrix<double>& i_out_A,
                    double accuracy_rel, SolveReport& report);

}  // namespace crosspoint
