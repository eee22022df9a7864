// Statements of the interpreter, and the rows it leaves.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/interpret.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "crosspoint/veriloga/interpreter.hpp"

namespace crosspoint::veriloga {

InstanceMemory initial_memory(const CheckedModel& model, const ParameterValues& values) {
    InstanceMemory memory;
    const ConstantScope scope{&model, values};
    for (const CheckedVariable& variable : model.variables) {
        const auto initial = variable.initial ? fold(scope, *variable.initial) : std::nullopt;
        const auto* number = initial ? std::get_if<double>(&*initial) : nullptr;
        const auto* text = initial ? std::get_if<std::string>(&*initial) : nullptr;
        memory.variables.emplace_back(variable.count, number ? *number : 0.0);
        memory.texts.push_back(text ? *text : "");
    }
    memory.sites.resize(model.sites);
    const Structure structure = find_structure(model, values);
    const EvaluationPoint point{.unknowns = std::vector<double>(structure.unknowns.size())};
    return Interpreter(model, values, structure, memory, point).run_initial();
}

Evaluation interpret(const CheckedModel& model, const ParameterValues& values,
                     const Structure& structure, const InstanceMemory& memory,
                     const EvaluationPoint& point) {
    CROSSPOINT_ASSERT(point.unknowns.size() == structure.unknowns.size());
    return Interpreter(model, values, structure, memory, point).run();
}

Interpreter::Interpreter(const CheckedModel& model, const ParameterValues& values,
                         const Structure& structure, const InstanceMemory& memory,
                         const EvaluationPoint& point)
    : model_(model), values_(values), structure_(structure), memory_(memory), point_(point) {
    const std::size_t n = structure.unknowns.size();
    result_.f.resize(n);
    result_.q.resize(n);
    result_.df.resize(n * n);
    result_.dq.resize(n * n);
    result_.fired.resize(model.sites);
    result_.next = memory;
    reached_.resize(model.sites);
    branches_.resize(model.branches.size());
    start_variables();
}

void Interpreter::start_variables() {
    texts_ = memory_.texts;
    for (const auto& kept : memory_.variables) {
        variables_.emplace_back();
        for (const double one : kept) variables_.back().push_back({.f = {.v = one}});
    }
}

void Interpreter::keep_variables() {
    result_.next.texts = texts_;
    for (std::size_t id = 0; id < variables_.size(); ++id)
        for (std::size_t k = 0; k < variables_[id].size(); ++k)
            result_.next.variables[id][k] = variables_[id][k].f.v;
}

InstanceMemory Interpreter::run_initial() {
    execute(model_.initial);
    keep_variables();
    return result_.next;
}

Evaluation Interpreter::run() {
    execute(model_.analog);
    for (Index k = 0; k < structure_.unknowns.size(); ++k)  // a ddt in an arm not taken: w = 0
        if (structure_.unknowns[k].kind == UnknownKind::derivative &&
            !reached_[structure_.unknowns[k].index])
            add_row(k, {.f = unknown(k)}, 1.0);
    for (Index k = 0; k < model_.branches.size(); ++k) branch_rows(k);
    keep_variables();
    return std::move(result_);
}

void Interpreter::add_row(Index row, const Quantity& quantity, double sign) {
    if (row == no_index) return;
    const std::size_t n = structure_.unknowns.size();
    result_.f[row] += sign * quantity.f.v;
    result_.q[row] += sign * quantity.q.v;
    for (std::size_t k = 0; k < quantity.f.d.size(); ++k)
        result_.df[row * n + k] += sign * quantity.f.d[k];
    for (std::size_t k = 0; k < quantity.q.d.size(); ++k)
        result_.dq[row * n + k] += sign * quantity.q.d[k];
}

/// A branch whose flow is an unknown gives the flow to its nodes and has a row of its own.
void Interpreter::branch_rows(Index k) {
    const CheckedBranch& branch = model_.branches[k];
    const BranchSum& sum = branches_[k];
    const Index row = structure_.unknown_of_flow[k];
    const auto node_row = [&](Index node) {
        return node == no_index ? no_index : structure_.unknown_of_node[node];
    };
    if (row == no_index) {
        if (structure_.branches[k] != BranchKind::current) return;
        add_row(node_row(branch.plus), sum.sum, 1.0);
        add_row(node_row(branch.minus), sum.sum, -1.0);
        return;
    }
    const Quantity flow{.f = unknown(row)};
    add_row(node_row(branch.plus), flow, 1.0);
    add_row(node_row(branch.minus), flow, -1.0);
    if (sum.is_potential || structure_.branches[k] == BranchKind::shorted) {
        add_row(row, {.f = potential(branch.plus)}, 1.0);
        add_row(row, {.f = potential(branch.minus)}, -1.0);
    } else {
        add_row(row, flow, 1.0);
    }
    add_row(row, sum.sum, -1.0);
}

void Interpreter::execute(const Body& body) {
    for (const CheckedStatement& one : body) {
        if (++statements_ > max_statements)
            result_.failure = fmt::format("more than {} statements", max_statements);
        if (!result_.failure.empty()) return;
        std::visit([this](const auto& node) { execute(node); }, one.node);
    }
}

void Interpreter::execute(const CheckedAssign& node) {
    if (node.value->type == ValueType::string) {
        texts_[node.variable] = text(*node.value);
        return;
    }
    Quantity assigned = eval(*node.value);
    if (Quantity* target = element(node.variable, node.index)) *target = std::move(assigned);
}

void Interpreter::execute(const CheckedContribute& node) {
    const Quantity more = eval(*node.value);
    BranchSum& branch = branches_[node.branch];
    if (branch.is_potential != node.is_potential) branch.sum = {};
    branch.is_potential = node.is_potential;
    branch.sum = {.f = add(branch.sum.f, more.f), .q = add(branch.sum.q, more.q)};
}

void Interpreter::execute(const CheckedIf& node) {
    execute(number(node.condition) != 0.0 ? node.then : node.otherwise);
}

void Interpreter::execute(const CheckedLoop& node) {
    while (result_.failure.empty() && number(node.condition) != 0.0) {
        if (++turns_ > max_turns)
            result_.failure = fmt::format("loops take more than {} turns", max_turns);
        else
            execute(node.body);
    }
}

/// Every trigger is looked at, for each keeps a memory.
void Interpreter::execute(const CheckedEvent& node) {
    bool fired = false;
    for (const Trigger& trigger : node.triggers) {
        const bool one = fires(trigger);
        result_.fired[trigger.site] = one;
        fired = fired || one;
    }
    if (fired) execute(node.body);
}

bool Interpreter::fires(const Trigger& trigger) {
    const auto in_phase = [&] {
        return trigger.phases.empty() ||
               std::any_of(trigger.phases.begin(), trigger.phases.end(), [&](const auto& phase) {
                   return phase == point_.analysis || (phase == "static" && point_.dc);
               });
    };
    switch (trigger.kind) {
        case EventKind::initial_step:
            return point_.initial_step && in_phase();
        case EventKind::final_step:
            return point_.final_step && in_phase();
        case EventKind::timer:
            return timed(trigger);
        default:
            return crossed(trigger);
    }
}

bool Interpreter::crossed(const Trigger& trigger) {
    const double now = number(trigger.arguments[0]);
    double direction = trigger.arguments.size() > 1 ? number(trigger.arguments[1]) : 0.0;
    if (trigger.kind == EventKind::above) direction = 1.0;
    result_.next.sites[trigger.site] = {now};
    const std::vector<double>& kept = memory_.sites[trigger.site];
    if (point_.dc) return trigger.kind == EventKind::above && now >= 0.0;
    if (kept.empty()) return false;
    const bool up = kept[0] < 0.0 && now >= 0.0 && direction >= 0.0;
    const bool down = kept[0] > 0.0 && now <= 0.0 && direction <= 0.0;
    return up || down;
}

bool Interpreter::timed(const Trigger& trigger) {
    const double start = number(trigger.arguments[0]);
    const double period = trigger.arguments.size() > 1 ? number(trigger.arguments[1]) : 0.0;
    // A point that a solver placed on an instant counts, in spite of the rounding of its time.
    const auto passed = [&](double time) {
        const double since = time + 1e-12 * std::abs(time) - start;
        if (since < 0.0) return 0.0;
        return period > 0.0 ? std::floor(since / period) + 1.0 : 1.0;
    };
    if (point_.dc && point_.analysis != "tran") return false;
    const double count = passed(point_.time_s);
    const std::vector<double>& kept = memory_.sites[trigger.site];
    const double before = kept.empty() ? 0.0 : kept[0];
    result_.next.sites[trigger.site] = {count};
    if (count == 0.0 || period > 0.0) result_.timers_s.push_back(start + count * period);
    return point_.dc ? point_.time_s == start : count > before;
}

void Interpreter::execute(const CheckedTask& node) {
    if (node.kind == TaskKind::bound_step) {
        const double step = number(node.arguments[0]);
        if (step > 0.0 && (result_.bound_step_s == 0.0 || step < result_.bound_step_s))
            result_.bound_step_s = step;
        return;
    }
    std::string joined;
    for (const ExprPtr& one : node.arguments) {
        if (!joined.empty()) joined += ' ';
        joined += one->type == ValueType::string ? text(*one) : fmt::format("{:g}", number(one));
    }
    result_.messages.push_back({node.kind, std::move(joined)});
}

}  // namespace crosspoint::veriloga
