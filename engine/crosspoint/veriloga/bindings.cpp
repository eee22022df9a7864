// Parameters of a card against the declarations of a model.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/bindings.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "crosspoint/base/nearest.hpp"

namespace crosspoint::veriloga {
namespace {

Error card_error(int id, std::string what, std::string help) {
    return Error{.code = Errc::input, .id = id, .what = std::move(what), .help = std::move(help)};
}

std::string text_of(const Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
    return '"' + std::get<std::string>(value) + '"';
}

bool names(const CheckedParameter& parameter, std::string_view name) {
    return parameter.name == name || std::find(parameter.aliases.begin(), parameter.aliases.end(),
                                               name) != parameter.aliases.end();
}

/// Every name of the card is a parameter that a card may set.
std::optional<Error> check_names(const CheckedModel& model, const Bindings& card) {
    std::vector<std::string> known;
    for (const CheckedParameter& parameter : model.parameters) {
        if (parameter.local || parameter.overridden) continue;
        known.push_back(parameter.name);
        known.insert(known.end(), parameter.aliases.begin(), parameter.aliases.end());
    }
    for (const auto& [name, value] : card)
        if (std::find(known.begin(), known.end(), name) == known.end())
            return card_error(7096, fmt::format("{} has no parameter \"{}\"", model.name, name),
                              did_you_mean(name, known));
    return std::nullopt;
}

Result<std::vector<Value>> card_values(const CheckedParameter& parameter, const CardValue& value) {
    const auto wrong = [&](std::string_view wanted) {
        return card_error(7097, fmt::format("parameter \"{}\" needs {}", parameter.name, wanted),
                          "give a value of the type that the model declares");
    };
    std::vector<Value> values;
    if (const auto* elements = std::get_if<std::vector<double>>(&value)) {
        if (!parameter.is_array) return wrong("one value, not a list");
        if (elements->size() != parameter.count)
            return wrong(fmt::format("{} elements, not {}", parameter.count, elements->size()));
        values.assign(elements->begin(), elements->end());
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        if (parameter.type != ValueType::string) return wrong("a number, not a text");
        values.emplace_back(*text);
    } else {
        if (parameter.type == ValueType::string) return wrong("a text, not a number");
        if (parameter.is_array) return wrong("a list of numbers");
        values.emplace_back(std::get<double>(value));
    }
    for (const Value& element : values) {
        const auto* number = std::get_if<double>(&element);
        if (number && std::isnan(*number)) return wrong("a number, not NaN");
        if (number && parameter.type == ValueType::integer && *number != round_to_integer(*number))
            return wrong(fmt::format("an integer, not {}", *number));
    }
    return values;
}

struct Limits {
    double low, high;
};

Limits limits(const ConstantScope& scope, const CheckedRange& range) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto end = [&](const ExprPtr& expression, double otherwise) {
        if (!expression) return otherwise;
        const auto value = fold(scope, *expression);
        return value && std::holds_alternative<double>(*value) ? std::get<double>(*value)
                                                               : otherwise;
    };
    return {end(range.low, -infinity), end(range.high, infinity)};
}

bool inside(const ConstantScope& scope, const CheckedRange& range, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value))
        return std::find(range.texts.begin(), range.texts.end(), *text) != range.texts.end();
    const double number = std::get<double>(value);
    const Limits ends = limits(scope, range);
    const bool above = range.low_closed ? number >= ends.low : number > ends.low;
    const bool below = range.high_closed ? number <= ends.high : number < ends.high;
    return above && below;
}

std::string range_text(const ConstantScope& scope, const CheckedRange& range) {
    std::string text = range.exclude ? "exclude " : "from ";
    if (!range.texts.empty()) {
        text += "'{";
        for (std::size_t k = 0; k < range.texts.size(); ++k)
            text += fmt::format("{}\"{}\"", k ? ", " : "", range.texts[k]);
        return text + "}";
    }
    const Limits ends = limits(scope, range);
    if (ends.low == ends.high) return text + fmt::format("{}", ends.low);
    return text + fmt::format("{}{}:{}{}", range.low_closed ? '[' : '(', ends.low, ends.high,
                              range.high_closed ? ']' : ')');
}

std::optional<Error> check_ranges(const ConstantScope& scope, const CheckedParameter& parameter,
                                  const Value& value) {
    bool has_from = false;
    bool allowed = false;
    std::string wanted;
    for (const CheckedRange& range : parameter.ranges) {
        const bool hit = inside(scope, range, value);
        wanted += (wanted.empty() ? "" : ", ") + range_text(scope, range);
        if (range.exclude && hit) {
            allowed = false;
            has_from = true;
            break;
        }
        if (!range.exclude) {
            has_from = true;
            allowed = allowed || hit;
        }
    }
    if (!has_from || allowed) return std::nullopt;
    return card_error(
        7098, fmt::format("parameter \"{}\" = {} is out of range", parameter.name, text_of(value)),
        "the model declares: " + wanted);
}

/// The model stands for what its structural parameters were when it was analyzed.
std::optional<Error> check_structure(const CheckedParameter& parameter,
                                     const BoundParameter& bound) {
    const bool same_values = parameter.built_with.empty() || parameter.built_with == bound.values;
    if (same_values && (!parameter.given_matters || parameter.built_given == bound.given))
        return std::nullopt;
    const bool other = !same_values && !bound.values.empty();
    return card_error(
        7145,
        fmt::format(
            "parameter \"{}\" decides about arrays, instances or generate blocks: the "
            "model was analyzed {}",
            parameter.name,
            other ? fmt::format("with {}, and is given {}", text_of(parameter.built_with.front()),
                                text_of(bound.values.front()))
                  : "with another answer to $param_given"),
        "analyze the source again with this card");
}

}  // namespace

bool in_range(const CheckedModel& model, const ParameterValues& bound, std::size_t parameter,
              double value) {
    return !check_ranges({&model, bound}, model.parameters[parameter], value);
}

Result<ParameterValues> bind_parameters(const CheckedModel& model, const Bindings& card) {
    if (auto error = check_names(model, card)) return *error;
    ParameterValues bound(model.parameters.size());
    for (std::size_t id = 0; id < model.parameters.size(); ++id) {
        const CheckedParameter& parameter = model.parameters[id];
        const ConstantScope scope{&model, std::span(bound).first(id)};
        bound[id].given = parameter.overridden;
        for (const auto& [name, value] : card) {
            if (!names(parameter, name)) continue;
            auto values = card_values(parameter, value);
            if (!values) return values.error();
            bound[id] = {std::move(*values), true};
        }
        for (std::size_t k = bound[id].values.size(); k < parameter.count; ++k) {
            const auto value = fold(scope, *parameter.defaults[k]);
            const auto* number = value ? std::get_if<double>(&*value) : nullptr;
            if (!value || (number && std::isnan(*number)))
                return card_error(7099,
                                  fmt::format("parameter \"{}\" has no value", parameter.name),
                                  "its default does not give a number here: set it in the card");
            bound[id].values.push_back(*value);
        }
        for (const Value& value : bound[id].values)
            if (auto error = check_ranges(scope, parameter, value)) return *error;
        if (auto error = check_structure(parameter, bound[id])) return *error;
    }
    return bound;
}

}  // namespace crosspoint::veriloga
