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

namespace {

// The point as the model of the kinds sees it: every cell keeps the internal voltages of its own
// last solution.
struct KindPoint {
    std::vector<std::uint32_t> kinds, own;
    CellPoint point;

    KindPoint(const CellPoint& of_cells, std::span<const std::uint32_t> kind_of)
        : kinds(of_cells.lanes), point(of_cells) {
        for (std::size_t k = 0; k < point.lanes; ++k)
            kinds[k] = kind_of[of_cells.cell == nullptr ? k : of_cells.cell[k]];
        point.cell = kinds.data();
        if (of_cells.warm_slot != nullptr) return;
        point.warm_slot = of_cells.cell;
        if (of_cells.cell != nullptr) return;
        own.resize(point.lanes);
        std::iota(own.begin(), own.end(), 0u);
        point.warm_slot = own.data();
    }
};

}  // namespace

std::size_t KindCells::evaluate(const CellPoint& point, const CellLinearization& out,
                                CellScratch& scratch) const {
    return one_of_each_->evaluate(KindPoint(point, kind_of_).point, out, scratch);
}

void KindCells::listen(const CellPoint& point, CellMessages& out) const {
    one_of_each_->listen(KindPoint(point, kind_of_).point, out);
}

}  // namespace crosspoint
