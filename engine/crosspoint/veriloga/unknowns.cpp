// Which branches and nodes exist, and the numbering of the unknowns.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/unknowns.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "crosspoint/veriloga/abstract.hpp"

namespace crosspoint::veriloga {
namespace {

BranchKind kind_of(const AbstractRun::Branch& branch, bool probed) {
    using Mode = AbstractRun::Mode;
    switch (branch.mode) {
        case Mode::untouched:
            return probed ? BranchKind::shorted : BranchKind::unused;
        case Mode::current:
            return BranchKind::current;
        case Mode::mixed:
            return BranchKind::switching;
        default:
            break;
    }
    const bool zero = branch.sum && *branch.sum == 0.0;
    return zero && !probed ? BranchKind::collapsed : BranchKind::voltage;
}

Index representative(const std::vector<Index>& node_of, Index node) {
    while (node != no_index && node_of[node] != node) node = node_of[node];
    return node;
}

/// Joins the two nodes of a collapsed branch: ground and ports stay, a lower node wins. Two ports
/// (or a port and ground) cannot become one: then the branch keeps its flow as an unknown.
void collapse(const CheckedModel& model, Structure& structure) {
    std::vector<Index>& node_of = structure.node_of;
    const auto fixed = [&](Index node) { return node == no_index || model.nodes[node].is_port; };
    for (std::size_t k = 0; k < model.branches.size(); ++k) {
        if (structure.branches[k] != BranchKind::collapsed) continue;
        Index kept = representative(node_of, model.branches[k].plus);
        Index gone = representative(node_of, model.branches[k].minus);
        if (kept == gone) continue;  // a loop of zero-volt branches: this one carries nothing
        if (fixed(gone) || (!fixed(kept) && gone < kept)) std::swap(kept, gone);
        if (fixed(gone))
            structure.branches[k] = BranchKind::voltage;
        else
            node_of[gone] = kept;
    }
    for (Index node = 0; node < node_of.size(); ++node)
        node_of[node] = representative(node_of, node);
}

void collect_call(const CheckedModel& model, const CheckedExpr& expression,
                  std::vector<bool>& assigned);

void collect(const CheckedModel& model, const Body& body, std::vector<bool>& assigned) {
    const auto look = [&](const ExprPtr& one) {
        if (one) collect_call(model, *one, assigned);
    };
    for (const CheckedStatement& statement : body) {
        if (const auto* assign = std::get_if<CheckedAssign>(&statement.node)) {
            assigned[assign->variable] = true;
            look(assign->value);
        } else if (const auto* source = std::get_if<CheckedContribute>(&statement.node)) {
            look(source->value);
        } else if (const auto* choice = std::get_if<CheckedIf>(&statement.node)) {
            look(choice->condition);
            collect(model, choice->then, assigned);
            collect(model, choice->otherwise, assigned);
        } else if (const auto* loop = std::get_if<CheckedLoop>(&statement.node)) {
            look(loop->condition);
            collect(model, loop->body, assigned);
        } else if (const auto* event = std::get_if<CheckedEvent>(&statement.node)) {
            collect(model, event->body, assigned);
        } else if (const auto* call = std::get_if<CheckedCallStatement>(&statement.node)) {
            look(call->call);
        } else if (const auto* task = std::get_if<CheckedTask>(&statement.node)) {
            for (const ExprPtr& one : task->arguments) look(one);
        }
    }
}

void collect_call(const CheckedModel& model, const CheckedExpr& expression,
                  std::vector<bool>& assigned) {
    const auto look = [&](const ExprPtr& one) {
        if (one) collect_call(model, *one, assigned);
    };
    if (const auto* unary = std::get_if<CheckedUnary>(&expression.node)) look(unary->operand);
    if (const auto* converted = std::get_if<Convert>(&expression.node)) look(converted->operand);
    if (const auto* binary = std::get_if<CheckedBinary>(&expression.node)) {
        look(binary->left);
        look(binary->right);
    }
    if (const auto* choice = std::get_if<CheckedConditional>(&expression.node)) {
        look(choice->condition);
        look(choice->then);
        look(choice->otherwise);
    }
    if (const auto* call = std::get_if<FunctionCall>(&expression.node))
        for (const ExprPtr& one : call->arguments) look(one);
    if (const auto* call = std::get_if<OperatorCall>(&expression.node))
        for (const ExprPtr& one : call->arguments) look(one);
    const auto* user = std::get_if<UserCall>(&expression.node);
    if (!user) return;
    const CheckedFunction& function = model.functions[user->function];
    for (const Index local : function.locals) assigned[local] = true;
    for (std::size_t k = 0; k < user->arguments.size(); ++k) {
        look(user->arguments[k]);
        const auto* target = std::get_if<VariableRef>(&user->arguments[k]->node);
        const Direction direction = function.arguments[k].direction;
        if (target && (direction == Direction::output || direction == Direction::inout))
            assigned[target->id] = true;
    }
}

}  // namespace

std::vector<bool> assigned_in(const CheckedModel& model, const Body& body) {
    std::vector<bool> assigned(model.variables.size());
    collect(model, body, assigned);
    return assigned;
}

Structure find_structure(const CheckedModel& model, const ParameterValues& values) {
    const AbstractRun run(model, values);
    Structure result;
    for (std::size_t k = 0; k < model.branches.size(); ++k)
        result.branches.push_back(kind_of(run.state().branches[k], run.probed()[k]));
    for (Index node = 0; node < model.nodes.size(); ++node) result.node_of.push_back(node);
    collapse(model, result);

    const auto add = [&](UnknownKind kind, Index index, std::string name) {
        result.unknowns.push_back({kind, index, std::move(name)});
        return static_cast<Index>(result.unknowns.size() - 1);
    };
    result.unknown_of_node.assign(model.nodes.size(), no_index);
    for (const bool port : {true, false})
        for (Index node = 0; node < model.nodes.size(); ++node)
            if (result.node_of[node] == node && model.nodes[node].is_port == port)
                result.unknown_of_node[node] =
                    add(port ? UnknownKind::port : UnknownKind::node, node, model.nodes[node].name);
    for (Index node = 0; node < model.nodes.size(); ++node)
        if (result.node_of[node] != no_index)
            result.unknown_of_node[node] = result.unknown_of_node[result.node_of[node]];
    result.unknown_of_flow.assign(model.branches.size(), no_index);
    for (Index k = 0; k < model.branches.size(); ++k) {
        const BranchKind kind = result.branches[k];
        if (kind == BranchKind::voltage || kind == BranchKind::switching ||
            kind == BranchKind::shorted || (kind == BranchKind::current && run.probed()[k]))
            result.unknown_of_flow[k] =
                add(UnknownKind::flow, k, fmt::format("I({})", model.branches[k].name));
    }
    result.unknown_of_site.assign(model.sites, no_index);
    for (Index site = 0; site < model.sites; ++site)
        if (run.integrals()[site])
            result.unknown_of_site[site] =
                add(UnknownKind::integral, site, fmt::format("idt#{}", site));
    for (Index site = 0; site < model.sites; ++site)
        if (run.derivatives()[site])
            result.unknown_of_site[site] =
                add(UnknownKind::derivative, site, fmt::format("ddt#{}", site));
    return result;
}

}  // namespace crosspoint::veriloga
