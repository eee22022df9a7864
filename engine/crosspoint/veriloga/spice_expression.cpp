// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/spice_expression.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

namespace crosspoint::veriloga {

namespace {

std::string number(double value) {
    return std::signbit(value) ? fmt::format("({})", value) : fmt::format("{}", value);
}

// ngspice takes pow(x, y) as |x|^y; pwr(x, y) has the sign of x. A power, or its derivative, that
// is infinite at 0, where iterations begin, would end the run; a division by 0 does not.
std::string power(const IrNode& exponent, const std::string& a, const std::string& b) {
    const double n = exponent.value;
    if (exponent.op != Op::constant) return fmt::format("({0} > 0 ? pow({0}, {1}) : 0)", a, b);
    if (n != std::floor(n))
        return fmt::format("({0} > 0 ? pow({0}, {1}) : {2})", a, b, n > 0.0 ? "0" : "1e99");
    const char* function = std::fmod(n, 2.0) == 0.0 ? "pow" : "pwr";
    if (n < 0.0) return fmt::format("(1 / {}({}, {}))", function, a, -n);
    return fmt::format("{}({}, {})", function, a, b);
}

std::string arc_tangent(const std::string& y, const std::string& x) {
    return fmt::format(
        "({1} > 0 ? atan({0} / {1}) : ({1} < 0 ? (atan({0} / {1}) + ({0} >= 0 ? {2} : -{2})) : "
        "({0} > 0 ? {3} : ({0} < 0 ? -{3} : 0))))",
        y, x, 3.141592653589793, 1.5707963267948966);
}

std::string truncated(const std::string& a) {
    return fmt::format("({0} >= 0 ? floor({0}) : ceil({0}))", a);
}

const char* infix(Op op) {
    switch (op) {
        case Op::add:
            return "+";
        case Op::subtract:
            return "-";
        case Op::multiply:
            return "*";
        case Op::divide:
            return "/";
        case Op::less:
            return "<";
        case Op::less_equal:
            return "<=";
        case Op::equal:
            return "==";
        case Op::logic_and:
            return "&&";
        case Op::logic_or:
            return "||";
        default:
            return nullptr;
    }
}

std::string call(Op op, const std::string& a, const std::string& b) {
    switch (op) {
        case Op::negate:
            return fmt::format("(-{})", a);
        case Op::logic_not:
            return fmt::format("(!{})", a);
        case Op::minimum:
            return fmt::format("min({}, {})", a, b);
        case Op::maximum:
            return fmt::format("max({}, {})", a, b);
        case Op::absolute:
            return fmt::format("abs({})", a);
        case Op::sqrt:  // a negative argument on the way would end the run
            return fmt::format("sqrt(max({}, 0))", a);
        case Op::sinh:
        case Op::cosh:  // an overflow on the way to the solution would end the run
            return fmt::format("{}(min(max({}, -115), 115))", name(op), a);
        case Op::atan2:
            return arc_tangent(a, b);
        case Op::hypot:
            return fmt::format("sqrt({0} * {0} + {1} * {1})", a, b);
        case Op::truncate:
            return truncated(a);
        case Op::round:
            return fmt::format("({0} >= 0 ? floor({0} + 0.5) : ceil({0} - 0.5))", a);
        case Op::remainder:
            return fmt::format("({} - {} * {})", a, b, truncated(fmt::format("({} / {})", a, b)));
        default:
            return fmt::format("{}({})", name(op), a);
    }
}

bool is_logic(Op op) { return op == Op::logic_and || op == Op::logic_or || op == Op::logic_not; }

bool is_truth(const Ir& ir, NodeIndex k) {
    const IrNode& node = ir.nodes[k];
    return is_boolean(node.op) ||
           (node.op == Op::input && ir.inputs[node.number].kind == InputKind::analysis);
}

std::array<NodeIndex, 3> operands(const IrNode& node) { return {node.a, node.b, node.c}; }

// Operations when the nodes in `shared` are written once each; marks what is above `threshold`.
double mark_shared(const Ir& ir, const std::vector<int>& uses, double threshold,
                   std::vector<bool>& shared) {
    std::vector<double> size(ir.nodes.size(), 1.0);
    double total = 0.0;
    for (NodeIndex k = 0; k < ir.nodes.size(); ++k) {
        const IrNode& node = ir.nodes[k];
        const std::array<int, 3> repeats = spice_repeats(node.op);
        for (int j = 0; j < arity(node.op); ++j) {
            const auto at = static_cast<std::size_t>(j);
            size[k] += repeats[at] * size[operands(node)[at]];
        }
        shared[k] = uses[k] > 1 && size[k] > threshold && arity(node.op) > 0 && !is_truth(ir, k);
        if (shared[k]) total += std::exchange(size[k], 1.0);
    }
    for (const IrOutput& output : ir.outputs) total += size[output.node];
    return total;
}

}  // namespace

std::array<int, 3> spice_repeats(Op op) {
    switch (op) {
        case Op::bit_and:
        case Op::bit_or:
        case Op::bit_xor:
        case Op::shift_left:
        case Op::shift_right:
        case Op::random:
            return {0, 0, 0};
        case Op::atan2:
            return {5, 4, 0};
        case Op::hypot:
            return {2, 2, 0};
        case Op::power:
            return {2, 1, 0};
        case Op::truncate:
        case Op::round:
            return {3, 0, 0};
        case Op::remainder:
            return {4, 4, 0};
        default:
            return {1, 1, 1};
    }
}

std::vector<bool> spice_shared_nodes(const Ir& ir, std::size_t limit) {
    std::vector<int> uses(ir.nodes.size(), 0);
    for (const IrNode& node : ir.nodes) {
        for (std::size_t j = 0; j < static_cast<std::size_t>(arity(node.op)); ++j)
            uses[operands(node)[j]] += spice_repeats(node.op)[j];
    }
    for (const IrOutput& output : ir.outputs) ++uses[output.node];
    std::vector<bool> shared(ir.nodes.size(), false);
    double threshold = std::numeric_limits<double>::infinity();
    while (mark_shared(ir, uses, threshold, shared) > static_cast<double>(limit)) {
        if (threshold < 2.0) break;
        threshold = std::isinf(threshold) ? static_cast<double>(limit) : threshold / 2.0;
    }
    return shared;
}

std::vector<std::string> spice_expressions(const Ir& ir, const std::vector<bool>& shared,
                                           const std::function<std::string(NodeIndex)>& reference) {
    std::vector<std::string> texts(ir.nodes.size());
    const auto value = [&](NodeIndex k) { return shared[k] ? reference(k) : texts[k]; };
    const auto truth = [&](NodeIndex k) {
        return is_truth(ir, k) ? value(k) : fmt::format("({} != 0)", value(k));
    };
    for (NodeIndex k = 0; k < ir.nodes.size(); ++k) {
        const IrNode& node = ir.nodes[k];
        if (node.op == Op::constant) {
            texts[k] = number(node.value);
        } else if (node.op == Op::input) {
            texts[k] = reference(k);
        } else if (node.op == Op::select) {
            texts[k] = fmt::format("({} ? {} : {})", truth(node.a), value(node.b), value(node.c));
        } else {
            const auto operand = [&](NodeIndex n) {
                if (n == no_node) return std::string();
                return is_logic(node.op) ? truth(n) : value(n);
            };
            const std::string a = operand(node.a), b = operand(node.b);
            if (node.op == Op::power)
                texts[k] = power(ir.nodes[node.b], a, b);
            else if (const char* sign = infix(node.op))
                texts[k] = fmt::format("({} {} {})", a, sign, b);
            else
                texts[k] = call(node.op, a, b);
        }
    }
    return texts;
}

}  // namespace crosspoint::veriloga
