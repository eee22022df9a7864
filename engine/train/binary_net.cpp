// SPDX-License-Identifier: Apache-2.0
#include "train/binary_net.hpp"

#include <fmt/format.h>

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
constexpr auto channels_last = torch::MemoryFormat::ChannelsLast;

std::int64_t signed_size(std::size_t size) { return static_cast<std::int64_t>(size); }

torch::Tensor random_weights(const Layer& layer, std::uint64_t seed, std::uint64_t index) {
    auto random = rng(seed, purpose_weights, index);
    std::vector<std::int64_t> shape{signed_size(layer.inputs), signed_size(layer.outputs)};
    if (layer.conv) {
        const auto kernel = signed_size(layer.conv->kernel);
        shape = {signed_size(layer.outputs), signed_size(layer.conv->in.channels), kernel, kernel};
    }
    torch::Tensor weight = torch::empty(shape);
    float* values = weight.data_ptr<float>();
    for (std::int64_t k = 0; k < weight.numel(); ++k) {
        values[k] = static_cast<float>(initial_weight * (2.0 * uniform(random) - 1.0));
    }
    if (layer.conv) weight = weight.contiguous(channels_last);
    return weight.requires_grad_(true);
}

/// Latent weights as [outputs x inputs] in the order of the integer network's inputs.
torch::Tensor weight_rows(const Layer& layer, const torch::Tensor& weight) {
    const torch::Tensor w = weight.detach();
    if (!layer.conv) return w.t().contiguous();
    return w.permute({0, 2, 3, 1}).reshape({signed_size(layer.outputs), -1}).contiguous();
}

}  // namespace

BinaryNet::BinaryNet(Network definition, std::uint64_t seed) : definition_(std::move(definition)) {
    const std::size_t count = definition_.layers.size();
    for (std::size_t k = 0; k < count; ++k) {
        const Layer& layer = definition_.layers[k];
        const std::int64_t outputs = signed_size(layer.outputs);
        Trained trained;
        trained.weight = random_weights(layer, seed, k);
        if (k + 1 < count) {
            trained.gamma = torch::ones(outputs).requires_grad_(true);
            trained.beta = torch::zeros(outputs).requires_grad_(true);
            trained.mean = torch::zeros(outputs);
            trained.variance = torch::ones(outputs);
        }
        if (layer.shortcut >= 0) trained.alpha = torch::ones(outputs).requires_grad_(true);
        layers_.push_back(trained);
    }
    // Sums of n random signs have a spread of sqrt(n): logits start at a spread of about 1.
    const auto last_inputs = static_cast<double>(definition_.layers.back().inputs);
    log_scale_ = torch::full({}, -0.5 * std::log(last_inputs)).requires_grad_(true);
}

torch::Tensor BinaryNet::sums(std::size_t k, const torch::Tensor& x,
                              const torch::Tensor& weight) const {
    const Layer& layer = definition_.layers[k];
    if (!layer.conv) {
        return (x.dim() == 4 ? x.permute({0, 2, 3, 1}).flatten(1) : x).matmul(weight);
    }
    const Convolution& conv = *layer.conv;
    torch::Tensor map = x;
    if (k == 0) {
        map = x.view({x.size(0), signed_size(conv.in.height), signed_size(conv.in.width),
                      signed_size(conv.in.channels)})
                  .permute({0, 3, 1, 2});
    }
    if (conv.padding > 0) {
        const std::int64_t p = signed_size(conv.padding);
        map = torch::constant_pad_nd(map, {p, p, p, p}, -1.0);
    }
    torch::Tensor z = torch::conv2d(map, weight, {}, signed_size(conv.stride));
    if (layer.pool > 1 && layer.shortcut < 0) z = torch::max_pool2d(z, signed_size(layer.pool));
    return z.contiguous(channels_last);
}

torch::Tensor BinaryNet::forward(const torch::Tensor& pixels, bool training,
                                 const PassErrors& errors) {
    std::vector<torch::Tensor> out;
    for (std::size_t k = 0; k < layers_.size(); ++k) {
        const Layer& layer = definition_.layers[k];
        const Trained& trained = layers_[k];
        const torch::Tensor weight = binarize(trained.weight, errors.weights);
        const torch::Tensor z = sums(k, k == 0 ? pixels : out[definition_.source(k)], weight);
        if (!trained.gamma.defined()) return z * log_scale_.exp();
        torch::Tensor y =
            torch::batch_norm(z, trained.gamma, trained.beta, trained.mean, trained.variance,
                              training, bn_momentum, bn_epsilon, false);
        if (layer.shortcut >= 0) {
            const torch::Tensor& added = out[static_cast<std::size_t>(layer.shortcut)];
            y = y + (added.dim() == 4 ? trained.alpha.view({1, -1, 1, 1}) : trained.alpha) * added;
        }
        out.push_back(binarize(y, errors.activations));
    }
    return out.back();
}

