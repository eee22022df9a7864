// The values of a model's parameters: what a card sets, the defaults filled in, ranges checked.
// Used by the analysis for what decides structure (dimensions, generate), and when a card is bound.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/veriloga/checked.hpp"

namespace crosspoint::veriloga {

/// A number, a text, or the elements of an array in the order of their declaration.
using CardValue = std::variant<double, std::string, std::vector<double>>;

/// What a card sets, by name or alias; of a sub-module: "M1.vth0" where the parent leaves it open.
using Bindings = std::map<std::string, CardValue, std::less<>>;

/// A folded value: a number (integers and booleans as doubles) or a text.
using Value = std::variant<double, std::string>;

struct BoundParameter {
    std::vector<Value> values;  ///< one an element
    bool given = false;
};
/// By the index of the parameter in the model.
using ParameterValues = std::vector<BoundParameter>;

/// Fills in defaults and checks types and ranges.
/// @return errors 7096 (no such parameter), 7097 (wrong kind of value), 7098 (out of range),
///         7099 (a default that has no value, as 1/0), 7145 (a structural parameter that is not
///         what it was at the analysis)
Result<ParameterValues> bind_parameters(const CheckedModel& model, const Bindings& card);

/// Whether the ranges that the model declares for a parameter allow a value, all others as bound.
bool in_range(const CheckedModel& model, const ParameterValues& bound, std::size_t parameter,
              double value);

/// The values so far known, and the number of the element that an index means.
struct ConstantScope {
    const CheckedModel* model = nullptr;
    std::span<const BoundParameter> parameters = {};
    /// Values of variables for a caller that knows some; may be empty.
    std::span<const std::vector<std::optional<double>>> variables = {};
};

/// The value of an expression that depends on parameters (and known variables) only.
std::optional<Value> fold(const ConstantScope& scope, const CheckedExpr& expression);

/// Offset of an element, nothing when the index is outside of the declaration.
std::optional<Index> element_offset(double index, Index count, int first_index, int index_step);

/// The arithmetic of the language on numbers: integers have 32 bits and wrap around, their division
/// truncates, comparisons give 0 or 1.
double apply_unary(UnaryOp op, ValueType operand, double a);
double apply_binary(BinaryOp op, ValueType operands, double a, double b);
double apply_function(Function function, ValueType operands, std::span<const double> arguments);
/// Rounds to the nearest 32-bit integer, halves away from zero, saturating; NaN gives 0.
double round_to_integer(double value);

}  // namespace crosspoint::veriloga
