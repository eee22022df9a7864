// What layers did on their arrays, counted another way.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/layer_activity.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "crosspoint/bnn/infer.hpp"
#include "support/near.hpp"
#include "support/said.hpp"
#include "support/small_network.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;
using crosspoint::testing::said;
using crosspoint::testing::small_images;
using crosspoint::testing::small_network;
using crosspoint::testing::small_network_options;

namespace {

struct Run {
    Network network = small_network();
    ImageSet images = small_images(30);
    TiledResult result;
    std::vector<LayerActivity> layers;

    explicit Run(const TiledOptions& options) {
        auto tiled = TiledNetwork::program(network, options);
        REQUIRE_MESSAGE(tiled.ok(), said(tiled));
        const SoftwareResult software = infer(network, images, 0, images.count);
        auto done = tiled->infer(images, 0, images.count, software, {}, {});
        REQUIRE_MESSAGE(done.ok(), said(done));
        result = std::move(*done);
        layers = layer_activities(network, options, result.layers, 30);
    }
};

}  // namespace

TEST_CASE("layer activity: reads and conversions are those that were made") {
    for (const WeightEncoding encoding :
         {WeightEncoding::unipolar, WeightEncoding::differential, WeightEncoding::xnor}) {
        TiledOptions options = small_network_options(20, 12, 0.0);
        options.encoding = encoding;
        options.row_group = 8;
        const Run run(options);
        for (std::size_t k = 0; k < run.layers.size(); ++k) {
            const LayerActivity& one = run.layers[k];
            const LayerResult& done = run.result.layers[k];
            const std::size_t col_tiles = one.tiles / one.input_slices;
            CAPTURE(k);
            CHECK(one.tiles == done.tiles);
            CHECK(one.group_inputs * static_cast<std::int64_t>(col_tiles) == done.reads);
            CHECK(one.sequential_reads <= one.group_inputs);
            CHECK(one.sequential_reads * static_cast<std::int64_t>(one.input_slices) >=
                  one.group_inputs);
            CHECK(one.conversions ==
                  one.group_inputs * static_cast<std::int64_t>(run.network.layers[k].outputs));
            CHECK(one.tile_outputs == (encoding == WeightEncoding::differential ? 6 : 12));
            CHECK(one.popcount_inputs == (encoding == WeightEncoding::unipolar));
        }
    }
}

TEST_CASE(
    "layer activity: raised word lines and current without wires are sums over the input bits") {
    TiledOptions options = small_network_options(20, 12, 0.0);
    options.row_group = 8;
    options.r_on_ohm = 50e3;
    options.r_off_ohm = std::numeric_limits<double>::infinity();
    const Run run(options);
    const Layer& layer = run.network.layers[0];
    std::int64_t raised = 0, conducting = 0;
    for (std::size_t n = 0; n < 30; ++n) {
        const BitMatrix planes = bit_planes(run.network, run.images.image(n));
        for (std::size_t b = 0; b < planes.rows(); ++b)
            for (std::size_t i = 0; i < layer.inputs; ++i) {
                if (!planes.get(b, i)) continue;
                ++raised;
                for (std::size_t j = 0; j < layer.outputs; ++j)
                    conducting += layer.weights.get(j, i) ? 1 : 0;
            }
    }
    const LayerActivity& one = run.layers[0];
    const auto col_tiles = static_cast<std::int64_t>(one.tiles / one.input_slices);
    CHECK(one.gate_charges == raised * col_tiles);
    CHECK(rel_diff(one.current_sum_A, static_cast<double>(conducting) * 0.2 / 50e3) < 1e-5);
    // 0.2 V x that current x 10 ns
    CHECK(rel_diff(layer_cost({}, one).array_J,
                   static_cast<double>(conducting) * 0.04 / 50e3 * 10e-9) < 1e-5);
    CHECK(one.adc_bits == 4);  // 0 .. 8
}

TEST_CASE(
    "layer activity: complements save current and cost logic; digital layers have no arrays") {
    TiledOptions options = small_network_options(20, 12, 2.0);
    options.row_group = 8;
    const Run plain(options);
    options.sparsify = Sparsify::both;
    const Run both(options);
    const NetworkCost before = network_cost({}, plain.layers, 30);
    const NetworkCost after = network_cost({}, both.layers, 30);
    CHECK(after.total.array_J < before.total.array_J);
    CHECK(before.total.flip_J == 0.0);
    CHECK(after.total.flip_J > 0.0);
    CHECK(after.total.latency_s > before.total.latency_s);
    CHECK(after.total.area_m2() > before.total.area_m2());
    CHECK(after.total.adc_J == before.total.adc_J);

    options.digital_first = true;
    const Run digital(options);
    CHECK(digital.layers[0].digital_inputs == digital.network.layers[0].inputs);
    CHECK(digital.layers[0].tiles == 0);
    const LayerCost cost = layer_cost({}, digital.layers[0]);
    CHECK(cost.array_J == 0.0);
    CHECK(cost.digital_J > 0.0);
    CHECK(digital.layers[1].digital_inputs == 0);
}
