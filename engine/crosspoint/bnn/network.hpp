// A binarized network: +-1 weights, integer thresholds, 8-bit input. All of it is integers, so that
// every way to compute it must give the same bits.
//
// Every layer is a weight matrix W [inputs x outputs] that sees one or many vectors x:
//     z_j = sum_i W_ij x_i,   a_j = z_j >= threshold_j ? +1 : -1,
// a dense layer one vector an image, a convolution one a position: the window of the map that lies
// under its kernel, index (ky * kernel + kx) * channels + c. Layer 0 sees pixels 0..255 (0 beyond
// the border), the others activations +-1 (-1 beyond the border). The last layer's z_j are the
// logits: class = argmax, the lowest index at a tie.
//
// A shortcut adds the +-1 output s of an earlier layer behind the batch normalization,
//     a_j = y_j(z_j) + alpha_j s_j >= 0 ? +1 : -1,
// which is two integer thresholds: one where s_j is +1, one where it is -1.
//
// Networks of several bits, to compare with, are the same with weights from -(2^(B-1) - 1) to
// 2^(B-1) - 1 and activations from 0 to 2^A - 1, the number of 2^A - 1 rising thresholds that z_j
// reaches; beyond every border is 0, a pool keeps the largest, and there are no shortcuts. Weights
// are kept as B bits of W + 2^(B-1), activations as A bit planes: a binary layer is one of each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/bnn/image_set.hpp"

namespace crosspoint {

/// An image or an activation map. Value (y, x, c) has index (y * width + x) * channels + c.
struct MapShape {
    std::size_t height = 1;
    std::size_t width = 1;
    std::size_t channels = 0;

    [[nodiscard]] std::size_t positions() const { return height * width; }
    [[nodiscard]] std::size_t size() const { return height * width * channels; }
    friend bool operator==(const MapShape&, const MapShape&) = default;
};

/// A square kernel that moves over a map.
struct Convolution {
    MapShape in;
    std::size_t kernel = 3;
    std::size_t stride = 1;
    std::size_t padding = 0;  ///< values beyond each border

    [[nodiscard]] std::size_t inputs() const { return kernel * kernel * in.channels; }
    [[nodiscard]] std::size_t out_height() const {
        return (in.height + 2 * padding - kernel) / stride + 1;
    }
    [[nodiscard]] std::size_t out_width() const {
        return (in.width + 2 * padding - kernel) / stride + 1;
    }
    friend bool operator==(const Convolution&, const Convolution&) = default;
};

/// A weight matrix, what it reads and what becomes of its sums.
struct Layer {
    std::size_t inputs = 0;   ///< of one vector
    std::size_t outputs = 0;  ///< neurons, or channels of the map
    /// [outputs x inputs]: bit 1 is +1, bit 0 is -1. Several bits: [outputs * weight_bits x
    /// inputs], row j * weight_bits + s is bit s of W_j + 2^(weight_bits - 1).
    BitMatrix weights;
    std::vector<std::int64_t> threshold;  ///< [outputs x steps()]; empty in the last layer
    /// [outputs] with a shortcut: where it is -1 (`threshold` is where it is +1); else empty.
    std::vector<std::int64_t> threshold_minus = {};
    std::optional<Convolution> conv = {};  ///< nothing: dense, on the flattened map
    std::size_t pool =
        1;              ///< the maximum of pool x pool activations is kept; rest rows are dropped
    int input = -1;     ///< the earlier layer whose output is read; -1: the one before
    int shortcut = -1;  ///< the earlier layer whose output is added; -1: none
    std::string name = {};
    int weight_bits = 1;
    int activation_bits = 1;  ///< of what it gives

    /// Thresholds of an output.
    [[nodiscard]] std::size_t steps() const { return (std::size_t{1} << activation_bits) - 1; }
    /// W_ij of output j and input i as a number.
    [[nodiscard]] int weight(std::size_t j, std::size_t i) const;
    /// Writes its bits. @param value +-1, or of several bits
    void set_weight(std::size_t j, std::size_t i, int value);
    /// The map of its sums and thresholded activations, before pooling.
    [[nodiscard]] MapShape sums() const;
    /// The map that other layers read.
    [[nodiscard]] MapShape out() const;
    /// Vectors an image.
    [[nodiscard]] std::size_t positions() const { return sums().positions(); }
};

struct Network {
    std::vector<Layer> layers;
    int input_bits = 8;  ///< 1..8; below 8 the code is shifted right by 8 - input_bits
    /// [256] what layer 0 sees for a pixel byte; empty: the byte itself.
    std::vector<std::uint8_t> input_codes = {};
    std::string provenance = {};  ///< JSON text: how the network was made

    /// The image: of one row where layer 0 is dense.
    [[nodiscard]] MapShape image() const;
    [[nodiscard]] std::size_t inputs() const { return image().size(); }
    [[nodiscard]] std::size_t outputs() const { return layers.empty() ? 0 : layers.back().outputs; }
    /// What layer k reads: the index of an earlier layer, k > 0.
    [[nodiscard]] std::size_t source(std::size_t k) const {
        return layers[k].input < 0 ? k - 1 : static_cast<std::size_t>(layers[k].input);
    }
    /// Bit planes of what layer k reads.
    [[nodiscard]] std::size_t planes(std::size_t k) const {
        return static_cast<std::size_t>(k == 0 ? input_bits : layers[source(k)].activation_bits);
    }
    /// Whether layer k reads +-1, not numbers from 0 on.
    [[nodiscard]] bool reads_signs(std::size_t k) const {
        return k > 0 && layers[source(k)].activation_bits == 1;
    }
    /// The number that layer 0 sees for a pixel byte.
    [[nodiscard]] int input_value(std::uint8_t pixel) const {
        return (input_codes.empty() ? pixel : input_codes[pixel]) >> (8 - input_bits);
    }
    /// "conv3" or "fc1": the layer's name, or one by its kind and index.
    [[nodiscard]] std::string layer_name(std::size_t k) const;
};

/// Whether shapes fit together. `name` is the file for messages.
/// @errors input 4104: sizes of layers do not fit, 4105: thresholds missing or too many,
///         4115: bits, weights or thresholds that a network of several bits must not have
Result<void> check_network(const Network& network, const std::string& name);

/// Whether the images have as many pixels as the network has inputs, and labels in its range.
/// @errors input 4110: pixel count or shape, 4111: label without an output
Result<void> check_images(const Network& network, const ImageSet& images);

}  // namespace crosspoint
