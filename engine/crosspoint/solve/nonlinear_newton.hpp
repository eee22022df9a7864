// Newton's method for wires with nonlinear cells, whatever solves the linear steps (ladder
// recursion, sparse LU, Schur-CG), with a line search and continuation for what does not converge
// by itself. Equations: section 11 of engine/docs/physics.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "crosspoint/device/cell_model.hpp"

namespace crosspoint {

/// Terminal voltages of the cells, their currents and derivatives there, [cells] each.
struct CellState {
    std::vector<double> a_V, b_V;
    std::vector<double> i_a_A, i_b_A, g_aa_S, g_ab_S, g_ba_S, g_bb_S;
    explicit CellState(std::size_t cells = 0) { resize(cells); }
    void resize(std::size_t cells);
    [[nodiscard]] std::size_t size() const { return a_V.size(); }
};

/// Currents that the wires miss at every cell terminal: wires plus cells, 0 at the solution.
struct TerminalResidual {
    std::vector<double> a_A, b_A;  ///< [cells]
    double norm1_A = 0.0;          ///< sum of |a_A| and |b_A|
    double rounding_A = 0.0;       ///< what the rounding of its evaluation may hide in norm1_A
};

/// Wires with sources; the cells come as linearizations. One per thread and input.
class WireSystem {
public:
    WireSystem() = default;
    WireSystem(const WireSystem&) = delete;
    WireSystem& operator=(const WireSystem&) = delete;
    virtual ~WireSystem() = default;

    /// Voltages of the network whose cells carry i + G (v - v_at), all sources times `scale`.
    /// @param allowed_A  sum of |current imbalance| that is good enough; exact systems ignore it
    /// @return false when the linear system is singular or an iteration failed
    virtual bool solve(const CellState& at, double scale, double allowed_A, std::span<double> a_V,
                       std::span<double> b_V) = 0;
    /// solve() is exact to rounding: the residual then follows from the cells alone.
    [[nodiscard]] virtual bool exact() const = 0;
    /// Kirchhoff's current law at every node, for systems that are not exact. What solve()
    /// corrects: it must have been called last at the same point.
    virtual void residual(const CellState& at, double scale, TerminalResidual& out);
    /// solve() from nothing but the sources, for systems that are not exact: free of what the
    /// rounding of voltages hides from residual().
    /// @param bound_A  out: sum of |current imbalance| of the linearized network, with rounding
    virtual bool settle(const CellState& at, double allowed_A, std::span<double> a_V,
                        std::span<double> b_V, double& bound_A);
    /// Largest |voltage| of a source: no node of a passive network goes beyond.
    [[nodiscard]] virtual double largest_V() const = 0;
    /// Iterations of the linear solver so far.
    [[nodiscard]] virtual std::size_t linear_iterations() const { return 0; }
};

enum class TileNewtonStatus : std::uint8_t { converged, not_converged, cancelled };

/// How hard it was: what was needed beyond plain Newton.
enum class Continuation : std::uint8_t { none, sources, gmin, pseudo_transient };
std::string_view continuation_name(Continuation continuation);

struct TileNewtonOptions {
    double accuracy_rel = 1e-9;  ///< of the largest line current; converged a tenth below it
    std::size_t max_iterations = 200;
    bool only_plain = false;  ///< no continuation
    /// An imbalance that never matters: where all currents are small differences of charges there
    /// is nothing for accuracy_rel to be relative to.
    double negligible_A = 0.0;
    std::stop_token stop = {};
};

struct NewtonAnswer {
    TileNewtonStatus status = TileNewtonStatus::not_converged;
    Continuation by = Continuation::none;
    std::size_t iterations = 0;   ///< evaluations of all cells, rejected steps included
    double residual_A = 0.0;      ///< sum of |current imbalance| over all terminals, with rounding
    std::size_t worst_cell = 0;   ///< where it is largest
    bool worst_at_a = true;       ///< at terminal a of that cell
    double worst_A = 0.0;         ///< and how large
    double line_current_A = 0.0;  ///< largest sum of |cell currents| of a column
};

/// Cells of one tile or one column, and how they are placed: cell k is in column k % cols.
struct NewtonCells {
    const CellModel* model = nullptr;
    std::span<const double> gate_V;       ///< [cells], empty: no gates
    std::span<const std::uint32_t> cell;  ///< [cells] numbers in the model, empty: 0, 1, ..
    std::size_t cols = 1;
    /// Inner unknowns are solved from nothing every time: what a cell conducts then follows from
    /// its terminals alone, also where several inner solutions exist.
    bool cold = false;
};

/// Solves for `state`. Its voltages are the start when `warm`, else the linearized network at 0 V.
/// On return the state is evaluated at the answer, or at the best point when not converged.
NewtonAnswer solve_newton(WireSystem& wires, const NewtonCells& cells,
                          const TileNewtonOptions& options, bool warm, CellState& state,
                          CellScratch& scratch);

}  // namespace crosspoint
