// Statements of the model executed symbolically.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "crosspoint/veriloga/lowering.hpp"

namespace crosspoint::veriloga {

namespace {

constexpr int max_turns = 100000;
constexpr std::size_t most_statements = 1'000'000;  // functions that call functions, loops in loops

}  // namespace

void Lowering::execute(const Body& body) {
    for (const CheckedStatement& statement : body) {
        if (failed_) return;
        execute(statement);
    }
}

void Lowering::execute(const CheckedStatement& statement) {
    const Position at = statement.at;
    const std::size_t most = std::min(most_statements, 5 * options_.operations);
    if (b_.ir().nodes.size() > options_.operations || ++statements_ > most) {
        refuse(at, 7123,
               fmt::format("the model needs more than {} operations or {} statements",
                           options_.operations, most),
               "shorten loops with many turns, or arrays that a run-time index reaches");
        return;
    }
    if (const auto* a = std::get_if<CheckedAssign>(&statement.node)) {
        assign(a->variable, a->index, value(*a->value), at);
    } else if (const auto* c = std::get_if<CheckedContribute>(&statement.node)) {
        contribute(*c);
    } else if (const auto* i = std::get_if<CheckedIf>(&statement.node)) {
        const NodeIndex condition = b_.truth(number(*i->condition));
        if (!failed_) branch_on(condition, i->then, i->otherwise);
    } else if (const auto* l = std::get_if<CheckedLoop>(&statement.node)) {
        loop(*l, at);
    } else if (const auto* e = std::get_if<CheckedEvent>(&statement.node)) {
        NodeIndex condition = zero();
        for (const Trigger& trigger : e->triggers)
            condition = b_.make(Op::logic_or, condition, fired(trigger, at));
        if (!failed_) branch_on(condition, e->body, {});
    } else if (const auto* t = std::get_if<CheckedTask>(&statement.node)) {
        task(*t, at);
    } else {
        (void)value(*std::get<CheckedCallStatement>(statement.node).call);
    }
}

void Lowering::assign(Index variable, const ExprPtr& index, const SymbolicValue& value,
                      Position at) {
    const CheckedVariable& declared = m_.variables[variable];
    if (!index) {
        env_.variables[variable][0] = value;
        return;
    }
    const NodeIndex wanted = number(*index);
    const auto known = b_.constant_of(wanted);
    if (known) {
        const auto offset =
            element_offset(*known, declared.count, declared.first_index, declared.index_step);
        if (!offset) {
            diagnostics_.warning(at, 7124,
                                 fmt::format("{}[{}] is assigned, which is outside of the array: "
                                             "nothing is changed",
                                             declared.name, *known),
                                 "the declaration has the bounds");
            return;
        }
        env_.variables[variable][*offset] = value;
        return;
    }
    for (std::size_t k = 0; k < declared.count; ++k) {
        const double written = declared.first_index + declared.index_step * static_cast<double>(k);
        const NodeIndex here = b_.make(Op::equal, wanted, constant(written));
        SymbolicValue& element = env_.variables[variable][k];
        element = merged(here, value, element, at);
    }
}

void Lowering::contribute(const CheckedContribute& contribution) {
    contributing_ = contribution.branch;
    const SymbolicValue added = value(*contribution.value);
    contributing_ = no_index;
    if (failed_) return;
    BranchState& state = env_.branches[contribution.branch];
    const NodeIndex keeps =
        contribution.is_potential ? state.is_potential : b_.logic_not(state.is_potential);
    const SymbolicValue nothing = plain(zero());
    SymbolicValue& sum = contribution.is_potential ? state.potential : state.flow;
    const SymbolicValue kept = merged(keeps, sum, nothing);
    sum.node = b_.add(kept.node, added.node);
    if (kept.charge == no_node || added.charge == no_node)
        sum.charge = kept.charge == no_node ? added.charge : kept.charge;
    else
        sum.charge = b_.add(kept.charge, added.charge);
    // What the branch had of the other kind is discarded.
    (contribution.is_potential ? state.flow : state.potential) = nothing;
    state.is_potential = constant(contribution.is_potential ? 1.0 : 0.0);
}

void Lowering::branch_on(NodeIndex condition, const Body& then, const Body& otherwise) {
    if (const auto known = b_.constant_of(condition)) {
        execute(*known != 0.0 ? then : otherwise);
        return;
    }
    const NodeIndex path = path_;
    const Environment before = env_;
    path_ = b_.logic_and(path, condition);
    execute(then);
    Environment after_then = std::exchange(env_, before);
    path_ = b_.logic_and(path, b_.logic_not(condition));
    execute(otherwise);
    path_ = path;
    env_ = merged(condition, after_then, env_);
}

SymbolicValue Lowering::merged(NodeIndex condition, const SymbolicValue& then,
                               const SymbolicValue& otherwise, Position at) {
    if (then.text != no_index || otherwise.text != no_index) {
        const auto known = b_.constant_of(condition);
        if (then.text == otherwise.text || (known && *known != 0.0)) return then;
        if (known) return otherwise;
        refuse(at, 7125, "a text depends on a run-time condition", "use an integer instead");
        return then;
    }
    SymbolicValue result = plain(b_.select(condition, then.node, otherwise.node));
    if (then.charge == no_node && otherwise.charge == no_node) return result;
    const auto charge = [&](const SymbolicValue& s) {
        return s.charge == no_node ? zero() : s.charge;
    };
    result.charge = b_.select(condition, charge(then), charge(otherwise));
    if (b_.is(result.charge, 0.0)) result.charge = no_node;
    return result;
}

Environment Lowering::merged(NodeIndex condition, const Environment& then,
                             const Environment& otherwise) {
    Environment result = otherwise;
    for (std::size_t v = 0; v < result.variables.size(); ++v)
        for (std::size_t k = 0; k < result.variables[v].size(); ++k)
            result.variables[v][k] = merged(condition, then.variables[v][k],
                                            otherwise.variables[v][k], m_.variables[v].at);
    for (std::size_t k = 0; k < result.branches.size(); ++k) {
        const BranchState& a = then.branches[k];
        const BranchState& b = otherwise.branches[k];
        result.branches[k] = {merged(condition, a.flow, b.flow),
                              merged(condition, a.potential, b.potential),
                              b_.select(condition, a.is_potential, b.is_potential)};
    }
    return result;
}

void Lowering::loop(const CheckedLoop& loop, Position at) {
    for (int turn = 0; !failed_; ++turn) {
        const auto goes_on = b_.constant_of(number(*loop.condition));
        if (failed_ || (goes_on && *goes_on == 0.0)) return;
        if (!goes_on) {
            refuse(at, 7126, "the number of turns of this loop is not known before the simulation",
                   "bound the loop by constants or parameters, and put `if` inside for what "
                   "depends on voltages");
            return;
        }
        if (turn == max_turns) {
            refuse(at, 7127, fmt::format("this loop has more than {} turns", max_turns),
                   "check its condition: the counter may never reach the end");
            return;
        }
        execute(loop.body);
    }
}

void Lowering::task(const CheckedTask& task, Position at) {
    if (task.kind == TaskKind::discontinuity) return;
    if (task.kind == TaskKind::bound_step) {
        const NodeIndex infinite = constant(std::numeric_limits<double>::infinity());
        const NodeIndex wanted = b_.select(path_, number(*task.arguments.front()), infinite);
        bound_step_ = bound_step_ == no_node ? wanted : b_.make(Op::minimum, bound_step_, wanted);
        return;
    }
    const auto row = static_cast<std::uint32_t>(result_.messages.size());
    std::uint32_t count = 0;
    MessageBuilder message;
    const bool numbered = task.kind == TaskKind::fatal || task.kind == TaskKind::finish;
    for (std::size_t k = 0; k < task.arguments.size(); ++k) {
        const SymbolicValue argument = value(*task.arguments[k]);
        if (failed_) return;
        if (argument.text != no_index) {
            message.add_text(texts_[argument.text]);
            continue;
        }
        if (numbered && k == 0) continue;  // how much the simulator shall say by itself
        if (argument.charge != no_node) {
            refuse(at, 7128, "a message has a time derivative among its values",
                   "assign it through an unknown: I(b) <+ ddt(q), then print I(b)");
            return;
        }
        message.add_value(count, task.arguments[k]->type == ValueType::integer);
        b_.output(OutputKind::message_argument, row, count++, argument.node);
    }
    if (!message.complete())
        diagnostics_.warning(at, 7141, "the format has places for more values than are given",
                             "give one value for each %, and write %% for a percent sign");
    b_.output(OutputKind::message_when, row, 0, path_);
    result_.messages.push_back({task.kind, message.take()});
}

}  // namespace crosspoint::veriloga
