// Makes an Ir: equal nodes become one node, constants are folded with the arithmetic of the
// evaluator, and identities are applied that hold for all finite values:
//   x+0, x-0, x*1, x/1, -(-x), select with a constant condition or equal arms or a negated
//   condition, min/max of one value, logic with constants; signs are moved outwards through sums,
//   products, quotients and selects (b-a is -(a-b) when a-b is there), so that derivatives by the
//   two ends of a branch are one value and its negative;
//   x*0 = 0 and x-x = 0 also when x is infinite or NaN (a parameter of 0 switches a term off),
//   and -0 may become +0. Nothing else is reordered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <unordered_map>

#include "crosspoint/veriloga/ir.hpp"

namespace crosspoint::veriloga {

class IrBuilder {
public:
    IrBuilder() = default;
    /// Goes on with a program: its nodes and outputs keep their numbers.
    explicit IrBuilder(Ir ir);

    NodeIndex constant(double value);
    NodeIndex input(InputKind kind, std::uint32_t index = 0);
    /// A draw; never folded. @param seed value of the seed argument, for the stream
    NodeIndex random(RandomDraw draw, std::uint32_t site, NodeIndex a, NodeIndex b, NodeIndex seed);
    /// Any operation but constant, input, random; operands beyond its arity are ignored.
    NodeIndex make(Op op, NodeIndex a, NodeIndex b = no_node, NodeIndex c = no_node);

    NodeIndex add(NodeIndex a, NodeIndex b) { return make(Op::add, a, b); }
    NodeIndex subtract(NodeIndex a, NodeIndex b) { return make(Op::subtract, a, b); }
    NodeIndex multiply(NodeIndex a, NodeIndex b) { return make(Op::multiply, a, b); }
    NodeIndex divide(NodeIndex a, NodeIndex b) { return make(Op::divide, a, b); }
    NodeIndex negate(NodeIndex a) { return make(Op::negate, a); }
    NodeIndex less(NodeIndex a, NodeIndex b) { return make(Op::less, a, b); }
    NodeIndex logic_and(NodeIndex a, NodeIndex b) { return make(Op::logic_and, a, b); }
    NodeIndex logic_not(NodeIndex a) { return make(Op::logic_not, a); }
    NodeIndex select(NodeIndex condition, NodeIndex then, NodeIndex otherwise) {
        return make(Op::select, condition, then, otherwise);
    }
    /// exp(x), continued linearly beyond x = 80.
    NodeIndex limexp(NodeIndex x);
    /// 0 or 1: x != 0.
    NodeIndex truth(NodeIndex x);

    void output(OutputKind kind, std::uint32_t row, std::uint32_t col, NodeIndex node);

    [[nodiscard]] std::optional<double> constant_of(NodeIndex node) const;
    [[nodiscard]] bool is(NodeIndex node, double value) const;
    [[nodiscard]] const IrNode& node(NodeIndex index) const { return ir_.nodes[index]; }
    [[nodiscard]] const Ir& ir() const { return ir_; }
    [[nodiscard]] Ir take() && { return std::move(ir_); }

private:
    struct Key {
        std::uint64_t head, tail, bits;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const;
    };

    static Key key_of(const IrNode& node);
    NodeIndex intern(const IrNode& node);
    /// The simpler node that a op b (op c) is, or no_node. May change the operands' order.
    NodeIndex simpler(Op op, NodeIndex a, NodeIndex b, NodeIndex c);
    NodeIndex simpler_sum(Op op, NodeIndex a, NodeIndex b);
    /// x where the node is -x or the constant -x < 0, else no_node.
    NodeIndex negated(NodeIndex x);
    NodeIndex simpler_product(Op op, NodeIndex a, NodeIndex b);
    NodeIndex simpler_logic(Op op, NodeIndex a, NodeIndex b);
    NodeIndex simpler_select(NodeIndex condition, NodeIndex then, NodeIndex otherwise);
    [[nodiscard]] bool boolean(NodeIndex node) const;

    Ir ir_;
    std::unordered_map<Key, NodeIndex, KeyHash> known_;
    std::unordered_map<std::uint64_t, std::uint32_t> inputs_;
};

}  // namespace crosspoint::veriloga
