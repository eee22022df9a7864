// Many cells of few kinds: cell k behaves like cell kind_of[k] of another model, which has one cell
// for each kind. The tiles of a network with weights of +1 and -1 are made of two kinds, and what
// depends on the kind alone is prepared once for all tiles (solve/nonlinear_gates.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/cell_model.hpp"

namespace crosspoint {

class KindCells final : public CellModel {
public:
    /// @param one_of_each  one cell for each kind
    /// @error input 7405: no cells, or a kind that `one_of_each` does not have
    [[nodiscard]] static Result<std::shared_ptr<const KindCells>> make(
        std::shared_ptr<const CellModel> one_of_each, std::vector<std::uint32_t> kind_of);

    [[nodiscard]] std::size_t cells() const override { return kind_of_.size(); }
    [[nodiscard]] bool conservative() const override { return one_of_each_->conservative(); }
    [[nodiscard]] bool symmetric() const override { return one_of_each_->symmetric(); }
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    void listen(const CellPoint& point, CellMessages& out) const override;
    [[nodiscard]] std::size_t internal() const override { return one_of_each_->internal(); }
    [[nodiscard]] std::string describe() const override { return one_of_each_->describe(); }

    [[nodiscard]] const std::shared_ptr<const CellModel>& one_of_each() const {
        return one_of_each_;
    }
    [[nodiscard]] std::span<const std::uint32_t> kind_of() const { return kind_of_; }

private:
    KindCells(std::shared_ptr<const CellModel> one_of_each, std::vector<std::uint32_t> kind_of)
        : one_of_each_(std::move(one_of_each)), kind_of_(std::move(kind_of)) {}

    std::shared_ptr<const CellModel> one_of_each_;
    std::vector<std::uint32_t> kind_of_;
};

}  // namespace crosspoint
