// From a card, or a bare model, to a compiled model.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/nearest.hpp"
#include "crosspoint/study/model_card.hpp"
#include "crosspoint/veriloga/parser.hpp"

namespace crosspoint {

namespace {

using StateValues = std::vector<std::pair<std::string, double>>;

Error state_error(std::string what, std::string help) {
    return Error{.code = Errc::input, .id = 7502, .what = std::move(what), .help = std::move(help)};
}

// The values of "lrs" (of the card) or of "gap=0.5".
Result<StateValues> state_values(const ModelCard& card, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) {
        const std::string number = text.substr(equals + 1);
        char* end = nullptr;
        const double value = std::strtod(number.c_str(), &end);
        if (number.empty() || *end != '\0' || !std::isfinite(value))
            return state_error(fmt::format("the state \"{}\" has no number", text),
                               "write name=value, as gap=0.5");
        return StateValues{{text.substr(0, equals), value}};
    }
    std::vector<std::string> known;
    for (const CardState& state : card.states) {
        if (state.name == text) return state.values;
        known.push_back(state.name);
    }
    return state_error(
        fmt::format("there is no state \"{}\"", text),
        known.empty() ? "the card names none: write name=value" : did_you_mean(text, known));
}

bool is_parameter(const veriloga::CheckedModel& model, const std::string& name) {
    return std::any_of(model.parameters.begin(), model.parameters.end(),
                       [&](const auto& parameter) { return parameter.name == name; });
}

Result<veriloga::ParameterValues> front_end(LoadedModel& loaded, const std::string& module) {
    veriloga::Diagnostics diagnostics(loaded.sources);
    Result<veriloga::CheckedModel> checked =
        analyse(loaded.tree, loaded.sources, module, loaded.bindings, diagnostics);
    if (!checked) return checked.error();
    loaded.checked = *std::move(checked);
    return bind_parameters(loaded.checked, loaded.bindings);
}

// The card's line without which the complaint about the values goes away, or turns into another.
Error point_into_card(LoadedModel& loaded, const std::string& module, Error error) {
    if (error.id < 7096 || error.id > 7099) return error;
    for (const CardParameter& parameter : loaded.card.parameters) {
        const auto found = loaded.bindings.find(parameter.name);
        if (found == loaded.bindings.end() || found->second != parameter.value) continue;
        auto kept = loaded.bindings.extract(found);
        const Result<veriloga::ParameterValues> without = front_end(loaded, module);
        loaded.bindings.insert(std::move(kept));
        if (without.ok() || without.error().what != error.what) {
            error.where = parameter.where;
            return error;
        }
    }
    return error;
}

Result<void> choose_states(const ModelChoice& choice, LoadedModel& loaded,
                           StateValues& of_unknowns) {
    for (const std::string& text : choice.state) {
        const Result<StateValues> values = state_values(loaded.card, text);
        if (!values) return values.error();
        for (const auto& [name, value] : *values) {
            if (is_parameter(loaded.checked, name)) {
                loaded.bindings[name] = value;
            } else {
                of_unknowns.emplace_back(name, value);
            }
        }
    }
    return {};
}

Result<void> hold_states(LoadedModel& loaded, const StateValues& values) {
    const ModelShape& shape = loaded.model->shape();
    std::vector<std::string> known;
    for (std::size_t k = shape.terminals; k < shape.unknowns.size(); ++k)
        known.push_back(shape.unknowns[k].name);
    for (const auto& [name, value] : values) {
        const auto place = std::find(known.begin(), known.end(), name);
        if (place == known.end())
            return state_error(
                fmt::format("{} has no state \"{}\"", shape.name, name),
                known.empty() ? "it has no internal unknowns" : did_you_mean(name, known));
        const auto unknown = shape.terminals + static_cast<std::size_t>(place - known.begin());
        std::erase_if(loaded.held, [&](const auto& held) { return held.unknown == unknown; });
        loaded.held.push_back({unknown, value});
    }
    return {};
}

}  // namespace

std::vector<HeldUnknown> held_by(const ModelShape& shape, const CardState& state) {
    std::vector<HeldUnknown> held;
    for (const auto& [name, value] : state.values) {
        for (std::size_t k = shape.terminals; k < shape.unknowns.size(); ++k)
            if (shape.unknowns[k].name == name) held.push_back({k, value});
    }
    return held;
}

Result<std::unique_ptr<LoadedModel>> load_model(const ModelChoice& choice) {
    auto loaded = std::make_unique<LoadedModel>();
    Result<ModelCard> card = read_model_card(choice.path);
    if (!card) return card.error();
    loaded->card = *std::move(card);
    const std::string module = choice.module.empty() ? loaded->card.module : choice.module;
    for (const CardParameter& parameter : loaded->card.parameters)
        loaded->bindings[parameter.name] = parameter.value;
    for (const auto& [name, value] : choice.set) loaded->bindings[name] = value;

    const Result<std::string> text = read_text_file(loaded->card.model);
    if (!text) return text.error();
    const veriloga::PreprocessOptions preprocess{.find = veriloga::find_in_folders({}),
                                                 .defines = {}};
    const std::uint32_t root = loaded->sources.add({loaded->card.model, *text});
    veriloga::Diagnostics diagnostics(loaded->sources);
    loaded->tree = parse_sources(loaded->sources, root, preprocess, diagnostics);
    if (!diagnostics.ok()) return diagnostics.first_error();
    Result<veriloga::ParameterValues> values = front_end(*loaded, module);
    if (!values) return point_into_card(*loaded, module, values.error());

    StateValues of_unknowns;
    if (auto r = choose_states(choice, *loaded, of_unknowns); !r) return r.error();
    values = front_end(*loaded, module);  // a state may have set parameters
    if (!values) return values.error();
    loaded->values = *std::move(values);
    const veriloga::CompileOptions options{.module = module,
                                           .card = loaded->bindings,
                                           .varying = {},
                                           .temperature_K = {},
                                           .preprocess = preprocess};
    Result<veriloga::CompiledSource> compiled =
        veriloga::compile_model({loaded->card.model, *text}, options);
    if (!compiled) return compiled.error();
    loaded->lowered = std::move(compiled->lowered);
    loaded->model = std::move(compiled->model);
    loaded->warnings = std::move(compiled->warnings);
    if (auto r = hold_states(*loaded, of_unknowns); !r) return r.error();
    return loaded;
}

}  // namespace crosspoint
