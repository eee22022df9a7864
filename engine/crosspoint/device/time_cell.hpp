// A cell of a DeviceModel at one step of a time integration: rows f + alpha q + history = 0 with
// the states among the unknowns that are solved inside the cell. What a tile solver sees is a
// CellModel like any other, whose currents contain those of the charges; capacitances of the wires
// at its two terminals can be added to it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/eliminated_cell.hpp"

namespace crosspoint {

/// Not immutable: set_*() between the solves of one owner; evaluate() may run in several threads.
class TimeCell final : public CellModel {
public:
    /// @param spec  as for EliminatedCell; `states` and `memory` are the values at the start
    /// @errors 7201, 7202
    [[nodiscard]] static Result<std::unique_ptr<TimeCell>> make(EliminatedCellSpec spec);
    ~TimeCell() override;

    [[nodiscard]] std::size_t cells() const override;
    [[nodiscard]] bool conservative() const override;
    [[nodiscard]] bool symmetric() const override;
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    [[nodiscard]] std::string describe() const override;

    /// Rows of the model that have a charge: terminals at the two lines, internal nodes, states.
    [[nodiscard]] std::size_t charges() const;
    /// Unknowns inside a cell, states included.
    [[nodiscard]] std::size_t internal() const override;
    /// Which of the internal unknowns are states, in the order of the model.
    [[nodiscard]] const std::vector<std::size_t>& states() const;
    /// The size that an internal unknown has in a typical circuit (1 V, 1 mA).
    [[nodiscard]] double typical(std::size_t internal) const;

    /// The next evaluations are of a time step: dq/dt = alpha q + history.
    /// @param history  [charges][cells]
    void set_step(const EvalPoint& point, double alpha, std::span<const double> history);
    /// They are of a point where the states keep these values and no charge flows.
    /// @param states  [states][cells]
    void set_hold(const EvalPoint& point, std::span<const double> states);
    /// Values kept from the last accepted step, [memory][cells].
    void set_memory(std::vector<std::vector<double>> memory);
    /// Currents alpha C V + history of the wires at terminals a and b, [cells]; empty: none.
    void set_wires(double alpha, std::span<const double> a_F, std::span<const double> b_F,
                   std::span<const double> a_A, std::span<const double> b_A);

    /// Puts a start for the unknowns inside a cell into a scratch. @param x [internal], stride
    /// apart
    void put_start(CellScratch& scratch, std::size_t cell, double a_V, double b_V, const double* x,
                   std::size_t stride) const;

    /// The last evaluate() with this scratch, of one or more lanes of each of these cells, was
    /// here.
    [[nodiscard]] bool is_at(const CellPoint& point, const CellScratch& scratch) const;

    /// What the model says at a solution: cell numbers in `point`, as for evaluate(), which must
    /// have been called there with this scratch. Outputs are [..][cells], only of these cells.
    struct Observed {
        std::vector<double> x;            ///< [internal][cells]
        std::vector<double> q;            ///< [charges][cells]
        std::vector<double> q_typical;    ///< [charges][cells] change by typical unknowns, V and 1
        std::vector<double> memory_next;  ///< [memory][cells]
        std::vector<double> bound_s;      ///< [cells] longest next step that the model allows
        void resize(const TimeCell& cell);
    };
    void observe(const CellPoint& point, const CellScratch& scratch, Observed& out) const;

    /// What all cells say at a solution, with the memory as it is set.
    /// @param x  [internal][cells]; @param gate_V  [cells] or empty
    void listen_at(std::span<const double> a_V, std::span<const double> b_V,
                   std::span<const double> gate_V, std::span<const double> x,
                   CellMessages& out) const;

private:
    class Companion;
    TimeCell();
    void find_staying(const EliminatedCellSpec& spec);
    [[nodiscard]] bool stays(std::size_t cell) const {
        return !stays_.empty() && stays_[cell] != 0;
    }
    std::shared_ptr<Companion> companion_;
    std::unique_ptr<EliminatedCell> inner_;
    std::shared_ptr<const DeviceModel> model_;
    std::vector<TerminalRole> roles_;
    std::size_t varying_ = 0;  // parameters of the model that differ
    EvalPoint point_;
    std::vector<std::uint8_t> stays_;        // [cells] states and memory do; empty: none
    std::vector<std::vector<double>> held_;  // [states][cells] as of the last set_hold()
    double wire_alpha_ = 0.0;
    std::vector<double> a_F_, b_F_, a_A_, b_A_;
};

}  // namespace crosspoint
