// One instant of a tile over time, as one nonlinear tile solve: cells whose states are among their
// internal unknowns, wires with the currents of their capacitance, and the gate lines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/array/expand_devices.hpp"
#include "crosspoint/device/time_cell.hpp"
#include "crosspoint/dynamics/gate_lines.hpp"
#include "crosspoint/dynamics/tile_power.hpp"
#include "crosspoint/solve/line_ends.hpp"
#include "crosspoint/solve/nonlinear_wires.hpp"

namespace crosspoint {

/// Solutions go on from call to call as a start; the answer of a step depends on its guess only.
class TileInstantSolver {
public:
    struct Options {
        WireCapacitance capacitance;
        double accuracy_rel = 1e-8;
        double abstol_A = 1e-15;
        int threads = 1;
        std::stop_token stop = {};
    };
    /// What holds during one solve.
    struct Step {
        EvalPoint point;
        double alpha = 0.0;               ///< 0: states held, no charge flows
        std::span<const double> history;  ///< [charges]
        std::span<const double> gate_V;   ///< [rows] of the sources of gate lines
    };
    struct Outcome {
        bool converged = false;
        bool cancelled = false;
        std::size_t iterations = 0;
        double residual_A = 0.0;
        std::size_t worst_cell = 0;
    };

    TileInstantSolver(const TileSpec& spec, std::unique_ptr<TimeCell> cell, Options options);

    /// Unknowns, [unknowns]: V_a and V_b of all cells, then what is inside them.
    [[nodiscard]] std::size_t unknowns() const { return (2 + cell_->internal()) * cells_; }
    /// Charges and states: those of the cells, of the wires at terminals a and b, of gate lines.
    [[nodiscard]] std::size_t charges() const { return charge_count_; }

    /// Line ends from now on, as check_phase allows them.
    void set_ends(const TileEnds& ends);
    /// Their voltages alone.
    void drive(const TileEnds& ends);
    /// @param x  in: a guess; out: the solution
    Outcome solve(const Step& step, bool warm, std::span<double> x);

    // Of the last solve().
    [[nodiscard]] std::span<const double> charge() const { return q_; }
    /// [charges] change by typical unknowns
    [[nodiscard]] std::span<const double> charge_typical() const { return q_typical_; }
    [[nodiscard]] std::vector<std::vector<double>> memory_next() const;
    [[nodiscard]] double bound_s() const;
    [[nodiscard]] const std::vector<double>& gate_V() const { return gate_V_; }
    [[nodiscard]] TilePower power(const TileEnds& ends, std::span<const TileEnd> driven) const;
    /// C V^2 / 2 of the wires that carry current, at a solution x.
    [[nodiscard]] double stored_J(std::span<const double> x) const;

    /// What the cells say at a solution x of the last solve().
    void listen(std::span<const double> x, CellMessages& out) const {
        cell_->listen_at(x.first(cells_), x.subspan(cells_, cells_), gate_V_, x.subspan(2 * cells_),
                         out);
    }

    [[nodiscard]] TimeCell& cell() { return *cell_; }
    [[nodiscard]] const TimeCell& cell() const { return *cell_; }
    [[nodiscard]] std::string describe() const;
    /// The largest sum of cell currents of a column that was seen since.
    void forget_size() { largest_A_ = 0.0; }

private:
    enum class Way : std::uint8_t { ladder, schur, krylov };
    struct Worker {  // of one thread
        CellState state;
        CellScratch scratch;
        std::vector<std::uint32_t> numbers;
        std::vector<double> gate_V;
    };
    [[nodiscard]] Way way() const;
    void prepare(const Step& step);
    void solve_columns(bool warm, std::span<double> x, Outcome& outcome);
    void solve_whole(bool warm, std::span<double> x, Outcome& outcome);
    NewtonAnswer solve_cells(WireSystem& wires, std::size_t cols, bool warm, Worker& worker,
                             std::span<double> x);
    void finish_charges(std::span<double> x);

    const TileSpec spec_;
    std::unique_ptr<TimeCell> cell_;
    Options options_;
    std::size_t cells_;
    GateLines gates_;
    std::vector<double> a_F_, b_F_;  // [cells], empty: quasi-static
    std::size_t charge_count_ = 0;
    TileEnds ends_;
    std::vector<LadderColumn> columns_;
    std::vector<std::unique_ptr<WireSystem>> column_wires_;
    std::unique_ptr<DrivenWires> wires_;
    std::unique_ptr<DrivenWires> certain_wires_;  // sparse LU, made when wires_ fail again
    std::size_t failures_ = 0;                    // one after the other
    std::vector<Worker> workers_;
    CellState state_;
    TimeCell::Observed observed_;
    std::vector<double> gate_V_, q_, q_typical_, wire_a_A_, wire_b_A_;
    double alpha_ = 0.0;
    double largest_A_ = 0.0, negligible_A_ = 0.0;
};

}  // namespace crosspoint
