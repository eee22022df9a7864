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
#include <string_view>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// Where the LSB comes from.
enum class AdcReference : std::uint8_t {
    cell,      ///< one on cell without wires
    tile_mean  ///< mean current per count over the tile, with its wires
};

struct AdcSpec {
    int bits = 0;  ///< 1..16, or 0 = ideal: every integer count up to the full scale
    AdcReference reference = AdcReference::cell;
    /// Largest count; 0 = the number of rows that are asserted together.
    double full_scale_counts = 0.0;
    bool subtract_off_current = true;  ///< the reference column of off cells
    friend bool operator==(const AdcSpec&, const AdcSpec&) = default;
};

std::string_view adc_reference_name(AdcReference reference);  ///< "cell", "tile_mean"

/// A converter with its numbers settled.
struct Adc {
    float lsb_A = 1.0f;   ///< current per count
    float base_A = 0.0f;  ///< constant current that is subtracted
    float off_A = 0.0f;   ///< and current per selected row that is subtracted
    float step_counts = 1.0f;
    float max_code = 0.0f;
    float min_code = 0.0f;  ///< -max_code where the current is the difference of two columns
};

/// With 2^bits - 1 >= full scale the step is one count; below, the full scale is divided evenly.
/// @param signed_counts  of a difference of two columns: codes on both sides of 0
/// @param base_A,off_A  current of a reference column of off cells: constant, and per selected row
Adc make_adc(const AdcSpec& spec, std::size_t asserted_rows, double lsb_A, double base_A,
             double off_A, bool signed_counts = false);

/// Converts the currents of one column: counts = result of the three lines above.
/// @param current_A  [lanes]
/// @param selected   [lanes] S_x: selected rows of each read
/// @param counts     out, [lanes]; lanes a multiple of 64
/// @returns the sum of the currents, A
double convert_currents(const Adc& adc, std::span<const float> current_A,
                        std::span<const float> selected, std::span<std::int32_t> counts);

}  // namespace crosspoint
