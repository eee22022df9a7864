// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_variation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "crosspoint/study/variation_config.hpp"

namespace crosspoint {
namespace {

using Json = nlohmann::ordered_json;

constexpr double least_ohm = 1e-30;  // chosen: quantities that must not be 0

Json json_number(double value) {
    return std::isfinite(value) ? Json(value) : Json(value > 0.0 ? "inf" : "-inf");
}

Json spread_json(const TomlValue& table, const Spread& spread) {
    Json json = {{"distribution", distribution_name(spread.distribution)}};
    // The width under the key that the file has; a half width is sqrt(3) sigma.
    const double sigma = spread.sigma.front();
    for (const char* key : {"sigma_relative", "sigma_absolute", "sigma_ln"})
        if (table.get(key).exists()) json[key] = sigma;
    for (const char* key : {"half_width_relative", "half_width_absolute"})
        if (const TomlValue value = table.get(key); value.exists())
            json[key] = sigma * std::sqrt(3.0);
    json["truncate_sigma"] = json_number(spread.truncate_sigma);
    json["min"] = json_number(spread.min);
    json["max"] = json_number(spread.max);
    return json;
}

// The two names of one kind of cells: its resistance or its conductance.
Result<std::optional<CellSpread>> read_kind(const TomlValue& device, const std::string& ohm_key,
                                            const std::string& siemens_key, Json& settings) {
    std::optional<CellSpread> out;
    for (const std::string& key : {ohm_key, siemens_key}) {
        const TomlValue table = device.get(key);
        if (!table.exists()) continue;
        if (out)
            return table.error(
                7489,
                fmt::format("{} scatters both {} and {}", device.path(), ohm_key, siemens_key),
                "they are one value: give one of them");
        const bool siemens = key == siemens_key;
        const VariationContext context{.of = "the cells", .quantities = {}, .path = {}};
        Result<Spread> spread =
            read_spread(table, context, siemens ? Unit::siemens : Unit::ohm, false);
        if (!spread) return spread.error();
        settings["device"][key] = spread_json(table, *spread);
        out = CellSpread{.spread = std::move(*spread), .of_conductance = siemens};
    }
    return out;
}

// A study is searched for unknown keys before its first error is shown: a key that reading did not
// reach is none of them.
void know_all_keys(const TomlValue& table) {
    const TomlValue device = table.get("device"), faults = table.get("faults");
    for (const char* name : {"r_on_ohm", "r_off_ohm", "g_on_S", "g_off_S"})
        for (const char* key :
             {"distribution", "sigma_relative", "sigma_absolute", "sigma_ln", "half_width_relative",
              "half_width_absolute", "truncate_sigma", "min", "max"})
            static_cast<void>(device.get(name).get(key));
    for (const char* key :
         {"stuck_on_fraction", "stuck_off_fraction", "open_fraction", "short_fraction",
          "stuck_on_ohm", "stuck_off_ohm", "open_ohm", "short_ohm"})
        static_cast<void>(faults.get(key));
}

// Where a name of the file is in the cells.
ModelQuantity place_of(const ModelShape& shape, const std::string& name) {
    for (std::size_t p = 0; p < shape.varying.size(); ++p)
        if (shape.varying[p].name == name) return {.name = name, .state = false, .index = p};
    ModelQuantity state{.name = name, .state = true, .index = 0};
    for (const UnknownInfo& unknown : shape.unknowns) {
        if (unknown.kind != UnknownKind::state) continue;
        if (unknown.name == name) break;
        ++state.index;
    }
    return state;
}

// A stuck cell is that of one kind in all that makes the kinds differ, and what the file says.
std::vector<std::pair<ModelQuantity, double>> stuck_values(
    const EliminatedCellSpec& kinds, std::size_t kind,
    const std::vector<std::pair<std::string, double>>& given) {
    std::vector<std::pair<ModelQuantity, double>> out;
    const ModelShape& shape = kinds.model->shape();
    const auto add = [&](const std::string& name, const std::vector<double>& values) {
        if (values[0] != values[1]) out.emplace_back(place_of(shape, name), values[kind]);
    };
    for (std::size_t p = 0; p < kinds.parameters.size(); ++p)
        add(shape.varying[p].name, kinds.parameters[p]);
    std::size_t state = 0;
    for (const UnknownInfo& unknown : shape.unknowns)
        if (unknown.kind == UnknownKind::state) add(unknown.name, kinds.states[state++]);
    for (const auto& [name, value] : given) {
        const auto same = [&wanted = name](const auto& one) { return one.first.name == wanted; };
        std::erase_if(out, same);
        out.emplace_back(place_of(shape, name), value);
    }
    return out;
}

Json& at_name(Json& settings, const std::string& name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) return settings[name];
    return at_name(settings[name.substr(0, dot)], name.substr(dot + 1));
}

struct OhmKey {
    const char* key;
    double* to;
    double fallback;
};

}  // namespace

