// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_flips.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "crosspoint/periphery/bit_error_laws.hpp"
#include "crosspoint/study/flip_write.hpp"
#include "crosspoint/study/key_reader.hpp"
#include "crosspoint/study/study_periphery.hpp"

namespace crosspoint {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t most_seed = std::numeric_limits<std::int64_t>::max();
constexpr NumberRule share{.min = 0.0, .max = 1.0};
constexpr NumberRule resistance{.unit = Unit::ohm, .min = 1e-30};  // chosen: above 0
constexpr NumberRule spread{.min = 1e-6, .max = 100.0};            // chosen: of ln R

// Settings go to `json`.
Result<FlipMemory> read_memory(const TomlValue& table, Json& json) {
    KeyReader reader(table);
    const std::array<std::string, 3> kinds = {"1t1r", "2t2r", "1t1r_secded"};
    const std::size_t kind = reader.take(reader.needed("kind").choice(kinds), std::size_t{0});
    const double low = reader.take(reader.needed("r_low_ohm").number(resistance), 1.0);
    const double high = reader.take(reader.needed("r_high_ohm").number(resistance), 2.0);
    ResistanceStates states{.mu_low = std::log(low), .mu_high = std::log(high)};
    states.sigma_low = reader.take(reader.needed("sigma_ln_low").number(spread), 1.0);
    states.sigma_high = reader.take(reader.needed("sigma_ln_high").number(spread), 1.0);
    const double sense = reader.number("sense_sigma_ln", 0.0, {.min = 0.0, .max = 100.0});
    const auto data_bits = static_cast<int>(reader.integer("data_bits", 64, 1, 64));
    json = {{"kind", kinds[kind]},
            {"r_low_ohm", low},
            {"r_high_ohm", high},
            {"sigma_ln_low", states.sigma_low},
            {"sigma_ln_high", states.sigma_high},
            {"sense_sigma_ln", sense},
            {"data_bits", data_bits}};
    const TomlValue reference = table.get("reference_ohm");
    if (!reader.failure() && !(high > low))
        reader.fail(table.get("r_high_ohm")
                        .error(4654,
                               fmt::format("flips.memory.r_high_ohm is {}, expected more than "
                                           "r_low_ohm = {}",
                                           high, low),
                               "medians of the two states: the high one above the low one"));
    if (reader.failure()) return *reader.failure();
    FlipMemory memory;
    const StudyReference given = read_study_reference(reference, reader);
    if (reader.failure()) return *reader.failure();
    json["reference_ohm"] = Json::parse(reference_json(given));
    const double at =
        given.ohm == 0.0 ? rule_reference(states, given.rule, sense) : std::log(given.ohm);
    memory.raw_ber = kind == 1 ? ber_two_cells(states, sense) : ber_one_cell(states, at, sense);
    memory.weight_ber = memory.raw_ber;
    memory.bits_per_weight = kind == 1 ? 2.0 : 1.0;
    if (kind == 2) {
        const SecdedCode code = make_secded(data_bits);
        memory.weight_ber = secded_bit_error(code, memory.raw_ber);
        memory.bits_per_weight = static_cast<double>(code.word_bits()) / code.data_bits;
    }
    return memory;
}

// Rates that are given as numbers.
Json read_rates(const TomlValue& table, KeyReader& reader, BitFlips& flips) {
    const std::array<std::string, 3> kinds = {"weights", "activations", "both"};
    const TomlValue common = table.get("ber"), of = table.get("of");
    flips.weight_ber = reader.number("weight_ber", 0.0, share);
    flips.activation_ber = reader.number("activation_ber", 0.0, share);
    const double ber = reader.number("ber", 0.0, share);
    const std::size_t kind = reader.choice("of", kinds);
    Json json{{"weight_ber", flips.weight_ber}, {"activation_ber", flips.activation_ber}};
    if (!common.exists()) {
        if (of.exists())
            reader.fail(of.error(4659, "flips.of stands without flips.ber",
                                 "it says what flips.ber is the error rate of"));
        return json;
    }
    flips.weight_ber = kind == 1 ? 0.0 : ber;
    flips.activation_ber = kind == 0 ? 0.0 : ber;
    if (table.get("weight_ber").exists() || table.get("activation_ber").exists())
        reader.fail(common.error(4659, "flips.ber stands beside a rate of its own",
                                 "keep ber with of = \"weights\", \"activations\" or \"both\", or "
                                 "weight_ber and activation_ber"));
    return Json{{"ber", ber}, {"of", kinds[kind]}};
}

// What else gives the error rate of weights: one of them at most.
void read_sources(const TomlValue& table, const std::string& path, KeyReader& reader,
                  StudyFlips& out, Json& json) {
    const TomlValue memory = table.get("memory"), write = table.get("write");
    BitFlips& flips = out.flips;
    if (memory.exists()) {
        Json settings;
        out.memory = reader.take(read_memory(memory, settings), FlipMemory{});
        flips.weight_ber = out.memory->weight_ber;
        json["memory"] = std::move(settings);
        json["weight_ber"] = "memory";
    }
    if (write.exists()) {
        json["weight_ber"] = "write";
        Result<FlipWrite> read = read_flip_write(write, path);
        if (read) {
            json["write"] = Json::parse(read->settings_json);
            out.write = std::make_shared<const FlipWrite>(*std::move(read));
        } else {
            reader.fail(read.error());
        }
        if (flips.fresh_weights)
            reader.fail(table.get("map").error(
                4658, "flips.map is \"fresh\", but weights that are written stay as they are",
                "drop the key, or [flips.write]"));
    }
    const bool numbers = table.get("weight_ber").exists() || table.get("ber").exists();
    if ((numbers ? 1 : 0) + (memory.exists() ? 1 : 0) + (write.exists() ? 1 : 0) > 1)
        reader.fail(table.error(
            4652, "two of flips.weight_ber, [flips.memory] and [flips.write] stand together",
            "each gives the error rate of the weights: keep one"));
}

// A table of arrays would have no effect.
void refuse_arrays(const TomlValue& root, KeyReader& reader) {
    for (const char* key :
         {"array", "ends", "cells", "inputs", "variation", "map", "adc", "cost", "sense"}) {
        const TomlValue value = root.get(key);
        if (!value.exists()) continue;
        skip_keys(value);
        reader.fail(value.error(
            4651, fmt::format("[{}] stands in a study with inference.mode = \"flips\"", key),
            "bit errors are drawn without arrays: drop it, or take another mode"));
    }
}

}  // namespace

