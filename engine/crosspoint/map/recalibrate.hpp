// New thresholds for the sums that arrays really give: batch normalization recalibrated on sample
// images, layer by layer, each with the new thresholds of those before it.
//
// With mean m and standard deviation s of a neuron's sums, of exact inference (e) and of the
// circuit (c),
//     threshold' = m_c + (threshold - m_e) s_c / s_e,
// rounded up: what batch normalization with statistics of the circuit would do. Where a sum never
// varies, only the means are taken.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <stop_token>

#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/map/mapped_layer.hpp"

namespace crosspoint {

/// The network with thresholds for these arrays; the last layer has none.
/// @param layers  one per layer of the network; without tiles: computed digitally
/// @param count   sample images, the first of the set
/// @errors interrupted 4503; those of reading tiles
Result<Network> recalibrated(const Network& network, const std::vector<MappedLayer>& layers,
                             const ImageSet& images, std::size_t count, std::stop_token stop);

}  // namespace crosspoint
