// What one column's current means in counts, measured: least squares over calibration reads whose
// exact counts are known. In place of one LSB for all columns it takes out what wires, spread of
// cells and leaks do to the gain and the offset of a column on average; what they do differently
// from read to read remains (its rms is reported).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "crosspoint/periphery/converter.hpp"

namespace crosspoint {

struct ColumnFit {
    double lsb_A = 0.0;   ///< current per count, above 0
    double base_A = 0.0;  ///< current at count 0 beyond the reference
    double residual_rms_A = 0.0;
    /// False: all exact counts are equal, or the current does not grow with the count; lsb_A is
    /// then the one that was given, and base_A makes the mean right.
    bool determined = false;

    /// For convert_currents.
    [[nodiscard]] CountScale scale(double off_A) const {
        return {.lsb_A = static_cast<float>(lsb_A),
                .base_A = static_cast<float>(base_A),
                .off_A = static_cast<float>(off_A)};
    }
};

/// Fits I = base + off_A reference + lsb count.
/// @param counts_exact  [reads], at least one
/// @param current_A     [reads]
/// @param reference     [reads] as in convert_currents
/// @param nominal_lsb_A  what to use where the reads do not say; above 0
ColumnFit fit_column(std::span<const std::int32_t> counts_exact, std::span<const float> current_A,
                     std::span<const float> reference, double off_A, double nominal_lsb_A);

}  // namespace crosspoint
