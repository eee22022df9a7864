// Files and pictures of results that several verbs write.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"

namespace crosspoint::cli {

using NamedBytes = std::pair<std::string, std::vector<std::byte>>;

/// Writes all files, or none: what was written before a failure is taken back.
/// @errors environment 1003, 1004
Result<void> write_all(const std::string& folder, const std::vector<NamedBytes>& files);

/// Scales volts to the unit that reads best and names it.
const char* scale_volts(Matrix<double>& volts);

}  // namespace crosspoint::cli
