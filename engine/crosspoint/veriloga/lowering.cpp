// Start and end of the symbolic execution: variables begin as memory, contributions become rows.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/lowering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace crosspoint::veriloga {

Lowering::Lowering(const CheckedModel& model, const ParameterValues& values,
                   const Structure& structure, const LowerOptions& options,
                   Diagnostics& diagnostics)
    : m_(model),
      values_(values),
      s_(structure),
      options_(options),
      diagnostics_(diagnostics),
      rows_(structure.unknowns.size()) {
    result_.name = model.name;
    result_.structure = structure;
    result_.modulus.assign(structure.unknowns.size(), 0.0);
}

Result<LoweredModel> Lowering::run() {
    path_ = constant(1.0);
    for (SymbolicValue& row : rows_) row = plain(zero());
    bind_varying();
    const BranchState nothing{plain(zero()), plain(zero()), zero()};
    env_.branches.assign(m_.branches.size(), nothing);
    start_variables();
    execute(m_.analog);
    for (Index branch = 0; branch < m_.branches.size() && !failed_; ++branch) write_branch(branch);
    if (failed_) return diagnostics_.first_error();
    write_rows();
    write_noise();
    result_.ir = std::move(b_).take();
    settle_memory(result_.ir, result_.memory, static_cast<Index>(s_.unknowns.size()));
    return std::move(result_);
}

void Lowering::bind_varying() {
    varying_of_.assign(m_.parameters.size(), no_index);
    for (const std::string& name : options_.varying) {
        const auto found = std::find_if(
            m_.parameters.begin(), m_.parameters.end(), [&](const CheckedParameter& parameter) {
                return parameter.name == name ||
                       std::count(parameter.aliases.begin(), parameter.aliases.end(), name) != 0;
            });
        const bool fits = found != m_.parameters.end() && found->type == ValueType::real &&
                          !found->is_array && !found->local && !found->overridden &&
                          !found->structural;
        if (!fits) {
            refuse(found == m_.parameters.end() ? Position{} : found->at, 7121,
                   found != m_.parameters.end() && found->structural
                       ? fmt::format("{} cannot vary from cell to cell: it decides the structure "
                                     "of {}",
                                     name, m_.name)
                       : fmt::format("{} cannot vary from cell to cell: it is no real scalar "
                                     "parameter of {} that a card sets",
                                     name, m_.name),
                   "name a `parameter real` of the module");
            return;
        }
        const auto id = static_cast<Index>(found - m_.parameters.begin());
        if (varying_of_[id] != no_index) continue;
        varying_of_[id] = static_cast<Index>(result_.varying.size());
        result_.varying.push_back(
            {found->name, found->desc, found->units, std::get<double>(values_[id].values[0])});
    }
}

void Lowering::start_variables() {
    env_.variables.resize(m_.variables.size());
    const auto declared = [&](const CheckedVariable& variable) {
        return variable.initial && !variable.is_array ? value(*variable.initial) : plain(zero());
    };
    for (std::size_t v = 0; v < m_.variables.size(); ++v)
        env_.variables[v].assign(m_.variables[v].count, declared(m_.variables[v]));
    execute(m_.initial);
    const NodeIndex first = b_.input(InputKind::initial_step);
    assigned_ = assigned_in(m_, m_.analog);
    for (std::size_t v = 0; v < m_.variables.size(); ++v) {
        const CheckedVariable& variable = m_.variables[v];
        if (!keeps_value(static_cast<Index>(v))) continue;
        for (std::size_t k = 0; k < variable.count; ++k) {
            SymbolicValue& element = env_.variables[v][k];
            const auto known = b_.constant_of(element.node);
            const std::string name =
                variable.is_array
                    ? fmt::format("{}[{}]", variable.name,
                                  variable.first_index + variable.index_step * static_cast<int>(k))
                    : variable.name;
            const Memory memory = new_memory(name, known.value_or(0.0), true);
            element = plain(known ? memory.now : b_.select(first, element.node, memory.now));
        }
    }
}

bool Lowering::keeps_value(Index variable) const {
    const CheckedVariable& declared = m_.variables[variable];
    return declared.function == no_index && declared.type != ValueType::string &&
           assigned_[variable];
}

Lowering::Memory Lowering::new_memory(std::string name, double initial, bool hidden) {
    const auto slot = static_cast<Index>(result_.memory.size());
    result_.memory.push_back({std::move(name), initial, hidden});
    const NodeIndex now = b_.input(InputKind::memory, slot);
    next_.push_back(now);
    return {slot, now};
}

void Lowering::keep(const Memory& memory, NodeIndex next) {
    next_[memory.slot] = b_.select(path_, next, next_[memory.slot]);
}

NodeIndex Lowering::unknown(Index index) {
    return index == no_index ? zero() : b_.input(InputKind::unknown, index);
}

NodeIndex Lowering::potential_of(Index plus, Index minus) {
    const auto node = [&](Index n) {
        return n == no_index ? zero() : unknown(s_.unknown_of_node[n]);
    };
    return b_.subtract(node(plus), node(minus));
}

