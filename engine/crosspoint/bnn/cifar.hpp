// CIFAR-10 in its binary layout: data_batch_1.bin .. data_batch_5.bin and test_batch.bin, each
// image one byte of label and 3072 bytes, the red plane first, then green and blue, rows of 32.
// @source https://www.cs.toronto.edu/~kriz/cifar.html, "binary version"
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/bnn/image_set.hpp"

namespace crosspoint {

/// Whether the folder has a file of that layout.
bool is_cifar10_folder(const std::string& folder);

/// Planes become channels: 32 x 32 x 3.
/// @errors input 4006: no such file, 4007: not a whole number of images, 4008: a label above 9
Result<ImageSet> load_cifar10(const std::string& folder, Split split);

}  // namespace crosspoint