std::vector<torch::Tensor> BinaryNet::parameters() const {
    std::vector<torch::Tensor> all{log_scale_};
    for (const Trained& layer : layers_) {
        for (const auto* tensor : {&layer.weight, &layer.gamma, &layer.beta, &layer.alpha}) {
            if (tensor->defined()) all.push_back(*tensor);
        }
    }
    return all;
}

std::vector<std::pair<std::string, torch::Tensor>> BinaryNet::state() const {
    std::vector<std::pair<std::string, torch::Tensor>> all{{"log_scale", log_scale_}};
    for (std::size_t k = 0; k < layers_.size(); ++k) {
        const Trained& layer = layers_[k];
        const auto add = [&](const char* name, const torch::Tensor& tensor) {
            if (tensor.defined()) all.emplace_back(fmt::format("{}_{}", name, k), tensor);
        };
        add("weight", layer.weight);
        add("gamma", layer.gamma);
        add("beta", layer.beta);
        add("mean", layer.mean);
        add("variance", layer.variance);
        add("alpha", layer.alpha);
    }
    return all;
}

void BinaryNet::clamp() {
    const torch::NoGradGuard no_gradient;
    for (std::size_t k = 0; k < layers_.size(); ++k) {
        layers_[k].weight.clamp_(-1.0, 1.0);
        if (definition_.layers[k].pool > 1) layers_[k].gamma.clamp_min_(0.0);
        if (layers_[k].alpha.defined()) layers_[k].alpha.clamp_min_(0.0);
    }
}

BinaryNet BinaryNet::in_double() const {
    BinaryNet copy = *this;
    const auto convert = [](torch::Tensor& tensor) {
        if (tensor.defined()) tensor = tensor.detach().to(torch::kFloat64);
    };
    for (Trained& layer : copy.layers_) {
        for (auto* tensor : {&layer.weight, &layer.gamma, &layer.beta, &layer.mean, &layer.variance,
                             &layer.alpha}) {
            convert(*tensor);
        }
    }
    convert(copy.log_scale_);
    return copy;
}

void BinaryNet::fold_layer(std::size_t k, Layer& layer) const {
    const Trained& from = layers_[k];
    const torch::Tensor rows = weight_rows(layer, from.weight);
    const float* w = rows.data_ptr<float>();
    layer.weights = BitMatrix(layer.outputs, layer.inputs);
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        std::int64_t weight_sum = 0;
        for (std::size_t i = 0; i < layer.inputs; ++i) {
            const bool plus = w[j * layer.inputs + i] >= 0.0f;
            layer.weights.set(j, i, plus);
            weight_sum += plus ? 1 : -1;
        }
        if (!from.gamma.defined()) continue;
        const auto at = [j](const torch::Tensor& tensor) {
            return static_cast<double>(tensor.detach().data_ptr<float>()[j]);
        };
        // The first layer was trained on p / 127.5 - 1: its sum is z / 127.5 minus the weights.
        const bool first = k == 0;
        BatchNormColumn column{.gamma = at(from.gamma),
                               .beta = at(from.beta),
                               .mean = at(from.mean),
                               .variance = at(from.variance),
                               .epsilon = bn_epsilon,
                               .scale = first ? 1.0 / 127.5 : 1.0,
                               .offset = first ? -static_cast<double>(weight_sum) : 0.0};
        const auto limit = signed_size(layer.inputs) * (first ? 255 : 1);
        // With a shortcut the bias is beta + alpha where it is +1, beta - alpha where it is -1.
        const double beta = column.beta;
        const double alpha = from.alpha.defined() ? at(from.alpha) : 0.0;
        column.beta = beta + alpha;
        const FoldedColumn folded = fold_batch_norm(column, limit);
        layer.threshold.push_back(folded.threshold);
        if (from.alpha.defined()) {
            column.beta = beta - alpha;
            layer.threshold_minus.push_back(fold_batch_norm(column, limit).threshold);
        }
        for (std::size_t i = 0; folded.negate && i < layer.inputs; ++i) {
            layer.weights.set(j, i, !layer.weights.get(j, i));
        }
    }
}

Network BinaryNet::fold() const {
    Network network = definition_;
    for (std::size_t k = 0; k < layers_.size(); ++k) fold_layer(k, network.layers[k]);
    return network;
}

}  // namespace crosspoint::train
