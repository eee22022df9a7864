// SPDX-License-Identifier: Apache-2.0
#include "train/binary_net.hpp"

#include <cmath>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/bnn/fold.hpp"

namespace crosspoint::train {
namespace {

constexpr double bn_epsilon = 1e-5;
constexpr double bn_momentum = 0.1;
// Chosen: small against the clipping range 1, so that a sign can still flip early in training.
constexpr double initial_weight = 0.1;
constexpr std::uint64_t purpose_weights = 0x3E16;

/// Sign with the straight-through gradient. sign(0) is +1, as in the integer network.
struct SignThrough : torch::autograd::Function<SignThrough> {
    static torch::Tensor forward(torch::autograd::AutogradContext* context, torch::Tensor x) {
        context->save_for_backward({x});
        return x.ge(0.0).to(x.scalar_type()).mul_(2.0).sub_(1.0);
    }
    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::tensor_list gradient) {
        const torch::Tensor x = context->get_saved_variables()[0];
        return {gradient[0].mul(x.abs().le(1.0).to(x.scalar_type()))};
    }
};

torch::Tensor random_weights(std::int64_t inputs, std::int64_t outputs, std::uint64_t seed,
                             std::uint64_t layer) {
    auto random = rng(seed, purpose_weights, layer);
    torch::Tensor weight = torch::empty({inputs, outputs});
    float* values = weight.data_ptr<float>();
    for (std::int64_t k = 0; k < weight.numel(); ++k) {
        values[k] = static_cast<float>(initial_weight * (2.0 * uniform(random) - 1.0));
    }
    return weight.requires_grad_(true);
}

}  // namespace

BinaryNet::BinaryNet(const std::vector<std::int64_t>& sizes, std::uint64_t seed) {
    for (std::size_t k = 0; k + 1 < sizes.size(); ++k) {
        Layer layer;
        layer.weight = random_weights(sizes[k], sizes[k + 1], seed, k);
        if (k + 2 < sizes.size()) {
            layer.gamma = torch::ones(sizes[k + 1]).requires_grad_(true);
            layer.beta = torch::zeros(sizes[k + 1]).requires_grad_(true);
            layer.mean = torch::zeros(sizes[k + 1]);
            layer.variance = torch::ones(sizes[k + 1]);
        }
        layers_.push_back(layer);
    }
    // Sums of n random signs have a spread of sqrt(n): logits start at a spread of about 1.
    const auto last_inputs = static_cast<double>(sizes[sizes.size() - 2]);
    log_scale_ = torch::full({}, -0.5 * std::log(last_inputs)).requires_grad_(true);
}

torch::Tensor BinaryNet::forward(torch::Tensor x, bool training) {
    for (const Layer& layer : layers_) {
        const torch::Tensor z = x.matmul(SignThrough::apply(layer.weight));
        if (!layer.gamma.defined()) return z * log_scale_.exp();
        const torch::Tensor y =
            torch::batch_norm(z, layer.gamma, layer.beta, layer.mean, layer.variance, training,
                              bn_momentum, bn_epsilon, false);
        x = SignThrough::apply(y);
    }
    return x;
}

std::vector<torch::Tensor> BinaryNet::parameters() const {
    std::vector<torch::Tensor> all{log_scale_};
    for (const Layer& layer : layers_) {
        all.push_back(layer.weight);
        if (!layer.gamma.defined()) continue;
        all.push_back(layer.gamma);
        all.push_back(layer.beta);
    }
    return all;
}

void BinaryNet::clamp_weights() {
    const torch::NoGradGuard no_gradient;
    for (Layer& layer : layers_) layer.weight.clamp_(-1.0, 1.0);
}

BinaryNet BinaryNet::in_double() const {
    BinaryNet copy = *this;
    const auto convert = [](torch::Tensor& tensor) {
        if (tensor.defined()) tensor = tensor.detach().to(torch::kFloat64);
    };
    for (Layer& layer : copy.layers_) {
        for (auto* tensor :
             {&layer.weight, &layer.gamma, &layer.beta, &layer.mean, &layer.variance}) {
            convert(*tensor);
        }
    }
    convert(copy.log_scale_);
    return copy;
}

crosspoint::Layer BinaryNet::fold_layer(std::size_t k) const {
    const Layer& from = layers_[k];
    const torch::Tensor weight = from.weight.detach();
    const float* w = weight.data_ptr<float>();
    crosspoint::Layer layer;
    layer.inputs = static_cast<std::size_t>(weight.size(0));
    layer.outputs = static_cast<std::size_t>(weight.size(1));
    layer.weights = BitMatrix(layer.outputs, layer.inputs);
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        std::int64_t weight_sum = 0;
        for (std::size_t i = 0; i < layer.inputs; ++i) {
            const bool plus = w[i * layer.outputs + j] >= 0.0f;
            layer.weights.set(j, i, plus);
            weight_sum += plus ? 1 : -1;
        }
        if (!from.gamma.defined()) continue;
        const auto at = [j](const torch::Tensor& tensor) {
            return static_cast<double>(tensor.detach().data_ptr<float>()[j]);
        };
        // The first layer was trained on p / 127.5 - 1: its sum is z / 127.5 minus the weights.
        const bool first = k == 0;
        const BatchNormColumn column{.gamma = at(from.gamma),
                                     .beta = at(from.beta),
                                     .mean = at(from.mean),
                                     .variance = at(from.variance),
                                     .epsilon = bn_epsilon,
                                     .scale = first ? 1.0 / 127.5 : 1.0,
                                     .offset = first ? -static_cast<double>(weight_sum) : 0.0};
        const auto limit = static_cast<std::int64_t>(layer.inputs) * (first ? 255 : 1);
        const FoldedColumn folded = fold_batch_norm(column, limit);
        layer.threshold.push_back(folded.threshold);
        for (std::size_t i = 0; folded.negate && i < layer.inputs; ++i) {
            layer.weights.set(j, i, !layer.weights.get(j, i));
        }
    }
    return layer;
}

Network BinaryNet::fold() const {
    Network network;
    for (std::size_t k = 0; k < layers_.size(); ++k) network.layers.push_back(fold_layer(k));
    return network;
}

}  // namespace crosspoint::train
