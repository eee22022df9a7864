// Maps of +-1 activations as packed bits: the vectors that a convolution sees, and max-pooling.
// A map is one row of bits, index (y * width + x) * channels + c, without padding inside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crosspoint/bnn/network.hpp"

namespace crosspoint {

/// The vector that the kernel sees at output position (y, x); what lies beyond the border is 0.
/// @param map     of conv.in
/// @param window  [conv.inputs() bits], overwritten, padding bits too
void gather_window(const Convolution& conv, std::span<const std::uint64_t> map, std::size_t y,
                   std::size_t x, std::span<std::uint64_t> window);

/// The maximum over pool x pool activations of each channel: of single bits their disjunction.
/// @param map  `planes` bit planes after each other, the lowest bit first
/// @param out  likewise, overwritten
void max_pool(const MapShape& in, std::span<const std::uint64_t> map, std::size_t pool,
              std::span<std::uint64_t> out, std::size_t planes = 1);

}  // namespace crosspoint
