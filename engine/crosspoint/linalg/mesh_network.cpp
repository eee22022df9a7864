// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/mesh_network.hpp"

#include <cmath>

namespace crosspoint {

double mean_finite(std::span<const double> values) {
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
