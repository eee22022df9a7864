// Image sets in the IDX files of MNIST and its successors, plain or gzip.
// Debian's package dataset-fashion-mnist brings Fashion-MNIST in this form.
// @source the file format section of Y. LeCun's MNIST page
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/bnn/image_set.hpp"

namespace crosspoint {

/// @errors input 1001, 1002; 4001: not an IDX file of bytes, 4002: not the expected number of
///         dimensions, 4003: length does not match the header, 4005: counts differ
Result<ImageSet> read_idx(const std::string& images_path, const std::string& labels_path);

/// A folder with the four usual names (`t10k-images-idx3-ubyte`, ...), each plain or with `.gz`.
/// @errors those of read_idx; input 4004: the files are not there
Result<ImageSet> load_image_folder(const std::string& folder, Split split);

/// Fashion-MNIST from Debian's package: 60,000 training or 10,000 test images of 28 x 28.
/// @errors as load_image_folder, but a missing file is an environment error whose help names the
///         package
Result<ImageSet> load_fashion_mnist(Split split);

}  // namespace crosspoint
