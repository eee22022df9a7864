// What a tile solver sees of a nonlinear cell: two current-carrying line terminals a and b (passive
// tile: a = word line, b = bit line; 1T1R: a = bit line, b = source line) and a gate whose voltage
// is known. Internal unknowns are eliminated inside, states and parameters are held per cell.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/device/cell_messages.hpp"

namespace crosspoint {

/// Where the cells are evaluated: [lanes] each, no alignment asked for.
struct CellPoint {
    const double* a_V = nullptr;
    const double* b_V = nullptr;
    const double* gate_V = nullptr;       ///< null: all gates at 0 V, or no gate
    const std::uint32_t* cell = nullptr;  ///< which cell each lane is; null: 0, 1, ..
    std::size_t lanes = 0;
    /// Which solution of the scratch each lane starts from and leaves there; null: that of its
    /// cell. Give it where one cell is evaluated under several inputs in turn.
    const std::uint32_t* warm_slot = nullptr;
};

/// Current INTO the cell and its derivatives, [lanes] each. Null outputs are not written.
struct CellLinearization {
    double* i_a_A = nullptr;
    double* i_b_A = nullptr;
    double* g_aa_S = nullptr;  ///< d i_a / d V_a
    double* g_ab_S = nullptr;  ///< d i_a / d V_b
    double* g_ba_S = nullptr;  ///< d i_b / d V_a
    double* g_bb_S = nullptr;  ///< d i_b / d V_b
};

/// Working memory of one thread: `CellModel::evaluate` keeps its buffers and the last internal
/// voltages in it. A scratch belongs to one model and one call site; the first call may be slower.
struct CellScratch {
    std::vector<double> values;          ///< buffers
    std::vector<double> warm;            ///< internal unknowns of each cell, as last solved
    std::vector<std::uint8_t> known;     ///< [cells] warm is filled
    std::vector<std::uint32_t> failed;   ///< out: lanes of the last call that did not converge
    std::size_t newton_evaluations = 0;  ///< counts lanes times iterations, for reports
};

/// Immutable; `evaluate` may run in several threads, each with a scratch of its own.
class CellModel {
public:
    CellModel() = default;
    CellModel(const CellModel&) = delete;
    CellModel& operator=(const CellModel&) = delete;
    virtual ~CellModel() = default;

    [[nodiscard]] virtual std::size_t cells() const = 0;
    /// i_b = -i_a always (no gate current): a solver may read i_a, g_aa and g_ab only.
    [[nodiscard]] virtual bool conservative() const = 0;
    /// The current depends on V_a - V_b only: the linearized mesh is symmetric.
    [[nodiscard]] virtual bool symmetric() const = 0;
    /// Unknowns inside a cell, solved for at given terminal voltages; 0: currents are a formula.
    [[nodiscard]] virtual std::size_t internal() const { return 0; }
    /// @return lanes whose inner Newton did not converge (0 is good): their outputs are NaN and
    ///         their numbers are in `scratch.failed`
    virtual std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                                 CellScratch& scratch) const = 0;
    /// What the cells say at an accepted solution, $strobe, $fatal and the like; each cell once.
    /// Costs nothing where the model has no such statement. Cells without a solution are silent. A
    /// cell is named by its warm slot where the point has slots.
    virtual void listen(const CellPoint& point, CellMessages& out) const;
    /// "resistor", "rram_1t1r, exact", "table, error 1e-6": for the report.
    [[nodiscard]] virtual std::string describe() const = 0;
};

/// The linear cell I = g (V_a - V_b), the gate without effect: the oracle of what uses cells.
class ResistorCell final : public CellModel {
public:
    /// @param conductance_S [cells]
    explicit ResistorCell(std::vector<double> conductance_S)
        : conductance_S_(std::move(conductance_S)) {}

    [[nodiscard]] std::size_t cells() const override { return conductance_S_.size(); }
    [[nodiscard]] bool conservative() const override { return true; }
    [[nodiscard]] bool symmetric() const override { return true; }
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    [[nodiscard]] std::string describe() const override { return "resistor"; }

private:
    std::vector<double> conductance_S_;
};

}  // namespace crosspoint
