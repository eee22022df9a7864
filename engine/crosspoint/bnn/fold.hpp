// Folds batch normalization and sign into an integer threshold, exactly.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace crosspoint {

/// Batch normalization of one column in front of a sign, as trained:
///     y(z) = gamma (scale z + offset - mean) / sqrt(variance + epsilon) + beta
/// where z is the column's integer sum and scale z + offset what the trained layer saw.
struct BatchNormColumn {
    double gamma = 1.0;
    double beta = 0.0;
    double mean = 0.0;
    double variance = 1.0;
    double epsilon = 1e-5;
    double scale = 1.0;  ///< > 0
    double offset = 0.0;

    /// y(z) in double precision.
    [[nodiscard]] double operator()(std::int64_t z) const;
};

/// y(z) >= 0 for an integer |z| <= limit if and only if (negate ? -z : z) >= threshold.
struct FoldedColumn {
    bool negate = false;         ///< the column's weights change sign
    std::int64_t threshold = 0;  ///< in [-limit, limit + 1]
};

/// Finds the threshold by bisection over y itself: every operation in y is monotonic in z, rounding
/// included, so folded and unfolded rule agree for every z, ties too.
/// @param limit largest |z| of the column, for example inputs * 255
FoldedColumn fold_batch_norm(const BatchNormColumn& column, std::int64_t limit);

}  // namespace crosspoint
