// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/cell_model.hpp"

#include "crosspoint/base/error.hpp"

namespace crosspoint {

void CellModel::listen(const CellPoint&, CellMessages&) const {}

std::size_t ResistorCell::evaluate(const CellPoint& point, const CellLinearization& out,
                                   CellScratch& scratch) const {
    scratch.failed.clear();
    for (std::size_t k = 0; k < point.lanes; ++k) {
        const std::size_t cell = point.cell != nullptr ? point.cell[k] : k;
        CROSSPOINT_ASSERT(cell < conductance_S_.size());
        const double g = conductance_S_[cell];
        const double current = g * (point.a_V[k] - point.b_V[k]);
        if (out.i_a_A != nullptr) out.i_a_A[k] = current;
        if (out.i_b_A != nullptr) out.i_b_A[k] = -current;
        if (out.g_aa_S != nullptr) out.g_aa_S[k] = g;
        if (out.g_ab_S != nullptr) out.g_ab_S[k] = -g;
        if (out.g_ba_S != nullptr) out.g_ba_S[k] = -g;
        if (out.g_bb_S != nullptr) out.g_bb_S[k] = g;
    }
    return 0;
}

}  // namespace crosspoint
