// The mathematical functions of the language in one table: what each is called, its number of
// arguments, and the operation that it becomes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "crosspoint/veriloga/checked.hpp"
#include "crosspoint/veriloga/ir.hpp"

namespace crosspoint::veriloga {

struct MathFunction {
    std::string_view name;  ///< in texts; `$name` and, of log, `log10` mean the same
    Function function;
    Op op;  ///< of limexp, which is made of several: exp
    std::size_t arguments;
};

/// In the order of Function.
inline constexpr std::array math_functions = std::to_array<MathFunction>(
    {{"exp", Function::exp, Op::exp, 1},       {"ln", Function::ln, Op::ln, 1},
     {"log", Function::log10, Op::log10, 1},   {"sqrt", Function::sqrt, Op::sqrt, 1},
     {"pow", Function::pow, Op::power, 2},     {"abs", Function::abs, Op::absolute, 1},
     {"min", Function::min, Op::minimum, 2},   {"max", Function::max, Op::maximum, 2},
     {"floor", Function::floor, Op::floor, 1}, {"ceil", Function::ceil, Op::ceil, 1},
     {"sin", Function::sin, Op::sin, 1},       {"cos", Function::cos, Op::cos, 1},
     {"tan", Function::tan, Op::tan, 1},       {"asin", Function::asin, Op::asin, 1},
     {"acos", Function::acos, Op::acos, 1},    {"atan", Function::atan, Op::atan, 1},
     {"sinh", Function::sinh, Op::sinh, 1},    {"cosh", Function::cosh, Op::cosh, 1},
     {"tanh", Function::tanh, Op::tanh, 1},    {"asinh", Function::asinh, Op::asinh, 1},
     {"acosh", Function::acosh, Op::acosh, 1}, {"atanh", Function::atanh, Op::atanh, 1},
     {"atan2", Function::atan2, Op::atan2, 2}, {"hypot", Function::hypot, Op::hypot, 2},
     {"limexp", Function::limexp, Op::exp, 1}, {"$rtoi", Function::rtoi, Op::truncate, 1}});

inline constexpr const MathFunction& math_function(Function function) {
    return math_functions[static_cast<std::size_t>(function)];
}

static_assert([] {
    for (std::size_t k = 0; k < math_functions.size(); ++k)
        if (static_cast<std::size_t>(math_functions[k].function) != k) return false;
    return true;
}());

}  // namespace crosspoint::veriloga
