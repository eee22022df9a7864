// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/tiled_network.hpp"

#include <doctest/doctest.h>

#include <bit>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/bnn/model_file.hpp"
#include "crosspoint/device/analytic_cells.hpp"
#include "crosspoint/map/mapped_layer.hpp"
#include "crosspoint/map/tile_plan.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"
#include "support/said.hpp"
#include "support/small_network.hpp"

using namespace crosspoint;
using crosspoint::testing::run_tiled;
using crosspoint::testing::said;
using crosspoint::testing::small_network_options;

namespace {

Network dense_network(std::mt19937_64& random, std::vector<std::size_t> widths, int input_bits) {
    Network network;
    network.input_bits = input_bits;
    for (std::size_t k = 0; k + 1 < widths.size(); ++k) {
        Layer layer{.inputs = widths[k], .outputs = widths[k + 1]};
        layer.weights = BitMatrix(layer.outputs, layer.inputs);
        for (std::size_t j = 0; j < layer.outputs; ++j)
            for (std::size_t i = 0; i < layer.inputs; ++i)
                layer.weights.set(j, i, random() % 2 == 0);
        if (k + 2 < widths.size())
            for (std::size_t j = 0; j < layer.outputs; ++j)
                layer.threshold.push_back(uniform_int(random, -20, 20) * (k == 0 ? 50 : 1));
        network.layers.push_back(std::move(layer));
    }
    return network;
}

ImageSet random_images(std::mt19937_64& random, std::size_t count, std::size_t pixels) {
    ImageSet set{.count = count, .pixels = pixels, .height = 1, .width = pixels};
    for (std::size_t k = 0; k < count * pixels; ++k)
        set.pixels_u8.push_back(static_cast<std::uint8_t>(random()));
    for (std::size_t k = 0; k < count; ++k)
        set.labels.push_back(static_cast<std::uint8_t>(random() % 3));
    return set;
}

TiledOptions column_options(std::size_t rows, std::size_t cols, std::size_t row_group,
                            double segment_ohm) {
    TiledOptions options = small_network_options(rows, cols, segment_ohm);
    options.threads = 0;
    options.row_group = row_group;
    return options;
}

}  // namespace

TEST_CASE("tiled network: without wires every partial sum and every logit is the software's") {
    testing::for_all(12, [](std::mt19937_64& random) {
        const Network network = dense_network(
            random, {1 + random() % 150, 1 + random() % 150, 1 + random() % 90, 3 + random() % 10},
            1 + static_cast<int>(random() % 8));
        const ImageSet images = random_images(random, 1 + random() % 300, network.layers[0].inputs);
        TiledOptions options = column_options(1 + random() % 70, 1 + random() % 40, 1, 0.0);
        options.row_group = 1 + random() % options.tile.rows;
        options.fidelity = random() % 2 ? Fidelity::ideal : Fidelity::ladder;
        const SoftwareResult software = infer_naive(network, images, 0, images.count);

        const TiledResult result = run_tiled(network, options, images);

        CHECK(result.logits == software.logits);
        CHECK(result.predicted == software.predicted);
        std::int64_t sums = 0;
        for (const LayerResult& layer : result.layers) {
            CHECK(layer.partial_sums.wrong == 0);
            CHECK(layer.partial_sums.sum_squared == 0);
            CHECK(layer.activation_errors == 0);
            sums += layer.partial_sums.count;
        }
        CHECK(sums > 0);
    });
}

TEST_CASE("tiled network: convolutions, encodings and complements without wires are the software") {
    std::size_t flipped = 0, differential = 0, xnor = 0, shortcuts = 0;
    testing::for_all(60, [&](std::mt19937_64& random) {
        const MapShape shape{
            .height = 1 + random() % 7, .width = 1 + random() % 7, .channels = 1 + random() % 3};
        const Network network = testing::random_conv_network(shape, 3, random);
        ImageSet images = random_images(random, 1 + random() % 6, shape.size());
        images.height = shape.height, images.width = shape.width, images.channels = shape.channels;
        TiledOptions options =
            column_options(2 + 2 * (random() % 40), 2 + 2 * (random() % 20), 2, 0.0);
        options.row_group = 2 + 2 * (random() % (options.tile.rows / 2));
        options.fidelity = random() % 2 ? Fidelity::ideal : Fidelity::ladder;
        options.encoding = static_cast<WeightEncoding>(random() % 3);
        if (options.encoding == WeightEncoding::unipolar)
            options.sparsify = static_cast<Sparsify>(random() % 4);
        options.digital_first = random() % 4 == 0;
        options.digital_last = random() % 4 == 0;
        const SoftwareResult software = infer_naive(network, images, 0, images.count);

        const TiledResult result = run_tiled(network, options, images);

        CHECK(result.logits == software.logits);
        for (std::size_t k = 0; k < result.layers.size(); ++k) {
            const LayerResult& layer = result.layers[k];
            CHECK(layer.partial_sums.wrong == 0);
            CHECK(layer.activation_errors == 0);
            CHECK((layer.tiles == 0) == (layer.partial_sums.count == 0));
            flipped += layer.partial_sums.ones < layer.partial_sums.plain_ones ? 1u : 0u;
            CHECK(layer.current_A >= 0.0);
        }
        differential += options.encoding == WeightEncoding::differential ? 1u : 0u;
        xnor += options.encoding == WeightEncoding::xnor ? 1u : 0u;
        for (const Layer& layer : network.layers) shortcuts += layer.shortcut >= 0 ? 1u : 0u;
    });
    CHECK(flipped > 5);
    CHECK(differential > 5);
    CHECK(xnor > 5);
    CHECK(shortcuts > 5);
}

