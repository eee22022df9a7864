// Bit errors: rates, draws that depend on their place alone, and networks whose flipped twin is
// known without drawing anything.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/bit_flips.hpp"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "crosspoint/base/bit_ranges.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

struct Example {
    Network network;
    ImageSet images;
    SoftwareResult software;
};

Example dense_example(std::size_t count = 60) {
    auto random = rng(7, 1, 1);
    Example e{.network = random_network({70, 90, 65, 10}, random), .images = {}, .software = {}};
    e.images = random_images(count, 70, 10, random);
    e.software = infer(e.network, e.images, 0, count);
    return e;
}

FlippedResult run(const Example& e, const BitFlips& flips, int threads = 1) {
    return infer_flipped(e.network, e.images, 0, e.images.count, flips, e.software, threads, {},
                         {});
}

void invert(BitMatrix& weights) {
    for (std::size_t j = 0; j < weights.rows(); ++j)
        for (std::size_t i = 0; i < weights.cols(); ++i) weights.set(j, i, !weights.get(j, i));
}

// |hits - n p| in standard deviations.
double sigmas(std::int64_t hits, std::int64_t n, double p) {
    const double count = static_cast<double>(n);
    return std::abs(static_cast<double>(hits) - count * p) / std::sqrt(count * p * (1.0 - p));
}

}  // namespace

TEST_CASE("bit flips: words have the rate that is asked for in every bit") {
    for (const double p : {1e-3, 0.04, 0.5, 0.9}) {
        CAPTURE(p);
        const std::uint64_t threshold = flip_threshold(p);
        constexpr std::int64_t words = 40000;
        std::array<std::int64_t, 64> ones{};
        std::int64_t all = 0;
        for (std::int64_t key = 0; key < words; ++key) {
            const std::uint64_t word =
                flip_word(mixed_seed(3, {static_cast<std::uint64_t>(key)}), threshold);
            all += std::popcount(word);
            for (std::size_t b = 0; b < 64; ++b)
                ones[b] += static_cast<std::int64_t>(word >> b & 1);
        }
        CHECK(sigmas(all, 64 * words, p) < 4.0);
        for (std::size_t b = 0; b < 64; ++b) CHECK(sigmas(ones[b], words, p) < 5.0);
    }
    CHECK(flip_word(5, flip_threshold(0.0)) == 0);
    CHECK(flip_word(5, flip_threshold(1.0)) == ~std::uint64_t{0});
}

TEST_CASE("bit flips: a threshold for each bit, and lower rates are subsets") {
    std::array<std::uint64_t, 64> low{}, mixed{};
    low.fill(flip_threshold(0.2));
    for (std::size_t b = 0; b < 64; ++b) mixed[b] = flip_threshold(b % 2 == 0 ? 0.2 : 0.6);
    mixed[63] = flip_threshold(1.0);
    const std::uint64_t even = 0x5555555555555555u;
    for (std::uint64_t key = 1; key < 200; ++key) {
        const std::uint64_t word = flip_word(key, flip_threshold(0.2));
        CHECK(flip_word(key, low.data()) == word);
        const std::uint64_t both = flip_word(key, mixed.data());
        CHECK((both & even) == (word & even));
        CHECK((word & ~both) == 0);
        CHECK((both >> 63) == 1);
        CHECK((word & ~flip_word(key, flip_threshold(0.21))) == 0);
    }
}

TEST_CASE("bit flips: without errors the network is the software's") {
    const Example e = dense_example();
    for (const bool fresh : {false, true}) {
        const FlippedResult got = run(e, {.fresh_weights = fresh});
        CHECK(got.predicted == e.software.predicted);
        CHECK(got.layers[0].activation_errors == 0);
        CHECK(got.layers[0].activations == 60 * 90);
        CHECK(got.counts[1].weights_flipped == 0);
    }
}

TEST_CASE("bit flips: all activations of a layer wrong is the next layer inverted") {
    const Example e = dense_example();
    const FlippedResult got = run(e, {.activation_ber = 1.0, .layers = {true, false, false}});
    Network twin = e.network;
    invert(twin.layers[1].weights);
    const SoftwareResult expected = infer_naive(twin, e.images, 0, e.images.count);
    CHECK(got.predicted == expected.predicted);
    CHECK(got.layers[0].activation_errors == 60 * 90);
    CHECK(got.counts[0].activations_flipped == 60 * 90);
    CHECK(got.counts[1].activations == 0);
}

