// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_weight_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/map/memory_xnor.hpp"
#include "crosspoint/study/study_files.hpp"
#include "crosspoint/study/study_periphery.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double ratio(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : nan;
}

// What arrays that only store cannot do, by the key that asks for it.
Result<void> refuse_sums(const TomlValue& root, const StudyPoint& point) {
    const TomlValue map = root.get("map");
    const auto refuse = [&](const TomlValue& value) {
        return value.error(5061,
                           fmt::format("{} is given, but weights of \"{}\" are read one by one and "
                                       "nothing is summed on the arrays",
                                       value.path(), weight_memory_name(point.memory->memory)),
                           "leave it out for this encoding");
    };
    const TiledOptions& o = point.options;
    if (o.sparsify != Sparsify::none) return refuse(map.get("sparsify"));
    if (o.row_order != RowOrder::none) return refuse(map.get("row_order"));
    if (o.column_order != ColumnOrder::none) return refuse(map.get("column_order"));
    if (point.recalibrate) return refuse(map.get("recalibrate"));
    if (point.inference.mode != InferenceMode::exact)
        return refuse(root.get("inference").get("mode"));
    for (const char* key : {"adc", "cost"})
        if (root.get(key).exists()) return refuse(root.get(key));
    return {};
}

void add_layers(const Network& network, const StudyInputs& inputs, const SoftwareResult& said,
                PointResult& result) {
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        LayerResult layer;
        layer.tiles = result.memory[k].tiles;
        layer.name = result.memory[k].name;
        layer.current_A = nan;  // nothing is summed
        if (k + 1 < network.layers.size()) {
            const auto ours = said.activations[k].words();
            const auto exact = inputs.software.activations[k].words();
            layer.activation_errors = count_different(ours, exact);
            layer.activations =
                static_cast<std::int64_t>(network.layers[k].sums().size() * inputs.count);
        }
        result.layers.push_back(std::move(layer));
    }
}

}  // namespace

Result<std::string> read_study_memory(const TomlValue& root, StudyPoint& point) {
    const TomlValue table = root.get("sense");
    const auto sense = read_study_sense(table);
    if (!sense) return sense.error();
    if (!point.memory) {
        if (!*sense) return std::string();
        return table.error(5060,
                           "[sense] is given, but map.encoding is none that sense amplifiers read",
                           "leave it out, or use encoding = \"2t2r\", \"1t1r_digital\", ..");
    }
    if (auto r = refuse_sums(root, point); !r) return r.error();
    const StudySense keys = sense->value_or(default_study_sense());
    point.memory->sense = keys.spec;
    point.memory->reference_ohm = keys.reference.ohm;
    point.memory->reference_rule = keys.reference.rule;
    if (keys.reference_in_array) point.memory->reference_cells = ReferenceCells::in_array;
    const auto placed = [&](Error error) {
        error.where = table.exists() ? table.where() : point.array_where;
        return error;
    };
    if (auto r = check_memory(point.options, *point.memory); !r) return placed(r.error());
    const bool pairs = point.memory->memory == WeightMemory::two_cells;
    if (!pairs && point.memory->reference_ohm == 0.0)
        if (auto r = rule_reference_ohm(point.options, point.memory->reference_rule,
                                        keys.spec.offset_sigma_ln);
            !r)
            return placed(r.error());
    return keys.settings_json;
}

Result<void> run_memory_point(const StudyPoint& point, const StudyInputs& inputs,
                              const TiledOptions& options, PointResult& result) {
    double start_s = now_s();
    auto reading = read_weight_memory(*inputs.network, options, *point.memory);
    if (!reading) return reading.error();
    result.program_s = now_s() - start_s;
    result.memory = std::move(reading->layers);
    result.variation = std::move(reading->variation);
    result.check = std::move(reading->check);
    if (!std::isnan(reading->reference_ohm))
        result.check.remarks.push_back(
            fmt::format("one cell is compared with {:.6g} ohm", reading->reference_ohm));
    for (const std::string& warning : point.warnings)
        result.check.remarks.push_back("model of the cells: " + warning);
    start_s = now_s();
    const SoftwareResult said =
        infer(reading->network, *inputs.images, 0, inputs.count, options.threads,
              sign_dependent_hooks(reading->network, reading->minus));
    result.infer_s = now_s() - start_s;
    result.correct = static_cast<std::int64_t>(count_correct(said, *inputs.images, 0));
    add_layers(reading->network, inputs, said, result);
    return {};
}

MemoryFigures memory_figures(std::span<const LayerMemory> layers) {
    LayerMemory all;
    double law = 0.0;
    for (const LayerMemory& layer : layers) {
        if (layer.tiles == 0) continue;
        all.weights += layer.weights;
        all.weight_reads += layer.weight_reads;
        all.weight_errors += layer.weight_errors;
        all.raised += layer.raised;
        all.cells += layer.cells;
        all.bits += layer.bits;
        all.bit_errors += layer.bit_errors;
        law += layer.law * static_cast<double>(layer.weights);
    }
    return {.weight_ber = ratio(all.weight_errors, all.weight_reads),
            .weight_ber_law = all.weights > 0 ? law / static_cast<double>(all.weights) : nan,
            .error_bias = ratio(2 * all.raised - all.weight_errors, all.weight_errors),
            .bit_ber = ratio(all.bit_errors, all.bits),
            .cells_per_weight = ratio(all.cells, all.weights)};
}

bool has_memory_points(const StudyConfig& config) {
    return std::ranges::any_of(config.points,
                               [](const StudyPoint& point) { return point.memory.has_value(); });
}

std::string_view memory_columns() {
    return ",weight_ber,weight_ber_law,error_bias,bit_ber,cells_per_weight";
}

std::string memory_fields(std::span<const LayerMemory> layers) {
    const MemoryFigures figures = memory_figures(layers);
    std::string fields;
    for (const double value : {figures.weight_ber, figures.weight_ber_law, figures.error_bias,
                               figures.bit_ber, figures.cells_per_weight})
        fields += "," + csv_number(value);
    return fields;
}

std::string memory_text(const PointResult& result) {
    const auto number = [](double value) {
        return std::isnan(value) ? std::string("-") : fmt::format("{:.4g}", value);
    };
    const std::size_t width = name_width(result.memory);
    std::string text = fmt::format("{:<{}}{:>7}{:>12}{:>14}{:>13}{:>12}{:>12}{:>16}\n", "layer",
                                   width, "tiles", "weights", "cells/weight", "bit errors",
                                   "weight BER", "by law", "activation BER");
    for (std::size_t k = 0; k < result.memory.size(); ++k) {
        const LayerMemory& layer = result.memory[k];
        const double ber = activation_ber(std::span(&result.layers[k], 1));
        if (layer.tiles == 0) {
            text += fmt::format("{:<{}}{:>7}{:>79}\n", layer.name, width, "-", number(ber));
            continue;
        }
        const MemoryFigures figures = memory_figures(std::span(&layer, 1));
        text += fmt::format("{:<{}}{:>7}{:>12}{:>14}{:>13}{:>12}{:>12}{:>16}\n", layer.name, width,
                            layer.tiles, layer.weights, number(figures.cells_per_weight),
                            layer.bit_errors, number(figures.weight_ber),
                            number(figures.weight_ber_law), number(ber));
    }
    return text;
}

}  // namespace crosspoint
