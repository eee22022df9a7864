// A cell made of a DeviceModel: the terminals are the two lines and the gate, internal voltages and
// branch currents are eliminated by a Newton iteration in every lane, states are held per cell. The
// 2 x 2 derivatives follow from the implicit function theorem. Lanes are worked on in blocks; those
// that are done leave the block, those that will not converge are led there from 0 V.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/cell_model.hpp"
#include "crosspoint/device/model.hpp"

namespace crosspoint {

/// What a terminal of the model is joined to.
enum class TerminalRole : std::uint8_t { line_a, line_b, gate, ground };

struct EliminatedCellSpec {
    std::shared_ptr<const DeviceModel> model;
    std::vector<TerminalRole> roles;  ///< [terminals]; line_a and line_b at least once each
    std::size_t cells = 0;
    std::vector<std::vector<double>> parameters;  ///< [varying][cells]; empty: the card's values
    std::vector<std::vector<double>> memory;      ///< [memory][cells]; empty: start values
    std::vector<std::vector<double>> states;      ///< [unknowns of kind state][cells]
    /// [cells] conductance of a resistor between the lines in the place of an open or shorted cell,
    /// whatever the gate does: finite and >= 0; NaN: the model; empty: all cells are the model.
    std::vector<double> fault_S = {};
    /// [cells] not 0: states and memory stay what they are over time, as in a cell that is stuck;
    /// empty: all of them move. Those of open and shorted cells always stay.
    std::vector<std::uint8_t> stuck = {};
    bool conservative = false;  ///< the caller promises i_b = -i_a (no gate or ground current)
    bool symmetric = false;     ///< the caller promises that the current follows V_a - V_b only
    EvalPoint point;            ///< temperature, gmin; analysis dc
    double voltage_tolerance_V = 1e-9;  ///< last Newton step; the currents are then second order
    double flow_relative_tolerance = 1e-9;  ///< of internal branch currents
    int max_iterations = 120;
};

class EliminatedCell final : public CellModel {
public:
    /// @error 7201 the roles do not fit the terminals; 7202 a list has not one value per cell
    [[nodiscard]] static Result<std::unique_ptr<EliminatedCell>> make(EliminatedCellSpec spec);

    [[nodiscard]] std::size_t cells() const override { return spec_.cells; }
    [[nodiscard]] bool conservative() const override { return spec_.conservative; }
    [[nodiscard]] bool symmetric() const override { return spec_.symmetric; }
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    void listen(const CellPoint& point, CellMessages& out) const override;
    [[nodiscard]] std::string describe() const override;

    /// For the one owner of a cell that changes in time: values, states, memory and the point may
    /// be replaced between calls of evaluate(); the shape of the lists may not.
    [[nodiscard]] EliminatedCellSpec& changing() { return spec_; }

    /// The cell is a resistor: EliminatedCellSpec::fault_S.
    [[nodiscard]] bool is_faulty(std::size_t cell) const {
        return !spec_.fault_S.empty() && !std::isnan(spec_.fault_S[cell]);
    }

    /// Internal unknowns that are solved for: 0 means one evaluation per call.
    [[nodiscard]] std::size_t internal() const override;

    struct Plan;  ///< which unknown and which derivative goes where

private:
    explicit EliminatedCell(EliminatedCellSpec spec);
    std::size_t evaluate_faulty(const CellPoint& point, const CellLinearization& out,
                                CellScratch& scratch) const;
    EliminatedCellSpec spec_;
    std::shared_ptr<const Plan> plan_;
};

}  // namespace crosspoint