TEST_CASE("bit flips: all weights of a layer wrong is the layer inverted, stored or fresh") {
    const Example e = dense_example();
    Network twin = e.network;
    invert(twin.layers[1].weights);
    const SoftwareResult expected = infer_naive(twin, e.images, 0, e.images.count);
    for (const bool fresh : {false, true}) {
        const FlippedResult got =
            run(e, {.weight_ber = 1.0, .fresh_weights = fresh, .layers = {false, true, false}});
        CHECK(got.predicted == expected.predicted);
        CHECK(got.counts[1].weights_flipped == (fresh ? 60 : 1) * 90 * 65);
        CHECK(got.counts[0].weights == 0);
    }
}

TEST_CASE("bit flips: a convolutional network with shortcuts is what plain loops make of it") {
    for_all(5, [](std::mt19937_64& random) {
        const MapShape shape{.height = 7, .width = 6, .channels = 2};
        Network network = random_conv_network(shape, 5, random);
        const ImageSet images = random_images(6, shape.size(), 5, random);
        const SoftwareResult software = infer(network, images, 0, 6);
        const BitFlips flips{.weight_ber = 0.07, .seed = random()};
        const FlippedResult got = infer_flipped(network, images, 0, 6, flips, software, 1, {}, {});

        // The same errors by hand: weight by weight, with the mask that was counted.
        Network twin = network;
        std::int64_t flipped = 0;
        for (std::size_t k = 0; k < twin.layers.size(); ++k) {
            const BitMatrix mask = weight_flips(flips, network.layers[k], k, 0);
            for (std::size_t j = 0; j < mask.rows(); ++j)
                for (std::size_t i = 0; i < mask.cols(); ++i)
                    if (mask.get(j, i)) {
                        twin.layers[k].weights.set(j, i, !twin.layers[k].weights.get(j, i));
                        ++flipped;
                    }
        }
        const SoftwareResult expected = infer_naive(twin, images, 0, 6);
        CHECK(got.predicted == expected.predicted);
        std::int64_t counted = 0;
        for (const FlipCounts& counts : got.counts) counted += counts.weights_flipped;
        CHECK(counted == flipped);
        for (std::size_t k = 0; k + 1 < network.layers.size(); ++k) {
            std::int64_t differ = 0;
            for (std::size_t n = 0; n < 6; ++n)
                for (std::size_t i = 0; i < network.layers[k].sums().size(); ++i)
                    differ +=
                        expected.activations[k].get(n, i) != software.activations[k].get(n, i);
            CHECK(got.layers[k].activation_errors == differ);
        }
    });
}

TEST_CASE("bit flips: rates of maps, other seeds are other maps") {
    const Example e = dense_example();
    const Layer& layer = e.network.layers[1];
    const std::int64_t weights = 90 * 65;
    std::int64_t all = 0, common = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const BitMatrix a = weight_flips({.weight_ber = 0.1, .seed = seed}, layer, 1, 0);
        const BitMatrix b = weight_flips({.weight_ber = 0.1, .seed = seed + 1000}, layer, 1, 0);
        all += count_ones(a.words());
        for (std::size_t w = 0; w < a.words().size(); ++w)
            common += std::popcount(a.words()[w] & b.words()[w]);
        CHECK(a == weight_flips({.weight_ber = 0.1, .seed = seed}, layer, 1, 0));
        CHECK_FALSE(a == weight_flips({.weight_ber = 0.1, .seed = seed}, layer, 2, 0));
        CHECK_FALSE(a == weight_flips({.weight_ber = 0.1, .seed = seed}, layer, 1, 1));
    }
    CHECK(sigmas(all, 40 * weights, 0.1) < 4.0);
    CHECK(sigmas(common, 40 * weights, 0.01) < 4.0);  // independent
}

