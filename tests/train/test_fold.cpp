// The trained network in double precision and the integer network that it folds to give the same
// logits, whatever training may have made of the batch normalizations: negative, zero, large.
// SPDX-License-Identifier: Apache-2.0
#include <torch/torch.h>

// libtorch has a CHECK of its own.
#define DOCTEST_CONFIG_NO_SHORT_MACRO_NAMES
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "train/net_models.hpp"
#include "train/trained_net.hpp"

namespace crosspoint::train {
namespace {

ImageSet random_images(const MapShape& shape, std::size_t count, std::mt19937_64& random) {
    ImageSet images{.count = count,
                    .pixels = shape.size(),
                    .height = shape.height,
                    .width = shape.width,
                    .pixels_u8 = {},
                    .labels = {},
                    .channels = shape.channels};
    for (std::size_t k = 0; k < count * images.pixels; ++k) {
        images.pixels_u8.push_back(static_cast<std::uint8_t>(random() >> 56));
    }
    images.labels.assign(count, 0);
    return images;
}

/// Statistics and factors as no training would leave them, all at once. No sum lies exactly on its
/// threshold: there libtorch's rounding (z a - m a, fused or not) decides, and bnn/fold.hpp has its
/// own tests of ties.
void scramble(TrainedNet& net, double variance, std::mt19937_64& random) {
    const torch::NoGradGuard no_gradient;
    for (auto& [name, tensor] : net.state()) {
        torch::Tensor into = tensor;
        const auto fill = [&](auto&& value) {
            for (std::int64_t k = 0; k < into.numel(); ++k) {
                into.data_ptr<float>()[k] = static_cast<float>(value());
            }
        };
        const auto spread = [&] { return 2.0 * uniform(random) - 1.0; };
        if (name.starts_with("gamma")) fill([&] { return random() % 8 == 0 ? 0.0 : spread(); });
        if (name.starts_with("beta")) fill([&] { return 0.3 * spread(); });
        if (name.starts_with("mean")) {
            fill([&] { return 2.0 * spread(); });
        }
        if (name.starts_with("variance"))
            fill([&] { return variance * (0.2 + 1.6 * uniform(random)); });
        if (name.starts_with("alpha")) fill([&] { return 0.5 * spread(); });
    }
    net.clamp();  // gamma of pooled layers and alpha >= 0
}

/// In double precision.
torch::Tensor trained_logits(const TrainedNet& net, const ImageSet& images) {
    torch::Tensor x = torch::empty(
        {static_cast<std::int64_t>(images.count), static_cast<std::int64_t>(images.pixels)},
        torch::kFloat64);
    for (std::size_t k = 0; k < images.pixels_u8.size(); ++k) {
        x.data_ptr<double>()[k] = images.pixels_u8[k] / 127.5 - 1.0;
    }
    const torch::NoGradGuard no_gradient;
    return net.in_double().forward(x, false).contiguous();
}

/// All are equal, and the images made a difference.
void check_logits(const torch::Tensor& trained, const Matrix<std::int32_t>& integers) {
    std::size_t different = 0;
    std::int32_t spread = 0;
    for (std::size_t j = 0; j < integers.cols(); ++j) {
        std::int32_t low = integers(0, j), high = low;
        for (std::size_t i = 0; i < integers.rows(); ++i) {
            const double logit = trained.data_ptr<double>()[i * integers.cols() + j];
            different += std::abs(logit - integers(i, j)) > 1e-6 ? 1u : 0u;
            low = std::min(low, integers(i, j));
            high = std::max(high, integers(i, j));
        }
        spread = std::max(spread, high - low);
    }
    DOCTEST_CHECK(different == 0);
    DOCTEST_CHECK(spread > 4);
}

void compare(const std::string& name, const MapShape& shape, std::size_t width) {
    auto random = rng(11, 7, width + shape.size());
    const auto definition = model_definition(
        {.name = name, .width = width, .hidden = name == "mlp" ? width : 0}, shape);
    DOCTEST_REQUIRE(static_cast<bool>(definition));
    TrainedNet net(*definition, {}, 3);
    scramble(net, 25.0, random);
    const Network folded = net.fold();
    DOCTEST_REQUIRE(static_cast<bool>(check_network(folded, name)));
    const ImageSet images = random_images(shape, 60, random);
    const SoftwareResult integers = infer(folded, images, 0, images.count);

    DOCTEST_CAPTURE(name);
    check_logits(trained_logits(net, images), integers.logits);
    for (const BitMatrix& layer : integers.activations) {
        std::size_t on = 0;
        for (std::size_t r = 0; r < layer.rows(); ++r) {
            for (std::size_t c = 0; c < layer.cols(); ++c) on += layer.get(r, c) ? 1u : 0u;
        }
        const double share =
            static_cast<double>(on) / static_cast<double>(layer.rows() * layer.cols());
        DOCTEST_CHECK(share > 0.02);
        DOCTEST_CHECK(share < 0.98);
    }
}

DOCTEST_TEST_CASE("folded networks have the logits of the trained ones") {
    torch::set_num_threads(1);
    compare("mlp", {.height = 7, .width = 5, .channels = 2}, 33);
    compare("vgg", {.height = 13, .width = 11, .channels = 3}, 5);
    compare("resnet18", {.height = 15, .width = 12, .channels = 1}, 6);
}

DOCTEST_TEST_CASE("networks of several bits predict what the trained ones do") {
    torch::set_num_threads(1);
    for (const Precision precision : {Precision{2, 2}, Precision{4, 3}, Precision{8, 8}}) {
        for (const std::string name : {"mlp", "vgg"}) {
            auto random = rng(12, 7, static_cast<std::uint64_t>(precision.weight_bits));
            const MapShape shape{.height = 9, .width = 11, .channels = 2};
            const auto definition =
                model_definition({.name = name, .width = 4, .hidden = 35}, shape);
            DOCTEST_REQUIRE(static_cast<bool>(definition));
            TrainedNet net(*definition, precision, 3);
            scramble(net, 1.0, random);
            const ImageSet images = random_images(shape, 300, random);
            const Network folded = net.fold();
            const auto fine = check_network(folded, name);
            DOCTEST_REQUIRE(static_cast<bool>(fine));
            const auto integers = infer(folded, images, 0, images.count).logits;
            DOCTEST_CAPTURE(name);
            DOCTEST_CAPTURE(precision.weight_bits);
            check_logits(trained_logits(net, images), integers);
        }
    }
}

DOCTEST_TEST_CASE("bit errors strike at their rate, and only the forward pass") {
    torch::set_num_threads(1);
    const torch::Tensor x = torch::linspace(-2.0, 2.0, 400000).requires_grad_(true);
    const torch::Tensor clean = binarize(x);
    for (const double rate : {1e-4, 0.04, 0.5}) {
        auto random = rng(1, 2, 3);
        const torch::Tensor struck = binarize(x, {rate, &random});
        const double flips = struck.ne(clean).sum().item<double>();
        const double expected = rate * 400000.0;
        DOCTEST_CHECK(std::abs(flips - expected) < 5.0 * std::sqrt(expected * (1.0 - rate)));
        x.mutable_grad() = torch::Tensor();
        struck.sum().backward();
        DOCTEST_CHECK(x.grad().equal(x.detach().abs().le(1.0).to(torch::kFloat32)));
    }
}

DOCTEST_TEST_CASE("model definitions have the shapes of their papers") {
    const MapShape image{.height = 28, .width = 28, .channels = 1};
    const Network vgg = *model_definition({.name = "vgg", .width = 128}, image);
    const std::size_t channels[] = {128, 128, 256, 256, 512, 512};
    for (std::size_t k = 0; k < 6; ++k) {
        DOCTEST_CHECK(vgg.layers[k].outputs == channels[k]);
        DOCTEST_CHECK(vgg.layers[k].pool == 1 + k % 2);
    }
    DOCTEST_CHECK(vgg.layers[6].inputs == 3 * 3 * 512);
    DOCTEST_CHECK(vgg.layers.size() == 8);
    // Stem, 16 convolutions and a dense layer are the 18; three stages begin with a 1x1 shortcut.
    const Network resnet = *model_definition({.name = "resnet18", .width = 16}, image);
    DOCTEST_CHECK(resnet.layers.size() == 18 + 3);
    std::size_t shortcuts = 0, by_one = 0;
    for (const Layer& layer : resnet.layers) {
        shortcuts += layer.shortcut >= 0 ? 1u : 0u;
        by_one += layer.conv && layer.conv->kernel == 1 ? 1u : 0u;
    }
    DOCTEST_CHECK(shortcuts == 8);
    DOCTEST_CHECK(by_one == 3);
    DOCTEST_CHECK(resnet.layers.back().inputs == 2 * 2 * 8 * 16);
}

}  // namespace
}  // namespace crosspoint::train
