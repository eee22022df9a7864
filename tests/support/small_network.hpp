// A network of random weights that is small enough to be solved often, for tests of arrays whose
// cells scatter.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "support/said.hpp"

namespace crosspoint::testing {

/// 128 inputs of 2 bits, 96 and 10 outputs.
inline Network small_network() {
    auto random = rng(1, 2, 3);
    Network network;
    network.input_bits = 2;
    for (const auto& [inputs, outputs] : {std::pair{128, 96}, std::pair{96, 10}}) {
        Layer layer{.inputs = static_cast<std::size_t>(inputs),
                    .outputs = static_cast<std::size_t>(outputs)};
        layer.weights = BitMatrix(layer.outputs, layer.inputs);
        for (std::size_t j = 0; j < layer.outputs; ++j)
            for (std::size_t i = 0; i < layer.inputs; ++i)
                layer.weights.set(j, i, random() % 2 == 0);
        if (outputs == 96) layer.threshold.assign(96, 3);
        network.layers.push_back(std::move(layer));
    }
    return network;
}

inline ImageSet small_images(std::size_t count = 40) {
    auto random = rng(4, 5, 6);
    ImageSet set{.count = count, .pixels = 128, .height = 1, .width = 128};
    for (std::size_t k = 0; k < set.count * set.pixels; ++k)
        set.pixels_u8.push_back(static_cast<std::uint8_t>(random()));
    set.labels.assign(set.count, 0);
    return set;
}

/// Columns read 32 rows at a time with 0.2 V, sensed at the far end; one thread.
inline TiledOptions small_network_options(std::size_t rows, std::size_t cols, double segment_ohm) {
    TiledOptions options;
    TileSpec& tile = options.tile;
    tile.topology = Topology::one_transistor_column;
    tile.rows = rows;
    tile.cols = cols;
    tile.read_V = 0.2;
    tile.bl.segment_ohm = SegmentResistance::uniform(segment_ohm, true);
    tile.sl.segment_ohm = SegmentResistance::uniform(segment_ohm, true);
    tile.bl.first_end = LineEnd{EndKind::drive_read, 0.0};
    tile.sl.last_end = LineEnd{EndKind::sense, 0.0};
    options.row_group = rows < 32 ? rows : 32;
    options.threads = 1;
    return options;
}

/// All images through the arrays.
inline TiledResult run_tiled(const Network& network, const TiledOptions& options,
                             const ImageSet& images) {
    auto tiled = TiledNetwork::program(network, options);
    REQUIRE_MESSAGE(tiled.ok(), said(tiled));
    const SoftwareResult software = infer(network, images, 0, images.count);
    auto result = tiled->infer(images, 0, images.count, software, {}, {});
    REQUIRE_MESSAGE(result.ok(), said(result));
    return std::move(*result);
}

struct NetworkRun {
    TiledResult result;
    std::optional<VariationCounts> counts;
    std::string method;
};

inline NetworkRun run_small_network(const TiledOptions& options, std::size_t count = 40) {
    const Network network = small_network();
    const ImageSet images = small_images(count);
    auto tiled = TiledNetwork::program(network, options);
    REQUIRE_MESSAGE(tiled.ok(), said(tiled));
    const SoftwareResult software = infer(network, images, 0, images.count);
    auto result = tiled->infer(images, 0, images.count, software, {}, {});
    REQUIRE_MESSAGE(result.ok(), said(result));
    auto check = tiled->check_solver();
    REQUIRE_MESSAGE(check.ok(), said(check));
    return {std::move(*result), tiled->variation(), check->method};
}

}  // namespace crosspoint::testing