TEST_CASE(
    "tiled network: with wires, fewer ones are read with complements and errors are smaller") {
    std::mt19937_64 random(8);
    const Network network = testing::random_network({256, 64, 10}, random);
    const ImageSet images = random_images(random, 64, 256);
    TiledOptions options = column_options(128, 64, 128, 3.0);
    const auto plain = run_tiled(network, options, images).layers[0];
    options.sparsify = Sparsify::both;
    const auto both = run_tiled(network, options, images).layers[0];

    CHECK(both.partial_sums.plain_ones > both.partial_sums.ones);
    CHECK(both.partial_sums.sum_squared < plain.partial_sums.sum_squared);
    CHECK(both.current_A < plain.current_A);
}

TEST_CASE("tiled network: error statistics of two parts of a set add up to those of the whole") {
    // 64 images fill the lanes of a batch; 10 and 54 do not. The leak of 128 off rows is worth more
    // than one count, so a lane without an image must not be counted as a read.
    std::mt19937_64 random(4);
    const Network network = dense_network(random, {128, 40, 10}, 2);
    const ImageSet images = random_images(random, 64, 128);
    TiledOptions options = column_options(128, 64, 32, 1.0);
    options.tile.g_leak_S = 2e-7;
    options.adc.subtract_off_current = false;
    auto tiled = TiledNetwork::program(network, options);
    REQUIRE(tiled);
    const auto errors_of = [&](std::size_t first, std::size_t count) {
        const SoftwareResult software = infer(network, images, first, count);
        return tiled->infer(images, first, count, software, {}, {})->layers[0].partial_sums;
    };

    PartialSumErrors parts = errors_of(0, 10);
    parts.add(errors_of(10, 54));
    const PartialSumErrors whole = errors_of(0, 64);

    CHECK(whole.wrong > 0);
    CHECK(parts.count == whole.count);
    CHECK(parts.wrong == whole.wrong);
    CHECK(parts.sum == whole.sum);
    CHECK(parts.sum_squared == whole.sum_squared);
}

TEST_CASE("tiled network: the shipped network without wires is the software bit for bit") {
    const auto images = load_fashion_mnist(Split::test);
    if (!images) {
        MESSAGE("skipped: " << images.error().format());
        return;
    }
    const auto network = read_model(std::string(CROSSPOINT_SOURCE_DIR) +
                                    "/engine/models/fashion_784_1024_1024_10.npz");
    REQUIRE(network.ok());
    constexpr std::size_t count = 400;
    const SoftwareResult software = infer(*network, *images, 0, count);
    for (const Fidelity fidelity : {Fidelity::ideal, Fidelity::ladder}) {
        TiledOptions options = column_options(128, 128, 64, 0.0);
        options.fidelity = fidelity;
        auto tiled = TiledNetwork::program(*network, options);
        REQUIRE(tiled);

        const auto result = tiled->infer(*images, 0, count, software, {}, {});

        REQUIRE(result);
        CHECK(result->logits == software.logits);
        for (const LayerResult& layer : result->layers) CHECK(layer.partial_sums.wrong == 0);
    }
}

