// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/fold.hpp"

#include <cmath>

namespace crosspoint {

double BatchNormColumn::operator()(std::int64_t z) const {
    const double seen = scale * static_cast<double>(z) + offset;
    return gamma * ((seen - mean) / std::sqrt(variance + epsilon)) + beta;
}

FoldedColumn fold_batch_norm(const BatchNormColumn& column, std::int64_t limit) {
    FoldedColumn folded{.negate = column.gamma < 0.0, .threshold = 0};
    // With the sign of z chosen so that y rises: y < 0 below `low`, y >= 0 from `high` on.
    std::int64_t low = -limit;
    std::int64_t high = limit + 1;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (column(folded.negate ? -middle : middle) >= 0.0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    folded.threshold = high;
    return folded;
}

}  // namespace crosspoint
