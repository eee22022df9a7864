// Arithmetic of the language and folding of expressions over parameters and known variables.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "crosspoint/veriloga/bindings.hpp"

namespace crosspoint::veriloga {
namespace {

std::uint32_t bits(double value) {
    return static_cast<std::uint32_t>(static_cast<std::int64_t>(round_to_integer(value)));
}

double from_bits(std::uint32_t word) {
    return static_cast<double>(static_cast<std::int32_t>(word));
}

/// A shift by a negative amount or by 32 and more leaves nothing.
double shift(double a, double amount, bool left) {
    if (!(amount >= 0.0 && amount < 32.0)) return 0.0;
    const auto count = static_cast<std::uint32_t>(amount);
    return from_bits(left ? bits(a) << count : bits(a) >> count);
}

/// The low 32 bits of a whole number.
double wrapped(std::int64_t value) { return from_bits(static_cast<std::uint32_t>(value)); }

/// b < 0 leaves nothing but of 1 and -1. Squares and multiplies modulo 2^32.
double integer_power(std::int64_t a, std::int64_t b) {
    if (b < 0) return a == 1 ? 1.0 : a == -1 ? (b % 2 == 0 ? 1.0 : -1.0) : 0.0;
    std::uint32_t result = 1;
    for (auto square = static_cast<std::uint32_t>(a); b > 0; b /= 2, square *= square)
        if (b % 2 != 0) result *= square;
    return from_bits(result);
}

/// 32-bit two's complement: what does not fit wraps around; a division by 0 gives 0.
double integer_arithmetic(BinaryOp op, double left, double right) {
    const auto a = static_cast<std::int64_t>(round_to_integer(left));
    const auto b = static_cast<std::int64_t>(round_to_integer(right));
    switch (op) {
        case BinaryOp::add:
            return wrapped(a + b);
        case BinaryOp::subtract:
            return wrapped(a - b);
        case BinaryOp::multiply:
            return wrapped(a * b);
        case BinaryOp::divide:
            return b == 0 ? 0.0 : wrapped(a / b);
        case BinaryOp::modulo:
            return b == 0 ? 0.0 : wrapped(a % b);
        default:
            return integer_power(a, b);
    }
}

double arithmetic(BinaryOp op, double a, double b) {
    switch (op) {
        case BinaryOp::add:
            return a + b;
        case BinaryOp::subtract:
            return a - b;
        case BinaryOp::multiply:
            return a * b;
        case BinaryOp::divide:
            return a / b;
        case BinaryOp::modulo:
            return std::fmod(a, b);
        default:
            return std::pow(a, b);
    }
}

/// Whether a binary operator is computed on bits or truth values, with the result of it.
std::optional<double> logic(BinaryOp op, double a, double b) {
    switch (op) {
        case BinaryOp::less:
            return a < b ? 1.0 : 0.0;
        case BinaryOp::less_equal:
            return a <= b ? 1.0 : 0.0;
        case BinaryOp::greater:
            return a > b ? 1.0 : 0.0;
        case BinaryOp::greater_equal:
            return a >= b ? 1.0 : 0.0;
        case BinaryOp::equal:
            return a == b ? 1.0 : 0.0;
        case BinaryOp::not_equal:
            return a != b ? 1.0 : 0.0;
        case BinaryOp::logic_and:
            return a != 0.0 && b != 0.0 ? 1.0 : 0.0;
        case BinaryOp::logic_or:
            return a != 0.0 || b != 0.0 ? 1.0 : 0.0;
        case BinaryOp::bit_and:
            return from_bits(bits(a) & bits(b));
        case BinaryOp::bit_or:
            return from_bits(bits(a) | bits(b));
        case BinaryOp::bit_xor:
            return from_bits(bits(a) ^ bits(b));
        case BinaryOp::bit_xnor:
            return from_bits(~(bits(a) ^ bits(b)));
        case BinaryOp::shift_left:
            return shift(a, b, true);
        case BinaryOp::shift_right:
            return shift(a, b, false);
        default:
            return std::nullopt;
    }
}

/// fold() of one node after the other.
class Folder {
public:
    explicit Folder(const ConstantScope& scope) : scope_(scope) {}

