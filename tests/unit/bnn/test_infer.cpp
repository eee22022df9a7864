// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/infer.hpp"

#include <doctest/doctest.h>

#include "crosspoint/bnn/popcount.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

void check_same(const SoftwareResult& a, const SoftwareResult& b) {
    CHECK(a.logits == b.logits);
    CHECK(a.predicted == b.predicted);
    REQUIRE(a.activations.size() == b.activations.size());
    for (std::size_t k = 0; k < a.activations.size(); ++k) {
        CHECK(a.activations[k] == b.activations[k]);
    }
}

}  // namespace

TEST_CASE("infer: sums of signs for all pairs of up to 10 signs") {
    for (std::size_t n = 1; n <= 10; ++n) {
        const std::uint64_t patterns = std::uint64_t{1} << n;
        BitMatrix weights(patterns, n);  // row w holds the bits of w
        for (std::uint64_t w = 0; w < patterns; ++w) weights.row(w)[0] = w;
        std::vector<std::int32_t> z(patterns);
        int wrong = 0;
        for (std::uint64_t a = 0; a < patterns; ++a) {
            sign_sums(std::span(&a, 1), weights, z);
            for (std::uint64_t w = 0; w < patterns; ++w) {
                std::int32_t expected = 0;
                for (std::size_t i = 0; i < n; ++i) {
                    expected += ((a >> i) & 1) == ((w >> i) & 1) ? 1 : -1;
                }
                if (z[w] != expected) ++wrong;
            }
        }
        CAPTURE(n);
        CHECK(wrong == 0);
    }
}

TEST_CASE("infer: bit-serial sums equal integer sums") {
    for_all(200, [](std::mt19937_64& random) {
        const auto pixels = static_cast<std::size_t>(uniform_int(random, 1, 200));
        const int bits = static_cast<int>(uniform_int(random, 1, 8));
        const ImageSet images = random_images(1, pixels, 1, random);
        const Layer layer = random_layer(pixels, 1, random);
        std::int32_t expected = 0;
        for (std::size_t i = 0; i < pixels; ++i) {
            const int p = images.image(0)[i] >> (8 - bits);
            expected += layer.weights.get(0, i) ? p : -p;
        }

        const BitMatrix planes =
            bit_planes(Network{.layers = {}, .input_bits = bits}, images.image(0));

        CHECK(planes.rows() == static_cast<std::size_t>(bits));
        std::int32_t z = 0;
        plane_sums(planes, layer.weights, std::span(&z, 1));
        CHECK(z == expected);
    });
}

TEST_CASE("infer: bit planes hold the bits of a pixel") {
    const std::vector<std::uint8_t> image{0, 255, 0b10010110};
    const BitMatrix planes = bit_planes(Network{}, image);
    for (std::size_t b = 0; b < 8; ++b) {
        CHECK_FALSE(planes.get(b, 0));
        CHECK(planes.get(b, 1));
        CHECK(planes.get(b, 2) == ((0b10010110 >> b & 1) != 0));
    }
    CHECK(bit_planes(Network{.layers = {}, .input_bits = 1}, image).get(0, 2));  // the top bit
}

TEST_CASE("infer: packed equals naive for networks of ugly sizes") {
    for_all(60, [](std::mt19937_64& random) {
        std::vector<std::size_t> sizes;
        const auto layers = uniform_int(random, 1, 4);
        for (std::int64_t k = 0; k <= layers; ++k) {
            sizes.push_back(static_cast<std::size_t>(uniform_int(random, 1, 200)));
        }
        Network network = random_network(sizes, random);
        network.input_bits = static_cast<int>(uniform_int(random, 1, 8));
        REQUIRE(check_network(network, "random").ok());
        const ImageSet images = random_images(7, sizes.front(), sizes.back(), random);
        REQUIRE(check_images(network, images).ok());

        const auto fast = infer(network, images, 2, 5);

        check_same(fast, infer_naive(network, images, 2, 5));
        check_same(fast, infer(network, images, 2, 5, 3));
        CHECK(fast.logits.rows() == 5);
        CHECK(fast.logits.cols() == sizes.back());
    });
}

