// Forward differentiation: one sweep over the nodes for each unknown.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/differentiate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace crosspoint::veriloga {

namespace {

/// The rules. An operand's derivative is no_node where it does not depend on the unknown.
class Rules {
public:
    Rules(IrBuilder& builder, const std::vector<NodeIndex>& d) : b_(builder), d_(d) {}

    /// @param r the node itself, of operation `n.op`
    NodeIndex derivative(NodeIndex r, const IrNode& n, NodeIndex da, NodeIndex db, NodeIndex dc) {
        switch (n.op) {
            case Op::add:
                return sum(da, db);
            case Op::subtract:
                return difference(da, db);
            case Op::multiply:
                if (const NodeIndex x = limexp_argument(n); x != no_node)
                    return times(d_[x], exponential_of(n));
                return sum(times(da, n.b), times(db, n.a));
            case Op::divide:
                return quotient(r, n, da, db);
            case Op::negate:
                return b_.negate(da);
            case Op::minimum:
                return pick(b_.less(n.b, n.a), db, da);
            case Op::maximum:
                return pick(b_.less(n.a, n.b), db, da);
            case Op::absolute:
                return pick(b_.less(n.a, zero()), b_.negate(da), da);
            case Op::power:
                return power(r, n, da, db);
            case Op::select:
                return db == no_node && dc == no_node ? no_node : pick(n.a, db, dc);
            case Op::atan2:
                return angle(n, da, db);
            case Op::hypot:
                return length(r, n, da, db);
            case Op::remainder:
                return remainder(n, da, db);
            default:
                return function(r, n, da);
        }
    }

private:
    NodeIndex exponential_of(const IrNode& product) const {
        return b_.node(product.a).op == Op::exp ? product.a : product.b;
    }
    /// The x of a product that IrBuilder::limexp made of x, or no_node. Its derivative is its
    /// exponential factor on both sides of the knee.
    NodeIndex limexp_argument(const IrNode& product) {
        const IrNode exponential = b_.node(exponential_of(product));
        if (exponential.op != Op::exp || b_.node(exponential.a).op != Op::minimum) return no_node;
        const NodeIndex x = b_.node(exponential.a).a;
        const std::size_t before = b_.ir().nodes.size();
        const IrNode made = b_.node(b_.limexp(x));
        const bool same = made.op == Op::multiply && made.a == product.a && made.b == product.b;
        return same && b_.ir().nodes.size() == before ? x : no_node;
    }
    NodeIndex constant(double value) { return b_.constant(value); }
    NodeIndex zero() { return constant(0.0); }
    NodeIndex or_zero(NodeIndex d) { return d == no_node ? zero() : d; }
    NodeIndex square(NodeIndex a) { return b_.multiply(a, a); }

    NodeIndex sum(NodeIndex a, NodeIndex b) {
        if (a == no_node) return b;
        return b == no_node ? a : b_.add(a, b);
    }
    NodeIndex difference(NodeIndex a, NodeIndex b) {
        if (b == no_node) return a;
        return a == no_node ? b_.negate(b) : b_.subtract(a, b);
    }
    NodeIndex times(NodeIndex d, NodeIndex factor) {
        return d == no_node ? no_node : b_.multiply(d, factor);
    }
    NodeIndex over(NodeIndex d, NodeIndex divisor) {
        return d == no_node ? no_node : b_.divide(d, divisor);
    }
    NodeIndex pick(NodeIndex condition, NodeIndex then, NodeIndex otherwise) {
        return b_.select(condition, or_zero(then), or_zero(otherwise));
    }

    NodeIndex quotient(NodeIndex r, const IrNode& n, NodeIndex da, NodeIndex db) {
        return over(difference(da, times(db, r)), n.b);
    }

    NodeIndex power(NodeIndex r, const IrNode& n, NodeIndex da, NodeIndex db) {
        NodeIndex by_base = no_node;
        if (da != no_node && b_.is(n.b, 2.0)) {
            by_base = times(da, b_.multiply(constant(2.0), n.a));
        } else if (da != no_node) {
            const NodeIndex at_zero =
                b_.select(b_.make(Op::equal, n.b, constant(1.0)), constant(1.0), zero());
            const NodeIndex slope = b_.multiply(n.b, b_.divide(r, n.a));
            by_base = times(da, b_.select(b_.make(Op::equal, n.a, zero()), at_zero, slope));
        }
        if (db == no_node) return by_base;
        const NodeIndex growth =
            b_.select(b_.less(zero(), n.a), b_.multiply(r, b_.make(Op::ln, n.a)), zero());
        return sum(by_base, times(db, growth));
    }

    NodeIndex angle(const IrNode& n, NodeIndex da, NodeIndex db) {
        return over(difference(times(da, n.b), times(db, n.a)), b_.add(square(n.a), square(n.b)));
    }
    NodeIndex length(NodeIndex r, const IrNode& n, NodeIndex da, NodeIndex db) {
        const NodeIndex slope = over(sum(times(da, n.a), times(db, n.b)), r);
        return b_.select(b_.less(zero(), r), slope, zero());
    }
    NodeIndex remainder(const IrNode& n, NodeIndex da, NodeIndex db) {
        return difference(da, times(db, b_.make(Op::truncate, b_.divide(n.a, n.b))));
    }

