// The converter at the foot of a column: current in, count of on cells out (equation 18 of
// engine/docs/physics.md).
//
//   count = (I - I_base - S_x I_off) / LSB,   code = clip(round(count / step), 0, max_code),
//   result = round(code * step)
//
// and what converters with errors make of it: converter.hpp. LSB is the current that one on cell
// adds (I_on - I_off): of a cell without wires, the mean over the tile as it is, or calibrated for
// each column. S_x I_off is what S_x selected cells would draw if all
// of them were off, I_base what unselected cells leak; a reference column of off cells provides
// both in hardware. They can be left out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crosspoint/periphery/adc_spec.hpp"
#include "crosspoint/periphery/converter.hpp"

namespace crosspoint {

/// What stands at the foot of one column: what a current is in counts, and the converter.
struct Adc {
    CountScale scale;
    Converter converter;
};

/// The scale of a column without calibration of its own; nothing is subtracted where the
/// specification says so.
/// @param base_A,off_A  current of a reference column of off cells: constant, and per selected row
CountScale count_scale(const AdcSpec& spec, double lsb_A, double base_A, double off_A);

/// A converter without errors: with 2^bits - 1 >= full scale the step is one count; below, the full
/// scale is divided evenly.
/// @param signed_counts  of a difference of two columns: codes on both sides of 0
Adc make_adc(const AdcSpec& spec, std::size_t asserted_rows, double lsb_A, double base_A,
             double off_A, bool signed_counts = false);

/// Which row group of a network it is.
struct AdcPlace {
    std::size_t layer = 0;
    std::size_t tile = 0;
    std::size_t group = 0;
};

/// The converters of all outputs of a row group with what was drawn for them. Neighbors share one
/// as spec.columns_per_adc says: its errors, not its noise.
/// @param spec    checked by check_adc
/// @param scales  [outputs], or one for all
std::vector<Adc> make_adcs(const AdcSpec& spec, std::size_t asserted_rows, std::size_t outputs,
                           std::span<const CountScale> scales, bool signed_counts,
                           const AdcPlace& place);

/// Converts the currents of one column: see convert_currents in converter.hpp.
inline double convert_currents(const Adc& adc, std::span<const float> current_A,
                               std::span<const float> reference, std::span<std::int32_t> counts,
                               std::uint64_t first_conversion = 0) {
    return convert_currents(adc.scale, adc.converter, current_A, reference, first_conversion,
                            counts);
}

}  // namespace crosspoint
