// Networks as .npz files. The format is documented in engine/docs/model_format.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/bnn/network.hpp"

namespace crosspoint {

/// @errors input 1001, 1020 and those of .npy; 4101: schema missing or unknown, 4102: array
///         missing, 4103: array of the wrong shape, 4104, 4105: see check_network, 4106: weight
///         other than +-1 or bits that are not bytes, 4107: threshold not an integer,
///         4108: padding bits set, 4109: an array that the format does not know, 4112: the graph,
///         4113: an input code
Result<Network> read_model(const std::string& path);

/// Writes packed weights; the same network gives the same bytes.
/// @errors input 4104, 4105; environment 1003, 1021
Result<void> write_model(const std::string& path, const Network& network);

}  // namespace crosspoint
