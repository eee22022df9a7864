// NumPy's .npz files: a zip of .npy, read and written through libzip.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/npy.hpp"

namespace crosspoint {

/// All arrays by name, without the ".npy".
/// @errors input 1001 missing, 1020 not a zip or truncated; those of parse_npy
Result<std::map<std::string, NdArray>> read_npz(const std::string& path);

/// Writes entries (name without ".npy" -> npy bytes) with a fixed time stamp, so that the same
/// arrays give the same bytes. Atomic like write_file.
/// @errors environment 1003; 1021: the archive cannot be built
Result<void> write_npz(const std::string& path,
                       const std::map<std::string, std::vector<std::byte>>& entries);

}  // namespace crosspoint
