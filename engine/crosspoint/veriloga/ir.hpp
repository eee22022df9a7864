// The intermediate form of a compact model: a straight-line program (a DAG in topological order) of
// double-precision operations. Branches are selects, loops are unrolled, functions inlined, the
// parameters of the card folded. Made by IrBuilder, so equal nodes are one node. Booleans are
// 0.0 and 1.0; integers are doubles, with operations that keep them whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint::veriloga {

/// Operations. `apply_operation` (ir_eval.hpp) is their definition.
enum class Op : std::uint8_t {
    constant,  ///< value
    input,     ///< Ir::inputs[number]
    add,
    subtract,
    multiply,
    divide,
    negate,
    minimum,  ///< b < a ? b : a
    maximum,  ///< a < b ? b : a
    absolute,
    sqrt,
    exp,
    ln,
    log10,
    power,
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
    floor,
    ceil,
    truncate,
    round,      ///< halves away from zero
    remainder,  ///< sign of a, as std::fmod
    bit_and,    ///< 32-bit two's complement, as all bit operations
    bit_or,
    bit_xor,
    shift_left,   ///< 0 when b is not in 0..31
    shift_right,  ///< logical; 0 when b is not in 0..31
    less,
    less_equal,
    equal,
    logic_and,
    logic_or,
    logic_not,
    select,  ///< a != 0 ? b : c
    random,  ///< draw_random(kind, a, b, c = value of the seed argument) of site `number`
};

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex no_node = 0xffffffffu;

/// Distributions of Op::random with their two arguments a and b.
enum class RandomDraw : std::uint8_t {
    random_integer,  ///< whole number in [-2^31, 2^31)
    uniform,         ///< low, high
    normal,          ///< mean, standard deviation
    exponential,     ///< mean
    poisson,         ///< mean
    chi_square,      ///< degrees of freedom
    student_t,       ///< degrees of freedom
    erlang,          ///< number of stages, mean
};

/// Operands that an operation does not have are no_node.
struct IrNode {
    Op op = Op::constant;
    RandomDraw draw = RandomDraw::random_integer;  ///< of Op::random
    std::uint32_t number = 0;                      ///< input: which one; random: the site
    NodeIndex a = no_node, b = no_node, c = no_node;
    double value = 0.0;  ///< constant
};

enum class InputKind : std::uint8_t {
    unknown,      ///< index: the unknown
    parameter,    ///< index: the varying parameter
    memory,       ///< index: the slot, as of the last accepted step
    time,         ///< s
    step,         ///< s; 0 in dc
    temperature,  ///< K
    initial_step,
    final_step,
    analysis,  ///< 1 when the analysis is the `index`-th of Analysis (dc, transient_start,
               ///< transient)
    gmin,      ///< S
};
struct IrInput {
    InputKind kind = InputKind::unknown;
    std::uint32_t index = 0;
};

enum class OutputKind : std::uint8_t {
    residual,          ///< f of unknown `row`
    charge,            ///< q of unknown `row`
    d_residual,        ///< df[row] / d unknown[col]
    d_charge,          ///< dq[row] / d unknown[col]
    memory_next,       ///< of slot `row`, committed when the step is accepted
    noise,             ///< power density of noise source `row`
    noise_gain,        ///< of source `col` in f of unknown `row`
    noise_charge,      ///< of source `col` in q of unknown `row`
    bound_step,        ///< s, largest step that the model wants
    event,             ///< of event `row`: the crossing expression, or the next time of a timer
    message_when,      ///< message `row` is given at an accepted point when this is not 0
    message_argument,  ///< value `col` of message `row`
};
struct IrOutput {
    OutputKind kind = OutputKind::residual;
    std::uint32_t row = 0, col = 0;
    NodeIndex node = no_node;
};

struct Ir {
    std::vector<IrNode> nodes;  ///< operands stand before their users
    std::vector<IrInput> inputs;
    std::vector<IrOutput> outputs;  ///< sorted by kind, row, col after simplification
};

/// Number of operands, 0..3.
[[nodiscard]] int arity(Op op);
/// "add", "less_equal", ..
[[nodiscard]] std::string_view name(Op op);
[[nodiscard]] std::string_view name(OutputKind kind);
/// "x3", "memory0", "time", ..
[[nodiscard]] std::string input_name(const IrInput& input);
/// Results of comparisons and logic: 0 or 1.
[[nodiscard]] bool is_boolean(Op op);

/// One line a node: `%4 = multiply %2 %3`, then the outputs: `residual[0] = %4`.
[[nodiscard]] std::string dump_ir(const Ir& ir);

/// Topological order, arity, ranges of inputs and outputs, no output given twice.
/// @error 7120 internal: the first violation
[[nodiscard]] Result<void> validate(const Ir& ir);

}  // namespace crosspoint::veriloga
