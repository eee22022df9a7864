// Cells of a model of which some are open or shorted: a resistor in their place, between the two
// lines, whatever the gate does. The other cells are those of the model, lane by lane.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crosspoint/device/cell_model.hpp"

namespace crosspoint {

class FaultyCells final : public CellModel {
public:
    /// @param conductance_S [cells] of the resistor in the place of a cell, finite and >= 0; NaN
    ///                      where the cell is that of `cells`
    FaultyCells(std::shared_ptr<const CellModel> cells, std::vector<double> conductance_S);

    [[nodiscard]] std::size_t cells() const override { return cells_->cells(); }
    [[nodiscard]] bool conservative() const override { return cells_->conservative(); }
    [[nodiscard]] bool symmetric() const override { return cells_->symmetric(); }
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    [[nodiscard]] std::string describe() const override;

private:
    std::shared_ptr<const CellModel> cells_;
    std::vector<double> conductance_S_;
    std::size_t faulty_ = 0;
};

}  // namespace crosspoint
