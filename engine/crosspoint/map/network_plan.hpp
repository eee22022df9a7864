// What a network becomes on tiles before anything long is run: tiles, how full they are, reads and
// partial sums an image, the solver and the time that it will take.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crosspoint/map/tiled_network.hpp"

namespace crosspoint {

struct LayerPlan {
    std::string name;
    std::size_t rows = 0;  ///< word lines that the layer's cells need, and bit lines
    std::size_t cols = 0;
    std::size_t tiles = 0;        ///< 0: digital
    double utilization = 0.0;     ///< cells that hold weights / cells of the tiles
    std::size_t row_groups = 0;   ///< of a full tile
    std::size_t positions = 0;    ///< vectors an image
    std::size_t planes = 0;       ///< reads of a vector: bit planes of pixels or activations
    double conversions = 0.0;     ///< partial sums an image
    double mean_sum = 0.0;        ///< mean partial sum, in on cells, as it is read
    double mean_plain_sum = 0.0;  ///< and without complements
    std::string method;           ///< of the solver
    double program_s = 0.0;       ///< expected, one core
    double image_s = 0.0;         ///< expected for one image, one core
};

struct NetworkPlan {
    std::vector<LayerPlan> layers;
    std::size_t sampled_images = 0;  ///< for the mean partial sums

    [[nodiscard]] double program_s() const;  ///< of all layers, one core
    [[nodiscard]] double image_s() const;
};

/// Programs the first tile of every layer, times its reads, and counts the partial sums of some
/// images on ideal arrays.
/// @param images  the first ones are used
/// @errors those of TiledNetwork
Result<NetworkPlan> plan_network(const Network& network, const TiledOptions& options,
                                 const ImageSet& images);

}  // namespace crosspoint
