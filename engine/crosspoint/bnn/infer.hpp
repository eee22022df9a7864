// Exact software inference: the oracle of everything that runs on arrays. One fast path on packed
// bits and one slow, obvious path on plain integers; tests compare the two.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
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

/// Images [first, first + count) through the network with packed bits.
/// The caller has checked network and images (check_network, check_images); the range is inside.
/// @param threads 0 = all cores; the result does not depend on it
SoftwareResult infer(const Network& network, const ImageSet& images, std::size_t first,
                     std::size_t count, int threads = 1);

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
