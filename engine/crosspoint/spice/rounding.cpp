// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/rounding.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/linalg/sparse_solver.hpp"
#include "crosspoint/solve/nodal.hpp"

namespace crosspoint {

RoundingEstimate estimate_rounding(const TileSpec& spec, const CellArray& cells,
                                   std::span<const double> input) {
    ExpandedTile tile = expand(spec, cells);
    apply_input(tile, spec, cells, input);
    Circuit& circuit = tile.circuit;
    const NodalSystem system(circuit, make_klu_solver());
    if (!system.factored()) return {std::numeric_limits<double>::infinity(), 0.0};

    std::vector<double> node_V(circuit.node_count);
    std::vector<double> share(circuit.node_count);
    std::vector<double> group_A(tile.groups);
    RoundingEstimate result;
    double unused_bound_A = 0.0;
    system.solve(circuit, node_V, group_A, spec.cols, unused_bound_A);
    for (std::size_t j = 0; j < spec.cols; ++j)
        result.largest_A = std::max(result.largest_A, std::abs(group_A[j]));

    for (HeldNode& source : circuit.held) source.voltage_V = source.group < spec.cols ? 1.0 : 0.0;
    system.solve(circuit, share, group_A, spec.cols, unused_bound_A);

    double leak_A = 0.0;
    for (const Resistor& r : circuit.resistors) {
        if (!std::isfinite(r.conductance_S)) continue;
        for (const NodeIndex node : {r.a, r.b})
            if (!std::isnan(node_V[node]))
                leak_A += r.conductance_S * std::abs(node_V[node] * share[node]);
    }
    // chosen: 8 eps, for the roundings of stamping, of elimination and of the result. Measured:
    // over 1200 random tiles the error of ngspice stays below 0.7 of this.
    constexpr double rounding_rel = 8.0 * std::numeric_limits<double>::epsilon();
    result.floor_A = rounding_rel * (leak_A + result.largest_A);
    return result;
}

}  // namespace crosspoint
