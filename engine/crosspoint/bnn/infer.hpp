// Exact software inference: the oracle of everything that runs on arrays. One fast path on packed
// bits and one slow, obvious path on plain integers; tests compare the two.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/bnn/idx.hpp"
#include "crosspoint/bnn/network.hpp"

namespace crosspoint {

/// What a network says about `count` images.
struct SoftwareResult {
    Matrix<std::int32_t> logits;  ///< [count x outputs]
    /// Each hidden layer, before pooling: [count x layer.sums().size()], bit 1 is +1. Of A bits:
    /// [count * A x layer.sums().size()], bit plane b of image n is row n * A + b.
    std::vector<BitMatrix> activations;
    std::vector<int> predicted;  ///< [count]
};

/// Nothing predicted yet, all bits 0.
SoftwareResult sized_result(const Network& network, std::size_t count);

/// What others change while images are run (map/bit_flips.hpp). Called from several threads, each
/// image from one; padding bits must stay 0.
struct InferHooks {
    /// What a layer that reads signs sums at one position, [outputs], in place of the products of
    /// the signs with its weights. False: those.
    std::function<bool(std::size_t layer, std::span<const std::uint64_t> signs,
                       std::span<std::int32_t> sums)>
        sums = {};
    /// The weights of a layer before an image (its index in the set) meets them: a copy for this
    /// image alone.
    std::function<void(std::size_t layer, std::size_t image, BitMatrix& weights)> weights = {};
    /// The thresholded activations of a hidden layer, [sums().size()] bits
    /// in each plane, before pooling.
    std::function<void(std::size_t layer, std::size_t image, std::span<std::uint64_t> bits)>
        activations = {};
};

/// Images [first, first + count) through the network with packed bits.
/// The caller has checked network and images (check_network, check_images); the range is inside.
/// @param threads 0 = all cores; the result does not depend on it
SoftwareResult infer(const Network& network, const ImageSet& images, std::size_t first,
                     std::size_t count, int threads = 1, const InferHooks& hooks = {});

/// The same by plain loops over integers.  @cost about 50 times that of infer
SoftwareResult infer_naive(const Network& network, const ImageSet& images, std::size_t first,
                           std::size_t count);

/// Number of images whose predicted class is their label.
std::size_t count_correct(const SoftwareResult& result, const ImageSet& images, std::size_t first);

/// Index of the largest value, the lowest index at a tie. `logits` is not empty.
int argmax(std::span<const std::int32_t> logits);

/// Bit planes of one image: [input_bits x pixels], bit (b, i) is bit b of pixel i as layer 0 sees
/// it.
BitMatrix bit_planes(const Network& network, std::span<const std::uint8_t> image);

}  // namespace crosspoint
