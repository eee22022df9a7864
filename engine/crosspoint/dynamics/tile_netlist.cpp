// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/tile_netlist.hpp"

#include <fmt/format.h>

#include <vector>

#include "crosspoint/dynamics/tile_power.hpp"

namespace crosspoint {

Result<TileNetlist> netlist_with_ends(const TileSpec& spec, const TileEnds& ends,
                                      const DeviceCells& cells, const WireCapacitance& wires) {
    const bool gated = spec.gated();
    auto tile = expand_devices(with_ends(spec, ends), cells,
                               {.wl_segment_F = gated ? wires.wl_segment_F : 0.0});
    if (!tile) return tile;
    // Of the wires as the spec has them: with_ends gives every line a first and a last segment.
    const std::vector<double> first_F =
        line_capacitance_F(spec, gated ? spec.sl : spec.wl, spec.horizontal() != nullptr,
                           gated ? wires.sl_segment_F : wires.wl_segment_F);
    const std::vector<double> second_F =
        line_capacitance_F(spec, spec.bl, false, wires.bl_segment_F);
    for (std::size_t k = 0; k < first_F.size(); ++k) {
        if (first_F[k] > 0.0)
            tile->netlist.add_capacitor(fmt::format("C1_{}", k), tile->first_node[k], 0,
                                        first_F[k]);
        if (second_F[k] > 0.0)
            tile->netlist.add_capacitor(fmt::format("C2_{}", k), tile->second_node[k], 0,
                                        second_F[k]);
    }
    return tile;
}

}  // namespace crosspoint