Result<std::optional<StudyVariation>> read_study_variation(const TomlValue& table, double r_on_ohm,
                                                           double r_off_ohm) {
    if (!table.exists()) return std::optional<StudyVariation>();
    if (auto r = table.expect_table(); !r) return r.error();
    know_all_keys(table);
    StudyVariation out;
    NetworkVariation& v = out.variation;
    Json settings;
    const Result<std::int64_t> seed =
        table.get("seed").integer_or(1, 0, std::numeric_limits<std::int64_t>::max());
    if (!seed) return seed.error();
    v.seed = static_cast<std::uint64_t>(*seed);
    settings["seed"] = *seed;
    const TomlValue device = table.get("device");
    if (auto r = device.expect_table(); !r) return r.error();
    auto on = read_kind(device, "r_on_ohm", "g_on_S", settings);
    if (!on) return on.error();
    v.on = std::move(*on);
    auto off = read_kind(device, "r_off_ohm", "g_off_S", settings);
    if (!off) return off.error();
    v.off = std::move(*off);
    const TomlValue faults = table.get("faults");
    const Result<FaultFractions> fractions = read_fault_fractions(faults);
    if (!fractions) return fractions.error();
    v.faults = *fractions;
    settings["faults"] = {{"stuck_on_fraction", v.faults.stuck_on},
                          {"stuck_off_fraction", v.faults.stuck_off},
                          {"open_fraction", v.faults.open},
                          {"short_fraction", v.faults.shorted}};
    for (const OhmKey& ohm : {OhmKey{"stuck_on_ohm", &v.stuck_on_ohm, r_on_ohm},
                              OhmKey{"stuck_off_ohm", &v.stuck_off_ohm, r_off_ohm},
                              OhmKey{"open_ohm", &v.open_ohm, v.open_ohm}}) {
        const Result<double> value = faults.get(ohm.key).number_or(
            ohm.fallback, {.unit = Unit::ohm, .min = least_ohm, .infinite = true});
        if (!value) return value.error();
        *ohm.to = *value;
        settings["faults"][ohm.key] = json_number(*value);
    }
    if (v.faults.shorted > 0.0 || faults.get("short_ohm").exists()) {
        const Result<TomlValue> shorted = faults.require("short_ohm");
        if (!shorted) return shorted.error();
        const Result<double> value = shorted->number({.unit = Unit::ohm, .min = least_ohm});
        if (!value) return value.error();
        v.short_ohm = *value;
        settings["faults"]["short_ohm"] = *value;
    }
    out.settings_json = settings.dump();
    return std::optional<StudyVariation>(std::move(out));
}

StudyModelVariation study_model_variation(const TomlValue& table, const ModelCells& cells) {
    const VariationConfig& config = *cells.variation;
    auto out = std::make_shared<ModelCellVariation>();
    out->seed = config.seed;
    out->programming = config.programming;
    out->kinds = cells.spec;
    out->faults = config.fractions;
    out->open_ohm = config.open_ohm;
    out->short_ohm = config.short_ohm.value_or(0.0);
    out->stuck_on = stuck_values(cells.spec, 1, config.stuck_on);
    out->stuck_off = stuck_values(cells.spec, 0, config.stuck_off);
    Json settings{{"seed", config.seed}, {"programming", config.programming}};
    const auto take = [&](const char* section, const std::vector<NamedSpread>& spreads) {
        const std::string_view name = section;
        for (const NamedSpread& one : spreads) {
            const std::string& quantity = one.quantity.name;
            at_name(settings[section], quantity) =
                spread_json(quantity_table(table.get(section), quantity), one.spread);
            out->spreads.push_back({.quantity = place_of(cells.spec.model->shape(), quantity),
                                    .spread = one.spread,
                                    .accepts = one.quantity.accepts,
                                    .on = name != "device_off",
                                    .off = name != "device_on",
                                    .cycle = name == "cycle",
                                    .key = one.key});
        }
    };
    take("device", config.device);
    take("device_on", config.device_on);
    take("device_off", config.device_off);
    take("cycle", config.cycle);
    settings["faults"] = {{"stuck_on_fraction", config.fractions.stuck_on},
                          {"stuck_off_fraction", config.fractions.stuck_off},
                          {"open_fraction", config.fractions.open},
                          {"short_fraction", config.fractions.shorted},
                          {"open_ohm", json_number(out->open_ohm)}};
    if (config.short_ohm) settings["faults"]["short_ohm"] = *config.short_ohm;
    for (const auto& [key, values] :
         {std::pair{"stuck_on", &out->stuck_on}, {"stuck_off", &out->stuck_off}}) {
        // The name of a state beside what it stands for: it may be an axis.
        if (const auto state = table.get("faults").get(key).get("state").text())
            settings["faults"][key]["state"] = *state;
        for (const auto& [quantity, value] : *values)
            at_name(settings["faults"][key], quantity.name) = value;
    }
    return {.variation = std::move(out), .settings_json = settings.dump()};
}

}  // namespace crosspoint