TEST_CASE("bit flips: fresh errors scale sums by 1 - 2 p and spread them by 4 p (1 - p) sum x^2") {
    // One layer, many copies of one image: the logits are independent draws of
    // z = sum_i w_i x_i (1 - 2 B_i).
    auto random = rng(11, 2, 3);
    const std::size_t copies = 4000;
    Network network = random_network({50, 2}, random);
    ImageSet images = random_images(1, 50, 2, random);
    double squares = 0.0;
    for (const std::uint8_t x : images.pixels_u8) squares += static_cast<double>(x) * x;
    const SoftwareResult exact = infer(network, images, 0, 1);
    const std::vector<std::uint8_t> one = images.pixels_u8;
    for (std::size_t k = 1; k < copies; ++k)
        images.pixels_u8.insert(images.pixels_u8.end(), one.begin(), one.end());
    images.count = copies;
    images.labels.assign(copies, 0);
    const double p = 0.2;
    const BitFlips flips{.weight_ber = p, .fresh_weights = true, .seed = 9};
    const SoftwareResult software = infer(network, images, 0, copies);
    const FlippedResult got = infer_flipped(network, images, 0, copies, flips, software, 1, {}, {});
    std::size_t other = 0;
    double sum = 0.0, square = 0.0;
    for (std::size_t k = 0; k < copies; ++k) {
        Network drawn = network;
        const BitMatrix mask = weight_flips(flips, network.layers[0], 0, k + 1);
        for (std::size_t j = 0; j < 2; ++j)
            for (std::size_t i = 0; i < 50; ++i)
                if (mask.get(j, i))
                    drawn.layers[0].weights.set(j, i, !drawn.layers[0].weights.get(j, i));
        const SoftwareResult by_hand = infer(drawn, images, k, 1);
        other += by_hand.predicted[0] != got.predicted[k] ? 1u : 0u;
        const double z = by_hand.logits(0, 0);
        sum += z;
        square += z * z;
    }
    CHECK(other == 0);
    const double n = static_cast<double>(copies), mean = sum / n;
    const double variance = 4.0 * p * (1.0 - p) * squares;
    const double expected = (1.0 - 2.0 * p) * exact.logits(0, 0);
    CHECK(std::abs(mean - expected) < 4.0 * std::sqrt(variance / n));
    CHECK(std::abs((square / n - mean * mean) / variance - 1.0) < 4.0 * std::sqrt(2.0 / n));
}

TEST_CASE("bit flips: the result does not depend on threads or on where the images begin") {
    const Example e = dense_example(700);  // more than one chunk
    for (const bool fresh : {false, true}) {
        const BitFlips flips{
            .weight_ber = 0.1, .activation_ber = 0.05, .fresh_weights = fresh, .seed = 5};
        const FlippedResult one = run(e, flips, 1), four = run(e, flips, 4);
        CHECK(one.predicted == four.predicted);
        CHECK(one.correct == four.correct);
        CHECK_FALSE(one.predicted == e.software.predicted);
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(one.counts[k].weights_flipped == four.counts[k].weights_flipped);
            CHECK(one.counts[k].activations_flipped == four.counts[k].activations_flipped);
            CHECK(one.layers[k].activation_errors == four.layers[k].activation_errors);
        }
        CHECK(sigmas(one.counts[0].activations_flipped, 700 * 90, 0.05) < 4.0);
        const SoftwareResult tail = infer(e.network, e.images, 690, 10);
        const FlippedResult last =
            infer_flipped(e.network, e.images, 690, 10, flips, tail, 1, {}, {});
        for (std::size_t k = 0; k < 10; ++k) CHECK(last.predicted[k] == one.predicted[690 + k]);
    }
}

TEST_CASE("bit flips: cells of a tile have rates of their own, by place and value") {
    const Example e = dense_example();
    const Layer& layer = e.network.layers[1];  // 65 outputs of 90 inputs
    auto rates = std::make_shared<CellFlipRates>();
    rates->plus = Matrix<double>(32, 16, 0.0);
    rates->minus = Matrix<double>(32, 16, 0.0);
    rates->plus(5, 3) = 1.0;
    rates->minus(31, 15) = 1.0;
    const BitMatrix mask = weight_flips({.cells = rates}, layer, 1, 0);
    for (std::size_t j = 0; j < 65; ++j)
        for (std::size_t i = 0; i < 90; ++i) {
            const bool weight = layer.weights.get(j, i);
            const bool expected =
                weight ? i % 32 == 5 && j % 16 == 3 : i % 32 == 31 && j % 16 == 15;
            CHECK(mask.get(j, i) == expected);
        }
    // The same rate everywhere is one rate.
    rates->plus = rates->minus = Matrix<double>(32, 16, 0.3);
    CHECK(weight_flips({.cells = rates, .seed = 4}, layer, 1, 0) ==
          weight_flips({.weight_ber = 0.3, .seed = 4}, layer, 1, 0));
}
