// Converters with errors, calibrated columns and reference columns on whole networks.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"
#include "support/said.hpp"
#include "support/small_network.hpp"

using namespace crosspoint;
using crosspoint::testing::said;
using crosspoint::testing::small_network_options;

namespace {

// Two layers of 70 inputs and 40 hidden neurons, 300 images.
struct Problem {
    Network network;
    ImageSet images;
    SoftwareResult software;

    Problem() {
        std::mt19937_64 random(31);
        network.input_bits = 2;
        for (const auto& [inputs, outputs] : {std::pair{70, 40}, {40, 6}}) {
            Layer layer{.inputs = static_cast<std::size_t>(inputs),
                        .outputs = static_cast<std::size_t>(outputs)};
            layer.weights = BitMatrix(layer.outputs, layer.inputs);
            for (std::size_t j = 0; j < layer.outputs; ++j)
                for (std::size_t i = 0; i < layer.inputs; ++i)
                    layer.weights.set(j, i, random() % 2 == 0);
            if (outputs == 40) layer.threshold.assign(layer.outputs, 0);
            network.layers.push_back(std::move(layer));
        }
        images = {.count = 300, .pixels = 70, .height = 1, .width = 70};
        for (std::size_t k = 0; k < images.count * images.pixels; ++k)
            images.pixels_u8.push_back(static_cast<std::uint8_t>(random()));
        images.labels.assign(images.count, 0);
        software = infer(network, images, 0, images.count);
    }

    TiledResult run(const TiledOptions& options) const {
        auto tiled = TiledNetwork::program(network, options);
        REQUIRE_MESSAGE(tiled.ok(), said(tiled));
        auto result = tiled->infer(images, 0, images.count, software, {}, {});
        REQUIRE_MESSAGE(result.ok(), said(result));
        return std::move(*result);
    }
    int refused(const TiledOptions& options) const {
        const auto tiled = TiledNetwork::program(network, options);
        REQUIRE_FALSE(tiled.ok());
        return tiled.error().id;
    }
};

double rms(const TiledResult& result) {
    double squares = 0.0, count = 0.0;
    for (const LayerResult& layer : result.layers) {
        squares += static_cast<double>(layer.partial_sums.sum_squared);
        count += static_cast<double>(layer.partial_sums.count);
    }
    return std::sqrt(squares / count);
}

TiledOptions options_with(double segment_ohm) {
    TiledOptions options = small_network_options(32, 16, segment_ohm);
    options.row_group = 32;
    return options;
}

}  // namespace

TEST_CASE("tiled network, converters: a successive approximation without errors is ideal") {
    const Problem problem;
    TiledOptions options = options_with(20.0);
    options.adc.bits = 5;
    const TiledResult plain = problem.run(options);
    options.adc.kind = AdcKind::sar;
    options.adc.columns_per_adc = 8;
    CHECK(problem.run(options).logits == plain.logits);
    options.adc.errors.offset_codes = 2.0;
    const TiledResult shifted = problem.run(options);
    const auto mean = [](const TiledResult& r) {
        return static_cast<double>(r.layers[0].partial_sums.sum) /
               static_cast<double>(r.layers[0].partial_sums.count);
    };
    CHECK(std::abs(mean(shifted) - mean(plain) - 2.0) < 0.3);  // less what clips at 0
}

TEST_CASE("tiled network, converters: noise belongs to the read and not to threads or batches") {
    const Problem problem;
    TiledOptions options = options_with(5.0);
    options.adc = {
        .bits = 5,
        .kind = AdcKind::sar,
        .errors = {.offset_sigma_codes = 0.3, .unit_capacitor_sigma = 0.02, .noise_codes = 0.5},
        .columns_per_adc = 4};
    options.threads = 1;
    const TiledResult one = problem.run(options);
    options.threads = 3;
    CHECK(problem.run(options).logits == one.logits);
    // Images 100 .. 149 alone, whose first read is number 100.
    auto tiled = TiledNetwork::program(problem.network, options);
    REQUIRE(tiled.ok());
    const SoftwareResult software = infer(problem.network, problem.images, 100, 50);
    const auto part = tiled->infer(problem.images, 100, 50, software, {}, {});
    REQUIRE(part.ok());
    for (std::size_t n = 0; n < 50; ++n)
        for (std::size_t j = 0; j < 6; ++j) CHECK(part->logits(n, j) == one.logits(100 + n, j));
    options.adc.seed = 2;
    CHECK_FALSE(problem.run(options).logits == one.logits);
    // Half a code of noise, three tenths of offset: rounding adds 1/12.
    options = options_with(0.0);
    options.adc = {.bits = 6, .kind = AdcKind::sar, .errors = {.noise_codes = 0.5}};
    CHECK(std::abs(rms(problem.run(options)) - std::sqrt(0.25 + 1.0 / 12.0)) < 0.02);
}

