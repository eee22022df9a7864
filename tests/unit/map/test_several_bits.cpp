// Networks of several bits on arrays: bit slices in neighboring columns, bit planes one after the
// other.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/encoding.hpp"
#include "crosspoint/map/layer_activity.hpp"
#include "crosspoint/map/network_plan.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/map/weight_memory.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"
#include "support/said.hpp"
#include "support/small_network.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

Network bits_network(std::mt19937_64& random, int weight_bits = 4, int activation_bits = 4) {
    Network network = random_network({60, 40, 30, 5}, random);
    draw_several_bits(network, weight_bits, activation_bits, random);
    return network;
}

int refused(const Network& network, const TiledOptions& options) {
    const auto tiled = TiledNetwork::program(network, options);
    return tiled.ok() ? 0 : tiled.error().id;
}

}  // namespace

TEST_CASE("several bits: the slices of a weight are the weight") {
    for_all(20, [](std::mt19937_64& random) {
        const int bits = 1 + static_cast<int>(random() % 8);
        Network network = random_network({70, 9}, random);
        if (bits > 1) draw_several_bits(network, bits, 2, random);
        const Layer& layer = network.layers[0];
        const BitMatrix plain = encode_weights(layer.weights, WeightEncoding::unipolar, bits);
        const BitMatrix pairs = encode_weights(layer.weights, WeightEncoding::differential, bits);
        CHECK(plain.rows() == cell_columns(layer, WeightEncoding::unipolar));
        CHECK(pairs.rows() == cell_columns(layer, WeightEncoding::differential));
        const std::size_t slices = plain.rows() / 9, pair_slices = pairs.rows() / 18;
        int wrong = 0;
        for (std::size_t j = 0; j < 9; ++j)
            for (std::size_t i = 0; i < 70; ++i) {
                int sum = 0, difference = 0;
                for (std::size_t s = 0; s < slices; ++s)
                    sum += plain.get(j * slices + s, i) ? 1 << s : 0;
                for (std::size_t s = 0; s < pair_slices; ++s) {
                    difference += pairs.get(2 * (j * pair_slices + s), i) ? 1 << s : 0;
                    difference -= pairs.get(2 * (j * pair_slices + s) + 1, i) ? 1 << s : 0;
                }
                wrong += difference != layer.weight(j, i) ? 1 : 0;
                if (bits == 1) wrong += 2 * sum - 1 != layer.weight(j, i) ? 1 : 0;
                if (bits > 1) wrong += sum - (1 << (bits - 1)) != layer.weight(j, i) ? 1 : 0;
            }
        CHECK(wrong == 0);
    });
}

TEST_CASE("several bits: without wires every partial sum and every logit is the software's") {
    std::size_t differential = 0, flipped = 0, ordered = 0, convolutions = 0;
    for_all(40, [&](std::mt19937_64& random) {
        const MapShape shape{
            .height = 1 + random() % 6, .width = 1 + random() % 6, .channels = 1 + random() % 3};
        Network network = random_conv_network(shape, 3, random);
        draw_several_bits(network, 2 + static_cast<int>(random() % 4),
                          2 + static_cast<int>(random() % 4), random);
        ImageSet images = random_images(1 + random() % 5, shape.size(), 3, random);
        images.height = shape.height, images.width = shape.width, images.channels = shape.channels;
        TiledOptions options =
            small_network_options(2 + 2 * (random() % 40), 2 + 2 * (random() % 20), 0.0);
        options.row_group = 2 + 2 * (random() % (options.tile.rows / 2));
        options.fidelity = random() % 2 ? Fidelity::ideal : Fidelity::ladder;
        options.encoding = random() % 2 ? WeightEncoding::differential : WeightEncoding::unipolar;
        if (options.encoding == WeightEncoding::unipolar) {
            options.sparsify = static_cast<Sparsify>(random() % 4);
            options.row_order = static_cast<RowOrder>(random() % 3);
            options.column_order = static_cast<ColumnOrder>(random() % 2);
        }
        options.digital_first = random() % 4 == 0;
        options.digital_last = random() % 4 == 0;
        const SoftwareResult software = infer_naive(network, images, 0, images.count);

        const TiledResult result = run_tiled(network, options, images);

        CHECK(result.logits == software.logits);
        for (const LayerResult& layer : result.layers) {
            CHECK(layer.partial_sums.wrong == 0);
            CHECK(layer.activation_errors == 0);
            CHECK((layer.tiles == 0) == (layer.partial_sums.count == 0));
            flipped += layer.partial_sums.ones < layer.partial_sums.plain_ones ? 1u : 0u;
        }
        differential += options.encoding == WeightEncoding::differential ? 1u : 0u;
        ordered += options.column_order != ColumnOrder::none ? 1u : 0u;
        for (const Layer& layer : network.layers) convolutions += layer.conv ? 1u : 0u;
    });
    CHECK(differential > 5);
    CHECK(flipped > 5);
    CHECK(ordered > 3);
    CHECK(convolutions > 20);
}

