// Statements: assignments, contributions, control flow, events, tasks.
// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <fmt/format.h>

#include "crosspoint/base/nearest.hpp"
#include "crosspoint/veriloga/advice.hpp"
#include "crosspoint/veriloga/elaborator.hpp"

namespace crosspoint::veriloga {
namespace {

const std::map<std::string, TaskKind, std::less<>> tasks = {
    {"$strobe", TaskKind::strobe},
    {"$debug", TaskKind::strobe},
    {"$monitor", TaskKind::strobe},
    {"$display", TaskKind::display},
    {"$info", TaskKind::display},
    {"$write", TaskKind::write},
    {"$warning", TaskKind::warning},
    {"$error", TaskKind::error},
    {"$fatal", TaskKind::fatal},
    {"$finish", TaskKind::finish},
    {"$stop", TaskKind::finish},
    {"$bound_step", TaskKind::bound_step},
    {"$discontinuity", TaskKind::discontinuity}};

const std::map<std::string, EventKind, std::less<>> events = {
    {"initial_step", EventKind::initial_step},
    {"final_step", EventKind::final_step},
    {"cross", EventKind::cross},
    {"above", EventKind::above},
    {"timer", EventKind::timer}};

/// %m of a message in a sub-module: the name of the device, then of the instances below it.
std::string named_below(const std::string& format, const std::string& prefix) {
    if (prefix.empty()) return format;
    std::string text;
    for (std::size_t k = 0; k < format.size(); ++k) {
        const bool pair = format[k] == '%' && k + 1 < format.size();
        const std::string both = pair ? format.substr(k, 2) : format.substr(k, 1);
        text += both;
        if (pair) ++k;
        if (both == "%m" || both == "%M") text += "." + prefix.substr(0, prefix.size() - 1);
    }
    return text;
}

CheckedStatement statement(Position at, auto node) { return {at, std::move(node)}; }

}  // namespace

void Elaborator::check(const Statement& one, const Context& context, Body& out) {
    if (diagnostics_.full()) return;
    std::visit([&](const auto& node) { check(node, one.at, context, out); }, one.node);
}

void Elaborator::check(const Assignment& node, Position at, const Context& context, Body& out) {
    const auto* name = std::get_if<Name>(&node.target.node);
    ExprPtr target = name ? check_name(*name, node.target.at, context) : nullptr;
    if (name && !target) return;
    const auto* variable = target ? std::get_if<VariableRef>(&target->node) : nullptr;
    if (!variable) {
        error(node.target.at, Complaint::not_assignable, "only a variable can be assigned",
              "parameters and genvars keep their value; sources are contributed with <+");
        return;
    }
    ExprPtr value = check_number(*node.value, context, target->type);
    if (!value) return;
    out.push_back(statement(at, CheckedAssign{variable->id, variable->index, std::move(value)}));
}

void Elaborator::check(const Contribution& node, Position at, const Context& context, Body& out) {
    const auto* call = std::get_if<Call>(&node.target.node);
    if (!call || !is_access(call->name) || call->port_flow || !none_missing(*call, at)) {
        error(node.target.at, Complaint::no_contribution_here, "this cannot be contributed to",
              "write V(a, b) <+ or I(a, b) <+");
        return;
    }
    if (context.function || context.event || context.initial) {
        error(at, Complaint::no_contribution_here,
              fmt::format("a contribution cannot stand in {}", context.function ? "a function"
                                                               : context.event  ? "an event"
                                                                                : "analog initial"),
              "set a variable here and contribute it in the analog block");
        return;
    }
    const auto target = access(*call, node.target.at, context, true);
    ExprPtr value = check_number(*node.value, context, ValueType::real);
    if (!target || !value) return;
    if (model_.branches[target->branch].name.starts_with('<')) {
        error(node.target.at, Complaint::no_contribution_here,
              "a branch of a port flow is read only", "contribute to a branch of two nets");
        return;
    }
    if (target->reversed)
        value = make(ValueType::real, value->at, CheckedUnary{UnaryOp::minus, value});
    out.push_back(
        statement(at, CheckedContribute{target->branch, target->is_potential, std::move(value)}));
}

void Elaborator::check(const IndirectContribution&, Position at, const Context&, Body&) {
    error(at, Complaint::indirect, "indirect contributions are not supported",
          "write a source of high gain instead: V(out) <+ gain * (left - right)");
}

void Elaborator::check(const If& node, Position at, const Context& context, Body& out) {
    ExprPtr condition = check_condition(*node.condition, context);
    if (!condition) return;
    Context inner = context;
    inner.conditional = context.conditional || !is_static(*condition);
    CheckedIf checked{.condition = std::move(condition), .then = {}, .otherwise = {}};
    if (node.then) check(*node.then, inner, checked.then);
    if (node.otherwise) check(*node.otherwise, inner, checked.otherwise);
    out.push_back(statement(at, std::move(checked)));
}

/// A chain of ifs, with the default last wherever it was written.
void Elaborator::check(const Case& node, Position at, const Context& context, Body& out) {
    const ExprPtr selector = check(*node.selector, context);
    if (!selector) return;
    Context inner = context;
    Body* place = &out;
    const Statement* otherwise = nullptr;
    inner.conditional = context.conditional || !is_static(*selector);
    for (const CaseItem& item : node.items) {
        if (item.labels.empty()) otherwise = item.body.get();
        ExprPtr condition;
        for (const ExpressionPtr& label : item.labels) {
            ExprPtr left = selector;
            ExprPtr right = check(*label, context);
            if (!right || !unify(left, right, label->at)) return;
            inner.conditional = inner.conditional || !is_static(*right);
            ExprPtr hit = make(ValueType::integer, label->at,
                               CheckedBinary{BinaryOp::equal, std::move(left), std::move(right)});
            condition =
                condition
                    ? make(ValueType::integer, label->at,
                           CheckedBinary{BinaryOp::logic_or, std::move(condition), std::move(hit)})
                    : std::move(hit);
        }
        if (!condition) continue;
        CheckedIf checked{.condition = std::move(condition), .then = {}, .otherwise = {}};
        if (item.body) check(*item.body, inner, checked.then);
        place->push_back(statement(item.labels.front()->at, std::move(checked)));
        place = &std::get<CheckedIf>(place->back().node).otherwise;
    }
    if (otherwise) check(*otherwise, inner, *place);
    static_cast<void>(at);
}

void Elaborator::check(const For& node, Position at, const Context& context, Body& out) {
    const auto* init = node.init ? std::get_if<Assignment>(&node.init->node) : nullptr;
    const auto* name = init ? std::get_if<Name>(&init->target.node) : nullptr;
    const Symbol* symbol = name ? find(name->name, *context.scope) : nullptr;
    if (symbol && symbol->kind == Symbol::Kind::genvar)
        return unroll(node, name->name, at, context, out);
    if (node.init) check(*node.init, context, out);
    Context inner = context;
    inner.conditional = true;
    CheckedLoop loop{.condition = check_condition(*node.condition, context), .body = {}};
    if (node.body) check(*node.body, inner, loop.body);
    if (node.step) check(*node.step, inner, loop.body);
    if (loop.condition) out.push_back(statement(at, std::move(loop)));
}

void Elaborator::unroll(const For& node, const std::string& genvar, Position at,
                        const Context& context, Body& out) {
    const auto* step = node.step ? std::get_if<Assignment>(&node.step->node) : nullptr;
    const auto* stepped = step ? std::get_if<Name>(&step->target.node) : nullptr;
    if (!stepped || stepped->name != genvar) {
        error(at, Complaint::loop_form, "the step of this loop does not count its genvar",
              "write: for (i = 0; i < n; i = i + 1)");
        return;
    }
    count_genvar(
        {genvar, *std::get<Assignment>(node.init->node).value, *node.condition, *step->value}, at,
        *context.scope, [&](Scope& turn, double) {
            Context inner = context;
            inner.scope = &turn;
            if (node.body) check(*node.body, inner, out);
        });
}

void Elaborator::check(const While& node, Position at, const Context& context, Body& out) {
    Context inner = context;
    inner.conditional = true;
    CheckedLoop loop{.condition = check_condition(*node.condition, context), .body = {}};
    if (node.body) check(*node.body, inner, loop.body);
    if (loop.condition) out.push_back(statement(at, std::move(loop)));
}

/// Counted down by a variable of its own.
void Elaborator::check(const Repeat& node, Position at, const Context& context, Body& out) {
    ExprPtr count = check_number(*node.count, context, ValueType::integer);
    if (!count) return;
    const auto id = static_cast<Index>(model_.variables.size());
    model_.variables.push_back({.name = fmt::format("{}repeat#{}", context.scope->prefix, id),
                                .type = ValueType::integer,
                                .initial = nullptr,
                                .at = at});
    const ExprPtr left = make(ValueType::integer, at, VariableRef{id, nullptr});
    const auto number = [&](double value) { return make(ValueType::integer, at, Constant{value}); };
    out.push_back(statement(at, CheckedAssign{id, nullptr, std::move(count)}));
    CheckedLoop loop{.condition = make(ValueType::integer, at,
                                       CheckedBinary{BinaryOp::greater, left, number(0.0)}),
                     .body = {}};
    Context inner = context;
    inner.conditional = true;
    if (node.body) check(*node.body, inner, loop.body);
    loop.body.push_back(
        statement(at, CheckedAssign{id, nullptr,
                                    make(ValueType::integer, at,
                                         CheckedBinary{BinaryOp::subtract, left, number(1.0)})}));
    out.push_back(statement(at, std::move(loop)));
}

void Elaborator::check(const Block& node, Position at, const Context& context, Body& out) {
    const std::string suffix = node.name.empty() ? "" : node.name + ".";
    Scope& inner = new_scope(context.scope, context.scope->prefix + suffix);
    if (!node.name.empty())
        add_symbol(*context.scope, at, node.name, {.kind = Symbol::Kind::scope, .scope = &inner});
    for (const ParameterDeclaration& one : node.parameters) declare_parameter(one, inner, nullptr);
    for (const VariableDeclaration& one : node.variables) declare_variable(one, inner, no_index);
    Context nested = context;
    nested.scope = &inner;
    for (const StatementPtr& one : node.statements)
        if (one) check(*one, nested, out);
}

void Elaborator::check(const Event& node, Position at, const Context& context, Body& out) {
    if (context.function || context.initial || context.event) {
        error(at, Complaint::no_contribution_here, "an event cannot stand here",
              "events belong into the analog block, not into functions or other events");
        return;
    }
    CheckedEvent checked;
    for (const ExpressionPtr& one : node.events) {
        auto found = trigger(*one, context);
        if (!found) return;
        checked.triggers.push_back(std::move(*found));
    }
    Context inner = context;
    inner.event = true;
    inner.conditional = true;
    if (node.body) check(*node.body, inner, checked.body);
    out.push_back(statement(at, std::move(checked)));
}

std::optional<Trigger> Elaborator::trigger(const Expression& expression, const Context& context) {
    const auto* call = std::get_if<Call>(&expression.node);
    const auto* name = std::get_if<Name>(&expression.node);
    const std::string which = call ? call->name : name ? name->name : "";
    const auto found = events.find(which);
    if (found == events.end()) {
        error(expression.at, Complaint::unknown_event, fmt::format("unknown event \"{}\"", which),
              which == "absdelta"
                  ? "a sample at every step needs no event: assign the variable in the analog block"
                  : "known are initial_step, final_step, cross, above, timer; posedge and negedge "
                    "are "
                    "digital: use cross");
        return std::nullopt;
    }
    Trigger result{.kind = found->second, .site = model_.sites++, .arguments = {}, .phases = {}};
    const bool step =
        result.kind == EventKind::initial_step || result.kind == EventKind::final_step;
    if (!step && (!call || !count_ok(*call, expression.at, 1, 5))) return std::nullopt;
    if (call && !call->arguments.empty() && !call->arguments.front()) {
        none_missing(*call, expression.at);
        return std::nullopt;
    }
    if (!step && context.conditional) {
        error(expression.at, Complaint::conditional_memory,
              fmt::format("{} stands under a condition of run time", which),
              "put the event outside and the condition inside of it");
        return std::nullopt;
    }
    for (std::size_t k = 0; call && k < call->arguments.size(); ++k) {
        if (!call->arguments[k]) {  // cross(x, +1, , 1u)
            result.arguments.push_back(make(ValueType::real, expression.at, Constant{0.0}));
            continue;
        }
        const Expression& one = *call->arguments[k];
        ExprPtr value = check_number(one, context, step ? ValueType::string : ValueType::real);
        if (!value) return std::nullopt;
        if (const auto* text = std::get_if<TextConstant>(&value->node))
            result.phases.push_back(text->value);
        else
            result.arguments.push_back(std::move(value));
    }
    return result;
}

void Elaborator::check(const Task& node, Position at, const Context& context, Body& out) {
    const auto* call = std::get_if<Call>(&node.call.node);
    const auto* name = std::get_if<Name>(&node.call.node);
    const std::string which = call ? call->name : name ? name->name : "";
    if (!which.starts_with("$")) {
        ExprPtr value = check(node.call, context);
        if (value) out.push_back(statement(at, CheckedCallStatement{std::move(value)}));
        return;
    }
    const auto found = tasks.find(which);
    if (found == tasks.end()) {
        std::vector<std::string> known;
        for (const auto& [one, kind] : tasks) known.push_back(one);
        const std::string_view instead = instead_of_task(which);
        error(at, Complaint::unknown_task, fmt::format("{} is not supported", which),
              instead.empty() ? did_you_mean(which, known) : std::string(instead));
        return;
    }
    if (call && !none_missing(*call, at)) return;
    CheckedTask task{.kind = found->second, .site = model_.sites++, .arguments = {}};
    for (std::size_t k = 0; call && k < call->arguments.size(); ++k) {
        ExprPtr value = check(*call->arguments[k], context);
        if (!value) return;
        const auto* text = std::get_if<TextConstant>(&value->node);
        const bool literal = std::holds_alternative<Text>(call->arguments[k]->node);
        if (text && literal)
            value = make(ValueType::string, value->at,
                         TextConstant{named_below(text->value, context.scope->prefix)});
        task.arguments.push_back(std::move(value));
    }
    if (task.kind == TaskKind::bound_step && task.arguments.size() != 1) {
        error(at, Complaint::argument_count, "$bound_step takes one argument",
              "give the longest step in seconds");
        return;
    }
    out.push_back(statement(at, std::move(task)));
}

}  // namespace crosspoint::veriloga
