// Names, text form and consistency of the intermediate form.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/ir.hpp"

#include <fmt/format.h>

#include <array>
#include <set>
#include <tuple>

namespace crosspoint::veriloga {

namespace {

struct OpInfo {
    std::string_view name;
    int arity;
};

constexpr std::array<OpInfo, 46> infos{{
    {"constant", 0},   {"input", 0},    {"add", 2},        {"subtract", 2},    {"multiply", 2},
    {"divide", 2},     {"negate", 1},   {"minimum", 2},    {"maximum", 2},     {"absolute", 1},
    {"sqrt", 1},       {"exp", 1},      {"ln", 1},         {"log10", 1},       {"power", 2},
    {"sin", 1},        {"cos", 1},      {"tan", 1},        {"asin", 1},        {"acos", 1},
    {"atan", 1},       {"sinh", 1},     {"cosh", 1},       {"tanh", 1},        {"asinh", 1},
    {"acosh", 1},      {"atanh", 1},    {"atan2", 2},      {"hypot", 2},       {"floor", 1},
    {"ceil", 1},       {"truncate", 1}, {"round", 1},      {"remainder", 2},   {"bit_and", 2},
    {"bit_or", 2},     {"bit_xor", 2},  {"shift_left", 2}, {"shift_right", 2}, {"less", 2},
    {"less_equal", 2}, {"equal", 2},    {"logic_and", 2},  {"logic_or", 2},    {"logic_not", 1},
    {"select", 3},
}};

constexpr std::array<std::string_view, 8> draw_names{
    "integer", "uniform", "normal", "exponential", "poisson", "chi_square", "student_t", "erlang"};

Error broken(NodeIndex node, std::string_view why) {
    return Error{.code = Errc::internal,
                 .id = 7120,
                 .what = fmt::format("the intermediate form is broken at %{}: {}", node, why),
                 .help = "this is a bug: please report it with the model"};
}

std::string node_text(const Ir& ir, const IrNode& node) {
    if (node.op == Op::constant) return fmt::format("{}", node.value);
    if (node.op == Op::input) return input_name(ir.inputs[node.number]);
    std::string text(name(node.op));
    if (node.op == Op::random)
        text += fmt::format(".{} site {}", draw_names[static_cast<std::size_t>(node.draw)],
                            node.number);
    for (const NodeIndex operand : {node.a, node.b, node.c})
        if (operand != no_node) text += fmt::format(" %{}", operand);
    return text;
}

}  // namespace

int arity(Op op) { return op == Op::random ? 3 : infos[static_cast<std::size_t>(op)].arity; }

std::string_view name(Op op) {
    return op == Op::random ? "random" : infos[static_cast<std::size_t>(op)].name;
}

std::string_view name(OutputKind kind) {
    constexpr std::array<std::string_view, 12> names{
        "residual",   "charge",       "d_residual", "d_charge", "memory_next",  "noise",
        "noise_gain", "noise_charge", "bound_step", "event",    "message_when", "message_argument"};
    return names[static_cast<std::size_t>(kind)];
}

std::string input_name(const IrInput& input) {
    constexpr std::array<std::string_view, 10> names{
        "x",           "parameter",    "memory",     "time",     "step",
        "temperature", "initial_step", "final_step", "analysis", "gmin"};
    const std::string_view base = names[static_cast<std::size_t>(input.kind)];
    const bool indexed = input.kind == InputKind::unknown || input.kind == InputKind::parameter ||
                         input.kind == InputKind::memory || input.kind == InputKind::analysis;
    return indexed ? fmt::format("{}{}", base, input.index) : std::string(base);
}

bool is_boolean(Op op) { return op >= Op::less && op <= Op::logic_not; }

std::string dump_ir(const Ir& ir) {
    std::string text;
    for (std::size_t k = 0; k < ir.nodes.size(); ++k)
        text += fmt::format("%{} = {}\n", k, node_text(ir, ir.nodes[k]));
    for (const IrOutput& output : ir.outputs) {
        const bool two =
            output.kind == OutputKind::d_residual || output.kind == OutputKind::d_charge ||
            output.kind == OutputKind::noise_gain || output.kind == OutputKind::noise_charge ||
            output.kind == OutputKind::message_argument;
        text += fmt::format("{}[{}{}] = %{}\n", name(output.kind), output.row,
                            two ? fmt::format(", {}", output.col) : "", output.node);
    }
    return text;
}

Result<void> validate(const Ir& ir) {
    for (NodeIndex k = 0; k < ir.nodes.size(); ++k) {
        const IrNode& node = ir.nodes[k];
        const std::array<NodeIndex, 3> operands{node.a, node.b, node.c};
        for (int j = 0; j < 3; ++j) {
            const NodeIndex operand = operands[static_cast<std::size_t>(j)];
            if (j < arity(node.op) && operand >= k)
                return broken(k, "an operand is missing or stands behind its user");
            if (j >= arity(node.op) && operand != no_node) return broken(k, "too many operands");
        }
        if (node.op == Op::input && node.number >= ir.inputs.size())
            return broken(k, "there is no such input");
    }
    std::set<std::tuple<OutputKind, std::uint32_t, std::uint32_t>> seen;
    for (const IrOutput& output : ir.outputs) {
        if (output.node >= ir.nodes.size()) return broken(output.node, "an output has no node");
        if (!seen.emplace(output.kind, output.row, output.col).second)
            return broken(output.node, "an output is given twice");
    }
    return {};
}

}  // namespace crosspoint::veriloga