TEST_CASE("tiled network: wires cause errors, and thread count does not change them") {
    std::mt19937_64 random(9);
    const Network network = dense_network(random, {200, 130, 60, 10}, 8);
    const ImageSet images = random_images(random, 600, 200);
    TiledOptions options = column_options(128, 128, 64, 20.0);
    options.threads = 1;
    const TiledResult one = run_tiled(network, options, images);
    options.threads = 3;
    const TiledResult three = run_tiled(network, options, images);

    CHECK(one.layers[0].partial_sums.wrong > 0);
    CHECK(one.layers[0].partial_sums.sum < 0);  // IR drop only ever takes current away
    CHECK(one.layers[1].activation_errors > 0);
    CHECK(one.logits == three.logits);
    CHECK(one.layers[0].partial_sums.sum_squared == three.layers[0].partial_sums.sum_squared);
}

TEST_CASE("tiled network: the ladder and the circuit fidelity give the same logits") {
    std::mt19937_64 random(10);
    const Network network = dense_network(random, {20, 12, 5}, 3);
    const ImageSet images = random_images(random, 9, 20);
    TiledOptions options = column_options(12, 8, 5, 300.0);
    options.r_on_ohm = 20e3;
    const TiledResult ladder = run_tiled(network, options, images);
    options.fidelity = Fidelity::circuit;
    const TiledResult circuit = run_tiled(network, options, images);

    CHECK(ladder.layers[0].partial_sums.wrong > 0);
    CHECK(ladder.logits == circuit.logits);
}

TEST_CASE("tiled network: calibration to the tile's mean takes the mean error away") {
    std::mt19937_64 random(11);
    const Network network = dense_network(random, {128, 64, 10}, 8);
    const ImageSet images = random_images(random, 100, 128);
    TiledOptions options = column_options(128, 64, 64, 5.0);
    const TiledResult plain = run_tiled(network, options, images);
    options.adc.reference = AdcReference::tile_mean;
    const TiledResult calibrated = run_tiled(network, options, images);

    const auto mean = [](const TiledResult& r) {
        return static_cast<double>(r.layers[0].partial_sums.sum) /
               static_cast<double>(r.layers[0].partial_sums.count);
    };
    CHECK(mean(plain) < -0.3);
    CHECK(std::abs(mean(calibrated)) < 0.25 * std::abs(mean(plain)));
}

TEST_CASE("tiled network: the check solves sampled reads again and reports the float error") {
    std::mt19937_64 random(12);
    const Network network = dense_network(random, {100, 40, 10}, 8);
    auto tiled = TiledNetwork::program(network, column_options(64, 32, 32, 5.0));
    REQUIRE(tiled);

    const auto report = tiled->check_solver();

    REQUIRE(report);
    CHECK(report->status == SolveStatus::converged);
    CHECK(report->audited == 4 * 16);
    CHECK(report->error_bound_rel > 0.0);
    CHECK(report->error_bound_rel < 1e-6);
    CHECK(report->kcl_residual_A < 1e-15);
}

TEST_CASE("tiled network: a stop request ends the run and says so") {
    std::mt19937_64 random(13);
    const Network network = dense_network(random, {30, 10}, 8);
    const ImageSet images = random_images(random, 20, 30);
    auto tiled = TiledNetwork::program(network, column_options(16, 16, 16, 1.0));
    const SoftwareResult software = infer(network, images, 0, 20);
    std::stop_source stop;
    stop.request_stop();

    const auto result = tiled->infer(images, 0, 20, software, {}, stop.get_token());

    REQUIRE(result);
    CHECK(result->stopped);
}

TEST_CASE("tiled network: options that do not fit are refused") {
    std::mt19937_64 random(14);
    const Network network = dense_network(random, {30, 10}, 8);
    TiledOptions options = column_options(16, 16, 17, 1.0);
    CHECK(TiledNetwork::program(network, options).error().id == 4501);
    options = column_options(16, 16, 16, 1.0);
    options.r_off_ohm = options.r_on_ohm;
    CHECK(TiledNetwork::program(network, options).error().id == 4501);
}

TEST_CASE("tile plan: every weight lies in exactly one tile and every row in one group") {
    testing::for_all(100, [](std::mt19937_64& random) {
        const std::size_t inputs = 1 + random() % 90;
        const std::size_t outputs = 1 + random() % 90;
        const std::size_t tile_rows = 1 + random() % 40;
        const std::size_t row_group = 1 + random() % tile_rows;
        Matrix<int> seen(inputs, outputs, 0);
        for (const TileSlot& slot : plan_tiles(inputs, outputs, tile_rows, 1 + random() % 40))
            for (const RowGroup& group : plan_row_groups(slot.rows, row_group)) {
                CHECK(group.count <= row_group);
                for (std::size_t i = 0; i < group.count; ++i)
                    for (std::size_t j = 0; j < slot.cols; ++j)
                        ++seen(slot.first_row + group.first + i, slot.first_col + j);
            }
        for (const int times : seen.values())
            if (times != 1) FAIL_CHECK("a weight is covered " << times << " times");
    });
}

