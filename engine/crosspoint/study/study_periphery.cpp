// A study is searched for unknown keys before its first error is shown: every reader asks for all
// of its keys, and returns the first error after that.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_periphery.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "crosspoint/study/key_reader.hpp"

namespace crosspoint {
namespace {

using Json = nlohmann::ordered_json;

constexpr double least_ohm = 1e-30;      // chosen: quantities that must not be 0
constexpr double most_counts = 1 << 20;  // as the lines of an array
constexpr std::int64_t most_seed = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t most_columns = 1 << 20;

// 1 .. 16, or "ideal".
int read_bits(const TomlValue& bits, KeyReader& reader) {
    if (!bits.exists()) return 0;
    if (bits.kind() != TomlKind::text)
        return static_cast<int>(reader.take(bits.integer(1, most_converter_bits), std::int64_t{1}));
    reader.take(bits.choice(std::array<std::string, 1>{"ideal"}), std::size_t{0});
    return 0;
}

struct ErrorKey {
    const char* key;
    double ConverterErrors::*value;
};
constexpr auto error_keys = std::to_array<ErrorKey>({
    {"offset_codes", &ConverterErrors::offset_codes},
    {"offset_sigma_codes", &ConverterErrors::offset_sigma_codes},
    {"gain_error", &ConverterErrors::gain_error},
    {"gain_sigma", &ConverterErrors::gain_sigma},
    {"unit_capacitor_sigma", &ConverterErrors::unit_capacitor_sigma},
    {"noise_codes", &ConverterErrors::noise_codes},
});

}  // namespace

Result<StudyAdc> read_study_adc(const TomlValue& table, std::size_t row_group, bool is_signed) {
    KeyReader reader(table);
    StudyAdc out;
    AdcSpec& spec = out.spec;
    spec.bits = read_bits(table.get("bits"), reader);
    const std::array<std::string, 3> references = {"cell", "tile_mean", "column"};
    spec.reference = static_cast<AdcReference>(reader.choice("reference", references));
    const bool own_scale = reader.has("full_scale_counts");
    spec.full_scale_counts = reader.number("full_scale_counts", static_cast<double>(row_group),
                                           {.min = 1.0, .max = most_counts});
    spec.subtract_off_current = reader.boolean("subtract_off_current", true);
    Json settings{
        {"bits", spec.bits == 0 ? Json("ideal") : Json(spec.bits)},
        {"reference", adc_reference_name(spec.reference)},
        {"full_scale_counts", own_scale ? Json(spec.full_scale_counts) : Json("row_group")},
        {"subtract_off_current", spec.subtract_off_current}};

    // Studies that say nothing of these have no such settings: their points are found again in
    // older stores.
    bool more = reader.has("reference_column") || reader.has("kind") ||
                reader.has("columns_per_adc") || reader.has("converter_seed");
    const std::array<std::string, 2> columns = {"ideal", "in_array"}, kinds = {"ideal", "sar"};
    spec.reference_column =
        static_cast<ReferenceColumn>(reader.choice("reference_column", columns));
    spec.kind = static_cast<AdcKind>(reader.choice("kind", kinds));
    spec.columns_per_adc =
        static_cast<std::size_t>(reader.integer("columns_per_adc", 1, 1, most_columns));
    spec.seed = static_cast<std::uint64_t>(reader.integer("converter_seed", 1, 0, most_seed));
    for (const ErrorKey& error : error_keys) {
        more = more || reader.has(error.key);
        spec.errors.*error.value = reader.number(error.key, 0.0, {});
    }
    if (more) {
        settings["reference_column"] = reference_column_name(spec.reference_column);
        settings["kind"] = adc_kind_name(spec.kind);
        settings["columns_per_adc"] = spec.columns_per_adc;
        settings["converter_seed"] = spec.seed;
        for (const ErrorKey& error : error_keys) settings[error.key] = spec.errors.*error.value;
    }
    if (reader.failure()) return *reader.failure();
    if (auto r = check_adc(spec, is_signed); !r) {
        Error failure = r.error();
        failure.where = table.where();
        return failure;
    }
    out.settings_json = settings.dump();
    return out;
}

namespace {

const std::array<std::string, 2> xnor_places = {"behind_latch", "before_latch"};
const std::array<std::string, 2> reference_rules = {"best", "balanced"};
const std::array<std::string, 2> reference_places = {"ideal", "in_array"};

std::string sense_json(const StudySense& sense) {
    const SenseAmplifierSpec& spec = sense.spec;
    return Json{{"offset_sigma_ln", spec.offset_sigma_ln},
                {"columns_per_amplifier", spec.columns_per_amplifier},
                {"xnor", xnor_places[static_cast<std::size_t>(spec.xnor)]},
                {"amplifier_seed", spec.seed},
                {"reference_ohm", Json::parse(reference_json(sense.reference))},
                {"reference_cells", reference_places[sense.reference_in_array ? 1 : 0]}}
        .dump();
}

}  // namespace

StudyReference read_study_reference(const TomlValue& value, KeyReader& reader) {
    StudyReference reference;
    if (!value.exists()) return reference;
    if (const auto word = value.text())
        for (std::size_t k = 0; k < reference_rules.size(); ++k)
            if (*word == reference_rules[k]) {
                reference.rule = static_cast<ReferenceRule>(k);
                return reference;
            }
    reference.ohm = reader.take(value.number({.unit = Unit::ohm, .min = least_ohm}), 0.0);
    return reference;
}

std::string reference_json(const StudyReference& reference) {
    const Json rule = reference_rules[static_cast<std::size_t>(reference.rule)];
    return (reference.ohm == 0.0 ? rule : Json(reference.ohm)).dump();
}

StudySense default_study_sense() {
    StudySense out;
    out.settings_json = sense_json(out);
    return out;
}

Result<std::optional<StudySense>> read_study_sense(const TomlValue& table) {
    if (!table.exists()) return std::optional<StudySense>();
    KeyReader reader(table);
    StudySense out;
    SenseAmplifierSpec& spec = out.spec;
    spec.offset_sigma_ln = reader.number("offset_sigma_ln", 0.0, {.min = 0.0, .max = 10.0});
    spec.columns_per_amplifier =
        static_cast<std::size_t>(reader.integer("columns_per_amplifier", 1, 1, most_columns));
    spec.xnor = static_cast<XnorPlace>(reader.choice("xnor", xnor_places));
    spec.seed = static_cast<std::uint64_t>(reader.integer("amplifier_seed", 1, 0, most_seed));
    out.reference = read_study_reference(table.get("reference_ohm"), reader);
    out.reference_in_array = reader.choice("reference_cells", reference_places) == 1;
    if (reader.failure()) return *reader.failure();
    out.settings_json = sense_json(out);
    return std::optional<StudySense>(std::move(out));
}

Result<std::optional<StudyCost>> read_study_cost(const TomlValue& table, std::string_view cell) {
    if (!table.exists()) return std::optional<StudyCost>();
    KeyReader reader(table);
    StudyCost out;
    Json settings;
    for (const CostKey& key : cost_keys()) {
        const std::string name(key.key);
        double& figure = out.figures.*key.figure;
        figure =
            reader.number(name.c_str(), figure, {.unit = key.unit, .min = key.min, .max = key.max});
        settings[name] = figure;
    }
    const std::array<std::string, 2> energies = {"walden", "schreier"};
    const std::size_t energy = reader.choice("adc_energy", energies);
    out.figures.adc_energy = static_cast<AdcEnergy>(energy);
    out.figures.popcount_ahead = reader.boolean("popcount_ahead", false);
    std::vector<std::string> cells;
    for (const CellArea& area : cell_areas()) cells.emplace_back(area.cell);
    const TomlValue named = table.get("cell");
    if (named.exists()) cell = cells[reader.take(named.choice(cells), std::size_t{0})];
    if (reader.failure()) return *reader.failure();
    if (out.figures.cell_area_F2 == 0.0) {
        const auto area = default_cell_area_F2(cell);
        if (!area)
            return table.error(4606, "the area of cells that are a model is not known",
                               "set cost.cell to what they are, such as \"8t_sram\", or "
                               "cost.cell_area_F2");
        out.figures.cell_area_F2 = *area;
        settings["cell_area_F2"] = *area;
    }
    if (named.exists()) settings["cell"] = cell;
    settings["adc_energy"] = energies[energy];
    settings["popcount_ahead"] = out.figures.popcount_ahead;
    out.settings_json = settings.dump();
    return std::optional<StudyCost>(std::move(out));
}

}  // namespace crosspoint
