// Values of the interpreter.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "crosspoint/veriloga/interpreter.hpp"

namespace crosspoint::veriloga {
namespace {

constexpr double boltzmann_over_charge = 1.380649e-23 / 1.602176634e-19;  // V/K, CODATA 2018

}  // namespace

Dual Interpreter::unknown(Index k) const {
    const std::size_t n = structure_.unknowns.size();
    Dual result{
        .v = point_.unknowns[k], .d = std::vector<double>(n), .h = std::vector<double>(n * n)};
    result.d[k] = 1.0;
    return result;
}

Dual Interpreter::potential(Index node) const {
    const Index k = node == no_index ? no_index : structure_.unknown_of_node[node];
    return k == no_index ? Dual{} : unknown(k);
}

/// Nothing for an index outside of the declaration: it reads 0 and assigns nothing.
Quantity* Interpreter::element(Index id, const ExprPtr& index) {
    const CheckedVariable& variable = model_.variables[id];
    if (!index) return &variables_[id].front();
    const auto offset =
        element_offset(number(index), variable.count, variable.first_index, variable.index_step);
    return offset ? &variables_[id][*offset] : nullptr;
}

Quantity Interpreter::eval(const CheckedExpr& expression) {
    const auto& node = expression.node;
    if (const auto* one = std::get_if<Constant>(&node)) return {.f = {.v = one->value}};
    if (const auto* one = std::get_if<VariableRef>(&node)) {
        const Quantity* found = element(one->id, one->index);
        return found ? *found : Quantity{};
    }
    if (const auto* one = std::get_if<ParameterRef>(&node)) {
        const CheckedParameter& parameter = model_.parameters[one->id];
        const auto offset = one->index ? element_offset(number(one->index), parameter.count,
                                                        parameter.first_index, parameter.index_step)
                                       : std::optional<Index>(0);
        return {.f = {.v = offset ? std::get<double>(values_[one->id].values[*offset]) : 0.0}};
    }
    if (const auto* one = std::get_if<ParameterGiven>(&node))
        return {.f = {.v = values_[one->id].given ? 1.0 : 0.0}};
    if (const auto* one = std::get_if<Potential>(&node))
        return {.f = add(potential(one->plus), scale(potential(one->minus), -1.0))};
    if (const auto* one = std::get_if<Flow>(&node)) {
        const Index k = structure_.unknown_of_flow[one->branch];
        return {.f = k == no_index ? Dual{} : unknown(k)};
    }
    if (const auto* one = std::get_if<CheckedUnary>(&node)) {
        const Quantity a = eval(*one->operand);
        if (one->op == UnaryOp::plus) return a;
        if (one->op == UnaryOp::minus && one->operand->type == ValueType::real)
            return {.f = scale(a.f, -1.0), .q = scale(a.q, -1.0)};
        return {.f = {.v = apply_unary(one->op, one->operand->type, a.f.v)}};
    }
    if (const auto* one = std::get_if<CheckedBinary>(&node)) return eval_binary(*one);
    if (const auto* one = std::get_if<CheckedConditional>(&node))
        return eval(number(one->condition) != 0.0 ? *one->then : *one->otherwise);
    if (const auto* one = std::get_if<Convert>(&node)) {
        if (one->operand->type == ValueType::integer) return eval(*one->operand);
        return {.f = {.v = round_to_integer(number(one->operand))}};
    }
    if (const auto* one = std::get_if<FunctionCall>(&node)) return {.f = eval_function(*one)};
    if (const auto* one = std::get_if<UserCall>(&node)) return eval_user(*one);
    if (const auto* one = std::get_if<OperatorCall>(&node)) return eval_operator(*one);
    if (const auto* one = std::get_if<SystemCall>(&node)) return {.f = {.v = eval_system(*one)}};
    if (const auto* one = std::get_if<RandomCall>(&node)) return {.f = {.v = eval_random(*one)}};
    return {};
}

std::string Interpreter::text(const CheckedExpr& expression) {
    if (const auto* one = std::get_if<TextConstant>(&expression.node)) return one->value;
    if (const auto* one = std::get_if<VariableRef>(&expression.node)) return texts_[one->id];
    if (const auto* one = std::get_if<ParameterRef>(&expression.node))
        return std::get<std::string>(values_[one->id].values.front());
    if (const auto* one = std::get_if<CheckedConditional>(&expression.node))
        return text(number(one->condition) != 0.0 ? *one->then : *one->otherwise);
    return "";
}

/// && and || look at both sides: there are no side effects that the order could show.
Quantity Interpreter::eval_binary(const CheckedBinary& node) {
    if (node.left->type == ValueType::string) {
        const bool same = text(*node.left) == text(*node.right);
        return {.f = {.v = (node.op == BinaryOp::equal) == same ? 1.0 : 0.0}};
    }
    const Quantity a = eval(*node.left);
    const Quantity b = eval(*node.right);
    Quantity result{.f = binary(node.op, node.left->type, a.f, b.f)};
    if (node.op == BinaryOp::add) result.q = add(a.q, b.q);
    if (node.op == BinaryOp::subtract) result.q = add(a.q, scale(b.q, -1.0));
    if (node.op == BinaryOp::multiply) result.q = add(scale(a.q, b.f.v), scale(b.q, a.f.v));
    if (node.op == BinaryOp::divide && !a.q.d.empty()) result.q = scale(a.q, 1.0 / b.f.v);
    return result;
}

Dual Interpreter::eval_function(const FunctionCall& node) {
    const Dual a = value(node.arguments[0]);
    const Dual b = node.arguments.size() > 1 ? value(node.arguments[1]) : Dual{};
    return function(node.function, node.arguments[0]->type, a, b);
}

/// Functions do not nest into themselves, so their variables stand where the others do.
Quantity Interpreter::eval_user(const UserCall& node) {
    const CheckedFunction& callee = model_.functions[node.function];
    std::vector<Quantity> inputs;
    for (const ExprPtr& one : node.arguments) inputs.push_back(eval(*one));
    for (const Index local : callee.locals) {
        variables_[local].assign(model_.variables[local].count, {});
        texts_[local].clear();
    }
    for (std::size_t k = 0; k < inputs.size(); ++k)
        if (callee.arguments[k].direction != Direction::output)
            variables_[callee.arguments[k].variable].front() = {.f = inputs[k].f};
    execute(callee.body);
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        const Direction direction = callee.arguments[k].direction;
        if (direction != Direction::output && direction != Direction::inout) continue;
        const auto& target = std::get<VariableRef>(node.arguments[k]->node);
        if (Quantity* place = element(target.id, target.index))
            *place = variables_[callee.arguments[k].variable].front();
    }
    return variables_[callee.result].front();
}

