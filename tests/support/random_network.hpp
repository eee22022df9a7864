// Random networks and images of any size, for the tests of bnn and of what runs it on arrays.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/bnn/idx.hpp"
#include "crosspoint/bnn/network.hpp"

namespace crosspoint::testing {

inline DenseLayer random_layer(std::size_t inputs, std::size_t outputs, std::mt19937_64& random) {
    DenseLayer layer{.inputs = inputs,
                     .outputs = outputs,
                     .weights = BitMatrix(outputs, inputs),
                     .threshold = {}};
    for (std::size_t j = 0; j < outputs; ++j) {
        for (std::size_t i = 0; i < inputs; ++i) layer.weights.set(j, i, (random() & 1) != 0);
    }
    return layer;
}

/// @param sizes inputs, hidden layers, outputs. Thresholds lie where sums do, so that bits vary.
inline Network random_network(const std::vector<std::size_t>& sizes, std::mt19937_64& random) {
    Network network;
    for (std::size_t k = 0; k + 1 < sizes.size(); ++k) {
        network.layers.push_back(random_layer(sizes[k], sizes[k + 1], random));
        if (k + 2 == sizes.size()) break;
        const std::int64_t reach =
            static_cast<std::int64_t>(std::sqrt(static_cast<double>(sizes[k]))) *
            (k == 0 ? 127 : 1);
        for (std::size_t j = 0; j < sizes[k + 1]; ++j) {
            network.layers[k].threshold.push_back(uniform_int(random, -reach, reach));
        }
    }
    return network;
}

/// Images of 1 x pixels with labels below `classes`.
inline ImageSet random_images(std::size_t count, std::size_t pixels, std::size_t classes,
                              std::mt19937_64& random) {
    ImageSet images{.count = count,
                    .pixels = pixels,
                    .height = 1,
                    .width = pixels,
                    .pixels_u8 = std::vector<std::uint8_t>(count * pixels),
                    .labels = std::vector<std::uint8_t>(count)};
    for (auto& p : images.pixels_u8) p = static_cast<std::uint8_t>(random());
    for (auto& l : images.labels) l = static_cast<std::uint8_t>(random() % classes);
    return images;
}

}  // namespace crosspoint::testing