TEST_CASE("infer: extreme pixels and weights reach the largest sums") {
    for (const std::size_t n : {1u, 63u, 64u, 65u, 784u}) {
        Network network;
        Layer layer{.inputs = n, .outputs = 2, .weights = BitMatrix(2, n), .threshold = {}};
        for (std::size_t i = 0; i < n; ++i) layer.weights.set(0, i, true);
        network.layers.push_back(layer);
        ImageSet images;
        images.count = 1;
        images.pixels = images.width = n;
        images.height = 1;
        images.pixels_u8.assign(n, 255);
        images.labels = {0};

        const auto result = infer(network, images, 0, 1);

        CHECK(result.logits(0, 0) == 255 * static_cast<std::int32_t>(n));
        CHECK(result.logits(0, 1) == -255 * static_cast<std::int32_t>(n));
        CHECK(result.predicted[0] == 0);
        CHECK(count_correct(result, images, 0) == 1);
    }
}

TEST_CASE("infer: a tie goes to the lowest class and a sum at the threshold is on") {
    const std::int32_t tie[] = {-3, 5, 5, 4};
    const std::int32_t flat[] = {-2, -2};
    CHECK(argmax(tie) == 1);
    CHECK(argmax(flat) == 0);

    Network network;
    Layer first{.inputs = 1, .outputs = 3, .weights = BitMatrix(3, 1), .threshold = {9, 10, 11}};
    for (std::size_t j = 0; j < 3; ++j) first.weights.set(j, 0, true);
    network.layers = {first,
                      {.inputs = 3, .outputs = 1, .weights = BitMatrix(1, 3), .threshold = {}}};
    const ImageSet images{
        .count = 1, .pixels = 1, .height = 1, .width = 1, .pixels_u8 = {10}, .labels = {0}};
    const auto result = infer(network, images, 0, 1);
    CHECK(result.activations[0].get(0, 0));
    CHECK(result.activations[0].get(0, 1));
    CHECK_FALSE(result.activations[0].get(0, 2));
    CHECK(result.logits(0, 0) == -1);  // weights -1, activations +1 +1 -1
}

TEST_CASE("infer: images that do not fit the network are 4110 and 4111") {
    std::mt19937_64 random(1);
    const Network network = random_network({12, 5, 3}, random);
    CHECK(check_images(network, random_images(4, 12, 3, random)).ok());
    CHECK(check_images(network, random_images(4, 11, 3, random)).error().id == 4110);
    ImageSet images = random_images(4, 12, 3, random);
    images.labels[2] = 3;
    CHECK(check_images(network, images).error().id == 4111);
}

TEST_CASE("infer: networks whose layers do not fit are 4104 and 4105") {
    std::mt19937_64 random(1);
    const Network good = random_network({12, 5, 3}, random);
    REQUIRE(check_network(good, "x").ok());
    Network bad = good;
    bad.layers[1] = random_layer(6, 3, random);
    CHECK(check_network(bad, "x").error().id == 4104);
    bad = good;
    bad.layers[0].weights = BitMatrix(5, 13);
    CHECK(check_network(bad, "x").error().id == 4104);
    CHECK(check_network(Network{}, "x").error().id == 4104);
    bad = good;
    bad.input_bits = 9;
    CHECK(check_network(bad, "x").error().id == 4104);
    bad = good;
    bad.layers[0].threshold.pop_back();
    CHECK(check_network(bad, "x").error().id == 4105);
    bad = good;
    bad.layers[1].threshold = {0, 0, 0};
    CHECK(check_network(bad, "x").error().id == 4105);
}

