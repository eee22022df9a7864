// What a user says about the converters at the feet of the columns: [adc] of a study file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crosspoint/base/error.hpp"
#include "crosspoint/periphery/converter.hpp"

namespace crosspoint {

/// Where the LSB comes from.
enum class AdcReference : std::uint8_t {
    cell,       ///< one on cell without wires
    tile_mean,  ///< mean current per count over the tile, with its wires
    column      ///< least squares of every column and row group: LSB and offset (column_fit.hpp)
};

enum class AdcKind : std::uint8_t {
    ideal,  ///< rounds exactly
    sar     ///< successive approximation, with the errors that are given
};

/// What the current of off cells that is subtracted comes from.
enum class ReferenceColumn : std::uint8_t {
    ideal,    ///< numbers: cells without wires
    in_array  ///< one more column of off cells in every tile, read like the others
};

struct AdcSpec {
    int bits = 0;  ///< 1..16, or 0 = ideal: every integer count up to the full scale
    AdcReference reference = AdcReference::cell;
    /// Largest count; 0 = the number of rows that are asserted together.
    double full_scale_counts = 0.0;
    bool subtract_off_current = true;  ///< the reference column of off cells
    ReferenceColumn reference_column = ReferenceColumn::ideal;
    AdcKind kind = AdcKind::ideal;
    ConverterErrors errors = {};      ///< kind sar only
    std::size_t columns_per_adc = 1;  ///< neighbors that share a converter, one after another
    std::uint64_t seed = 1;           ///< of what is drawn
    friend bool operator==(const AdcSpec&, const AdcSpec&) = default;
};

std::string_view adc_reference_name(AdcReference reference);  ///< "cell", "tile_mean", "column"
std::string_view adc_kind_name(AdcKind kind);                 ///< "ideal", "sar"
std::string_view reference_column_name(ReferenceColumn reference);  ///< "ideal", "in_array"

/// @param is_signed  the converters see differences of two columns
/// @errors input 4601: a successive approximation without bits; 4602: errors of an ideal converter;
///         4603: a reference column that nothing is subtracted from; 4604: a signed converter of
///         one bit; 4605: a figure is out of its range
Result<void> check_adc(const AdcSpec& spec, bool is_signed);

}  // namespace crosspoint
