// Sums of one layer for one input on packed bits, compiled for each instruction set and chosen at
// run time: without the popcount instruction inference takes six times as long.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crosspoint/base/bit_matrix.hpp"

namespace crosspoint {

/// z_j = sum_i w_ji p_i for pixels as bit planes [bits x inputs] and +-1 weights [outputs x
/// inputs]: sum_b 2^b (2 popcount(x_b & w_j) - popcount(x_b)). Weights of several bits
/// [outputs * weight_bits x inputs]: sum_b 2^b (sum_s 2^s popcount(x_b & w_js) - 2^(weight_bits -
/// 1) popcount(x_b)).
void plane_sums(const BitMatrix& planes, const BitMatrix& weights, std::span<std::int32_t> z,
                std::size_t weight_bits = 1);

/// z_j = sum_i w_ji a_i for +-1 activations: 2 popcount(xnor) - inputs.
void sign_sums(std::span<const std::uint64_t> signs, const BitMatrix& weights,
               std::span<std::int32_t> z);

}  // namespace crosspoint