double Interpreter::argument(const OperatorCall& node, std::size_t k, double otherwise) {
    return node.arguments.size() > k ? number(node.arguments[k]) : otherwise;
}

Quantity Interpreter::eval_operator(const OperatorCall& node) {
    switch (node.op) {
        case AnalogOperator::ddt: {
            const Dual x = value(node.arguments[0]);
            const Index row = structure_.unknown_of_site[node.site];
            if (row == no_index) return {.q = x};
            reached_[node.site] = true;
            add_row(row, {.f = unknown(row), .q = scale(x, -1.0)}, 1.0);
            return {.f = unknown(row)};
        }
        case AnalogOperator::idt:
        case AnalogOperator::idtmod:
            return {.f = eval_integral(node)};
        case AnalogOperator::ddx:
            return {.f = eval_ddx(node)};
        case AnalogOperator::transition:
            return {.f = eval_transition(node)};
        case AnalogOperator::slew:
            return {.f = eval_slew(node)};
        case AnalogOperator::absdelay:
            return {.f = eval_delay(node)};
        case AnalogOperator::limit:
            return {.f = value(node.arguments[0])};
        default:
            break;
    }
    const bool flicker = node.op == AnalogOperator::flicker_noise;
    const double density = number(node.arguments[0]);
    const double exponent = flicker ? number(node.arguments[1]) : 0.0;
    result_.noise.push_back({node.site, density, exponent});
    return {};
}

Dual Interpreter::eval_ddx(const OperatorCall& node) {
    const Dual a = value(node.arguments[0]);
    const auto* potential = std::get_if<Potential>(&node.arguments[1]->node);
    Index k = no_index;
    if (!potential)
        k = structure_.unknown_of_flow[std::get<Flow>(node.arguments[1]->node).branch];
    else if (potential->plus != no_index)
        k = structure_.unknown_of_node[potential->plus];
    if (k == no_index || a.d.empty()) return {};
    const std::size_t n = a.d.size();
    Dual result{.v = a.d[k], .d = std::vector<double>(n), .h = std::vector<double>(n * n)};
    for (std::size_t j = 0; j < n; ++j) result.d[j] = a.h[k * n + j];
    return result;
}

/// idt(expr, ic, reset), idtmod(expr, ic, modulus, offset).
Dual Interpreter::eval_integral(const OperatorCall& node) {
    const Index row = structure_.unknown_of_site[node.site];
    const Dual s = unknown(row);
    const Dual rate = value(node.arguments[0]);
    const bool modular = node.op == AnalogOperator::idtmod;
    const bool reset = !modular && argument(node, 2, 0.0) != 0.0;
    if (reset || (point_.dc && node.arguments.size() > 1)) {
        // A reset while time runs pulls the state to its start at a rate of 1e12 per second.
        const Dual off = add(s, scale(value(node.arguments[1]), -1.0));
        add_row(row, {.f = point_.dc ? off : scale(off, 1e12), .q = s}, 1.0);
    } else {
        add_row(row, {.f = scale(rate, -1.0), .q = s}, 1.0);
    }
    const double modulus = modular ? argument(node, 2, 0.0) : 0.0;
    if (!(modulus > 0.0)) return s;
    const double offset = argument(node, 3, 0.0);
    const double turns = std::floor((s.v - offset) / modulus);
    return add(s, Dual{.v = -turns * modulus});
}

