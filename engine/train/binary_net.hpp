// The network as it is trained: real latent weights behind a sign, batch normalization, a sign as
// activation (binarize.hpp). The last layer has no batch normalization, only one positive factor
// for all logits, so that the integers alone decide the class. Layers, shapes and connections are
// those of a model definition (net_models.hpp); all maps are channels-last, as in the integer net.
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

#include "crosspoint/bnn/network.hpp"
#include "train/binarize.hpp"

namespace crosspoint::train {

/// Bit errors that strike a forward pass.
struct PassErrors {
    BitErrors weights;
    BitErrors activations;  ///< of hidden layers
};

class BinaryNet {
public:
    /// @param definition shapes and connections; its weights and thresholds are not looked at
    BinaryNet(Network definition, std::uint64_t seed);

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

    /// A copy that computes in double precision.
    [[nodiscard]] BinaryNet in_double() const;

    /// The integer network: batch normalization folded into thresholds (bnn/fold.hpp).
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
    void fold_layer(std::size_t k, Layer& layer) const;

    Network definition_;
    std::vector<Trained> layers_;
    torch::Tensor log_scale_;  ///< of the logits
};

}  // namespace crosspoint::train