void Lowering::add_to_row(Index row, const SymbolicValue& term, double sign) {
    if (row == no_index) return;
    const auto into = [&](NodeIndex& sum, NodeIndex x) {
        sum = sign > 0.0 ? b_.add(sum, x) : b_.subtract(sum, x);
    };
    into(rows_[row].node, term.node);
    if (term.charge == no_node) return;
    if (rows_[row].charge == no_node) rows_[row].charge = zero();
    into(rows_[row].charge, term.charge);
}

void Lowering::add_flow(Index branch, const SymbolicValue& flow) {
    const auto row = [&](Index node) {
        return node == no_index ? no_index : s_.unknown_of_node[node];
    };
    const Index plus = row(m_.branches[branch].plus), minus = row(m_.branches[branch].minus);
    if (plus == minus) return;
    add_to_row(plus, flow, 1.0);
    add_to_row(minus, flow, -1.0);
}

void Lowering::write_branch(Index branch) {
    const BranchKind kind = s_.branches[branch];
    if (kind == BranchKind::unused) return;
    const BranchState& state = env_.branches[branch];
    const auto is_potential = b_.constant_of(state.is_potential);
    const bool expects_potential = kind != BranchKind::current;
    const bool decided = is_potential && (*is_potential != 0.0) == expects_potential;
    const bool settled =
        kind == BranchKind::switching || kind == BranchKind::shorted ||
        (decided && (kind != BranchKind::collapsed || b_.is(state.potential.node, 0.0)));
    if (!settled) {
        refuse({}, 7122,
               fmt::format("whether branch {} is a potential source depends on a parameter that "
                           "varies from cell to cell",
                           m_.branches[branch].name),
               "let that parameter have one value for all cells");
        return;
    }
    if (kind == BranchKind::collapsed) return;
    const Index row = s_.unknown_of_flow[branch];
    if (row == no_index) return add_flow(branch, state.flow);
    const SymbolicValue potential =
        plain(potential_of(m_.branches[branch].plus, m_.branches[branch].minus));
    const NodeIndex flow = unknown(row);
    const auto equation = [&](NodeIndex measured, const SymbolicValue& given) {
        const NodeIndex charge = given.charge == no_node ? no_node : b_.negate(given.charge);
        return SymbolicValue{b_.subtract(measured, given.node), charge, no_index};
    };
    SymbolicValue rule = equation(flow, state.flow);
    if (kind == BranchKind::voltage || kind == BranchKind::shorted)
        rule = equation(potential.node, state.potential);
    else if (kind == BranchKind::switching)
        rule = merged(state.is_potential, equation(potential.node, state.potential), rule);
    add_to_row(row, rule, 1.0);
    add_flow(branch, plain(flow));
}

void Lowering::write_rows() {
    for (Index row = 0; row < rows_.size(); ++row) {
        if (!b_.is(rows_[row].node, 0.0)) b_.output(OutputKind::residual, row, 0, rows_[row].node);
        if (rows_[row].charge != no_node && !b_.is(rows_[row].charge, 0.0))
            b_.output(OutputKind::charge, row, 0, rows_[row].charge);
    }
    // Variables come first among the slots, in the order in which start_variables made them.
    Index slot = 0;
    for (std::size_t v = 0; v < m_.variables.size(); ++v) {
        if (!keeps_value(static_cast<Index>(v))) continue;
        for (const SymbolicValue& element : env_.variables[v]) next_[slot++] = element.node;
    }
    for (slot = 0; slot < next_.size(); ++slot)
        b_.output(OutputKind::memory_next, slot, 0, next_[slot]);
    if (bound_step_ != no_node) b_.output(OutputKind::bound_step, 0, 0, bound_step_);
}

bool Lowering::steady(NodeIndex node) {
    for (auto k = static_cast<NodeIndex>(steady_.size()); k <= node; ++k) {
        const IrNode& n = b_.node(k);
        bool is = n.op != Op::random;
        if (n.op == Op::input) {
            const InputKind kind = b_.ir().inputs[n.number].kind;
            is = kind == InputKind::parameter || kind == InputKind::temperature;
        }
        for (const NodeIndex operand : {n.a, n.b, n.c})
            if (operand != no_node) is = is && steady_[operand];
        steady_.push_back(is);
    }
    return steady_[node];
}

void Lowering::refuse(Position at, int id, std::string what, std::string help) {
    failed_ = true;
    diagnostics_.error(at, id, std::move(what), std::move(help));
}

Result<LoweredModel> lower(const CheckedModel& model, const ParameterValues& values,
                           const Structure& structure, const LowerOptions& options,
                           Diagnostics& diagnostics) {
    Result<LoweredModel> lowered = Lowering(model, values, structure, options, diagnostics).run();
    if (!lowered) return lowered;
    std::string names;
    for (const MemorySlot& slot : lowered->memory)
        if (slot.hidden) names += (names.empty() ? "" : ", ") + slot.name;
    if (!names.empty())
        diagnostics.warning({}, 7130,
                            fmt::format("{} keeps values from one time step to the next in "
                                        "variables: {}",
                                        model.name, names),
                            "they become memory of each cell, changed on accepted steps only; "
                            "`ddt` or `idt` lets the solver control their error");
    if (const Result<void> sound = validate(lowered->ir); !sound) return sound.error();
    return lowered;
}

}  // namespace crosspoint::veriloga
