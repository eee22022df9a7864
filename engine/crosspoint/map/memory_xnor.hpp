// Sums of a layer whose weights depend on the sign of the input that meets them: XNOR before the
// latch of a sense amplifier (weight_memory.hpp).
//
// Inputs +1 meet P, inputs -1 meet M, all of them +1 or -1. Then
//     sum over i of x_i (P_i if x_i > 0, else M_i) = [ x P + x M + sum of (P_i - M_i) ] / 2:
// two sums of products, and a number that does not depend on x.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/bnn/network.hpp"

namespace crosspoint {

/// Makes software inference with `network`, whose weights are P, meet M where there is one. Both
/// must outlive the hooks.
/// @param minus  [layers] or empty; a layer: [outputs x inputs] or empty
InferHooks sign_dependent_hooks(const Network& network, const std::vector<BitMatrix>& minus);

}  // namespace crosspoint
