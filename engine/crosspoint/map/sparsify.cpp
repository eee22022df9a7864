// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/sparsify.hpp"

namespace crosspoint {

std::string_view sparsify_name(Sparsify sparsify) {
    switch (sparsify) {
        case Sparsify::none:
            return "none";
        case Sparsify::weights:
            return "weights";
        case Sparsify::activations:
            return "activations";
        case Sparsify::both:
            return "both";
    }
    return "";
}

std::string_view flip_rule_name(FlipRule rule) {
    return rule == FlipRule::count ? "count" : "current";
}

void flip_columns(BitMatrix& cells, const RowGroup& group, std::span<const std::uint8_t> flags) {
    for (std::size_t j = 0; j < cells.rows(); ++j)
        for (std::size_t i = group.first; flags[j] != 0 && i < group.first + group.count; ++i)
            cells.set(j, i, !cells.get(j, i));
}

std::vector<std::int32_t> count_ones(const BitMatrix& cells, const RowGroup& group) {
    std::vector<std::int32_t> ones(cells.rows(), 0);
    for (std::size_t j = 0; j < cells.rows(); ++j)
        for (std::size_t i = group.first; i < group.first + group.count; ++i)
            ones[j] += cells.get(j, i) ? 1 : 0;
    return ones;
}

std::vector<std::uint8_t> columns_mostly_ones(const BitMatrix& cells, const RowGroup& group) {
    std::vector<std::uint8_t> flags;
    for (const std::int32_t ones : count_ones(cells, group))
        flags.push_back(mostly_ones(static_cast<std::size_t>(ones), group.count) ? 1 : 0);
    return flags;
}

}  // namespace crosspoint
