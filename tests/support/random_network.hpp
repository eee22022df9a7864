// Random networks and images of any size, for the tests of bnn and of what runs it on arrays.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/bnn/idx.hpp"
#include "crosspoint/bnn/network.hpp"

namespace crosspoint::testing {

inline Layer random_layer(std::size_t inputs, std::size_t outputs, std::mt19937_64& random) {
    Layer layer{.inputs = inputs,
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

/// A network of convolutions of all kinds on images of height x width x channels: strides, borders,
/// pooling, shortcuts over one or two layers, a dense end.
inline Network random_conv_network(const MapShape& image, std::size_t classes,
                                   std::mt19937_64& random) {
    const auto pick = [&](std::size_t low, std::size_t high) {
        return static_cast<std::size_t>(
            uniform_int(random, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)));
    };
    Network network;
    network.input_bits = static_cast<int>(pick(1, 8));
    MapShape map = image;
    const std::size_t convolutions = pick(1, 4);
    const auto thresholds = [&](const Layer& layer) {
        const double scale = network.layers.empty() ? 60.0 : 1.0;
        const auto reach =
            static_cast<std::int64_t>(scale * std::sqrt(static_cast<double>(layer.inputs)) + 1.0);
        std::vector<std::int64_t> values(layer.outputs);
        for (auto& t : values) t = uniform_int(random, -reach, reach);
        return values;
    };
    for (std::size_t k = 0; k < convolutions; ++k) {
        const std::size_t kernel =
            pick(1, std::min<std::size_t>(3, std::min(map.height, map.width)));
        Convolution conv{
            .in = map, .kernel = kernel, .stride = pick(1, 2), .padding = pick(0, kernel - 1)};
        // Now and then a layer that a shortcut fits.
        const bool same = k > 0 && map.height > 2 && map.width > 2 && random() % 2 == 0;
        if (same) conv.kernel = 3, conv.stride = 1, conv.padding = 1;
        Layer layer = random_layer(conv.inputs(), same ? map.channels : pick(1, 70), random);
        layer.conv = conv;
        layer.threshold = thresholds(layer);
        if (same) {
            layer.shortcut = static_cast<int>(k) - 1;
            layer.threshold_minus = thresholds(layer);
        }
        if (layer.sums().height > 1 && layer.sums().width > 1) layer.pool = pick(1, 2);
        map = layer.out();
        network.layers.push_back(std::move(layer));
    }
    Layer hidden = random_layer(map.size(), pick(1, 40), random);
    hidden.threshold = thresholds(hidden);
    network.layers.push_back(std::move(hidden));
    network.layers.push_back(random_layer(network.layers.back().outputs, classes, random));
    return network;
}

/// Makes a network one of several bits: weights and rising thresholds are drawn anew, equal ones
/// and such that no sum reaches among them; shortcuts go.
inline void draw_several_bits(Network& network, int weight_bits, int activation_bits,
                              std::mt19937_64& random) {
    const int most = (1 << (weight_bits - 1)) - 1;
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        Layer& layer = network.layers[k];
        layer.shortcut = -1;
        layer.threshold_minus.clear();
        layer.weight_bits = weight_bits;
        layer.activation_bits = activation_bits;
        layer.weights =
            BitMatrix(layer.outputs * static_cast<std::size_t>(weight_bits), layer.inputs);
        for (std::size_t j = 0; j < layer.outputs; ++j)
            for (std::size_t i = 0; i < layer.inputs; ++i)
                layer.set_weight(j, i, static_cast<int>(uniform_int(random, -most, most)));
        layer.threshold.clear();
        if (k + 1 == network.layers.size()) continue;
        const double largest = k == 0 ? (1 << network.input_bits) - 1 : (1 << activation_bits) - 1;
        const auto reach = static_cast<std::int64_t>(
            0.5 * most * largest * std::sqrt(static_cast<double>(layer.inputs)) + 1.0);
        for (std::size_t j = 0; j < layer.outputs; ++j) {
            const auto begin = static_cast<std::ptrdiff_t>(layer.threshold.size());
            for (std::size_t t = 0; t < layer.steps(); ++t)
                layer.threshold.push_back(random() % 20 == 0 ? std::int64_t{1} << 40
                                                             : uniform_int(random, -reach, reach));
            if (layer.steps() > 2 && random() % 4 == 0)
                layer.threshold.back() = layer.threshold[layer.threshold.size() - 2];
            std::sort(layer.threshold.begin() + begin, layer.threshold.end());
        }
    }
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