TEST_CASE("several bits: wires make errors, and an activation counts once however far it is off") {
    auto random = rng(3, 1, 4);
    const Network network = bits_network(random);
    const ImageSet images = random_images(40, 60, 5, random);
    TiledOptions options = small_network_options(64, 48, 400.0);
    options.encoding = WeightEncoding::differential;
    const TiledResult result = run_tiled(network, options, images);
    const SoftwareResult software = infer_naive(network, images, 0, images.count);
    CHECK(result.logits != software.logits);
    CHECK(result.layers[0].partial_sums.wrong > 0);
    CHECK(result.layers[0].activations == 40 * 40);
    CHECK(result.layers[0].activation_errors > 40);
    CHECK(result.layers[0].activation_errors <= result.layers[0].activations);
}

TEST_CASE(
    "several bits: conversions are outputs x slices x planes x row groups, and are paid for") {
    auto random = rng(3, 1, 5);
    const Network network = bits_network(random, 4, 3);
    const ImageSet images = random_images(4, 60, 5, random);
    for (const WeightEncoding encoding : {WeightEncoding::unipolar, WeightEncoding::differential}) {
        TiledOptions options = small_network_options(20, 14, 0.0);
        options.encoding = encoding;
        options.row_group = 10;
        const std::int64_t slices = encoding == WeightEncoding::unipolar ? 4 : 3;
        const TiledResult result = run_tiled(network, options, images);
        const auto activity = layer_activities(network, options, result.layers, 4);
        const auto plan = plan_network(network, options, images);
        REQUIRE_MESSAGE(plan.ok(), said(plan));
        const std::int64_t outputs[] = {40, 30, 5}, planes[] = {8, 3, 3}, groups[] = {6, 4, 3};
        for (std::size_t k = 0; k < 3; ++k) {
            CAPTURE(k);
            const std::int64_t an_image = outputs[k] * slices * planes[k] * groups[k];
            CHECK(result.layers[k].partial_sums.count == 4 * an_image);
            CHECK(activity[k].conversions == 4 * an_image);
            CHECK(plan->layers[k].conversions == static_cast<double>(an_image));
            CHECK(plan->layers[k].planes == static_cast<std::size_t>(planes[k]));
            CHECK(plan->layers[k].cols ==
                  static_cast<std::size_t>(outputs[k] * slices) * columns_per_output(encoding));
        }
        CHECK(activity[1].accumulator_bits == 12);  // up to 40 x 7 x 7, and a sign

        options.digital_first = true;
        const auto digital =
            layer_activities(network, options, run_tiled(network, options, images).layers, 4);
        CHECK(digital[0].digital_sums == 4 * 8 * 40 * 4);  // images, planes, outputs, bits
    }
}

TEST_CASE("several bits: recalibration and error tables of ideal arrays change nothing") {
    auto random = rng(3, 1, 6);
    const Network network = bits_network(random, 3, 2);
    const ImageSet images = random_images(100, 60, 5, random);
    const SoftwareResult software = infer_naive(network, images, 0, images.count);
    TiledOptions options = small_network_options(32, 24, 0.0);
    options.encoding = WeightEncoding::differential;
    auto tiled = TiledNetwork::program(network, options);
    REQUIRE_MESSAGE(tiled.ok(), said(tiled));
    const auto table = tiled->estimate_table(images, 0, 50, infer(network, images, 0, 50), 2, {});
    REQUIRE_MESSAGE(table.ok(), said(table));
    REQUIRE(tiled->recalibrate(images, 50, {}).ok());
    const auto after = tiled->infer(images, 0, 100, software, {}, {});
    REQUIRE_MESSAGE(after.ok(), said(after));
    CHECK(after->logits == software.logits);

    options.table = std::make_shared<const ErrorTable>(*table);
    CHECK(run_tiled(network, options, images).logits == software.logits);

    // With wires thresholds move, and fewer activations are wrong.
    options.table.reset();
    options.tile.bl.segment_ohm = SegmentResistance::uniform(60.0, true);
    options.tile.sl.segment_ohm = options.tile.bl.segment_ohm;
    auto wired = TiledNetwork::program(network, options);
    REQUIRE_MESSAGE(wired.ok(), said(wired));
    const auto before = wired->infer(images, 0, 100, software, {}, {});
    REQUIRE(wired->recalibrate(images, 100, {}).ok());
    const auto moved = wired->infer(images, 0, 100, software, {}, {});
    CHECK(moved->layers[0].activation_errors < before->layers[0].activation_errors);
}

TEST_CASE("several bits: what is made for signs only is refused") {
    auto random = rng(3, 1, 7);
    const Network network = bits_network(random);
    TiledOptions options = small_network_options(20, 12, 0.0);
    CHECK(refused(network, options) == 0);
    options.encoding = WeightEncoding::xnor;
    CHECK(refused(network, options) == 4501);
    options.encoding = WeightEncoding::differential;
    CHECK(refused(network, options) == 0);
    options.row_order = RowOrder::near_sense;
    CHECK(refused(network, options) == 4501);
    options.row_order = RowOrder::none;
    options.sparsify = Sparsify::both;
    CHECK(refused(network, options) == 4501);
    const auto stored = read_weight_memory(network, small_network_options(20, 12, 0.0), {});
    REQUIRE_FALSE(stored.ok());
    CHECK(stored.error().id == 4520);
}
