// Calls that compute: mathematical functions, analog operators, system functions, random numbers.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "crosspoint/base/nearest.hpp"
#include "crosspoint/veriloga/advice.hpp"
#include "crosspoint/veriloga/elaborator.hpp"
#include "crosspoint/veriloga/math_functions.hpp"

namespace crosspoint::veriloga {
namespace {

/// `$exp` is exp; only a system function has the name `$rtoi`.
const MathFunction* find_math(std::string_view name) {
    const bool dollar = name.starts_with("$");
    if (dollar) name.remove_prefix(1);
    if (name == "log10") name = "log";
    for (const MathFunction& one : math_functions)
        if (one.name == name) return &one;
    return nullptr;
}

/// Numbers of arguments an operator takes.
struct OperatorRule {
    AnalogOperator op;
    std::size_t low, high;
};
const std::map<std::string, OperatorRule, std::less<>> analog_operators = {
    {"ddt", {AnalogOperator::ddt, 1, 2}},
    {"idt", {AnalogOperator::idt, 1, 4}},
    {"idtmod", {AnalogOperator::idtmod, 1, 5}},
    {"ddx", {AnalogOperator::ddx, 2, 2}},
    {"transition", {AnalogOperator::transition, 1, 5}},
    {"slew", {AnalogOperator::slew, 1, 3}},
    {"absdelay", {AnalogOperator::absdelay, 2, 3}},
    {"delay", {AnalogOperator::absdelay, 2, 3}},
    {"$limit", {AnalogOperator::limit, 1, 8}},
    {"white_noise", {AnalogOperator::white_noise, 1, 2}},
    {"flicker_noise", {AnalogOperator::flicker_noise, 2, 3}}};

/// Arguments after the seed.
struct RandomRule {
    RandomKind kind;
    std::size_t arguments;
};
const std::map<std::string, RandomRule, std::less<>> random_functions = {
    {"uniform", {RandomKind::uniform, 2}},
    {"normal", {RandomKind::normal, 2}},
    {"exponential", {RandomKind::exponential, 1}},
    {"poisson", {RandomKind::poisson, 1}},
    {"chi_square", {RandomKind::chi_square, 1}},
    {"t", {RandomKind::t, 1}},
    {"erlang", {RandomKind::erlang, 2}}};

std::optional<RandomRule> random_rule(std::string_view name) {
    for (const std::string_view prefix : {"$rdist_", "$dist_"}) {
        if (!name.starts_with(prefix)) continue;
        const auto found = random_functions.find(name.substr(prefix.size()));
        if (found != random_functions.end()) return found->second;
    }
    return std::nullopt;
}

bool starts_new_state(AnalogOperator op) {
    return op == AnalogOperator::idt || op == AnalogOperator::idtmod ||
           op == AnalogOperator::transition || op == AnalogOperator::slew ||
           op == AnalogOperator::absdelay;
}

}  // namespace

bool Elaborator::count_ok(const Call& call, Position at, std::size_t low, std::size_t high) {
    const std::size_t count = call.arguments.size();
    if (count >= low && count <= high) return true;
    error(at, Complaint::argument_count,
          low == high
              ? fmt::format("{} takes {} arguments, not {}", call.name, low, count)
              : fmt::format("{} takes {} to {} arguments, not {}", call.name, low, high, count),
          "compare with the definition of the function");
    return false;
}

bool Elaborator::none_missing(const Call& call, Position at) {
    for (std::size_t k = 0; k < call.arguments.size(); ++k) {
        if (call.arguments[k]) continue;
        error(at, Complaint::argument_count,
              fmt::format("argument {} of {} is empty", k + 1, call.name),
              "write a value there, 0 for none");
        return false;
    }
    return true;
}

ExprPtr Elaborator::check_call(const Call& call, Position at, const Context& context) {
    if (call.port_flow) return check_port_flow(call, at, context);
    const std::string_view name = call.name;
    if (!none_missing(call, at)) return nullptr;
    // Inside of a function its name is a variable, but a call means the function.
    for (Scope* where = context.scope; where; where = where->is_module ? nullptr : where->parent) {
        const auto found = where->symbols.find(name);
        if (found != where->symbols.end() && found->second.kind == Symbol::Kind::function)
            return check_user_call(Symbol(found->second), call, at, context);
    }
    const bool dollar = name.starts_with("$");
    if (const MathFunction* math = find_math(name)) return check_math(*math, call, at, context);
    if (const auto found = analog_operators.find(name); found != analog_operators.end())
        return count_ok(call, at, found->second.low, found->second.high)
                   ? check_operator(found->second.op, call, at, context)
                   : nullptr;
    if (const std::string_view instead = instead_of_function(name); !instead.empty()) {
        error(at, Complaint::not_supported, fmt::format("{} is not supported", name),
              std::string(instead));
        return nullptr;
    }
    if (name == "$random" || name == "$arandom")
        return check_random(RandomKind::random, call, at, context);
    if (const auto rule = random_rule(name))
        return count_ok(call, at, rule->arguments + 1, rule->arguments + 2)
                   ? check_random(rule->kind, call, at, context)
                   : nullptr;
    if (dollar || name == "analysis") return check_system(call, at, context);
    if (is_access(name)) return check_access(call, at, context);
    return unknown_call(call, at, *context.scope);
}

ExprPtr Elaborator::unknown_call(const Call& call, Position at, Scope& scope) {
    std::vector<std::string> known = {"V", "I", "analysis"};
    for (const MathFunction& one : math_functions) known.emplace_back(one.name);
    for (const auto& [name, rule] : analog_operators) known.push_back(name);
    for (Scope* where = &scope; where; where = where->is_module ? nullptr : where->parent)
        for (const auto& [name, symbol] : where->symbols)
            if (symbol.kind == Symbol::Kind::function) known.push_back(name);
    const auto near = nearest_word(call.name, known);
    error(at, Complaint::unknown_function, fmt::format("unknown function \"{}\"", call.name),
          near ? fmt::format("did you mean \"{}\"?", *near)
               : "declare it: analog function real name; ... endfunction");
    return nullptr;
}

ExprPtr Elaborator::check_math(const MathFunction& math, const Call& call, Position at,
                               const Context& context) {
    const Function function = math.function;
    if (!count_ok(call, at, math.arguments, math.arguments)) return nullptr;
    const bool keeps_integer =
        function == Function::abs || function == Function::min || function == Function::max;
    std::vector<ExprPtr> arguments;
    bool integers = keeps_integer;
    for (const ExpressionPtr& one : call.arguments) {
        ExprPtr checked = check_condition(*one, context);
        if (!checked) return nullptr;
        integers = integers && checked->type == ValueType::integer;
        arguments.push_back(std::move(checked));
    }
    const ValueType type = integers ? ValueType::integer : ValueType::real;
    for (ExprPtr& one : arguments) one = convert(std::move(one), type);
    return make(type, at, FunctionCall{function, std::move(arguments)});
}

ExprPtr Elaborator::check_operator(AnalogOperator op, const Call& call, Position at,
                                   const Context& context) {
    if (context.constant || context.function || context.initial || context.event) {
        error(at, Complaint::not_here, fmt::format("{} cannot stand here", call.name),
              "analog operators belong into the analog block, outside of functions and events");
        return nullptr;
    }
    if (context.conditional && starts_new_state(op)) {
        error(at, Complaint::conditional_memory,
              fmt::format("{} stands under a condition of run time", call.name),
              "assign its value to a variable before the condition and use that there");
        return nullptr;
    }
    if (op == AnalogOperator::ddx) return check_ddx(call, at, context);
    const bool noise = op == AnalogOperator::white_noise || op == AnalogOperator::flicker_noise;
    std::vector<ExprPtr> arguments;
    for (std::size_t k = 0; k < call.arguments.size(); ++k) {
        const Expression& one = *call.arguments[k];
        const bool text = std::holds_alternative<Text>(one.node) && k > 0;
        if (op == AnalogOperator::limit && k > 0) break;  // the solver limits by itself
        const bool tolerance = (op == AnalogOperator::ddt && k == 1) ||
                               (op == AnalogOperator::idt && k == 3) ||
                               (op == AnalogOperator::idtmod && k == 4);
        if (tolerance) break;  // a number or a nature: the solver has tolerances of its own
        ExprPtr checked =
            check_number(one, context, text && noise ? ValueType::string : ValueType::real);
        if (!checked) return nullptr;
        arguments.push_back(std::move(checked));
    }
    return make(ValueType::real, at, OperatorCall{op, model_.sites++, std::move(arguments)});
}

ExprPtr Elaborator::check_ddx(const Call& call, Position at, const Context& context) {
    if (context.ddx) {
        error(at, Complaint::ddx_unknown, "ddx of a ddx is not supported",
              "write the second derivative out");
        return nullptr;
    }
    Context inner = context;
    inner.ddx = true;
    ExprPtr value = check_number(*call.arguments[0], inner, ValueType::real);
    ExprPtr unknown = check(*call.arguments[1], inner);
    if (!value || !unknown) return nullptr;
    const auto* potential = std::get_if<Potential>(&unknown->node);
    if (!(potential && potential->minus == no_index) &&
        !std::holds_alternative<Flow>(unknown->node)) {
        error(call.arguments[1]->at, Complaint::ddx_unknown,
              "ddx is with respect to V(node) or I(branch)",
              "a difference V(a, b) changes with both nodes: choose one of them");
        return nullptr;
    }
    return make(
        ValueType::real, at,
        OperatorCall{AnalogOperator::ddx, model_.sites++, {std::move(value), std::move(unknown)}});
}

ExprPtr Elaborator::check_random(RandomKind kind, const Call& call, Position at,
                                 const Context& context) {
    if (context.constant || context.function) {
        error(at, Complaint::not_here, fmt::format("{} cannot stand here", call.name),
              "draw in the analog block and pass the number");
        return nullptr;
    }
    RandomCall node{.kind = kind, .site = model_.sites++, .seed = nullptr, .arguments = {}};
    for (std::size_t k = 0; k < call.arguments.size(); ++k) {
        const Expression& one = *call.arguments[k];
        if (std::holds_alternative<Text>(one.node)) break;  // "global" or "instance"
        ExprPtr checked = check_number(one, context, k == 0 ? ValueType::integer : ValueType::real);
        if (!checked) return nullptr;
        if (k == 0)
            node.seed = std::move(checked);
        else
            node.arguments.push_back(std::move(checked));
    }
    const bool integer = kind == RandomKind::random || call.name.starts_with("$dist_");
    ExprPtr drawn = make(kind == RandomKind::random ? ValueType::integer : ValueType::real, at,
                         std::move(node));
    return convert(std::move(drawn), integer ? ValueType::integer : ValueType::real);
}

ExprPtr Elaborator::check_system(const Call& call, Position at, const Context& context) {
    const auto value = [&](SystemValue which, ValueType type = ValueType::real) -> ExprPtr {
        SystemCall node{which, {}};
        for (const ExpressionPtr& one : call.arguments) {
            const bool text = std::holds_alternative<Text>(one->node);
            ExprPtr checked =
                check_number(*one, context, text ? ValueType::string : ValueType::real);
            if (!checked) return nullptr;
            node.arguments.push_back(std::move(checked));
        }
        return make(type, at, std::move(node));
    };
    const std::string& name = call.name;
    if (name == "$temperature" && count_ok(call, at, 0, 0)) return value(SystemValue::temperature);
    if (name == "$vt" && count_ok(call, at, 0, 1)) return value(SystemValue::vt);
    if ((name == "$abstime" || name == "$realtime") && count_ok(call, at, 0, 1))
        return value(SystemValue::abstime);
    if (name == "$mfactor" && count_ok(call, at, 0, 0)) return value(SystemValue::mfactor);
    if (name == "$simparam" && count_ok(call, at, 1, 2)) return value(SystemValue::simparam);
    if (name == "analysis" && count_ok(call, at, 1, 16))
        return value(SystemValue::analysis, ValueType::integer);
    if ((name == "$rtoi" || name == "$itor") && count_ok(call, at, 1, 1)) {
        ExprPtr argument = check_number(*call.arguments[0], context, ValueType::real);
        if (name == "$itor" || !argument) return argument;
        return make(ValueType::integer, at, FunctionCall{Function::rtoi, {std::move(argument)}});
    }
    if (name == "$param_given" || name == "$port_connected")
        return count_ok(call, at, 1, 1) ? check_given(call, at, context) : nullptr;
    const std::array<std::string, 8> known = {"$temperature", "$vt",    "$abstime", "$mfactor",
                                              "$simparam",    "$limit", "$rtoi",    "$itor"};
    if (std::find(known.begin(), known.end(), name) == known.end() && name != "$realtime" &&
        name != "analysis")
        error(at, Complaint::not_supported, fmt::format("{} is not supported", name),
              did_you_mean(name, known));
    return nullptr;
}

ExprPtr Elaborator::check_given(const Call& call, Position at, const Context& context) {
    const auto* name = std::get_if<Name>(&call.arguments[0]->node);
    const Symbol* symbol =
        name ? find_or_report(*name, call.arguments[0]->at, *context.scope) : nullptr;
    const bool port = call.name == "$port_connected";
    if (symbol && !port && symbol->kind == Symbol::Kind::parameter)
        return make(ValueType::integer, at, ParameterGiven{symbol->ids.front()});
    if (symbol && port && symbol->kind == Symbol::Kind::net) {
        const Scope* module = context.scope;
        while (!module->is_module) module = module->parent;
        const auto found = module->connected.find(name->name);
        const bool connected = found == module->connected.end() || found->second;
        return make(ValueType::integer, at, Constant{connected ? 1.0 : 0.0});
    }
    if (symbol || !name)
        error(at, Complaint::wrong_kind,
              fmt::format("{} needs the name of a {}", call.name, port ? "port" : "parameter"),
              "give the name alone");
    return nullptr;
}

}  // namespace crosspoint::veriloga
