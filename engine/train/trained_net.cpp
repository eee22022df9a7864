// SPDX-License-Identifier: Apache-2.0
#include "train/trained_net.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crosspoint/base/rng.hpp"

namespace crosspoint::train {
namespace {

constexpr double bn_momentum = 0.1;
// Chosen: small against the clipping range 1, so that a sign can still flip early in training.
constexpr double initial_weight = 0.1;
// With several bits all of the range, else most weights would begin at 0 and stay there.
constexpr double initial_weight_steps = 1.0;
constexpr std::uint64_t purpose_weights = 0x3E16;
constexpr auto channels_last = torch::MemoryFormat::ChannelsLast;

std::int64_t signed_size(std::size_t size) { return static_cast<std::int64_t>(size); }

torch::Tensor random_weights(const Layer& layer, double reach, std::uint64_t seed,
                             std::uint64_t index) {
    auto random = rng(seed, purpose_weights, index);
    std::vector<std::int64_t> shape{signed_size(layer.inputs), signed_size(layer.outputs)};
    if (layer.conv) {
        const auto kernel = signed_size(layer.conv->kernel);
        shape = {signed_size(layer.outputs), signed_size(layer.conv->in.channels), kernel, kernel};
    }
    torch::Tensor weight = torch::empty(shape);
    float* values = weight.data_ptr<float>();
    for (std::int64_t k = 0; k < weight.numel(); ++k) {
        values[k] = static_cast<float>(reach * (2.0 * uniform(random) - 1.0));
    }
    if (layer.conv) weight = weight.contiguous(channels_last);
    return weight.requires_grad_(true);
}

}  // namespace

TrainedNet::TrainedNet(Network definition, const Precision& precision, std::uint64_t seed)
    : definition_(std::move(definition)), precision_(precision) {
    const double reach = precision.binary() ? initial_weight : initial_weight_steps;
    const std::size_t count = definition_.layers.size();
    for (std::size_t k = 0; k < count; ++k) {
        const Layer& layer = definition_.layers[k];
        const std::int64_t outputs = signed_size(layer.outputs);
        Trained trained;
        trained.weight = random_weights(layer, reach, seed, k);
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

torch::Tensor TrainedNet::weight(std::size_t k, const BitErrors& errors) const {
    const torch::Tensor& latent = layers_[k].weight;
    if (precision_.binary()) return binarize(latent, errors);
    return round_to_steps(latent, -1.0, 1.0, precision_.largest_weight());
}

torch::Tensor TrainedNet::activation(const torch::Tensor& y, const BitErrors& errors) const {
    if (precision_.binary()) return binarize(y, errors);
    return round_to_steps(y, 0.0, activation_reach,
                          precision_.largest_activation() / activation_reach);
}

torch::Tensor TrainedNet::sums(std::size_t k, const torch::Tensor& x,
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
        // Beyond the border a pixel byte is 0, which is -1 here; an activation is its lowest value.
        const double beyond = k == 0 || precision_.binary() ? -1.0 : 0.0;
        map = torch::constant_pad_nd(map, {p, p, p, p}, beyond);
    }
    torch::Tensor z = torch::conv2d(map, weight, {}, signed_size(conv.stride));
    if (layer.pool > 1 && layer.shortcut < 0) z = torch::max_pool2d(z, signed_size(layer.pool));
    return z.contiguous(channels_last);
}

torch::Tensor TrainedNet::forward(const torch::Tensor& pixels, bool training,
                                  const PassErrors& errors) {
    std::vector<torch::Tensor> out;
    for (std::size_t k = 0; k < layers_.size(); ++k) {
        const Layer& layer = definition_.layers[k];
        const Trained& trained = layers_[k];
        const torch::Tensor z =
            sums(k, k == 0 ? pixels : out[definition_.source(k)], weight(k, errors.weights));
        if (!trained.gamma.defined()) return z * log_scale_.exp();
        torch::Tensor y =
            torch::batch_norm(z, trained.gamma, trained.beta, trained.mean, trained.variance,
                              training, bn_momentum, bn_epsilon, false);
        if (layer.shortcut >= 0) {
            const torch::Tensor& added = out[static_cast<std::size_t>(layer.shortcut)];
            y = y + (added.dim() == 4 ? trained.alpha.view({1, -1, 1, 1}) : trained.alpha) * added;
        }
        out.push_back(activation(y, errors.activations));
    }
    return out.back();
}

std::vector<torch::Tensor> TrainedNet::parameters() const {
    std::vector<torch::Tensor> all{log_scale_};
    for (const Trained& layer : layers_) {
        for (const auto* tensor : {&layer.weight, &layer.gamma, &layer.beta, &layer.alpha}) {
            if (tensor->defined()) all.push_back(*tensor);
        }
    }
    return all;
}

std::vector<std::pair<std::string, torch::Tensor>> TrainedNet::state() const {
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

void TrainedNet::clamp() {
    const torch::NoGradGuard no_gradient;
    for (std::size_t k = 0; k < layers_.size(); ++k) {
        layers_[k].weight.clamp_(-1.0, 1.0);
        if (definition_.layers[k].pool > 1) layers_[k].gamma.clamp_min_(0.0);
        if (layers_[k].alpha.defined()) layers_[k].alpha.clamp_min_(0.0);
    }
}

TrainedNet TrainedNet::in_double() const {
    TrainedNet copy = *this;
    const auto convert = [](torch::Tensor& tensor) {
        if (tensor.defined()) tensor = tensor.detach().to(torch::kFloat64);
    };
    for (Trained& layer : copy.layers_) {
        // Which step a weight takes is decided in single precision, as in training.
        if (!precision_.binary()) {
            layer.weight =
                round_to_steps(layer.weight.detach(), -1.0, 1.0, precision_.largest_weight());
        }
        for (auto* tensor : {&layer.weight, &layer.gamma, &layer.beta, &layer.mean, &layer.variance,
                             &layer.alpha}) {
            convert(*tensor);
        }
    }
    const double unit =
        precision_.binary()
            ? 1.0
            : precision_.largest_weight() * precision_.largest_activation() / activation_reach;
    copy.log_scale_ = torch::full({}, std::log(unit), torch::kFloat64);
    return copy;
}

}  // namespace crosspoint::train
