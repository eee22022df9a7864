// The model that the repository ships does what its README says, to the last image.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "crosspoint/base/file.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/bnn/model_file.hpp"

using namespace crosspoint;

namespace {

const std::string model_path =
    std::string(CROSSPOINT_SOURCE_DIR) + "/engine/models/fashion_784_1024_1024_10.npz";
constexpr std::size_t documented_correct = 8957;
// Trained with wrong weights.
const std::string robust_path =
    std::string(CROSSPOINT_SOURCE_DIR) + "/engine/models/fashion_mlp_ber4.npz";
constexpr std::size_t robust_correct = 8890;

}  // namespace

TEST_CASE("shipped model: sizes, file size and provenance") {
    const auto network = read_model(model_path);
    REQUIRE(network.ok());
    REQUIRE(network->layers.size() == 3);
    CHECK(network->inputs() == 784);
    CHECK(network->layers[0].outputs == 1024);
    CHECK(network->layers[1].outputs == 1024);
    CHECK(network->outputs() == 10);
    CHECK(network->provenance.find("\"command\":\"crosspoint_train ") != std::string::npos);
    CHECK(network->provenance.find("\"test_correct\":" + std::to_string(documented_correct)) !=
          std::string::npos);
    CHECK(read_file(model_path)->size() < 400'000);
}

TEST_CASE("shipped model: accuracy on the 10000 test images is the documented one") {
    const auto images = load_fashion_mnist(Split::test);
    if (!images) {
        MESSAGE("skipped: " << images.error().format());
        return;
    }
    const auto network = read_model(model_path);
    REQUIRE(network.ok());
    REQUIRE(check_images(*network, *images).ok());
    REQUIRE(images->count == 10'000);

    const auto result = infer(*network, *images, 0, images->count, 0);

    CHECK(count_correct(result, *images, 0) == documented_correct);
    const auto naive = infer_naive(*network, *images, 4321, 3);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t c = 0; c < 10; ++c) {
            CHECK(naive.logits(i, c) == result.logits(4321 + i, c));
        }
    }
}

TEST_CASE("shipped model: the network that was trained with bit errors") {
    const auto network = read_model(robust_path);
    REQUIRE(network.ok());
    CHECK(network->provenance.find("--weight-ber 0.04") != std::string::npos);
    const auto images = load_fashion_mnist(Split::test);
    if (!images) {
        MESSAGE("skipped: " << images.error().format());
        return;
    }
    CHECK(count_correct(infer(*network, *images, 0, images->count, 0), *images, 0) ==
          robust_correct);
}
