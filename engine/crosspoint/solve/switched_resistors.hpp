// Linear 1T1R cells as a cell model, for tiles that are solved with Newton's method.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/device/cell_model.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"

namespace crosspoint {

/// Linear cells: on from half of the swing of the gate upward.
class SwitchedResistors final : public CellModel {
public:
    SwitchedResistors(CellArray cells, GateLevels levels)
        : cells_(std::move(cells)), levels_(levels) {}
    [[nodiscard]] std::size_t cells() const override { return cells_.g_on_S.size(); }
    [[nodiscard]] bool conservative() const override { return true; }
    [[nodiscard]] bool symmetric() const override { return true; }
    [[nodiscard]] std::string describe() const override { return "switched resistor"; }
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch&) const override {
        for (std::size_t k = 0; k < point.lanes; ++k) {
            const std::size_t cell = point.cell == nullptr ? k : point.cell[k];
            const bool on = std::abs(point.gate_V[k] - levels_.on_V) <
                            std::abs(point.gate_V[k] - levels_.off_V);
            const double g_S = on ? cells_.g_on_S.values()[cell] : cells_.g_off_S;
            out.i_a_A[k] = g_S * (point.a_V[k] - point.b_V[k]);
            out.i_b_A[k] = -out.i_a_A[k];
            out.g_aa_S[k] = out.g_bb_S[k] = g_S;
            out.g_ab_S[k] = out.g_ba_S[k] = -g_S;
        }
        return 0;
    }

private:
    CellArray cells_;
    GateLevels levels_;
};

}  // namespace crosspoint
