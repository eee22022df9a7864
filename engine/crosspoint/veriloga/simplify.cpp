// Algebra by rebuilding through the builder, then scheduling by depth-first search.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/simplify.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "crosspoint/veriloga/ir_builder.hpp"

namespace crosspoint::veriloga {

namespace {

std::vector<bool> reachable(const Ir& ir) {
    std::vector<bool> live(ir.nodes.size(), false);
    for (const IrOutput& output : ir.outputs) live[output.node] = true;
    for (std::size_t k = live.size(); k-- > 0;) {
        if (!live[k]) continue;
        for (const NodeIndex operand : {ir.nodes[k].a, ir.nodes[k].b, ir.nodes[k].c})
            if (operand != no_node) live[operand] = true;
    }
    return live;
}

/// One pass of algebra over the live nodes.
class Algebra {
public:
    explicit Algebra(const Ir& ir) : ir_(ir), live_(reachable(ir)) {}

    Ir run() {
        find_partners();
        place_.assign(ir_.nodes.size(), no_node);
        for (NodeIndex k = 0; k < ir_.nodes.size(); ++k)
            if (live_[k]) place_[k] = rebuilt(k);
        for (const IrOutput& output : ir_.outputs)
            b_.output(output.kind, output.row, output.col, place_[output.node]);
        return std::move(b_).take();
    }

private:
    /// Arguments whose exp the program has.
    void find_partners() {
        for (NodeIndex k = 0; k < ir_.nodes.size(); ++k) {
            if (live_[k] && ir_.nodes[k].op == Op::exp) has_exp_.insert(ir_.nodes[k].a);
        }
    }

    NodeIndex rebuilt(NodeIndex k) {
        const IrNode& n = ir_.nodes[k];
        const auto at = [&](NodeIndex operand) {
            return operand == no_node ? no_node : place_[operand];
        };
        switch (n.op) {
            case Op::constant:
                return b_.constant(n.value);
            case Op::input:
                return b_.input(ir_.inputs[n.number].kind, ir_.inputs[n.number].index);
            case Op::random:
                return b_.random(n.draw, n.number, at(n.a), at(n.b), at(n.c));
            case Op::divide:
                return quotient(at(n.a), at(n.b));
            case Op::multiply:
                return product(at(n.a), at(n.b));
            case Op::power:
                return power(at(n.a), at(n.b));
            case Op::exp: {
                const IrNode& argument = ir_.nodes[n.a];
                if (argument.op != Op::negate || !has_exp_.contains(argument.a)) break;
                return b_.divide(b_.constant(1.0), b_.make(Op::exp, at(argument.a)));
            }
            default:
                break;
        }
        return b_.make(n.op, at(n.a), at(n.b), at(n.c));
    }

    NodeIndex quotient(NodeIndex a, NodeIndex divisor) {
        const auto value = b_.constant_of(divisor);
        if (!value || !std::isnormal(1.0 / *value) || !std::isnormal(*value))
            return b_.divide(a, divisor);
        return product(a, b_.constant(1.0 / *value));
    }

    NodeIndex product(NodeIndex a, NodeIndex b) {
        if (b_.constant_of(b)) std::swap(a, b);
        const auto outer = b_.constant_of(a);
        if (outer && b_.node(b).op == Op::multiply) {
            const IrNode inner = b_.node(b);
            for (const auto& [c, x] : {std::pair{inner.a, inner.b}, std::pair{inner.b, inner.a}}) {
                const auto factor = b_.constant_of(c);
                if (factor && std::isnormal(*outer * *factor))
                    return b_.multiply(b_.constant(*outer * *factor), x);
            }
        }
        return b_.multiply(a, b);
    }

    NodeIndex power(NodeIndex a, NodeIndex exponent) {
        const auto value = b_.constant_of(exponent);
        if (value && *value == 0.5) return b_.make(Op::sqrt, a);
        const bool small = value && std::abs(*value) <= 8.0 && *value == std::floor(*value);
        if (!small) return b_.make(Op::power, a, exponent);
        NodeIndex result = no_node;
        NodeIndex square = a;
        for (auto left = static_cast<unsigned>(std::abs(*value)); left != 0; left >>= 1) {
            if ((left & 1u) != 0) result = result == no_node ? square : b_.multiply(result, square);
            if (left > 1) square = b_.multiply(square, square);
        }
        return *value < 0.0 ? b_.divide(b_.constant(1.0), result) : result;
    }

