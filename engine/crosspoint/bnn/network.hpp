// A dense binarized network: +-1 weights, integer thresholds, 8-bit input. All of it is integers,
// so that every way to compute it must give the same bits.
//
// Layer 0 sees pixels p_i (0..255), the others see activations a_i = +-1:
//     z_j = sum_i W_ij x_i,   a_j = z_j >= threshold_j ? +1 : -1,
// and the last layer's z_j are the logits: class = argmax, the lowest index at a tie.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/bnn/idx.hpp"

namespace crosspoint {

struct DenseLayer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    BitMatrix weights;                    ///< [outputs x inputs]: bit 1 is +1, bit 0 is -1
    std::vector<std::int64_t> threshold;  ///< [outputs]; empty in the last layer
};

struct Network {
    std::vector<DenseLayer> layers;
    int input_bits = 8;      ///< 1..8; below 8 the pixel byte is shifted right by 8 - input_bits
    std::string provenance;  ///< JSON text: how the network was made

    [[nodiscard]] std::size_t inputs() const { return layers.empty() ? 0 : layers[0].inputs; }
    [[nodiscard]] std::size_t outputs() const { return layers.empty() ? 0 : layers.back().outputs; }
};

/// Whether shapes fit together. `name` is the file for messages.
/// @errors input 4104: sizes of layers do not fit, 4105: thresholds missing or too many
Result<void> check_network(const Network& network, const std::string& name);

/// Whether the images have as many pixels as the network has inputs, and labels in its range.
/// @errors input 4110: pixel count, 4111: label without an output
Result<void> check_images(const Network& network, const ImageSet& images);

}  // namespace crosspoint
