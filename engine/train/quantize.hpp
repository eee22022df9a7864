// Rounding with the straight-through gradient: the sign of binary networks, with bit errors that
// strike the forward value only (error-aware training), and the even steps of networks of several
// bits.
// @source Hubara, Courbariaux, Soudry, El-Yaniv, Bengio: Binarized Neural Networks (NIPS 2016)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/torch.h>

#include <random>

namespace crosspoint::train {

/// Bit errors of one kind: each sign flips with probability `rate`.
struct BitErrors {
    double rate = 0.0;
    std::mt19937_64* random = nullptr;  ///< not null where rate > 0
};

/// +1 where x >= 0 (zero too, as in the integer network), else -1. The gradient passes where x lies
/// in [-1, 1], flipped or not.
torch::Tensor binarize(const torch::Tensor& x, const BitErrors& errors = {});

/// x clipped to [low, high] and rounded to multiples of 1 / steps, halves up. The gradient passes
/// where x lies in [low, high].
torch::Tensor round_to_steps(const torch::Tensor& x, double low, double high, double steps);

}  // namespace crosspoint::train