bool runs_without_arrays(const TomlValue& root) {
    const auto mode = root.get("inference").get("mode").text_or("");
    return mode && *mode == "flips";
}

Result<void> expect_no_flips(const TomlValue& root) {
    const TomlValue flips = root.get("flips");
    if (!flips.exists()) return {};
    skip_keys(flips);
    return flips.error(4655, "[flips] stands in a study whose inference.mode is not \"flips\"",
                       "add [inference] mode = \"flips\", or drop [flips]");
}

Error no_arrays(const std::string& path) {
    return Error{.code = Errc::input,
                 .id = 4656,
                 .what = path + " has inference.mode = \"flips\": it runs without arrays",
                 .help = "give a study with [array]",
                 .where = SourceSpan{.file = path}};
}

Result<StudyFlips> read_study_flips(const TomlValue& root, const std::string& path) {
    const TomlValue table = root.get("flips");
    KeyReader reader(table);
    refuse_arrays(root, reader);
    if (!table.exists())
        reader.fail(root.get("inference")
                        .get("mode")
                        .error(4650, "inference.mode is \"flips\", but there is no [flips]",
                               "add [flips] with weight_ber, activation_ber or [flips.memory]"));
    StudyFlips out;
    BitFlips& flips = out.flips;
    const std::array<std::string, 2> maps = {"fixed", "fresh"};
    Json json = read_rates(table, reader, flips);
    flips.fresh_weights = reader.choice("map", maps) == 1;
    flips.seed = static_cast<std::uint64_t>(reader.integer("seed", 1, 0, most_seed));
    out.layers = reader.text("layers", "all");
    out.layers_where = table.get("layers").where();
    json["layers"] = out.layers;
    json["map"] = maps[flips.fresh_weights ? 1 : 0];
    json["seed"] = flips.seed;
    read_sources(table, path, reader, out, json);
    if (reader.failure()) return *reader.failure();
    out.settings_json = json.dump();
    return out;
}

Result<std::vector<bool>> flipped_layers(const StudyFlips& flips, const Network& network) {
    for (const Layer& layer : network.layers) {
        if (layer.weight_bits == 1 && layer.activation_bits == 1) continue;
        return Error{.code = Errc::input,
                     .id = 4660,
                     .what =
                         "inference.mode = \"flips\" takes binary networks, this one has weights "
                         "or activations of several bits",
                     .help = "use another model, or inference.mode = \"exact\""};
    }
    if (flips.layers == "all") return std::vector<bool>();
    std::vector<std::string> known;
    for (std::size_t k = 0; k < network.layers.size(); ++k) known.push_back(network.layer_name(k));
    std::vector<bool> chosen(known.size(), false);
    std::size_t first = 0;
    while (first <= flips.layers.size()) {
        const std::size_t comma = std::min(flips.layers.find(',', first), flips.layers.size());
        std::string name = flips.layers.substr(first, comma - first);
        std::erase(name, ' ');
        const auto found = std::find(known.begin(), known.end(), name);
        if (found == known.end())
            return Error{.code = Errc::input,
                         .id = 4653,
                         .what = fmt::format("flips.layers: the network has no layer \"{}\", only "
                                             "{}",
                                             name, fmt::join(known, ", ")),
                         .help =
                             "\"all\", or names with commas between them in one text; a list "
                             "is an axis",
                         .where = flips.layers_where};
        chosen[static_cast<std::size_t>(found - known.begin())] = true;
        first = comma + 1;
    }
    return chosen;
}

}  // namespace crosspoint
