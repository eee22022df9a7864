// Networks of weights and activations of several bits: files and exact inference.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npz.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/bnn/model_file.hpp"
#include "support/near.hpp"
#include "support/random_network.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

using Entries = std::map<std::string, std::vector<std::byte>>;
using Longs = std::vector<std::int64_t>;
using Weights = std::vector<std::int8_t>;

template <class T>
std::vector<std::byte> npy(std::vector<std::size_t> shape, std::vector<T> values) {
    return npy_bytes(std::span<const std::size_t>(shape), std::span<const T>(values));
}

/// 3-2-2 with weights of 3 and activations of 2 bits, [inputs x outputs].
Entries small_model() {
    return {{"schema", npy({}, Longs{3})},
            {"weight_bits", npy({}, Longs{3})},
            {"activation_bits", npy({}, Longs{2})},
            {"w0", npy({3, 2}, Weights{3, -1, 0, 2, -2, 1})},
            {"t0", npy({2, 3}, Longs{-100, 5, 5, 0, 10, 400})},
            {"w1", npy({2, 2}, Weights{1, -3, -2, 2})}};
}

Result<Network> read(const Entries& entries) {
    const TempFolder folder;
    REQUIRE(write_npz(folder / "m.npz", entries).ok());
    return read_model(folder / "m.npz");
}

int id_with(const std::string& name, const std::vector<std::byte>& bytes) {
    Entries entries = small_model();
    entries.erase(name);
    if (!bytes.empty()) entries[name] = bytes;
    const auto network = read(entries);
    if (network.ok()) return 0;
    CHECK(network.error().code == Errc::input);
    CHECK_FALSE(network.error().help.empty());
    return network.error().id;
}

}  // namespace

TEST_CASE("several bits: a small network by hand") {
    const auto network = read(small_model());
    REQUIRE_MESSAGE(network.ok(), network.error().format());
    CHECK(network->layers[0].weight(0, 0) == 3);
    CHECK(network->layers[0].weight(1, 0) == -1);
    CHECK(network->layers[0].weight(1, 1) == 2);
    CHECK(network->layers[0].weight(0, 2) == -2);
    // z0 = 3 a - 2 c, z1 = -a + 2 b + c
    const ImageSet images{.count = 3,
                          .pixels = 3,
                          .height = 1,
                          .width = 3,
                          .pixels_u8 = {3, 4, 2, 0, 255, 60, 1, 0, 0},
                          .labels = {0, 0, 0}};
    // (5, 7): steps 3 and 1; (-120, 570): 0 and 3; (3, -1): 1 and 0.
    const SoftwareResult result = infer(*network, images, 0, 3);
    const int levels[3][2] = {{3, 1}, {0, 3}, {1, 0}};
    for (std::size_t n = 0; n < 3; ++n) {
        for (std::size_t j = 0; j < 2; ++j) {
            CHECK(result.activations[0].get(2 * n, j) == ((levels[n][j] & 1) != 0));
            CHECK(result.activations[0].get(2 * n + 1, j) == ((levels[n][j] & 2) != 0));
        }
        CHECK(result.logits(n, 0) == levels[n][0] - 2 * levels[n][1]);
        CHECK(result.logits(n, 1) == -3 * levels[n][0] + 2 * levels[n][1]);
    }
    CHECK(result.predicted == std::vector<int>{0, 1, 0});
}

