// Expressions of the model as nodes. A value may carry a charge: the part of it that is d/dt of
// something, kept apart as long as it is only added and scaled by constants.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "crosspoint/veriloga/lowering.hpp"
#include "crosspoint/veriloga/math_functions.hpp"

namespace crosspoint::veriloga {

SymbolicValue Lowering::value(const CheckedExpr& expression) {
    if (failed_) return plain(zero());
    return std::visit([&](const auto& node) { return value(node, expression); }, expression.node);
}

NodeIndex Lowering::number(const CheckedExpr& expression) {
    return number(value(expression), expression.at);
}

NodeIndex Lowering::number(const SymbolicValue& symbol, Position at) {
    if (failed_) return zero();
    if (symbol.charge != no_node || symbol.text != no_index) {
        refuse(at, 7129,
               symbol.text != no_index ? "a text stands where a number is needed"
                                       : "a time derivative is used in a nonlinear way",
               "keep texts to comparisons, and `ddt` to sums and products with constants");
        return zero();
    }
    return symbol.node;
}

NodeIndex Lowering::number_or(const std::vector<ExprPtr>& arguments, std::size_t k,
                              double otherwise) {
    return k < arguments.size() && arguments[k] ? number(*arguments[k]) : constant(otherwise);
}

SymbolicValue Lowering::value(const Constant& constant_node, const CheckedExpr&) {
    return plain(constant(constant_node.value));
}

SymbolicValue Lowering::value(const TextConstant& text, const CheckedExpr&) {
    for (Index k = 0; k < texts_.size(); ++k)
        if (texts_[k] == text.value) return {zero(), no_node, k};
    texts_.push_back(text.value);
    return {zero(), no_node, static_cast<Index>(texts_.size() - 1)};
}

SymbolicValue Lowering::value(const ParameterRef& ref, const CheckedExpr& at) {
    const CheckedParameter& declared = m_.parameters[ref.id];
    if (!ref.index) return parameter(ref.id, 0);
    std::vector<SymbolicValue> elements;
    for (Index k = 0; k < declared.count; ++k) elements.push_back(parameter(ref.id, k));
    return element(elements, ref.index, declared.first_index, declared.index_step, at.at);
}

/// A parameter that no card sets follows a varying one that its default, or the value that an
/// instance hands to it, uses.
SymbolicValue Lowering::parameter(Index id, Index element) {
    if (varying_of_[id] != no_index) return plain(b_.input(InputKind::parameter, varying_of_[id]));
    const auto [place, is_new] = parameters_.try_emplace({id, element});
    if (!is_new) return place->second;
    const CheckedParameter& declared = m_.parameters[id];
    const BoundParameter& bound = values_[id];
    const veriloga::Value& known = bound.values[element];
    SymbolicValue result;
    if (const auto* text = std::get_if<std::string>(&known)) {
        result = value(TextConstant{*text}, CheckedExpr{});
    } else {
        result = plain(constant(std::get<double>(known)));
        // What an instance hands to a sub-module is an expression just as a default is.
        const bool by_default =
            (!bound.given || declared.overridden) && element < declared.defaults.size();
        if (by_default && !result_.varying.empty() && declared.type == ValueType::real) {
            const SymbolicValue computed = value(*declared.defaults[element]);
            if (computed.charge == no_node && !b_.constant_of(computed.node)) result = computed;
        }
    }
    return parameters_[{id, element}] = result;
}

SymbolicValue Lowering::value(const ParameterGiven& given, const CheckedExpr&) {
    return plain(constant(values_[given.id].given ? 1.0 : 0.0));
}

SymbolicValue Lowering::value(const VariableRef& ref, const CheckedExpr& at) {
    const CheckedVariable& declared = m_.variables[ref.id];
    if (!ref.index) return env_.variables[ref.id][0];
    return element(env_.variables[ref.id], ref.index, declared.first_index, declared.index_step,
                   at.at);
}

SymbolicValue Lowering::element(const std::vector<SymbolicValue>& elements, const ExprPtr& index,
                                int first, int step, Position at) {
    const NodeIndex wanted = number(*index);
    if (failed_) return plain(zero());
    if (const auto known = b_.constant_of(wanted)) {
        const auto offset =
            element_offset(*known, static_cast<Index>(elements.size()), first, step);
        if (offset) return elements[*offset];
        diagnostics_.warning(at, 7132,
                             fmt::format("the index {} is outside of the array: 0 is read", *known),
                             "the declaration has the bounds");
        return plain(zero());
    }
    SymbolicValue result = plain(zero());  // an index outside reads 0
    for (std::size_t k = 0; k < elements.size(); ++k) {
        const double written = first + step * static_cast<double>(k);
        result = merged(b_.make(Op::equal, wanted, constant(written)), elements[k], result, at);
    }
    return result;
}

SymbolicValue Lowering::value(const Potential& potential, const CheckedExpr&) {
    return plain(potential_of(potential.plus, potential.minus));
}

SymbolicValue Lowering::value(const Flow& flow, const CheckedExpr& at) {
    const Index index = s_.unknown_of_flow[flow.branch];
    if (index == no_index)
        refuse(at.at, 7133,
               fmt::format("the flow of {} is used where it has no value",
                           m_.branches[flow.branch].name),
               "contribute to the branch, or use the flow of a branch in series; a parameter that "
               "decides about the branch cannot vary from cell to cell");
    return plain(unknown(index));
}

SymbolicValue Lowering::value(const CheckedUnary& unary, const CheckedExpr& at) {
    if (unary.op == UnaryOp::plus) return value(*unary.operand);
    if (unary.op == UnaryOp::minus && unary.operand->type == ValueType::integer)
        return plain(wrapped(b_.negate(number(*unary.operand))));
    if (unary.op == UnaryOp::minus)
        return scaled(value(*unary.operand), constant(-1.0), Op::multiply, at.at);
    const NodeIndex operand = number(*unary.operand);
    if (unary.op == UnaryOp::logic_not) return plain(b_.logic_not(operand));
    return plain(b_.make(Op::bit_xor, operand, constant(-1.0)));
}

SymbolicValue Lowering::value(const CheckedBinary& binary, const CheckedExpr& at) {
    if (binary.op <= BinaryOp::power) return arithmetic(binary, at);
    const SymbolicValue left = value(*binary.left);
    const SymbolicValue right = value(*binary.right);
    if (left.text == no_index || right.text == no_index) {
        const NodeIndex a = number(left, at.at);
        return plain(logic(binary.op, a, number(right, at.at)));
    }
    const bool equal = left.text == right.text;
    return plain(constant(equal == (binary.op == BinaryOp::equal) ? 1.0 : 0.0));
}

SymbolicValue Lowering::scaled(const SymbolicValue& value, NodeIndex factor, Op op, Position at) {
    SymbolicValue result = plain(b_.make(op, value.node, factor));
    if (value.charge == no_node) return result;
    if (!steady(factor))
        refuse(at, 7134, "a time derivative is scaled by something that changes with time",
               "write ddt(a * q) for what is one charge, or give the derivative an unknown");
    result.charge = b_.make(op, value.charge, factor);
    return result;
}

SymbolicValue Lowering::arithmetic(const CheckedBinary& binary, const CheckedExpr& at) {
    if (binary.left->type == ValueType::integer) {
        const NodeIndex a = number(*binary.left), b = number(*binary.right);
        return plain(failed_ ? zero() : whole_arithmetic(binary.op, a, b));
    }
    if (binary.op == BinaryOp::add || binary.op == BinaryOp::subtract) {
        const SymbolicValue a = value(*binary.left);
        SymbolicValue b = value(*binary.right);
        const Op op = binary.op == BinaryOp::add ? Op::add : Op::subtract;
        SymbolicValue sum = plain(b_.make(op, a.node, b.node));
        if (a.charge == no_node && b.charge == no_node) return sum;
        const auto charge = [&](const SymbolicValue& s) {
            return s.charge == no_node ? zero() : s.charge;
        };
        sum.charge = b_.make(op, charge(a), charge(b));
        return sum;
    }
    if (binary.op == BinaryOp::multiply) {
        const SymbolicValue a = value(*binary.left), b = value(*binary.right);
        if (b.charge != no_node && a.charge == no_node)
            return scaled(b, a.node, Op::multiply, at.at);
        return scaled(a, number(b, at.at), Op::multiply, at.at);
    }
    if (binary.op == BinaryOp::divide)
        return scaled(value(*binary.left), number(*binary.right), Op::divide, at.at);
    const NodeIndex a = number(*binary.left), b = number(*binary.right);
    return plain(b_.make(binary.op == BinaryOp::power ? Op::power : Op::remainder, a, b));
}

NodeIndex Lowering::logic(BinaryOp op, NodeIndex a, NodeIndex b) {
    switch (op) {
        case BinaryOp::less:
            return b_.less(a, b);
        case BinaryOp::less_equal:
            return b_.make(Op::less_equal, a, b);
        case BinaryOp::greater:
            return b_.less(b, a);
        case BinaryOp::greater_equal:
            return b_.make(Op::less_equal, b, a);
        case BinaryOp::equal:
            return b_.make(Op::equal, a, b);
        case BinaryOp::not_equal:
            return b_.logic_not(b_.make(Op::equal, a, b));
        case BinaryOp::logic_and:
            return b_.logic_and(a, b);
        case BinaryOp::logic_or:
            return b_.make(Op::logic_or, a, b);
        case BinaryOp::bit_and:
            return b_.make(Op::bit_and, a, b);
        case BinaryOp::bit_or:
            return b_.make(Op::bit_or, a, b);
        case BinaryOp::bit_xor:
            return b_.make(Op::bit_xor, a, b);
        case BinaryOp::bit_xnor:
            return b_.make(Op::bit_xor, b_.make(Op::bit_xor, a, b), constant(-1.0));
        case BinaryOp::shift_left:
            return b_.make(Op::shift_left, a, b);
        default:
            return b_.make(Op::shift_right, a, b);
    }
}

SymbolicValue Lowering::value(const CheckedConditional& conditional, const CheckedExpr& at) {
    const NodeIndex condition = b_.truth(number(*conditional.condition));
    if (failed_) return plain(zero());
    if (const auto known = b_.constant_of(condition))
        return value(*known != 0.0 ? *conditional.then : *conditional.otherwise);
    const NodeIndex path = path_;
    path_ = b_.logic_and(path, condition);
    const SymbolicValue then = value(*conditional.then);
    path_ = b_.logic_and(path, b_.logic_not(condition));
    const SymbolicValue otherwise = value(*conditional.otherwise);
    path_ = path;
    return merged(condition, then, otherwise, at.at);
}

SymbolicValue Lowering::value(const Convert& convert, const CheckedExpr& at) {
    if (at.type != ValueType::integer || convert.operand->type == ValueType::integer)
        return value(*convert.operand);
    return plain(saturated(b_.make(Op::round, number(*convert.operand))));
}

SymbolicValue Lowering::value(const FunctionCall& call, const CheckedExpr& at) {
    const NodeIndex a = number(*call.arguments[0]);
    const NodeIndex b = call.arguments.size() > 1 ? number(*call.arguments[1]) : no_node;
    if (failed_) return plain(zero());
    if (call.function == Function::limexp) return plain(b_.limexp(a));
    const NodeIndex result = b_.make(math_function(call.function).op, a, b);
    if (at.type != ValueType::integer) return plain(result);
    return plain(call.function == Function::rtoi ? saturated(result) : wrapped(result));
}

SymbolicValue Lowering::value(const UserCall& call, const CheckedExpr&) {
    const CheckedFunction& function = m_.functions[call.function];
    std::vector<SymbolicValue> given;
    for (std::size_t k = 0; k < call.arguments.size(); ++k) {
        const bool read = function.arguments[k].direction != Direction::output;
        given.push_back(read ? value(*call.arguments[k]) : plain(zero()));
    }
    if (failed_) return plain(zero());
    for (const Index local : function.locals)
        for (SymbolicValue& element : env_.variables[local]) element = plain(zero());
    for (std::size_t k = 0; k < given.size(); ++k)
        env_.variables[function.arguments[k].variable][0] = given[k];
    execute(function.body);
    const SymbolicValue result = env_.variables[function.result][0];
    for (std::size_t k = 0; k < call.arguments.size() && !failed_; ++k) {
        if (function.arguments[k].direction == Direction::input) continue;
        const SymbolicValue out = env_.variables[function.arguments[k].variable][0];
        const auto* target = std::get_if<VariableRef>(&call.arguments[k]->node);
        if (target != nullptr) assign(target->id, target->index, out, call.arguments[k]->at);
    }
    return result;
}

SymbolicValue Lowering::value(const SystemCall& call, const CheckedExpr& at) {
    const auto temperature = [&] {
        return options_.temperature_K ? constant(*options_.temperature_K)
                                      : b_.input(InputKind::temperature);
    };
    constexpr double kelvin_to_volt = 1.380649e-23 / 1.602176634e-19;  // k / q, CODATA 2018
    const auto text = [&](std::size_t k) {
        const SymbolicValue symbol = value(*call.arguments[k]);
        return symbol.text == no_index ? std::string() : texts_[symbol.text];
    };
    switch (call.value) {
        case SystemValue::abstime:
            return plain(b_.input(InputKind::time));
        case SystemValue::temperature:
            return plain(temperature());
        case SystemValue::mfactor:
            return plain(constant(1.0));
        case SystemValue::vt: {
            const NodeIndex t = call.arguments.empty() ? temperature() : number(*call.arguments[0]);
            return plain(b_.multiply(constant(kelvin_to_volt), t));
        }
        case SystemValue::analysis: {
            std::vector<std::string> names;
            for (std::size_t k = 0; k < call.arguments.size(); ++k) names.push_back(text(k));
            return plain(any_phase(names, at.at));
        }
        case SystemValue::simparam:
            break;
    }
    const std::string name = text(0);
    if (name == "gmin") return plain(b_.input(InputKind::gmin));
    if (name == "tnom") return plain(constant(27.0));
    if (name == "scale" || name == "shrink") return plain(constant(name == "scale" ? 1.0 : 0.0));
    if (call.arguments.size() > 1) return value(*call.arguments[1]);
    refuse(at.at, 7135, fmt::format("$simparam(\"{}\") has no value here and no default", name),
           "give a default as second argument");
    return plain(zero());
}

SymbolicValue Lowering::value(const RandomCall& call, const CheckedExpr&) {
    result_.random = true;
    const NodeIndex a = number_or(call.arguments, 0, 0.0), b = number_or(call.arguments, 1, 0.0);
    const NodeIndex seed = call.seed ? number(*call.seed) : zero();
    return plain(b_.random(static_cast<RandomDraw>(call.kind), call.site, a, b, seed));
}

}  // namespace crosspoint::veriloga
