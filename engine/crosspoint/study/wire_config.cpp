// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/wire_config.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace crosspoint {
namespace {

using Json = nlohmann::ordered_json;

Error placed(Error failure, const TomlValue& value) {
    failure.where = value.where();
    return failure;
}

Result<WireConfig> read_neurosim(const TomlValue& wires, Topology topology) {
    const Result<TomlValue> node = wires.require("node_nm");
    if (!node) return node.error();
    const Result<std::int64_t> nm = node->integer(1, 1000);
    if (!nm) return nm.error();
    const std::array<std::string, 3> words = {"0t1r", "1t1r", "sram"};
    const Result<std::size_t> cell =
        wires.get("cell").choice_or(topology == Topology::passive ? 0 : 1, words);
    if (!cell) return cell.error();
    const Result<double> kelvin =
        wires.get("temperature_K")
            .number_or(300.0, {.unit = Unit::kelvin, .min = 1.0, .max = 2000.0});
    if (!kelvin) return kelvin.error();
    Result<WirePreset> preset =
        neurosim_wires(static_cast<int>(*nm), static_cast<CellFootprint>(*cell), *kelvin);
    if (!preset) return placed(preset.error(), *node);
    return WireConfig{.preset = std::move(*preset),
                      .settings_json = Json{
                          {"source", "neurosim"},
                          {"node_nm", *nm},
                          {"cell", words[*cell]},
                          {"temperature_K",
                           *kelvin}}.dump()};
}

Result<WireConfig> read_asap7(const TomlValue& wires) {
    const Result<TomlValue> layer = wires.require("layer");
    if (!layer) return layer.error();
    const Result<std::string> name = layer->text();
    if (!name) return name.error();
    const NumberRule rule{.unit = Unit::meter, .min = 1e-9, .max = 1e-3};
    const Result<TomlValue> pitch = wires.require("pitch_m");
    if (!pitch) return pitch.error();
    const Result<double> length_m = pitch->number(rule);
    if (!length_m) return length_m.error();
    const Result<double> row_m = wires.get("row_pitch_m").number_or(*length_m, rule);
    if (!row_m) return row_m.error();
    Result<WirePreset> preset = asap7_wires(*name, *row_m, *length_m);
    if (!preset) return placed(preset.error(), *layer);
    return WireConfig{.preset = std::move(*preset),
                      .settings_json = Json{
                          {"source", "asap7"},
                          {"layer", *name},
                          {"pitch_m", *length_m},
                          {"row_pitch_m",
                           *row_m}}.dump()};
}

Result<std::optional<WireConfig>> read_either(const TomlValue& wires, Topology topology) {
    if (auto r = wires.expect_table(); !r) return r.error();
    if (!wires.exists()) return std::optional<WireConfig>();
    const Result<TomlValue> source = wires.require("source");
    if (!source) return source.error();
    const std::array<std::string, 2> words = {"neurosim", "asap7"};
    const Result<std::size_t> which = source->choice(words);
    if (!which) return which.error();
    const auto foreign = *which == 0 ? std::vector<const char*>{"layer", "pitch_m", "row_pitch_m"}
                                     : std::vector<const char*>{"node_nm", "cell", "temperature_K"};
    for (const char* key : foreign)
        if (const TomlValue value = wires.get(key); value.exists())
            return value.error(
                2224, value.path() + " does not belong to source = \"" + words[*which] + "\"",
                *which == 0 ? "it takes node_nm, cell and temperature_K"
                            : "it takes layer, pitch_m and row_pitch_m");
    Result<WireConfig> config = *which == 0 ? read_neurosim(wires, topology) : read_asap7(wires);
    if (!config) return config.error();
    return std::optional(std::move(*config));
}

}  // namespace

Result<std::optional<WireConfig>> read_wires(const TomlValue& wires, Topology topology) {
    Result<std::optional<WireConfig>> config = read_either(wires, topology);
    if (!config) skip_keys(wires);  // the error is the news, not the keys behind it
    return config;
}

}  // namespace crosspoint
