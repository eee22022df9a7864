// What the layers of a network did on their arrays, for the cost model (periphery/cost.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crosspoint/bnn/network.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/periphery/cost.hpp"

namespace crosspoint {

/// @param layers  what TiledNetwork::infer found for `images` images
std::vector<LayerActivity> layer_activities(const Network& network, const TiledOptions& options,
                                            std::span<const LayerResult> layers,
                                            std::int64_t images);

}  // namespace crosspoint
