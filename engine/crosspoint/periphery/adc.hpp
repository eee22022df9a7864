// The converter at the foot of a column: current in, count of on cells out (equation 18 of
// engine/docs/physics.md).
//
//   count = (I - I_base - S_x I_off) / LSB,   code = clip(round(count / step), 0, max_code),
//   result = round(code * step)
//
// LSB is the current that one on cell adds (I_on - I_off): either of a cell without wires, or the
// mean over the tile as it is (calibrated). S_x I_off is what S_x selected cells would draw if all
// of them were off, I_base what unselected cells leak; a reference column of off cells provides
// both in hardware. They can be left out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crosspoint/base/error.hpp"
#include "crosspoint/periphery/adc_spec.hpp"

namespace crosspoint {

/// A converter with its numbers settled.
struct Adc {
    float lsb_A = 1.0f;   ///< current per count
    float base_A = 0.0f;  ///< constant current that is subtracted
    float off_A = 0.0f;   ///< and current per selected row that is subtracted
    float step_counts = 1.0f;
    float max_code = 0.0f;
};

/// With 2^bits - 1 >= full scale the step is one count; below, the full scale is divided evenly.
/// @param base_A,off_A  current of a reference column of off cells: constant, and per selected row
Adc make_adc(const AdcSpec& spec, std::size_t asserted_rows, double lsb_A, double base_A,
             double off_A);

/// Sums over the partial sums of one conversion call.
struct PartialSumErrors {
    std::int64_t count = 0;  ///< partial sums converted
    std::int64_t wrong = 0;  ///< result differs from the exact count
    std::int64_t sum = 0;    ///< of result - exact
    std::int64_t sum_squared = 0;
    std::int64_t largest = 0;  ///< of |result - exact|

    void add(const PartialSumErrors& other);
};

/// Converts one column of `lanes` reads and adds `weight` times the result to `accumulator`, and
/// compares with the exact count popcount(x AND w).
/// @param current_A    [lanes]
/// @param selected     [lanes] S_x: selected rows of each read
/// @param x_words      [chunks x lanes] 32 rows a word: the gate inputs
/// @param w_words      [chunks] the column's cells, bit 1 = on
/// @param accumulator  in/out, [lanes]
/// `lanes` is a multiple of 64; lanes beyond the batch have x = 0 and current 0 and count nothing.
PartialSumErrors convert_column(const Adc& adc, std::span<const float> current_A,
                                std::span<const float> selected,
                                std::span<const std::uint32_t> x_words,
                                std::span<const std::uint32_t> w_words, std::int32_t weight,
                                std::span<std::int32_t> accumulator);

}  // namespace crosspoint