    const Ir& ir_;
    std::vector<bool> live_;
    std::unordered_set<NodeIndex> has_exp_;
    std::vector<NodeIndex> place_;
    IrBuilder b_;
};

/// Registers that a node's tree needs when nothing is shared (Sethi and Ullman's number).
std::vector<std::uint32_t> register_needs(const Ir& ir) {
    std::vector<std::uint32_t> needs(ir.nodes.size(), 0);
    for (std::size_t k = 0; k < needs.size(); ++k) {
        std::vector<std::uint32_t> of;
        for (const NodeIndex operand : {ir.nodes[k].a, ir.nodes[k].b, ir.nodes[k].c})
            if (operand != no_node) of.push_back(needs[operand]);
        std::sort(of.rbegin(), of.rend());
        const bool leaf = of.empty() && ir.nodes[k].op != Op::random;
        needs[k] = leaf ? 0 : 1;
        for (std::uint32_t j = 0; j < of.size(); ++j) needs[k] = std::max(needs[k], of[j] + j);
    }
    return needs;
}

/// Depth-first, without recursion: programs may be deep.
class Scheduler {
public:
    explicit Scheduler(const Ir& ir)
        : ir_(ir), needs_(register_needs(ir)), place_(ir.nodes.size(), no_node) {}

    Ir run() {
        std::vector<IrOutput> outputs = ir_.outputs;
        // Rows together: a residual and its derivatives share most of their values.
        std::stable_sort(outputs.begin(), outputs.end(), [](const auto& x, const auto& y) {
            return std::tuple(x.row, x.kind, x.col) < std::tuple(y.row, y.kind, y.col);
        });
        for (IrOutput& output : outputs) {
            visit(output.node);
            output.node = place_[output.node];
        }
        std::sort(outputs.begin(), outputs.end(), [](const auto& x, const auto& y) {
            return std::tuple(x.kind, x.row, x.col) < std::tuple(y.kind, y.row, y.col);
        });
        result_.outputs = std::move(outputs);
        return std::move(result_);
    }

private:
    void visit(NodeIndex root) {
        std::vector<std::pair<NodeIndex, bool>> stack{{root, false}};
        while (!stack.empty()) {
            const auto [node, operands_done] = stack.back();
            stack.pop_back();
            if (place_[node] != no_node) continue;
            if (operands_done) {
                place(node);
                continue;
            }
            stack.emplace_back(node, true);
            std::vector<NodeIndex> operands;
            for (const NodeIndex operand :
                 {ir_.nodes[node].a, ir_.nodes[node].b, ir_.nodes[node].c})
                if (operand != no_node) operands.push_back(operand);
            // The one on top of the stack is done first: the one with the greatest need.
            std::stable_sort(operands.begin(), operands.end(),
                             [&](NodeIndex x, NodeIndex y) { return needs_[x] < needs_[y]; });
            for (const NodeIndex operand : operands) stack.emplace_back(operand, false);
        }
    }

    void place(NodeIndex old) {
        IrNode node = ir_.nodes[old];
        for (NodeIndex* operand : {&node.a, &node.b, &node.c})
            if (*operand != no_node) *operand = place_[*operand];
        if (node.op == Op::input) {
            const IrInput& input = ir_.inputs[node.number];
            node.number = static_cast<std::uint32_t>(result_.inputs.size());
            result_.inputs.push_back(input);
        }
        place_[old] = static_cast<NodeIndex>(result_.nodes.size());
        result_.nodes.push_back(node);
    }

    const Ir& ir_;
    std::vector<std::uint32_t> needs_;
    std::vector<NodeIndex> place_;
    Ir result_;
};

}  // namespace

Ir simplify(const Ir& ir) {
    // Twice: what the first pass makes (a product of constants, an equal node) the second one uses.
    const Ir once = Algebra(ir).run();
    const Ir twice = Algebra(once).run();
    return Scheduler(twice).run();
}

std::size_t peak_live_values(const Ir& ir) {
    std::vector<std::size_t> last_use(ir.nodes.size(), 0);
    for (std::size_t k = 0; k < ir.nodes.size(); ++k)
        for (const NodeIndex operand : {ir.nodes[k].a, ir.nodes[k].b, ir.nodes[k].c})
            if (operand != no_node) last_use[operand] = k;
    std::vector<std::size_t> ends(ir.nodes.size() + 1, 0);
    std::size_t live = 0, peak = 0;
    for (std::size_t k = 0; k < ir.nodes.size(); ++k) {
        live -= ends[k];
        const Op op = ir.nodes[k].op;
        if (op == Op::constant || op == Op::input || last_use[k] == 0) continue;
        ++live;
        ++ends[last_use[k]];
        peak = std::max(peak, live);
    }
    return peak;
}

}  // namespace crosspoint::veriloga
