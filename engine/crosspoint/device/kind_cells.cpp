// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/kind_cells.hpp"

#include <algorithm>
#include <numeric>

namespace crosspoint {

Result<std::shared_ptr<const KindCells>> KindCells::make(
    std::shared_ptr<const CellModel> one_of_each, std::vector<std::uint32_t> kind_of) {
    const std::size_t kinds = one_of_each ? one_of_each->cells() : 0;
    if (kind_of.empty() || std::ranges::any_of(kind_of, [&](auto k) { return k >= kinds; }))
        return Error{.code = Errc::input,
                     .id = 7405,
                     .what = "there are " + std::to_string(kinds) +
                             " kinds of cells, and a cell of another kind or no cell at all",
                     .help = "give every cell a kind from 0 up"};
    return std::shared_ptr<const KindCells>(
        new KindCells(std::move(one_of_each), std::move(kind_of)));
}

std::size_t KindCells::evaluate(const CellPoint& point, const CellLinearization& out,
                                CellScratch& scratch) const {
    std::vector<std::uint32_t> kinds(point.lanes), own;
    CellPoint of_kind = point;
    of_kind.cell = kinds.data();
    if (point.cell == nullptr) {
        std::copy_n(kind_of_.begin(), point.lanes, kinds.begin());
    } else {
        for (std::size_t k = 0; k < point.lanes; ++k) kinds[k] = kind_of_[point.cell[k]];
    }
    // Every cell keeps the internal voltages of its own last solution.
    if (point.warm_slot == nullptr) {
        of_kind.warm_slot = point.cell;
        if (point.cell == nullptr) {
            own.resize(point.lanes);
            std::iota(own.begin(), own.end(), 0u);
            of_kind.warm_slot = own.data();
        }
    }
    return one_of_each_->evaluate(of_kind, out, scratch);
}

}  // namespace crosspoint
