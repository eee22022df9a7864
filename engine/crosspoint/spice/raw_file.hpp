// The binary .raw file that ngspice writes: a text header, then doubles.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// One operating point by vector name, as ngspice spells it: lower case, "v(w0_0)", "i(vsense0)".
using RawPoint = std::unordered_map<std::string, double>;

/// A sweep or a transient: columns by the names of RawPoint; the first is what was swept.
struct RawTable {
    std::vector<std::string> names;
    std::vector<std::vector<double>> columns;  ///< [names][points]

    /// @errors numerics 3008: ngspice did not write it
    [[nodiscard]] Result<const std::vector<double>*> column(const std::string& name) const;
};

/// A name as ngspice spells it: A to Z are small.
std::string lower_case(std::string text);

/// numerics 3008: ngspice did not write this name.
Error missing_from_raw(const std::string& name);

/// Reads a binary .raw file of one plot of real numbers.
/// @param bytes  the whole file
/// @errors numerics 3003: a missing or contradictory header line, data that is too short or too
///         long, no point, complex or text data
/// @cost   O(bytes); never reads past the end, never allocates by what the header claims
Result<RawTable> parse_raw_table(std::string_view bytes);

/// Reads a binary .raw file of one plot with one point of real numbers.
/// @param bytes  the whole file
/// @errors numerics 3003: a missing or contradictory header line, data that is too short or too
///         long, several points, complex or text data
/// @cost   O(bytes); never reads past the end, never allocates by what the header claims
Result<RawPoint> parse_raw(std::string_view bytes);

}  // namespace crosspoint
