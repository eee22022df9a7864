// The axes of a chart: where a value stands between 0 and 1, and which ticks are written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace crosspoint {

struct ChartTick {
    double at = 0.0;    ///< place, 0 to 1
    std::string label;  ///< may be empty
};

/// An axis of numbers, or of words at equal distances.
struct ChartScale {
    bool log = false;
    double low = 0.0, high = 1.0;  ///< at places 0 and 1
    bool zero = false;             ///< logarithmic, and 0 stands at `zero_at`, left of a break
    double zero_at = 0.0;
    std::vector<ChartTick> ticks;

    /// Place of a value; values that have none on a logarithmic axis stand at 0.
    [[nodiscard]] double place(double value) const;
};

/// A scale for the values, which need not be sorted. Ticks stand at the values where these are few
/// and have room, else at round numbers.
/// @param length in characters of a label that fit beside each other
ChartScale value_scale(std::vector<double> values, bool log, int length);

/// A scale that ends at the given values.
ChartScale range_scale(double low, double high, bool log);

/// Word k stands at value k.
ChartScale word_scale(const std::vector<std::string>& words);

/// A range for values that are drawn upward: from 0 where that loses little, ends at round numbers.
ChartScale upward_scale(double least, double most, bool log);

}  // namespace crosspoint
