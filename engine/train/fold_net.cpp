// From the trained network to integers: weights by their sign or their step, batch normalization
// and rounding as integer thresholds.
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "train/trained_net.hpp"

namespace crosspoint::train {
namespace {

/// Latent weights as [outputs x inputs] in the order of the integer network's inputs.
torch::Tensor weight_rows(const Layer& layer, const torch::Tensor& weight) {
    const torch::Tensor w = weight.detach();
    if (!layer.conv) return w.t().contiguous();
    const auto outputs = static_cast<std::int64_t>(layer.outputs);
    return w.permute({0, 2, 3, 1}).reshape({outputs, -1}).contiguous();
}

double value(const torch::Tensor& tensor, std::size_t j) {
    return static_cast<double>(tensor.detach().data_ptr<float>()[j]);
}

}  // namespace

BatchNormColumn TrainedNet::column(std::size_t k, std::size_t j, std::int64_t weight_sum) const {
    const Trained& from = layers_[k];
    BatchNormColumn column{.gamma = value(from.gamma, j),
                           .beta = value(from.beta, j),
                           .mean = value(from.mean, j),
                           .variance = value(from.variance, j),
                           .epsilon = bn_epsilon};
    if (!precision_.binary()) column.scale = 1.0 / precision_.largest_weight();
    if (k == 0) {
        // The first layer was trained on p / 127.5 - 1: its sum is z / 127.5 minus the weights.
        column.offset = -column.scale * static_cast<double>(weight_sum);
        column.scale *= 1.0 / 127.5;
    } else if (!precision_.binary()) {
        column.scale *= activation_reach / precision_.largest_activation();
    }
    return column;
}

void TrainedNet::fold_layer(std::size_t k, Layer& layer) const {
    const Trained& from = layers_[k];
    const torch::Tensor rows = weight_rows(layer, from.weight);
    const float* w = rows.data_ptr<float>();
    const auto limit = static_cast<std::int64_t>(layer.inputs) * (k == 0 ? 255 : 1);
    layer.weights = BitMatrix(layer.outputs, layer.inputs);
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        std::int64_t weight_sum = 0;
        for (std::size_t i = 0; i < layer.inputs; ++i) {
            const bool plus = w[j * layer.inputs + i] >= 0.0f;
            layer.weights.set(j, i, plus);
            weight_sum += plus ? 1 : -1;
        }
        if (!from.gamma.defined()) continue;
        // With a shortcut the bias is beta + alpha where it is +1, beta - alpha where it is -1.
        const double alpha = from.alpha.defined() ? value(from.alpha, j) : 0.0;
        BatchNormColumn plus = column(k, j, weight_sum);
        BatchNormColumn minus = plus;
        plus.beta += alpha;
        minus.beta -= alpha;
        const FoldedColumn folded = fold_batch_norm(plus, limit);
        layer.threshold.push_back(folded.threshold);
        if (from.alpha.defined()) {
            layer.threshold_minus.push_back(fold_batch_norm(minus, limit).threshold);
        }
        for (std::size_t i = 0; folded.negate && i < layer.inputs; ++i) {
            layer.weights.set(j, i, !layer.weights.get(j, i));
        }
    }
}

Network TrainedNet::fold() const {
    Network network = definition_;
    for (std::size_t k = 0; k < layers_.size(); ++k) fold_layer(k, network.layers[k]);
    return network;
}

QuantizedLayer TrainedNet::fold_quantized_layer(std::size_t k) const {
    const Trained& from = layers_[k];
    const Layer& layer = definition_.layers[k];
    const torch::Tensor rows = weight_rows(layer, from.weight);
    const float* w = rows.data_ptr<float>();
    const auto steps = static_cast<float>(precision_.largest_weight());
    const int levels = precision_.largest_activation();
    const std::int64_t limit = static_cast<std::int64_t>(layer.inputs) *
                               precision_.largest_weight() * (k == 0 ? 255 : levels);
    QuantizedLayer out;
    out.weights = Matrix<std::int16_t>(layer.outputs, layer.inputs);
    const bool hidden = from.gamma.defined();
    if (hidden) {
        out.thresholds = Matrix<std::int64_t>(layer.outputs, static_cast<std::size_t>(levels));
    }
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        std::int64_t weight_sum = 0;
        for (std::size_t i = 0; i < layer.inputs; ++i) {
            // As round_to_steps; clamp() keeps latent weights in [-1, 1].
            const float rounded = std::floor(w[j * layer.inputs + i] * steps + 0.5f);
            out.weights(j, i) = static_cast<std::int16_t>(rounded);
            weight_sum += out.weights(j, i);
        }
        if (!hidden) continue;
        // Step l is reached where y >= (l - 1/2) step.
        const BatchNormColumn base = column(k, j, weight_sum);
        const double step = activation_reach / levels;
        bool negate = false;
        for (int l = 1; l <= levels; ++l) {
            BatchNormColumn at_step = base;
            at_step.beta -= (l - 0.5) * step;
            const FoldedColumn folded = fold_batch_norm(at_step, limit);
            out.thresholds(j, static_cast<std::size_t>(l - 1)) = folded.threshold;
            negate = folded.negate;
        }
        if (!negate) continue;
        for (auto& weight : out.weights.row(j)) weight = static_cast<std::int16_t>(-weight);
    }
    return out;
}

QuantizedNetwork TrainedNet::fold_quantized() const {
    QuantizedNetwork network{.graph = definition_, .precision = precision_, .layers = {}};
    for (std::size_t k = 0; k < layers_.size(); ++k) {
        network.layers.push_back(fold_quantized_layer(k));
    }
    return network;
}

}  // namespace crosspoint::train
