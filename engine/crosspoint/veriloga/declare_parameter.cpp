// Declarations of parameters: types, defaults, what a parent sets, ranges, aliases.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "crosspoint/veriloga/elaborator.hpp"

namespace crosspoint::veriloga {
namespace {

std::string text_attribute(const std::vector<Attribute>& attributes, std::string_view name) {
    for (const Attribute& one : attributes)
        if (one.name == name && one.value)
            if (const auto* text = std::get_if<Text>(&one.value->node)) return text->value;
    return "";
}

bool is_infinite(const Expression& expression) {
    if (std::holds_alternative<Infinity>(expression.node)) return true;
    const auto* unary = std::get_if<Unary>(&expression.node);
    return unary && is_infinite(*unary->operand);
}

}  // namespace

void Elaborator::declare_parameter(const ParameterDeclaration& declaration, Scope& scope,
                                   const Overrides* overrides) {
    const auto range = span(declaration.dimension, scope);
    if (!range) return;
    CheckedParameter parameter{.name = scope.prefix + declaration.name,
                               .count = range->count,
                               .is_array = declaration.dimension.has_value(),
                               .first_index = range->first,
                               .index_step = range->step,
                               .local = declaration.local,
                               .desc = text_attribute(declaration.attributes, "desc"),
                               .units = text_attribute(declaration.attributes, "units"),
                               .at = declaration.at};
    parameter_values(parameter, declaration, scope, overrides);
    if (parameter.defaults.size() != parameter.count) return;
    parameter_ranges(parameter, declaration, scope);
    const auto id = static_cast<Index>(model_.parameters.size());
    add_symbol(scope, declaration.at, declaration.name,
               {.kind = Symbol::Kind::parameter,
                .ids = {id},
                .is_array = parameter.is_array,
                .first_index = parameter.first_index,
                .index_step = parameter.index_step});
    model_.parameters.push_back(std::move(parameter));
    bind_now(model_.parameters.back());
}

/// The elements of a list, {n{...}} repeated; lists inside of it are laid out as well.
std::vector<const Expression*> Elaborator::list_elements(const ArrayLiteral& list, Scope& scope) {
    std::vector<const Expression*> once;
    for (const ExpressionPtr& one : list.elements) {
        if (const auto* inner = std::get_if<ArrayLiteral>(&one->node)) {
            const auto nested = list_elements(*inner, scope);
            once.insert(once.end(), nested.begin(), nested.end());
        } else {
            once.push_back(one.get());
        }
    }
    if (!list.count) return once;
    const double count = constant(*list.count, scope).value_or(0.0);
    if (!(count * static_cast<double>(once.size()) <= static_cast<double>(max_elements))) {
        error(list.count->at, Complaint::too_many_elements,
              fmt::format("a list of more than {} elements", max_elements),
              "is the count of the repetition wrong?");
        return once;
    }
    std::vector<const Expression*> all;
    for (double k = 0.0; k < count; k += 1.0) all.insert(all.end(), once.begin(), once.end());
    return all;
}

/// Without a type a parameter has the type of its default.
void Elaborator::parameter_values(CheckedParameter& parameter,
                                  const ParameterDeclaration& declaration, Scope& scope,
                                  const Overrides* overrides) {
    const Expression* value = declaration.value.get();
    Scope* where = &scope;
    if (overrides && overrides->values.contains(declaration.name)) {
        value = overrides->values.at(declaration.name);
        where = overrides->scope;
        parameter.overridden = true;
    }
    if (!value) {
        error(declaration.at, Complaint::parameter_value,
              fmt::format("parameter \"{}\" has no value", declaration.name),
              "write a default after =");
        return;
    }
    std::vector<const Expression*> elements = {value};
    if (const auto* list = std::get_if<ArrayLiteral>(&value->node); list && parameter.is_array) {
        elements = list_elements(*list, scope);
    }
    if (elements.size() != parameter.count) {
        error(value->at, Complaint::parameter_value,
              fmt::format("parameter \"{}\" has {} elements, {} values", declaration.name,
                          parameter.count, elements.size()),
              "write one value for each: '{1.0, 2.0}");
        return;
    }
    for (const Expression* one : elements) {
        ExprPtr checked = check(*one, {.scope = where, .constant = true});
        if (!checked) return;
        if (parameter.defaults.empty()) parameter.type = declaration.type.value_or(checked->type);
        if ((checked->type == ValueType::string) != (parameter.type == ValueType::string)) {
            error(one->at, Complaint::text_and_number,
                  fmt::format("parameter \"{}\" mixes text and number", declaration.name),
                  "a text belongs to a string parameter");
            parameter.defaults.clear();
            return;
        }
        parameter.defaults.push_back(convert(std::move(checked), parameter.type));
    }
}

void Elaborator::parameter_ranges(CheckedParameter& parameter,
                                  const ParameterDeclaration& declaration, Scope& scope) {
    const Context context{.scope = &scope, .constant = true};
    const auto end = [&](const ExpressionPtr& expression) -> ExprPtr {
        if (!expression || is_infinite(*expression)) return nullptr;
        return check_number(*expression, context, ValueType::real);
    };
    for (const ValueRange& range : declaration.ranges) {
        CheckedRange checked{.exclude = range.exclude,
                             .low_closed = range.low_closed,
                             .high_closed = range.high_closed,
                             .at = range.at};
        std::vector<const Expression*> values;
        for (const ExpressionPtr& value : range.values) values.push_back(value.get());
        if (range.low && !range.high) values.push_back(range.low.get());
        if (values.empty()) {
            checked.low = end(range.low);
            checked.high = end(range.high);
            parameter.ranges.push_back(std::move(checked));
            continue;
        }
        for (const Expression* value : values) {
            if (const auto* text = std::get_if<Text>(&value->node)) {
                checked.texts.push_back(text->value);
                continue;
            }
            CheckedRange single{.exclude = range.exclude, .at = range.at};
            single.low = single.high = check_number(*value, context, ValueType::real);
            parameter.ranges.push_back(std::move(single));
        }
        if (!checked.texts.empty()) parameter.ranges.push_back(std::move(checked));
    }
}

/// The value known now, for dimensions and generate: from the card, else the default.
void Elaborator::bind_now(const CheckedParameter& parameter) {
    BoundParameter bound{.values = {}, .given = parameter.overridden};
    const auto given = bindings_.find(parameter.name);
    if (given != bindings_.end() && !parameter.local && !parameter.overridden) {
        bound.given = true;
        if (const auto* number = std::get_if<double>(&given->second))
            bound.values.emplace_back(*number);
        else if (const auto* text = std::get_if<std::string>(&given->second))
            bound.values.emplace_back(*text);
        else
            for (const double one : std::get<std::vector<double>>(given->second))
                bound.values.emplace_back(one);
        bound.values.resize(parameter.count, Value(0.0));  // bind_parameters reports the count
    } else {
        const ConstantScope scope{&model_, values_};
        for (const ExprPtr& value : parameter.defaults) {
            const auto folded = value ? fold(scope, *value) : std::nullopt;
            if (!folded) break;
            bound.values.push_back(*folded);
        }
    }
    values_.push_back(std::move(bound));
}

/// A card may use the alias; a value that the card gives under it counts here as well.
void Elaborator::declare_alias(const AliasParameter& alias, Scope& scope) {
    const Symbol* target = find(alias.target, scope);
    if (!target || target->kind != Symbol::Kind::parameter) {
        error(alias.at, Complaint::unknown_name,
              fmt::format("\"{}\" is not a parameter", alias.target),
              "aliasparam new_name = parameter;");
        return;
    }
    const Index id = target->ids.front();
    const Symbol copy = *target;
    CheckedParameter& parameter = model_.parameters[id];
    parameter.aliases.push_back(scope.prefix + alias.name);
    add_symbol(scope, alias.at, alias.name, copy);
    const auto given = bindings_.find(scope.prefix + alias.name);
    if (given == bindings_.end() || parameter.local || parameter.overridden) return;
    if (const auto* number = std::get_if<double>(&given->second))
        values_[id] = {.values = {Value(*number)}, .given = true};
}

}  // namespace crosspoint::veriloga
