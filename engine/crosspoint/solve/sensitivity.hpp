// How an output current depends on every cell, wire segment, line end and source, by the adjoint
// method: one solve beside that of the input gives all of them.
//
// The nodal matrix is symmetric. With v the node voltages of the input and w those with 1 V behind
// the sense end(s) of column j and 0 V behind every other end (section "Sensitivities" of
// engine/docs/physics.md), for a branch from a to b:
//     dI_j/dg = -(v_a - v_b) (w_a - w_b),      dI_j/dr = i_ab k_ab,
// i and k its currents in v and w. The first holds at g = 0, the second at r = 0; a branch that
// is a short has dI/dg = 0, one that is open dI/dr = 0. What flows into a source in w is
// dI_j/dV of that source.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// dI_j/dr of one set of lines, A/ohm.
struct LineSensitivity {
    /// [lines x (crossings + 1)], both end segments included; 0 at a floating end. Empty where the
    /// lines carry no current (word lines of 1T1R, source lines of `passive`).
    Matrix<double> di_dr_A_per_ohm;
    /// [lines x 2] driver or sense resistance of the first and the last end: in series with the
    /// end segment, hence the same number; 0 where the end floats.
    Matrix<double> di_dend_A_per_ohm;
};

/// How good a sensitivity is.
struct SensitivityReport {
    SolveStatus status = SolveStatus::converged;
    std::string method;
    double i_out_bound_A = 0.0;   ///< proved bound of the error of i_out_A
    double di_dv_bound_S = 0.0;   ///< proved bound of the error of each di_dv_S
    double kcl_residual_A = 0.0;  ///< largest imbalance at a node, solution of the input
    double kcl_adjoint_A = 0.0;   ///< the same of the adjoint solution, whose source is 1 V
    /// I_j is homogeneous of degree 1 in all conductances and in all voltages (Euler): both sums
    /// are I_j. The adjoint solution enters only the second, products of both the first.
    double sum_g_di_dg_A = 0.0;      ///< over cells, segments and ends
    double sum_g_di_dg_abs_A = 0.0;  ///< the same with the size of each term
    double sum_v_di_dv_A = 0.0;      ///< over all driven ends
    double sum_v_abs_V = 0.0;        ///< sum of |V| of the driven ends
    std::size_t iterations = 0;      ///< of both solutions, for iterative methods
    std::vector<std::string> remarks;
};

/// The derivatives of one output current for one input.
struct TileSensitivity {
    std::size_t output = 0;  ///< column j
    double i_out_A = 0.0;
    /// [m x n] by what the cell conducts now, access transistor included (A/S = V).
    Matrix<double> di_dg_V;
    /// [m x n] by the device alone: the chain rule through `r_access_ohm`. 0 in rows that are off;
    /// the same as di_dg_V in `passive`.
    Matrix<double> di_dg_device_V;
    LineSensitivity wl, bl, sl;
    std::vector<double> di_dv_S;        ///< [m] by the input voltages; empty in 1T1R
    double di_dread_S = 0.0;            ///< by read_V
    double di_daccess_A_per_ohm = 0.0;  ///< by r_access_ohm, common to all cells
    double di_dleak_V = 0.0;            ///< by g_leak_S, common to all cells that are off
    SensitivityReport report;
};

struct SensitivityOptions {
    /// automatic: the fast method of the topology; ldlt or klu: nodal analysis, the oracles.
    Method method = Method::automatic;
    double accuracy_rel = 1e-9;          ///< of the output current
    std::size_t memory_limit_bytes = 0;  ///< 0: what the machine has available
    int threads = 1;  ///< 0 = all cores; the result has the same bits for any number
    std::stop_token stop = {};
};

/// Sensitivities of one tile with fixed cells. The prepared network is kept from input to input
/// (where inputs switch no cells), the solution of an input from output to output.
class SensitivitySolver {
public:
    /// @errors input: the spec is invalid, 2102: two ideal ends joined by 0 ohm, 2140: the cells do
    ///         not fit; usage 2141: a method that has no node voltages; environment 2115: memory
    static Result<SensitivitySolver> make(const TileSpec& spec, const CellArray& cells,
                                          const SensitivityOptions& options);
    ~SensitivitySolver();
    SensitivitySolver(SensitivitySolver&&) noexcept;
    SensitivitySolver& operator=(SensitivitySolver&&) noexcept;

    /// Solves for one input [m]: volts, or 0 and 1.
    /// @errors input 2110; interrupted 2143
    Result<void> set_input(std::span<const double> input);

    /// One more solve: all derivatives of the current of column j. After set_input().
    /// @errors usage 2142: there is no such column; interrupted 2143. Numerics never: look at
    ///         report.status
    [[nodiscard]] Result<TileSensitivity> output(std::size_t j) const;

private:
    struct State;
    explicit SensitivitySolver(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace crosspoint
