// Reads networks that others trained: arrays "convK.weight" [out, in, ky, kx] and "fcK.weight"
// [out, in] of +-1, "convK.threshold" and "fcK.threshold" [out] for every layer but the last,
// numbered through. This is how the BNN-PYNQ / FINN family of binarized networks stores its
// weights:
//   first layer   input q = clip(floor((2 p / 255 - 1) 128 + 1/2), -128, 127) of a byte p,
//                 output +1 where 2 sum w q > threshold
//   other layers  output +1 where popcount(xnor) = (sum w a + inputs) / 2 > threshold
// Convolutions have stride 1 and no border; flattening is in the order channel, y, x.
// @source Y. Umuroglu et al., FINN, FPGA 2017; the arrays of Xilinx BNN-PYNQ
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/bnn/network.hpp"

namespace crosspoint {

struct ImportOptions {
    MapShape image = {.height = 32, .width = 32, .channels = 3};
    std::vector<std::size_t> pool_after;  ///< layers behind which 2 x 2 activations are pooled
};

/// @errors those of read_npz; input 4114: an array is missing, unknown, of the wrong shape or
/// values;
///         those of check_network
Result<Network> import_finn(const std::string& path, const ImportOptions& options);

}  // namespace crosspoint