TEST_CASE("bits from: any 32 bits of a row and never more than asked for") {
    testing::for_all(200, [](std::mt19937_64& random) {
        BitMatrix row(1, 1 + random() % 200);
        for (std::size_t i = 0; i < row.cols(); ++i) row.set(0, i, random() % 2 == 0);
        const std::size_t first = random() % row.cols();
        const std::size_t count = 1 + random() % (row.cols() - first);

        const std::uint32_t bits = bits_from(row.row(0), first, count);

        for (std::size_t k = 0; k < 32; ++k) {
            const bool expected = k < count && row.get(0, first + k);
            if (((bits >> k) & 1u) != expected) FAIL_CHECK("bit " << k);
        }
    });
}

namespace {

// Off and on cells of 10 Mohm and 100 kohm under a long-channel transistor that is never strong.
TiledOptions triode_options(double segment_ohm) {
    TiledOptions options = column_options(48, 24, 20, segment_ohm);
    options.cells = {.kinds = std::make_shared<TriodeCell>(
                         std::vector<AccessParameters>{{2e-4, 0.4, 1e7}, {2e-4, 0.4, 1e5}}),
                     .levels = {1.0, 0.0},
                     .share = nullptr};
    return options;
}

}  // namespace

TEST_CASE("tiled network, nonlinear cells: without wires every partial sum is right") {
    std::mt19937_64 random(11);
    const Network network = dense_network(random, {100, 60, 5}, 3);
    const ImageSet images = random_images(random, 70, 100);
    const SoftwareResult software = infer_naive(network, images, 0, images.count);
    for (const AdcReference reference : {AdcReference::cell, AdcReference::tile_mean}) {
        TiledOptions options = triode_options(0.0);
        options.adc.reference = reference;
        const TiledResult result = run_tiled(network, options, images);
        CHECK(result.logits == software.logits);
        CHECK(result.layers[0].partial_sums.wrong == 0);
    }
}

TEST_CASE(
    "tiled network, nonlinear cells: one by one in double precision gives the same integers") {
    std::mt19937_64 random(12);
    const Network network = dense_network(random, {60, 30, 4}, 2);
    const ImageSet images = random_images(random, 6, 60);
    TiledOptions options = triode_options(25.0);
    const TiledResult fast = run_tiled(network, options, images);
    options.fidelity = Fidelity::circuit;  // Newton on sparse LU, every read
    const TiledResult exact = run_tiled(network, options, images);
    CHECK(fast.logits == exact.logits);
    CHECK(fast.layers[0].partial_sums.wrong > 0);
    CHECK(fast.layers[0].partial_sums.sum == exact.layers[0].partial_sums.sum);
    CHECK(fast.layers[0].partial_sums.sum_squared == exact.layers[0].partial_sums.sum_squared);
}

TEST_CASE("tiled network, nonlinear cells: the report counts what all tiles compared") {
    std::mt19937_64 random(13);
    const Network network = dense_network(random, {60, 30, 4}, 2);
    TiledOptions options = triode_options(5.0);
    options.threads = 2;
    const auto tiled = TiledNetwork::program(network, options);
    REQUIRE_MESSAGE(tiled.ok(), said(tiled));
    const auto check = tiled->check_solver();
    REQUIRE_MESSAGE(check.ok(), said(check));
    CHECK(check->method.find("polynomial cells") == 0);
    CHECK(check->error_bound_rel < 1e-5);
    CHECK(check->error_bound_rel > 0.0);
    REQUIRE(check->remarks.size() == 1);
    CHECK(check->remarks[0].find("5 of 5 tiles in single precision") == 0);
}

TEST_CASE("tiled network, nonlinear cells: more than two kinds, and an on cell that is none") {
    std::mt19937_64 random(14);
    const Network network = dense_network(random, {20, 4}, 1);
    TiledOptions options = triode_options(1.0);
    options.cells.kinds = std::make_shared<TriodeCell>(
        std::vector<AccessParameters>{{2e-4, 0.4, 1e7}, {2e-4, 0.4, 1e5}, {2e-4, 0.4, 1e4}});
    CHECK(TiledNetwork::program(network, options).error().id == 4501);
    options.cells.kinds = std::make_shared<TriodeCell>(
        std::vector<AccessParameters>{{2e-4, 0.4, 1e5}, {2e-4, 0.4, 1e7}});
    CHECK(TiledNetwork::program(network, options).error().id == 7406);
}
