// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/mesh_network.hpp"

#include <cmath>

namespace crosspoint {

double lane_sum(std::span<const double> values) {
    constexpr std::size_t lanes = 8;  // additions in flight
    double sum[lanes] = {};
    std::size_t k = 0;
    for (; k + lanes <= values.size(); k += lanes)
        for (std::size_t l = 0; l < lanes; ++l) sum[l] += values[k + l];
    for (; k < values.size(); ++k) sum[k % lanes] += values[k];
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

double mean_finite(std::span<const double> values) {
    const double all = lane_sum(values);
    if (values.empty() || std::isfinite(all))
        return values.empty() ? 0.0 : all / static_cast<double>(values.size());
    double sum = 0.0;
    std::size_t count = 0;
    for (const double v : values)
        if (std::isfinite(v)) {
            sum += v;
            ++count;
        }
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

double mesh_hardness(const MeshNetwork& network) {
    const double ohm = 0.5 * (mean_finite(network.row_lines.segment_ohm.values()) +
                              mean_finite(network.col_lines.segment_ohm.values()));
    return mean_finite(network.cell_S.values()) * ohm * static_cast<double>(network.rows) *
           static_cast<double>(network.cols);
}

}  // namespace crosspoint