    /// 1 - a^2 without loss where a is near 1.
    NodeIndex one_minus_square(NodeIndex a) {
        const NodeIndex one = constant(1.0);
        return b_.multiply(b_.subtract(one, a), b_.add(one, a));
    }
    NodeIndex root(NodeIndex a) { return b_.make(Op::sqrt, a); }

    /// Functions of one argument.
    NodeIndex function(NodeIndex r, const IrNode& n, NodeIndex da) {
        if (da == no_node) return no_node;
        const NodeIndex one = constant(1.0);
        switch (n.op) {
            case Op::sqrt:
                return b_.select(b_.less(zero(), r), b_.divide(b_.multiply(constant(0.5), da), r),
                                 zero());
            case Op::exp:
                return times(da, r);
            case Op::ln:
                return over(da, n.a);
            case Op::log10:
                return over(da, b_.multiply(constant(std::numbers::ln10), n.a));
            case Op::sin:
                return times(da, b_.make(Op::cos, n.a));
            case Op::cos:
                return b_.negate(times(da, b_.make(Op::sin, n.a)));
            case Op::tan:
                return times(da, b_.add(one, square(r)));
            case Op::asin:
                return over(da, root(one_minus_square(n.a)));
            case Op::acos:
                return b_.negate(over(da, root(one_minus_square(n.a))));
            case Op::atan:
                return over(da, b_.add(one, square(n.a)));
            case Op::sinh:
                return times(da, b_.make(Op::cosh, n.a));
            case Op::cosh:
                return times(da, b_.make(Op::sinh, n.a));
            case Op::tanh:
                return times(da, one_minus_square(r));
            case Op::asinh:
                return over(da, root(b_.add(square(n.a), one)));
            case Op::acosh:
                return over(da, root(b_.subtract(square(n.a), one)));
            case Op::atanh:
                return over(da, one_minus_square(n.a));
            default:
                return no_node;  // rounding, comparisons, logic, draws: locally constant
        }
    }

    IrBuilder& b_;
    const std::vector<NodeIndex>& d_;
};

/// Which nodes the roots need.
std::vector<bool> needed_for(const IrBuilder& builder, std::span<const NodeIndex> roots) {
    std::vector<bool> needed(builder.ir().nodes.size(), false);
    for (const NodeIndex root : roots) needed[root] = true;
    for (std::size_t k = needed.size(); k-- > 0;) {
        if (!needed[k]) continue;
        const IrNode& node = builder.ir().nodes[k];
        for (const NodeIndex operand : {node.a, node.b, node.c})
            if (operand != no_node) needed[operand] = true;
    }
    return needed;
}

}  // namespace

std::vector<NodeIndex> derivatives_of(IrBuilder& builder, std::span<const NodeIndex> roots,
                                      std::uint32_t unknown) {
    const std::vector<bool> needed = needed_for(builder, roots);
    std::vector<NodeIndex> d(needed.size(), no_node);
    Rules rules(builder, d);
    const auto of = [&](NodeIndex k) { return k == no_node ? no_node : d[k]; };
    for (NodeIndex k = 0; k < needed.size(); ++k) {
        if (!needed[k]) continue;
        const IrNode node = builder.node(k);  // a copy: the rules add nodes
        if (node.op == Op::input) {
            const IrInput& input = builder.ir().inputs[node.number];
            if (input.kind == InputKind::unknown && input.index == unknown)
                d[k] = builder.constant(1.0);
            continue;
        }
        const NodeIndex da = of(node.a), db = of(node.b), dc = of(node.c);
        if (da == no_node && db == no_node && dc == no_node) continue;
        d[k] = rules.derivative(k, node, da, db, dc);
        if (builder.is(d[k], 0.0)) d[k] = no_node;
    }
    std::vector<NodeIndex> found;
    found.reserve(roots.size());
    for (const NodeIndex root : roots) found.push_back(d[root]);
    return found;
}

Ir differentiate(Ir ir, std::uint32_t unknowns) {
    std::vector<IrOutput> rows;
    std::copy_if(
        ir.outputs.begin(), ir.outputs.end(), std::back_inserter(rows), [](const IrOutput& output) {
            return output.kind == OutputKind::residual || output.kind == OutputKind::charge;
        });
    std::vector<NodeIndex> roots;
    for (const IrOutput& output : rows) roots.push_back(output.node);
    IrBuilder builder(std::move(ir));
    for (std::uint32_t unknown = 0; unknown < unknowns; ++unknown) {
        const std::vector<NodeIndex> found = derivatives_of(builder, roots, unknown);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            if (found[k] == no_node) continue;
            const bool is_static = rows[k].kind == OutputKind::residual;
            builder.output(is_static ? OutputKind::d_residual : OutputKind::d_charge, rows[k].row,
                           unknown, found[k]);
        }
    }
    return std::move(builder).take();
}

}  // namespace crosspoint::veriloga
