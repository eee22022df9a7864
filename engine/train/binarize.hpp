// The sign of the trainer: forward +1 or -1, backward the straight-through gradient, and bit errors
// that strike the forward value only (error-aware training).
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

}  // namespace crosspoint::train
