// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_variation.hpp"

#include <algorithm>
#include <memory>
#include <variant>

#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/compile.hpp"
#include "crosspoint/veriloga/parser.hpp"

namespace crosspoint {
namespace {

// The checked model and the values of its parameters, kept by the ranges that ask for them.
struct Known {
    veriloga::CheckedModel model;
    veriloga::ParameterValues values;
};

Result<std::shared_ptr<const Known>> analyse(const VariedModel& model) {
    veriloga::SourceSet sources;
    const std::uint32_t root = sources.add(model.source);
    veriloga::Diagnostics diagnostics(sources);
    const veriloga::PreprocessOptions preprocess{.find = veriloga::find_in_folders({})};
    const auto tree = veriloga::parse_sources(sources, root, preprocess, diagnostics);
    auto checked = veriloga::analyse(tree, sources, model.module, model.card, diagnostics);
    if (!checked) return checked.error();
    auto bound = veriloga::bind_parameters(*checked, model.card);
    if (!bound) return bound.error();
    return std::make_shared<const Known>(
        Known{.model = std::move(*checked), .values = std::move(*bound)});
}

std::vector<QuantityInfo> quantities_of(const ModelShape& shape,
                                        const std::shared_ptr<const Known>& known) {
    std::vector<QuantityInfo> out;
    for (const UnknownInfo& unknown : shape.unknowns)
        if (unknown.kind == UnknownKind::state) out.push_back({.name = unknown.name});
    for (std::size_t p = 0; p < known->model.parameters.size(); ++p) {
        const veriloga::CheckedParameter& parameter = known->model.parameters[p];
        if (parameter.type != veriloga::ValueType::real || parameter.is_array || parameter.local ||
            parameter.overridden)
            continue;
        out.push_back({.name = parameter.name, .accepts = [known, p](double value) {
                           return veriloga::in_range(known->model, known->values, p, value);
                       }});
    }
    return out;
}

}  // namespace

Result<ModelVariation> read_model_variation(const TomlValue& table, const VariedModel& model) {
    const auto known = analyse(model);
    if (!known) return known.error();
    VariationContext context{.of = "cells of module " + model.module,
                             .quantities = quantities_of(model.shape, *known),
                             .states = {},
                             .rows = model.rows,
                             .cols = model.cols,
                             .path = model.path,
                             .two_kinds = model.two_kinds};
    for (const CardState& state : model.states)
        context.states.push_back({state.name, {state.values.begin(), state.values.end()}});
    Result<std::optional<VariationConfig>> config = read_variation(table, context);
    if (!config) return config.error();
    ModelVariation out{.config = std::move(**config), .parameters = {}};
    if (out.config.has(FaultKind::shorted) && !(out.config.short_ohm.value_or(0.0) > 0.0))
        return table.get("faults").error(
            7484, "some cells are shorted, but faults.short_ohm is missing or 0",
            "a short of a cell that is a model needs a resistance above 0, such as short_ohm = "
            "100");
    const auto add = [&](const std::string& name) {
        const auto& parameters = (*known)->model.parameters;
        const auto found = std::ranges::find(parameters, name, &veriloga::CheckedParameter::name);
        if (found == parameters.end()) return;  // a state
        const auto p = static_cast<std::size_t>(found - parameters.begin());
        out.parameters.emplace_back(name, std::get<double>((*known)->values[p].values.front()));
    };
    for (const auto* spreads :
         {&out.config.device, &out.config.device_on, &out.config.device_off, &out.config.cycle})
        for (const NamedSpread& spread : *spreads) add(spread.quantity.name);
    for (const auto* stuck : {&out.config.stuck_on, &out.config.stuck_off})
        for (const auto& [name, value] : *stuck) add(name);
    return out;
}

}  // namespace crosspoint
