// The networks of convolutions that the repository ships do what their README says. The first
// images only: all 10,000 take ten seconds.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "crosspoint/bnn/idx.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/bnn/model_file.hpp"

using namespace crosspoint;

namespace {

struct Shipped {
    std::string file;
    std::size_t layers;
    std::size_t shortcuts;
    std::string test_correct;      ///< of 10,000, as the README says
    std::size_t correct_of_first;  ///< of the first 500 test images
};

const Shipped shipped[] = {
    {"fashion_vgg_w32.npz", 8, 0, "9105", 461},
    {"fashion_resnet18_w32.npz", 21, 8, "8885", 452},
};

}  // namespace

TEST_CASE("shipped networks of convolutions: graph, provenance, accuracy") {
    const auto images = load_fashion_mnist(Split::test);
    for (const Shipped& expected : shipped) {
        CAPTURE(expected.file);
        const auto network =
            read_model(std::string(CROSSPOINT_SOURCE_DIR) + "/engine/models/" + expected.file);
        REQUIRE(network.ok());
        CHECK(network->layers.size() == expected.layers);
        std::size_t shortcuts = 0;
        for (const Layer& layer : network->layers) shortcuts += layer.shortcut >= 0 ? 1u : 0u;
        CHECK(shortcuts == expected.shortcuts);
        CHECK(network->image() == MapShape{.height = 28, .width = 28, .channels = 1});
        CHECK(network->provenance.find("\"test_correct\":" + expected.test_correct + ",") !=
              std::string::npos);
        if (!images) {
            MESSAGE("accuracy skipped: " << images.error().format());
            continue;
        }
        const auto result = infer(*network, *images, 0, 500, 0);
        CHECK(count_correct(result, *images, 0) == expected.correct_of_first);
        // Plain loops over integers say the same.
        const auto naive = infer_naive(*network, *images, 123, 1);
        for (std::size_t c = 0; c < 10; ++c) CHECK(naive.logits(0, c) == result.logits(123, c));
    }
}
