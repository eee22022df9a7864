// Networks on arrays whose cells scatter: counts, realised sigmas, the same chip in tiles of any
// size.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/cell_variation.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "support/said.hpp"

using namespace crosspoint;
using crosspoint::testing::said;

namespace {

Network small_network() {
    auto random = rng(1, 2, 3);
    Network network;
    network.input_bits = 2;
    for (const auto& [inputs, outputs] : {std::pair{128, 96}, std::pair{96, 10}}) {
        DenseLayer layer{.inputs = static_cast<std::size_t>(inputs),
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

ImageSet some_images() {
    auto random = rng(4, 5, 6);
    ImageSet set{.count = 40, .pixels = 128, .height = 1, .width = 128};
    for (std::size_t k = 0; k < set.count * set.pixels; ++k)
        set.pixels_u8.push_back(static_cast<std::uint8_t>(random()));
    set.labels.assign(set.count, 0);
    return set;
}

TiledOptions options_of(std::size_t rows, std::size_t cols, double segment_ohm) {
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
    options.row_group = 32;
    options.threads = 1;
    return options;
}

struct Run {
    TiledResult result;
    std::optional<VariationCounts> counts;
};

Run run(const TiledOptions& options) {
    const Network network = small_network();
    const ImageSet images = some_images();
    auto tiled = TiledNetwork::program(network, options);
    REQUIRE_MESSAGE(tiled.ok(), said(tiled));
    const SoftwareResult software = infer(network, images, 0, images.count);
    auto result = tiled->infer(images, 0, images.count, software, {}, {});
    REQUIRE_MESSAGE(result.ok(), said(result));
    return {std::move(*result), tiled->variation()};
}

NetworkVariation lognormal(double sigma) {
    const Spread spread{.distribution = Distribution::lognormal, .sigma = {sigma}};
    return {.seed = 3, .on = CellSpread{.spread = spread}, .off = CellSpread{.spread = spread}};
}

}  // namespace

TEST_CASE("network variation: sigma 0 gives the bits of nominal cells, a seed its own") {
    const TiledOptions plain = options_of(64, 64, 2.0);
    TiledOptions zero = plain;
    zero.variation = lognormal(0.0);
    const Run nominal = run(plain), still = run(zero);
    CHECK(!nominal.counts.has_value());
    CHECK(still.result.logits == nominal.result.logits);
    TiledOptions one = plain;
    one.variation = lognormal(0.6);
    CHECK(run(one).result.logits != nominal.result.logits);
    TiledOptions other = one;
    other.variation->seed = 4;
    CHECK(run(one).result.logits == run(one).result.logits);
    CHECK(run(other).result.logits != run(one).result.logits);
    one.threads = 3;
    TiledOptions alone = one;
    alone.threads = 1;
    CHECK(run(one).result.logits == run(alone).result.logits);
}

TEST_CASE("network variation: the same chip in tiles of any size") {
    // Without wires a read group sees its cells only, wherever the tiles end.
    TiledOptions large = options_of(128, 96, 0.0);
    large.variation = lognormal(0.6);
    large.variation->faults = {.stuck_off = 0.03, .open = 0.02};
    large.variation->stuck_off_ohm = 1e7;
    TiledOptions small = large;
    small.tile.rows = 32;
    small.tile.cols = 20;
    const Run a = run(large), b = run(small);
    CHECK(a.result.layers[0].partial_sums.wrong > 0);
    CHECK(a.result.logits == b.result.logits);
    CHECK(a.counts->faults == b.counts->faults);
}

TEST_CASE("network variation: counts are binomial and sigmas what was asked for") {
    TiledOptions options = options_of(64, 64, 0.0);
    options.variation = lognormal(0.2);
    options.variation->off->spread.sigma = {0.4};
    options.variation->faults = {
        .stuck_on = 0.02, .stuck_off = 0.05, .open = 0.01, .shorted = 0.005};
    options.variation->stuck_on_ohm = 1e5;
    options.variation->stuck_off_ohm = 1e7;
    options.variation->short_ohm = 1e3;
    const VariationCounts counts = *run(options).counts;
    const double n = 128 * 96 + 96 * 10;
    CHECK(counts.cells == static_cast<std::int64_t>(n));
    const double expected[] = {0.915, 0.02, 0.05, 0.01, 0.005};
    for (std::size_t f = 0; f < 5; ++f) {
        CAPTURE(f);
        const double p = expected[f];
        CHECK(std::abs(static_cast<double>(counts.faults[f]) - n * p) <
              4.0 * std::sqrt(n * p * (1.0 - p)));
    }
    CHECK(counts.on.cells + counts.off.cells == counts.faults[0]);
    CHECK(std::abs(counts.on.sigma() / 0.2 - 1.0) < 0.06);
    CHECK(std::abs(counts.off.sigma() / 0.4 - 1.0) < 0.08);
    CHECK(std::abs(counts.on.mean()) < 4.0 * 0.2 / std::sqrt(n / 2.0));
}

TEST_CASE("network variation: all cells stuck off or open is a network without weights") {
    TiledOptions options = options_of(64, 64, 0.0);
    options.r_off_ohm = std::numeric_limits<double>::infinity();
    options.variation = NetworkVariation{.faults = {.open = 1.0}};
    const Run open = run(options);
    // No count anywhere: every partial sum is wrong by the selected cells that are on, and no
    // activation reaches its threshold, so that the second layer has no input.
    CHECK(open.result.layers[0].partial_sums.sum < 0);
    CHECK(open.result.layers[0].activation_errors > 0);
    CHECK(open.result.layers[1].partial_sums.wrong == 0);
    CHECK(open.counts->faults[static_cast<std::size_t>(FaultKind::open)] == open.counts->cells);
    CHECK(open.counts->on.cells == 0);
}

TEST_CASE("network variation: a range that no draw reaches is refused") {
    TiledOptions options = options_of(64, 64, 0.0);
    options.variation = lognormal(0.1);
    options.variation->on->spread.min = 1e9;
    const auto tiled = TiledNetwork::program(small_network(), options);
    REQUIRE(!tiled.ok());
    CHECK(tiled.error().id == 7488);
}