TEST_CASE("tiled network, converters: each column calibrated is better than all together") {
    const Problem problem;
    TiledOptions options = options_with(40.0);
    options.variation = NetworkVariation{.on = CellSpread{.spread = {.sigma = {0.1}}}};
    const double cell = rms(problem.run(options));
    options.adc.reference = AdcReference::tile_mean;
    const double tile = rms(problem.run(options));
    options.adc.reference = AdcReference::column;
    const double column = rms(problem.run(options));
    CHECK(tile < cell);
    CHECK(column < 0.9 * tile);
}

TEST_CASE("tiled network, converters: a reference column supplies what off cells draw") {
    const Problem problem;
    for (const Topology topology :
         {Topology::one_transistor_column, Topology::one_transistor_row}) {
        TiledOptions options = options_with(0.0);
        if (topology == Topology::one_transistor_row) {
            options.tile.sl.last_end = {};
            options.tile.bl.first_end = {};
            options.tile.topology = topology;
            options.tile.sl.first_end = {.kind = EndKind::drive_read};
            options.tile.bl.last_end = {.kind = EndKind::sense};
        }
        options.r_off_ohm = 3.0 * options.r_on_ohm;  // a third of an on cell
        options.tile.g_leak_S = 0.05 / options.r_on_ohm;
        options.adc.reference_column = ReferenceColumn::in_array;
        const TiledResult result = problem.run(options);
        CHECK(result.logits == problem.software.logits);
        CHECK(result.layers[0].partial_sums.wrong == 0);
        options.adc.reference_column = ReferenceColumn::ideal;
        options.adc.subtract_off_current = false;
        CHECK(problem.run(options).layers[0].partial_sums.wrong > 0);
    }
    // With wires, calibrated: by recursion as by sparse LU of the whole circuit.
    TiledOptions options = options_with(200.0);
    options.tile.cols = 40;
    options.r_off_ohm = 10.0 * options.r_on_ohm;
    options.adc.reference_column = ReferenceColumn::in_array;
    options.adc.reference = AdcReference::column;
    options.fidelity = Fidelity::ladder;
    const TiledResult ladder = problem.run(options);
    CHECK(rms(ladder) > 0.0);
    options.fidelity = Fidelity::circuit;
    auto tiled = TiledNetwork::program(problem.network, options);
    REQUIRE(tiled.ok());
    const SoftwareResult software = infer(problem.network, problem.images, 0, 4);
    const auto circuit = tiled->infer(problem.images, 0, 4, software, {}, {});
    REQUIRE(circuit.ok());
    for (std::size_t n = 0; n < 4; ++n)
        for (std::size_t j = 0; j < 6; ++j) CHECK(circuit->logits(n, j) == ladder.logits(n, j));
}

TEST_CASE("tiled network, converters: what does not fit is refused") {
    const Problem problem;
    TiledOptions options = options_with(1.0);
    options.adc.kind = AdcKind::sar;
    CHECK(problem.refused(options) == 4601);
    options = options_with(1.0);
    options.encoding = WeightEncoding::differential;
    options.adc.bits = 1;
    CHECK(problem.refused(options) == 4604);
    options.adc = {.reference_column = ReferenceColumn::in_array};
    CHECK(problem.refused(options) == 4603);
    options = options_with(1.0);
    options.adc.reference_column = ReferenceColumn::in_array;
    options.tile.bl.segment_ohm = SegmentResistance::per_segment(Matrix<double>(16, 33, 1.0));
    CHECK(problem.refused(options) == 4501);
    options = options_with(1.0);
    options.adc = {.bits = 4,
                   .kind = AdcKind::sar,
                   .errors = {.noise_codes = std::numeric_limits<double>::quiet_NaN()}};
    CHECK(problem.refused(options) == 4605);
}
