// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/faulty_cells.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

FaultyCells::FaultyCells(std::shared_ptr<const CellModel> cells, std::vector<double> conductance_S)
    : cells_(std::move(cells)), conductance_S_(std::move(conductance_S)) {
    CROSSPOINT_ASSERT(conductance_S_.size() == cells_->cells());
    for (const double g_S : conductance_S_) {
        CROSSPOINT_ASSERT(std::isnan(g_S) || (g_S >= 0.0 && std::isfinite(g_S)));
        if (!std::isnan(g_S)) ++faulty_;
    }
}

// The model sees all lanes, the faulty ones too, so that no list is packed and unpacked in the
// inner loop of a solver; what it says about those is then replaced.
std::size_t FaultyCells::evaluate(const CellPoint& point, const CellLinearization& out,
                                  CellScratch& scratch) const {
    const auto conductance = [&](std::size_t lane) {
        return conductance_S_[point.cell == nullptr ? lane : point.cell[lane]];
    };
    cells_->evaluate(point, out, scratch);
    std::erase_if(scratch.failed,
                  [&](std::uint32_t lane) { return !std::isnan(conductance(lane)); });
    for (std::size_t k = 0; k < point.lanes; ++k) {
        const double g_S = conductance(k);
        if (std::isnan(g_S)) continue;
        const double i_A = g_S * (point.a_V[k] - point.b_V[k]);
        if (out.i_a_A != nullptr) out.i_a_A[k] = i_A;
        if (out.i_b_A != nullptr) out.i_b_A[k] = -i_A;
        if (out.g_aa_S != nullptr) out.g_aa_S[k] = g_S;
        if (out.g_ab_S != nullptr) out.g_ab_S[k] = -g_S;
        if (out.g_ba_S != nullptr) out.g_ba_S[k] = -g_S;
        if (out.g_bb_S != nullptr) out.g_bb_S[k] = g_S;
    }
    return scratch.failed.size();
}

std::string FaultyCells::describe() const {
    return cells_->describe() + ", " + std::to_string(faulty_) + " open or shorted";
}

}  // namespace crosspoint
