// The network as it is trained: real latent weights that are rounded, batch normalization, rounded
// activations (quantize.hpp): both +-1 in a binary network, of several bits otherwise. The last
// layer has no batch normalization, only one positive factor for all logits, so that the integers
// alone decide the class. Layers, shapes and connections are those of a model definition
// (net_models.hpp); all maps are channels-last, as in the integer network.
//
// A pool is taken of the sums in front of the batch normalization, which spreads gradients better
// than a pool of signs. gamma >= 0 there (weights bear the sign), so both give the same bits.
// A shortcut adds alpha times an earlier layer's sign, alpha >= 0, behind the batch normalization.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/torch.h>

#include <string>
#include <utility>
#include <vector>

#include "crosspoint/bnn/fold.hpp"
#include "crosspoint/bnn/network.hpp"
#include "train/net_models.hpp"
#include "train/quantize.hpp"

namespace crosspoint::train {

constexpr double bn_epsilon = 1e-5;
/// Activations of several bits cover [0, 2] behind the batch normalization, whose spread is
/// about 1.
constexpr double activation_reach = 2.0;

/// Bit errors that strike a forward pass.
struct PassErrors {
    BitErrors weights;
    BitErrors activations;  ///< of hidden layers
};

class TrainedNet {
public:
    /// @param definition shapes and connections; its weights and thresholds are not looked at
    TrainedNet(Network definition, const Precision& precision, std::uint64_t seed);

    /// Logits [b x outputs] of pixels [b x inputs]. In training the batch's own statistics are used
    /// and the running ones updated.
    torch::Tensor forward(const torch::Tensor& pixels, bool training,
                          const PassErrors& errors = {});

    [[nodiscard]] std::vector<torch::Tensor> parameters() const;
    /// Everything that training changes, with a name for each: parameters and running statistics.
    [[nodiscard]] std::vector<std::pair<std::string, torch::Tensor>> state() const;

    /// After each step: latent weights back into [-1, 1], where their gradient lives; gamma of a
    /// pooled layer and alpha back to 0 or more.
    void clamp();

    /// A copy that computes in double precision; its logits are the integer network's, but for
    /// rounding.
    [[nodiscard]] TrainedNet in_double() const;

    /// The integer network: batch normalization folded into thresholds (bnn/fold.hpp), one for each
    /// step of an activation.
    [[nodiscard]] Network fold() const;

private:
    struct Trained {
        torch::Tensor weight;          ///< latent; [inputs x outputs] or [out, in, ky, kx]
        torch::Tensor gamma, beta;     ///< [outputs], hidden layers only
        torch::Tensor mean, variance;  ///< running statistics
        torch::Tensor alpha;           ///< [outputs], of a shortcut
    };

    [[nodiscard]] torch::Tensor sums(std::size_t k, const torch::Tensor& x,
                                     const torch::Tensor& weight) const;
    [[nodiscard]] torch::Tensor weight(std::size_t k, const BitErrors& errors) const;
    [[nodiscard]] torch::Tensor activation(const torch::Tensor& y, const BitErrors& errors) const;
    /// Of layer k and output j, as the integer network sees it. @param weight_sum of integer
    /// weights
    [[nodiscard]] BatchNormColumn column(std::size_t k, std::size_t j,
                                         std::int64_t weight_sum) const;
    void fold_layer(std::size_t k, Layer& layer) const;
    void fold_several_bits(std::size_t k, Layer& layer) const;

    Network definition_;
    Precision precision_;
    std::vector<Trained> layers_;
    torch::Tensor log_scale_;  ///< of the logits
};

}  // namespace crosspoint::train