/// Memory: target, value at the start of the ramp, start and end of the ramp.
Dual Interpreter::eval_transition(const OperatorCall& node) {
    const Dual input = value(node.arguments[0]);
    const double delay = argument(node, 1, 0.0);
    const double rise = argument(node, 2, 0.0);
    const double fall = argument(node, 3, rise);
    auto& next = result_.next.sites[node.site];
    const auto& kept = memory_.sites[node.site];
    if (point_.dc || kept.empty()) {
        next = {input.v, input.v, point_.time_s, point_.time_s};
        return input;
    }
    const auto ramp = [&](const std::vector<double>& m) {
        if (point_.time_s >= m[3]) return m[0];
        if (point_.time_s <= m[2]) return m[1];
        return m[1] + (m[0] - m[1]) * (point_.time_s - m[2]) / (m[3] - m[2]);
    };
    next = kept;
    if (input.v != kept[0]) {
        const double start = point_.time_s + delay;
        const double present = ramp(kept);
        next = {input.v, present, start, start + (input.v > present ? rise : fall)};
    }
    return {.v = ramp(next)};
}

/// Memory: the last output.
Dual Interpreter::eval_slew(const OperatorCall& node) {
    Dual output = value(node.arguments[0]);
    const auto& kept = memory_.sites[node.site];
    if (!point_.dc && !kept.empty() && node.arguments.size() > 1) {
        const double rise = argument(node, 1, 0.0);
        const double fall = argument(node, 2, -rise);
        const double step = point_.time_s - point_.last_time_s;
        const double high = kept[0] + rise * step;
        const double low = kept[0] + fall * step;
        if (output.v > high) output = {.v = high};
        if (output.v < low) output = {.v = low};
    }
    result_.next.sites[node.site] = {output.v};
    return output;
}

/// Memory: time and value of every accepted point.
Dual Interpreter::eval_delay(const OperatorCall& node) {
    const Dual input = value(node.arguments[0]);
    const auto& kept = memory_.sites[node.site];
    auto& next = result_.next.sites[node.site];
    next = point_.dc ? std::vector<double>{} : kept;
    next.insert(next.end(), {point_.time_s, input.v});
    const double when = point_.time_s - argument(node, 1, 0.0);
    if (point_.dc || kept.empty() || when >= point_.time_s) return input;
    if (when <= kept[0]) return {.v = kept[1]};
    std::size_t k = 0;
    while (next[k + 2] < when) k += 2;
    const double fraction = (when - next[k]) / (next[k + 2] - next[k]);
    const double before = next[k + 1] * (1.0 - fraction);
    if (k + 4 == next.size()) return add(Dual{.v = before}, scale(input, fraction));
    return {.v = before + next[k + 3] * fraction};
}

double Interpreter::eval_system(const SystemCall& node) {
    switch (node.value) {
        case SystemValue::abstime:
            return point_.time_s;
        case SystemValue::temperature:
            return point_.temperature_K;
        case SystemValue::mfactor:
            return 1.0;
        case SystemValue::vt:
            return boltzmann_over_charge *
                   (node.arguments.empty() ? point_.temperature_K : number(node.arguments[0]));
        case SystemValue::simparam: {
            const auto found = point_.simparams.find(text(*node.arguments[0]));
            if (found != point_.simparams.end()) return found->second;
            return node.arguments.size() > 1 ? number(node.arguments[1]) : 0.0;
        }
        default:
            break;
    }
    return std::any_of(node.arguments.begin(), node.arguments.end(),
                       [&](const ExprPtr& one) {
                           const std::string name = text(*one);
                           return name == point_.analysis || (name == "static" && point_.dc);
                       })
               ? 1.0
               : 0.0;
}

double Interpreter::eval_random(const RandomCall& node) {
    const double seed = node.seed ? number(node.seed) : 0.0;
    std::array<double, 2> arguments = {};
    for (std::size_t k = 0; k < std::min<std::size_t>(2, node.arguments.size()); ++k)
        arguments[k] = number(node.arguments[k]);
    return point_.draw ? point_.draw(node.kind, node.site, seed, arguments[0], arguments[1]) : 0.0;
}

}  // namespace crosspoint::veriloga
