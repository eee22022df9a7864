// The network as it is trained: real latent weights behind a sign, batch normalization, a sign as
// activation. The sign passes gradients where its input lies in [-1, 1] (straight-through
// estimator). The last layer has no batch normalization, only one positive factor for all logits,
// so that the integers alone decide the class.
// @source Hubara, Courbariaux, Soudry, El-Yaniv, Bengio: Binarized Neural Networks (NIPS 2016)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/torch.h>

#include <vector>

#include "crosspoint/bnn/network.hpp"

namespace crosspoint::train {

class BinaryNet {
public:
    /// @param sizes inputs, hidden layers, outputs
    BinaryNet(const std::vector<std::int64_t>& sizes, std::uint64_t seed);

    /// Logits [b x outputs] of inputs [b x inputs]. In training the batch's own statistics are used
    /// and the running ones updated.
    torch::Tensor forward(torch::Tensor x, bool training);

    [[nodiscard]] std::vector<torch::Tensor> parameters() const;

    /// After each step: latent weights back into [-1, 1], where their gradient lives.
    void clamp_weights();

    /// A copy that computes in double precision.
    [[nodiscard]] BinaryNet in_double() const;

    /// The integer network: batch normalization folded into thresholds (bnn/fold.hpp).
    [[nodiscard]] Network fold() const;

private:
    struct Layer {
        torch::Tensor weight;          ///< [inputs x outputs], latent
        torch::Tensor gamma, beta;     ///< [outputs], hidden layers only
        torch::Tensor mean, variance;  ///< running statistics
    };

    [[nodiscard]] crosspoint::Layer fold_layer(std::size_t k) const;

    std::vector<Layer> layers_;
    torch::Tensor log_scale_;  ///< of the logits
};

}  // namespace crosspoint::train
