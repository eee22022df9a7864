// Model definitions by name: layers, shapes and how they hang together, without weights. A
// definition is a Network whose weights and thresholds are empty; the trainer fills them in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/bnn/network.hpp"

namespace crosspoint::train {

/// What makes a definition out of a name.
struct ModelOptions {
    std::string name = "mlp";  ///< mlp, vgg or resnet18
    std::size_t width = 32;    ///< channels of the first convolution
    std::size_t hidden = 0;    ///< neurons of a hidden dense layer; 0: mlp_hidden, 8 x width (vgg)
    std::size_t outputs = 10;
};

/// Neurons of each hidden layer of mlp unless `hidden` says so.
constexpr std::size_t mlp_hidden = 1024;

/// Bits of weights and hidden activations: both 1 (+-1), or both 2 to 8: weights are then integers
/// of either sign up to 2^(B-1) - 1, activations integers from 0 to 2^A - 1.
struct Precision {
    int weight_bits = 1;
    int activation_bits = 1;

    [[nodiscard]] bool binary() const { return weight_bits == 1; }
    [[nodiscard]] int largest_weight() const { return binary() ? 1 : (1 << (weight_bits - 1)) - 1; }
    [[nodiscard]] int largest_activation() const { return (1 << activation_bits) - 1; }
};

/// mlp: two hidden dense layers. vgg: VGG-small, convolutions 3x3 of W W P 2W 2W P 4W 4W P, one
/// hidden dense layer. resnet18: a stem, 4 stages of 2 blocks of W, 2W, 4W, 8W channels.
/// @source VGG-small: Courbariaux et al., Binarized Neural Networks (2016); ResNet-18: He, Zhang,
///         Ren, Sun, Deep Residual Learning for Image Recognition (2016)
/// @errors usage 4204: no such name; input 4205: the images are too small
Result<Network> model_definition(const ModelOptions& options, const MapShape& image);

}  // namespace crosspoint::train
