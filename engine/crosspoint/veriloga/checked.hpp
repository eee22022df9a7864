// The checked model: one module, elaborated. Sub-modules are flattened (names "M1.d"), generate
// loops unrolled, every name resolved, every expression typed. What follows (the scalar
// interpreter, which is the oracle, and the lowering to IR) needs nothing of the syntax tree.
// Expressions are immutable and shared, so a model can be copied. `dump_checked` prints it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "crosspoint/veriloga/ast.hpp"

namespace crosspoint::veriloga {

using Index = std::uint32_t;
inline constexpr Index no_index = 0xffffffffu;  ///< as a node: the reference (ground)

/// What potential or flow of a discipline is called, and its unit.
struct CheckedNature {
    std::string access;   ///< "V"
    std::string units;    ///< "V"
    double abstol = 0.0;  ///< in that unit; 0 when the source has none
};

struct CheckedNode {
    std::string name;        ///< "p", "M1.di", "bus[3]"
    std::string discipline;  ///< "electrical", "state", ...
    CheckedNature potential, flow;
    bool electrical = true;  ///< potential in volts, flow in amperes
    bool is_port = false;    ///< of the top module
    Direction direction = Direction::unspecified;
};

/// Its flow runs from plus through the branch to minus.
struct CheckedBranch {
    std::string name;  ///< "res" of a named branch, "(p,n)" of an unnamed one
    Index plus = no_index, minus = no_index;
};

enum class Function : std::uint8_t {
    exp,
    ln,
    log10,
    sqrt,
    pow,
    abs,
    min,
    max,
    floor,
    ceil,
    sin,
    cos,
    tan,
    asin,
    acos,
    atan,
    sinh,
    cosh,
    tanh,
    asinh,
    acosh,
    atanh,
    atan2,
    hypot,
    limexp,
    rtoi
};
/// `temperature` in K, `vt` in V (of its argument or of the temperature), `abstime` in s.
enum class SystemValue : std::uint8_t { abstime, temperature, vt, simparam, analysis, mfactor };
enum class AnalogOperator : std::uint8_t {
    ddt,
    idt,
    idtmod,
    ddx,
    transition,
    slew,
    absdelay,
    limit,
    white_noise,
    flicker_noise
};
enum class RandomKind : std::uint8_t {
    random,
    uniform,
    normal,
    exponential,
    poisson,
    chi_square,
    t,
    erlang
};

struct CheckedExpr;
using ExprPtr = std::shared_ptr<const CheckedExpr>;

struct Constant {
    double value = 0.0;
};
struct TextConstant {
    std::string value;
};
struct ParameterRef {
    Index id = 0;
    ExprPtr index;
};  ///< index: as written, null for a scalar
struct ParameterGiven {
    Index id = 0;
};  ///< 1 when the card or a parent sets it
struct VariableRef {
    Index id = 0;
    ExprPtr index;
};  ///< index: as written, null for a scalar
struct Potential {
    Index plus = no_index, minus = no_index;
};
struct Flow {
    Index branch = 0;
};
struct CheckedUnary {
    UnaryOp op;
    ExprPtr operand;
};
/// Both operands have one type. `integer / integer` truncates; comparisons give an integer 0 or 1.
struct CheckedBinary {
    BinaryOp op;
    ExprPtr left, right;
};
struct CheckedConditional {
    ExprPtr condition, then, otherwise;
};
/// real -> integer rounds to nearest, halves away from zero; integer -> real changes nothing.
struct Convert {
    ExprPtr operand;
};
struct FunctionCall {
    Function function;
    std::vector<ExprPtr> arguments;
};
struct UserCall {
    Index function = 0;
    std::vector<ExprPtr> arguments;
};  ///< outputs: VariableRef
/// ddx: argument 1 is the unknown, a Potential to ground or a Flow. Noise: the name is a text.
struct OperatorCall {
    AnalogOperator op;
    Index site = 0;
    std::vector<ExprPtr> arguments;
};
struct SystemCall {
    SystemValue value;
    std::vector<ExprPtr> arguments;
};
/// Arguments after the seed; `seed` is null or the integer written as the seed.
struct RandomCall {
    RandomKind kind;
    Index site = 0;
    ExprPtr seed;
    std::vector<ExprPtr> arguments;
};

struct CheckedExpr {
    ValueType type = ValueType::real;
    Position at;
    std::variant<Constant, TextConstant, ParameterRef, ParameterGiven, VariableRef, Potential, Flow,
                 CheckedUnary, CheckedBinary, CheckedConditional, Convert, FunctionCall, UserCall,
                 OperatorCall, SystemCall, RandomCall>
        node;
};

struct CheckedRange {
    bool exclude = false;
    ExprPtr low = {}, high = {};  ///< null: infinite. A single value: low == high, both closed
    bool low_closed = true, high_closed = true;
    std::vector<std::string> texts = {};  ///< of a string parameter
    Position at = {};
};

struct CheckedParameter {
    std::string name;  ///< "vth0", "M1.vth0"
    ValueType type = ValueType::real;
    Index count = 1;  ///< elements
    bool is_array = false;
    int first_index = 0;                 ///< written index of values[0]
    int index_step = 1;                  ///< -1: declared as [3:0]
    std::vector<ExprPtr> defaults = {};  ///< one an element; may use earlier parameters
    std::vector<CheckedRange> ranges = {};
    bool local = false;
    bool overridden = false;  ///< of a sub-module, set by its parent: not settable from a card
    bool structural = false;  ///< decides dimensions or generate: a change needs a new analysis
    /// Of a structural parameter: its values, and whether it was given, at the analysis.
    std::vector<std::variant<double, std::string>> built_with = {};
    bool built_given = false, given_matters = false;
    std::string desc = {}, units = {};
    std::vector<std::string> aliases = {};
    Position at;
};

struct CheckedVariable {
    std::string name;
    ValueType type = ValueType::real;
    Index count = 1;  ///< elements
    bool is_array = false;
    int first_index = 0, index_step = 1;  ///< as for parameters
    ExprPtr initial;                      ///< null: 0; elements of an array start at 0
    Index function = no_index;            ///< local to this function: 0 at each call
    Position at;
};

struct CheckedStatement;
using Body = std::vector<CheckedStatement>;

struct CheckedAssign {
    Index variable = 0;
    ExprPtr index, value;
};  ///< value has the variable's type
struct CheckedContribute {
    Index branch = 0;
    bool is_potential = false;
    ExprPtr value;
};
struct CheckedIf {
    ExprPtr condition;
    Body then, otherwise;
};
/// for, while, repeat: the initial assignment stands before, the step at the end of the body.
struct CheckedLoop {
    ExprPtr condition;
    Body body;
};
enum class EventKind : std::uint8_t { initial_step, final_step, cross, above, timer };
struct Trigger {
    EventKind kind;
    Index site = 0;
    std::vector<ExprPtr> arguments;   ///< cross: expr, direction, ...; timer: start, period, ...
    std::vector<std::string> phases;  ///< initial_step("tran", ...): the analyses; empty: all
};
struct CheckedEvent {
    std::vector<Trigger> triggers;
    Body body;
};  ///< any of them fires
enum class TaskKind : std::uint8_t {
    strobe,
    display,
    write,
    warning,
    error,
    fatal,
    finish,
    bound_step,
    discontinuity
};
struct CheckedTask {
    TaskKind kind;
    Index site = 0;
    std::vector<ExprPtr> arguments;
};
struct CheckedCallStatement {
    ExprPtr call;
};  ///< a function called for its outputs

struct CheckedStatement {
    Position at;
    std::variant<CheckedAssign, CheckedContribute, CheckedIf, CheckedLoop, CheckedEvent,
                 CheckedTask, CheckedCallStatement>
        node;
};

struct CheckedFunction {
    struct Argument {
        Index variable = 0;
        Direction direction = Direction::input;
    };
    std::string name;
    ValueType type = ValueType::real;
    std::vector<Argument> arguments = {};
    std::vector<Index> locals = {};  ///< all its variables: arguments, the result, declared ones
    Index result = 0;                ///< variable
    Body body = {};
};

struct CheckedModel {
    std::string name;
    std::vector<CheckedNode> nodes;  ///< ports first, in order
    std::vector<CheckedBranch> branches;
    std::vector<CheckedParameter> parameters;  ///< a default uses only those before it
    std::vector<CheckedVariable> variables;
    std::vector<CheckedFunction> functions;
    Body initial;     ///< `analog initial` blocks; @(initial_step) stays where it is
    Body analog;      ///< of all instances, those of sub-modules last
    Index sites = 0;  ///< analog operators, triggers, tasks and random calls are numbered
};

/// Stable text of the whole model, for golden tests and `crosspoint model show`.
std::string dump_checked(const CheckedModel& model);

/// One expression in the notation of the source, fully parenthesized.
std::string dump_expression(const CheckedModel& model, const CheckedExpr& expression);

}  // namespace crosspoint::veriloga
