// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/memory_xnor.hpp"

#include <cstddef>
#include <span>
#include <utility>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/bnn/popcount.hpp"

namespace crosspoint {

InferHooks sign_dependent_hooks(const Network& network, const std::vector<BitMatrix>& minus) {
    if (minus.empty()) return {};
    // Sums of (P - M) / 2 are differences of ones.
    std::vector<std::vector<std::int32_t>> apart(minus.size());
    for (std::size_t k = 0; k < minus.size(); ++k)
        for (std::size_t j = 0; j < minus[k].rows(); ++j)
            apart[k].push_back(static_cast<std::int32_t>(
                count_ones(network.layers[k].weights.row(j)) - count_ones(minus[k].row(j))));
    InferHooks hooks;
    hooks.sums = [&network, &minus, apart = std::move(apart)](std::size_t k,
                                                              std::span<const std::uint64_t> signs,
                                                              std::span<std::int32_t> sums) {
        if (minus[k].rows() == 0) return false;
        std::vector<std::int32_t> of_minus(sums.size());
        sign_sums(signs, network.layers[k].weights, sums);
        sign_sums(signs, minus[k], of_minus);
        for (std::size_t j = 0; j < sums.size(); ++j)
            sums[j] = (sums[j] + of_minus[j]) / 2 + apart[k][j];
        return true;
    };
    return hooks;
}

}  // namespace crosspoint