TEST_CASE("infer: packed equals naive for convolutions, pooling and shortcuts of ugly sizes") {
    std::size_t shortcuts = 0, pools = 0, strides = 0;
    for_all(150, [&](std::mt19937_64& random) {
        const MapShape image{.height = static_cast<std::size_t>(uniform_int(random, 1, 9)),
                             .width = static_cast<std::size_t>(uniform_int(random, 1, 9)),
                             .channels = static_cast<std::size_t>(uniform_int(random, 1, 4))};
        const Network network = random_conv_network(image, 3, random);
        REQUIRE(check_network(network, "random"));
        for (const Layer& layer : network.layers) {
            shortcuts += layer.shortcut >= 0 ? 1u : 0u;
            pools += layer.pool > 1 ? 1u : 0u;
            strides += layer.conv && layer.conv->stride > 1 ? 1u : 0u;
        }
        ImageSet images = random_images(3, image.size(), 3, random);
        images.height = image.height, images.width = image.width, images.channels = image.channels;
        REQUIRE(check_images(network, images));
        check_same(infer(network, images, 1, 2, 2), infer_naive(network, images, 1, 2));
    });
    CHECK(shortcuts > 20);
    CHECK(pools > 20);
    CHECK(strides > 20);
}

TEST_CASE("infer: a shortcut moves the threshold where it is -1") {
    // One pixel through two layers: the second adds the first.
    Network network;
    BitMatrix plus(1, 1);
    plus.set(0, 0, true);
    const Convolution one{.in = {.channels = 1}, .kernel = 1};
    network.layers.push_back(
        {.inputs = 1, .outputs = 1, .weights = plus, .threshold = {100}, .conv = one});
    network.layers.push_back({.inputs = 1,
                              .outputs = 1,
                              .weights = plus,
                              .threshold = {2},         // never, where the first is +1
                              .threshold_minus = {-1},  // always, where it is -1
                              .conv = one,
                              .shortcut = 0});
    network.layers.push_back({.inputs = 1, .outputs = 1, .weights = plus, .threshold = {}});
    REQUIRE(check_network(network, "shortcut"));
    ImageSet images{
        .count = 2, .pixels = 1, .height = 1, .width = 1, .pixels_u8 = {99, 100}, .labels = {0, 0}};
    const SoftwareResult result = infer(network, images, 0, 2);
    CHECK(result.logits(0, 0) == 1);
    CHECK(result.logits(1, 0) == -1);
}

TEST_CASE("network: what does not fit is refused by name") {
    std::mt19937_64 random(5);
    const auto good = [&] {
        Network network;
        Layer conv = random_layer(9, 4, random);
        conv.conv = Convolution{.in = {.height = 6, .width = 6, .channels = 1}, .padding = 1};
        conv.threshold.assign(4, 0);
        conv.pool = 2;
        network.layers.push_back(conv);
        network.layers.push_back(random_layer(3 * 3 * 4, 2, random));
        return network;
    };
    REQUIRE(check_network(good(), "x"));
    const auto refused = [&](auto change) {
        Network network = good();
        change(network);
        const auto result = check_network(network, "x");
        return result ? 0 : result.error().id;
    };
    CHECK(refused([](Network& n) { n.layers[0].conv->in.channels = 2; }) == 4104);
    CHECK(refused([](Network& n) { n.layers[0].conv->padding = 3; }) == 4104);
    CHECK(refused([](Network& n) { n.layers[0].conv->kernel = 0; }) == 4104);
    CHECK(refused([](Network& n) { n.layers[0].pool = 7; }) == 4104);
    CHECK(refused([](Network& n) { n.layers[0].pool = 3; }) == 4104);  // 2 x 2 x 4 then
    CHECK(refused([](Network& n) { n.layers[1].input = 1; }) == 4104);
    CHECK(refused([](Network& n) { n.layers[1].shortcut = 0; }) == 4104);
    CHECK(refused([](Network& n) { n.input_codes = {1, 2}; }) == 4104);
    CHECK(refused([](Network& n) { n.layers[0].threshold_minus.assign(4, 0); }) == 4105);
    ImageSet images{.count = 1,
                    .pixels = 36,
                    .height = 4,
                    .width = 9,
                    .pixels_u8 = std::vector<std::uint8_t>(36),
                    .labels = {0}};
    const auto wrong = check_images(good(), images);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().id == 4110);
}
