// A network of weights and activations of several bits, as integers: what a binary network on the
// same arrays is compared with. Every layer: z_j = sum_i W_ij x_i, and a hidden activation is the
// number of its thresholds that z_j reaches, 0 to 2^A - 1. Layer 0 sees pixel bytes; beyond the
// border of a map is 0. The last layer's sums are the logits. File: engine/train/README.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crosspoint/base/matrix.hpp"
#include "crosspoint/bnn/image_set.hpp"
#include "crosspoint/bnn/network.hpp"
#include "train/net_models.hpp"

namespace crosspoint::train {

struct QuantizedLayer {
    Matrix<std::int16_t> weights;     ///< [outputs x inputs], input order as in bnn/network.hpp
    Matrix<std::int64_t> thresholds;  ///< [outputs x 2^A - 1], rising; empty in the last layer
};

struct QuantizedNetwork {
    Network graph;  ///< shapes and connections; its own weights and thresholds are empty
    Precision precision;
    std::vector<QuantizedLayer> layers;
    std::string provenance = {};  ///< JSON text
};

/// [images x outputs] @param threads 0 = all cores
Matrix<std::int32_t> integer_logits(const QuantizedNetwork& network, const ImageSet& images,
                                    int threads);

/// @errors those of write_npz
Result<void> write_quantized(const std::string& path, const QuantizedNetwork& network);

}  // namespace crosspoint::train