TEST_CASE("several bits: planes and plain integers give the same, and files read back") {
    const TempFolder folder;
    std::size_t pools = 0, levels_seen = 0;
    for_all(60, [&](std::mt19937_64& random) {
        const MapShape image{.height = static_cast<std::size_t>(uniform_int(random, 1, 9)),
                             .width = static_cast<std::size_t>(uniform_int(random, 1, 9)),
                             .channels = static_cast<std::size_t>(uniform_int(random, 1, 3))};
        Network network = random_conv_network(image, 3, random);
        draw_several_bits(network, static_cast<int>(uniform_int(random, 2, 8)),
                          static_cast<int>(uniform_int(random, 2, random() % 4 == 0 ? 8 : 4)),
                          random);
        const auto fine = check_network(network, "random");
        REQUIRE_MESSAGE(fine.ok(), fine.error().format());
        ImageSet images = random_images(3, image.size(), 3, random);
        images.height = image.height, images.width = image.width, images.channels = image.channels;
        const SoftwareResult fast = infer(network, images, 1, 2, 2);
        const SoftwareResult plain = infer_naive(network, images, 1, 2);
        CHECK(fast.logits == plain.logits);
        CHECK(fast.activations == plain.activations);
        for (const Layer& layer : network.layers) pools += layer.pool > 1 ? 1u : 0u;
        for (const BitMatrix& map : fast.activations)
            for (std::size_t i = 0; i < map.cols(); ++i)
                levels_seen += map.get(0, i) != map.get(1, i) ? 1u : 0u;

        REQUIRE(write_model(folder / "a.npz", network).ok());
        const auto back = read_model(folder / "a.npz");
        REQUIRE_MESSAGE(back.ok(), back.error().format());
        for (std::size_t k = 0; k < network.layers.size(); ++k) {
            CHECK(back->layers[k].weights == network.layers[k].weights);
            CHECK(back->layers[k].threshold == network.layers[k].threshold);
            CHECK(back->layers[k].weight_bits == network.layers[k].weight_bits);
            CHECK(back->layers[k].activation_bits == network.layers[k].activation_bits);
            CHECK(back->layers[k].conv == network.layers[k].conv);
        }
    });
    CHECK(pools > 10);
    CHECK(levels_seen > 100);
}

TEST_CASE("several bits: files that are wrong are refused") {
    CHECK(id_with("", {}) == 0);
    CHECK(id_with("weight_bits", {}) == 4102);
    CHECK(id_with("activation_bits", {}) == 4102);
    CHECK(id_with("weight_bits", npy({}, Longs{1})) == 4116);
    CHECK(id_with("activation_bits", npy({}, Longs{9})) == 4116);
    CHECK(id_with("activation_bits", npy({2}, Longs{2, 2})) == 4116);
    CHECK(id_with("schema", npy({}, Longs{2})) == 4109);
    CHECK(id_with("w1", npy({2, 2}, Weights{1, -4, -2, 2})) == 4106);
    CHECK(id_with("w1", npy({2, 2}, std::vector<double>{1, 0.5, -2, 2})) == 4106);
    CHECK(id_with("w0", {}) == 4102);
    CHECK(id_with("t0", npy({2, 2}, Longs{1, 2, 3, 4})) == 4103);
    CHECK(id_with("t0", npy({2}, Longs{1, 2})) == 4103);
    CHECK(id_with("t0", npy({2, 3}, Longs{1, 3, 2, 4, 5, 6})) == 4115);
    CHECK(id_with("t0", {}) == 4105);

    auto random = rng(1, 2, 3);
    Network network = random_network({20, 9, 3}, random);
    draw_several_bits(network, 4, 3, random);
    Network bad = network;
    bad.layers[1].activation_bits = 2;
    CHECK(check_network(bad, "").error().id == 4115);
    bad = network;
    bad.layers[0].weights.clear();  // all -8
    CHECK(check_network(bad, "").error().id == 4115);
    bad = network;
    bad.layers[0].activation_bits = bad.layers[1].activation_bits = 1;
    CHECK(check_network(bad, "").error().id == 4115);
}

TEST_CASE("several bits: the shipped network") {
    const auto network =
        read_model(std::string(CROSSPOINT_SOURCE_DIR) + "/engine/models/fashion_mlp_4bit.npz");
    REQUIRE_MESSAGE(network.ok(), network.error().format());
    CHECK(network->layers.size() == 3);
    CHECK(network->layers[2].weight_bits == 4);
    CHECK(network->layers[1].activation_bits == 4);
    CHECK(network->provenance.find("\"test_correct\":9070,") != std::string::npos);
    const auto images = load_fashion_mnist(Split::test);
    if (!images) {
        MESSAGE("accuracy skipped: " << images.error().format());
        return;
    }
    // Both numbers by matrix products of NumPy.
    const auto result = infer(*network, *images, 0, 500, 0);
    CHECK(count_correct(result, *images, 0) == 450);
    const std::int32_t logits[] = {-2203, -4759, -2023, -3210, -2214,
                                   1537,  -1624, 2554,  -2038, 6001};
    for (std::size_t c = 0; c < 10; ++c) CHECK(result.logits(123, c) == logits[c]);
}
