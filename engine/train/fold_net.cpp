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

void TrainedNet::fold_several_bits(std::size_t k, Layer& layer) const {
    const Trained& from = layers_[k];
    const torch::Tensor rows = weight_rows(layer, from.weight);
    const float* w = rows.data_ptr<float>();
    const auto steps = static_cast<float>(precision_.largest_weight());
    const int levels = precision_.largest_activation();
    const std::int64_t limit = static_cast<std::int64_t>(layer.inputs) *
                               precision_.largest_weight() * (k == 0 ? 255 : levels);
    layer.weight_bits = precision_.weight_bits;
    layer.activation_bits = precision_.activation_bits;
    layer.weights =
        BitMatrix(layer.outputs * static_cast<std::size_t>(layer.weight_bits), layer.inputs);
    std::vector<int> column_weights(layer.inputs);
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        std::int64_t weight_sum = 0;
        for (std::size_t i = 0; i < layer.inputs; ++i) {
            // As round_to_steps; clamp() keeps latent weights in [-1, 1].
            column_weights[i] =
                static_cast<int>(std::floor(w[j * layer.inputs + i] * steps + 0.5f));
            weight_sum += column_weights[i];
        }
        // Step l is reached where y >= (l - 1/2) step.
        bool negate = false;
        for (int l = 1; from.gamma.defined() && l <= levels; ++l) {
            BatchNormColumn at_step = column(k, j, weight_sum);
            at_step.beta -= (l - 0.5) * (activation_reach / levels);
            const FoldedColumn folded = fold_batch_norm(at_step, limit);
            layer.threshold.push_back(folded.threshold);
            negate = folded.negate;
        }
        for (std::size_t i = 0; i < layer.inputs; ++i) {
            layer.set_weight(j, i, negate ? -column_weights[i] : column_weights[i]);
        }
    }
}

Network TrainedNet::fold() const {
    Network network = definition_;
    for (std::size_t k = 0; k < layers_.size(); ++k) {
        if (precision_.binary()) {
            fold_layer(k, network.layers[k]);
        } else {
            fold_several_bits(k, network.layers[k]);
        }
    }
    return network;
}

}  // namespace crosspoint::train
