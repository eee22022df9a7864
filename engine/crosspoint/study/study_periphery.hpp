// [adc], [sense] and [cost] of a study file: converters, sense amplifiers, and the figures of the
// cost model. Every key may be an axis. Keys and what they assume: engine/docs/periphery.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "crosspoint/base/error.hpp"
#include "crosspoint/periphery/adc_spec.hpp"
#include "crosspoint/periphery/bit_error_laws.hpp"
#include "crosspoint/periphery/cost.hpp"
#include "crosspoint/periphery/sense_amplifier.hpp"
#include "crosspoint/study/key_reader.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

struct StudyAdc {
    AdcSpec spec;
    std::string settings_json;  ///< all keys resolved, one JSON object
};

/// @param row_group  rows asserted together, the default of full_scale_counts
/// @param is_signed  the converters see differences of two columns
/// @errors input 4601..4605 and those of the TOML reader
Result<StudyAdc> read_study_adc(const TomlValue& table, std::size_t row_group,
                                bool is_signed = false);

/// What one cell is compared with: a rule, or a resistance.
struct StudyReference {
    ReferenceRule rule = ReferenceRule::best;
    double ohm = 0.0;  ///< 0: by the rule
};

/// "best", "balanced", or a resistance; nothing is the first. Errors go to the reader.
StudyReference read_study_reference(const TomlValue& value, KeyReader& reader);

/// The same as a JSON value.
std::string reference_json(const StudyReference& reference);

struct StudySense {
    SenseAmplifierSpec spec;
    StudyReference reference;         ///< of one cell a weight
    bool reference_in_array = false;  ///< a column of reference cells
    std::string settings_json;
};

/// What a file without [sense] says.
StudySense default_study_sense();

/// Nothing when the file has no [sense].
/// @errors those of the TOML reader
Result<std::optional<StudySense>> read_study_sense(const TomlValue& table);

struct StudyCost {
    CostFigures figures;
    std::string settings_json;
};

/// Nothing when the file has no [cost]. cell_area_F2 is settled: as given, or that of `cost.cell`.
/// @param cell  default of `cost.cell`; empty: cells that have no area of their own
/// @errors input 4606: no area of the cells is known; those of the TOML reader
Result<std::optional<StudyCost>> read_study_cost(const TomlValue& table, std::string_view cell);

}  // namespace crosspoint