    std::optional<Value> operator()(const Constant& node) const { return Value(node.value); }
    std::optional<Value> operator()(const TextConstant& node) const { return Value(node.value); }
    std::optional<Value> operator()(const ParameterRef& node) const {
        if (node.id >= scope_.parameters.size()) return std::nullopt;
        const CheckedParameter& parameter = scope_.model->parameters[node.id];
        const auto offset =
            element(node.index, parameter.count, parameter.first_index, parameter.index_step);
        const auto& values = scope_.parameters[node.id].values;
        if (!offset || *offset >= values.size()) return std::nullopt;
        return values[*offset];
    }
    std::optional<Value> operator()(const ParameterGiven& node) const {
        if (node.id >= scope_.parameters.size()) return std::nullopt;
        return Value(scope_.parameters[node.id].given ? 1.0 : 0.0);
    }
    std::optional<Value> operator()(const VariableRef& node) const {
        if (node.id >= scope_.variables.size()) return std::nullopt;
        const CheckedVariable& variable = scope_.model->variables[node.id];
        const auto offset =
            element(node.index, variable.count, variable.first_index, variable.index_step);
        const auto& values = scope_.variables[node.id];
        if (!offset || *offset >= values.size() || !values[*offset]) return std::nullopt;
        return Value(*values[*offset]);
    }
    std::optional<Value> operator()(const CheckedUnary& node) const {
        const auto a = number(node.operand);
        return a ? std::optional<Value>(apply_unary(node.op, node.operand->type, *a))
                 : std::nullopt;
    }
    std::optional<Value> operator()(const CheckedBinary& node) const {
        const auto left = fold(scope_, *node.left);
        if (left && node.op == BinaryOp::logic_and && *left == Value(0.0)) return Value(0.0);
        const auto right = fold(scope_, *node.right);
        if (!left || !right) return std::nullopt;
        if (std::holds_alternative<std::string>(*left) ||
            std::holds_alternative<std::string>(*right)) {
            const bool same = *left == *right;
            return Value((node.op == BinaryOp::equal) == same ? 1.0 : 0.0);
        }
        return Value(apply_binary(node.op, node.left->type, std::get<double>(*left),
                                  std::get<double>(*right)));
    }
    std::optional<Value> operator()(const CheckedConditional& node) const {
        const auto condition = number(node.condition);
        if (!condition) return std::nullopt;
        return fold(scope_, *condition != 0.0 ? *node.then : *node.otherwise);
    }
    std::optional<Value> operator()(const Convert& node) const {
        const auto a = number(node.operand);
        if (!a) return std::nullopt;
        return Value(node.operand->type == ValueType::real ? round_to_integer(*a) : *a);
    }
    std::optional<Value> operator()(const FunctionCall& node) const {
        std::vector<double> arguments;
        for (const ExprPtr& argument : node.arguments) {
            const auto value = number(argument);
            if (!value) return std::nullopt;
            arguments.push_back(*value);
        }
        const ValueType type = node.arguments.front()->type;
        return Value(apply_function(node.function, type, arguments));
    }
    template <class Other>
    std::optional<Value> operator()(const Other&) const {
        return std::nullopt;
    }

private:
    std::optional<double> number(const ExprPtr& expression) const {
        const auto value = fold(scope_, *expression);
        if (!value || !std::holds_alternative<double>(*value)) return std::nullopt;
        return std::get<double>(*value);
    }
    std::optional<Index> element(const ExprPtr& index, Index count, int first, int step) const {
        if (!index) return 0;
        const auto value = number(index);
        return value ? element_offset(*value, count, first, step) : std::nullopt;
    }

    const ConstantScope& scope_;
};

}  // namespace

double round_to_integer(double value) {
    if (std::isnan(value)) return 0.0;
    return std::clamp(std::round(value), -2147483648.0, 2147483647.0);
}

double apply_unary(UnaryOp op, ValueType operand, double a) {
    switch (op) {
        case UnaryOp::plus:
            return a;
        case UnaryOp::minus:
            return operand == ValueType::integer
                       ? wrapped(-static_cast<std::int64_t>(round_to_integer(a)))
                       : -a;
        case UnaryOp::logic_not:
            return a == 0.0 ? 1.0 : 0.0;
        default:
            return from_bits(~bits(a));
    }
}

double apply_binary(BinaryOp op, ValueType operands, double a, double b) {
    if (const auto result = logic(op, a, b)) return *result;
    if (operands == ValueType::real) return arithmetic(op, a, b);
    return integer_arithmetic(op, a, b);
}

double apply_function(Function function, ValueType operands, std::span<const double> arguments) {
    const double a = arguments.front();
    const double b = arguments.size() > 1 ? arguments[1] : 0.0;
    constexpr double limit = 80.0;  // of limexp: linear beyond
    switch (function) {
        case Function::exp:
            return std::exp(a);
        case Function::ln:
            return std::log(a);
        case Function::log10:
            return std::log10(a);
        case Function::sqrt:
            return std::sqrt(a);
        case Function::pow:
            return apply_binary(BinaryOp::power, operands, a, b);
        case Function::abs:
            return operands == ValueType::integer && a < 0.0
                       ? apply_unary(UnaryOp::minus, operands, a)
                       : std::abs(a);
        case Function::min:
            return b < a ? b : a;
        case Function::max:
            return b > a ? b : a;
        case Function::floor:
            return std::floor(a);
        case Function::ceil:
            return std::ceil(a);
        case Function::sin:
            return std::sin(a);
        case Function::cos:
            return std::cos(a);
        case Function::tan:
            return std::tan(a);
        case Function::asin:
            return std::asin(a);
        case Function::acos:
            return std::acos(a);
        case Function::atan:
            return std::atan(a);
        case Function::sinh:
            return std::sinh(a);
        case Function::cosh:
            return std::cosh(a);
        case Function::tanh:
            return std::tanh(a);
        case Function::asinh:
            return std::asinh(a);
        case Function::acosh:
            return std::acosh(a);
        case Function::atanh:
            return std::atanh(a);
        case Function::atan2:
            return std::atan2(a, b);
        case Function::hypot:
            return std::hypot(a, b);
        case Function::limexp:
            return a < limit ? std::exp(a) : std::exp(limit) * (1.0 + a - limit);
        default:
            return round_to_integer(std::trunc(a));  // $rtoi
    }
}

std::optional<Index> element_offset(double index, Index count, int first_index, int index_step) {
    const double offset = (index - first_index) * index_step;
    if (!(offset >= 0.0 && offset < count)) return std::nullopt;
    return static_cast<Index>(offset);
}

std::optional<Value> fold(const ConstantScope& scope, const CheckedExpr& expression) {
    return std::visit(Folder(scope), expression.node);
}

}  // namespace crosspoint::veriloga
