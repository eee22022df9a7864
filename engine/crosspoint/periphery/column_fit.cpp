// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/column_fit.hpp"

#include <cmath>
#include <cstddef>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

ColumnFit fit_column(std::span<const std::int32_t> counts_exact, std::span<const float> current_A,
                     std::span<const float> reference, double off_A, double nominal_lsb_A) {
    const std::size_t reads = counts_exact.size();
    CROSSPOINT_ASSERT(reads > 0 && current_A.size() == reads && reference.size() == reads &&
                      nominal_lsb_A > 0.0);
    const auto own_A = [&](std::size_t b) {
        return static_cast<double>(current_A[b]) - off_A * static_cast<double>(reference[b]);
    };
    double mean_count = 0.0, mean_A = 0.0;
    for (std::size_t b = 0; b < reads; ++b) {
        mean_count += counts_exact[b];
        mean_A += own_A(b);
    }
    mean_count /= static_cast<double>(reads);
    mean_A /= static_cast<double>(reads);
    double spread = 0.0, common = 0.0;  // about the means, which keeps the digits
    for (std::size_t b = 0; b < reads; ++b) {
        const double dx = counts_exact[b] - mean_count;
        spread += dx * dx;
        common += dx * (own_A(b) - mean_A);
    }
    ColumnFit fit{.lsb_A = nominal_lsb_A};
    const double slope = spread > 0.0 ? common / spread : 0.0;
    if (slope > 0.0 && std::isfinite(slope)) {
        fit.lsb_A = slope;
        fit.determined = true;
    }
    fit.base_A = mean_A - fit.lsb_A * mean_count;
    double squares = 0.0;
    for (std::size_t b = 0; b < reads; ++b) {
        const double rest = own_A(b) - fit.base_A - fit.lsb_A * counts_exact[b];
        squares += rest * rest;
    }
    fit.residual_rms_A = std::sqrt(squares / static_cast<double>(reads));
    return fit;
}

}  // namespace crosspoint
