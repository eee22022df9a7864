// Hash-consing and the identities that the builder applies.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/ir_builder.hpp"

#include <bit>
#include <cmath>
#include <utility>

#include "crosspoint/veriloga/ir_eval.hpp"

namespace crosspoint::veriloga {

namespace {

bool commutes(Op op) {
    switch (op) {
        case Op::add:
        case Op::multiply:
        case Op::hypot:
        case Op::bit_and:
        case Op::bit_or:
        case Op::bit_xor:
        case Op::equal:
        case Op::logic_and:
        case Op::logic_or:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::size_t IrBuilder::KeyHash::operator()(const Key& key) const {
    std::uint64_t state = key.head;
    for (const std::uint64_t word : {key.tail, key.bits}) {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ull;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EBull + word;
    }
    return static_cast<std::size_t>(state ^ (state >> 31));
}

IrBuilder::Key IrBuilder::key_of(const IrNode& node) {
    // The number of a random draw shares its word with the third operand's bits by a rotation.
    const std::uint64_t head = (std::uint64_t{node.a} << 32) | node.b;
    const std::uint64_t tail = (std::uint64_t{node.c} << 32) | node.number;
    const std::uint64_t bits = node.op == Op::constant
                                   ? std::bit_cast<std::uint64_t>(node.value)
                                   : (std::uint64_t{static_cast<std::uint8_t>(node.op)} << 8) |
                                         static_cast<std::uint8_t>(node.draw);
    return {head, node.op == Op::constant ? tail : tail ^ 0x8000000000000000ull, bits};
}

IrBuilder::IrBuilder(Ir ir) : ir_(std::move(ir)) {
    for (std::uint32_t k = 0; k < ir_.inputs.size(); ++k) {
        const IrInput& input = ir_.inputs[k];
        inputs_.emplace((std::uint64_t{static_cast<std::uint8_t>(input.kind)} << 32) | input.index,
                        k);
    }
    for (NodeIndex k = 0; k < ir_.nodes.size(); ++k) known_.emplace(key_of(ir_.nodes[k]), k);
}

NodeIndex IrBuilder::intern(const IrNode& node) {
    const auto [place, is_new] =
        known_.emplace(key_of(node), static_cast<NodeIndex>(ir_.nodes.size()));
    if (is_new) ir_.nodes.push_back(node);
    return place->second;
}

NodeIndex IrBuilder::constant(double value) {
    IrNode node;
    node.value = value;
    return intern(node);
}

NodeIndex IrBuilder::input(InputKind kind, std::uint32_t index) {
    const std::uint64_t key = (std::uint64_t{static_cast<std::uint8_t>(kind)} << 32) | index;
    const auto [place, is_new] =
        inputs_.emplace(key, static_cast<std::uint32_t>(ir_.inputs.size()));
    if (is_new) ir_.inputs.push_back({kind, index});
    IrNode node;
    node.op = Op::input;
    node.number = place->second;
    return intern(node);
}

NodeIndex IrBuilder::random(RandomDraw draw, std::uint32_t site, NodeIndex a, NodeIndex b,
                            NodeIndex seed) {
    return intern({Op::random, draw, site, a, b, seed, 0.0});
}

NodeIndex IrBuilder::make(Op op, NodeIndex a, NodeIndex b, NodeIndex c) {
    const int count = arity(op);
    if (count < 3) c = no_node;
    if (count < 2) b = no_node;
    const auto va = constant_of(a);
    const auto vb = count > 1 ? constant_of(b) : 0.0;
    const auto vc = count > 2 ? constant_of(c) : 0.0;
    if (va && vb && vc) return constant(apply_operation(op, *va, *vb, *vc));
    const NodeIndex found = simpler(op, a, b, c);
    if (found != no_node) return found;
    if (commutes(op) && b < a) std::swap(a, b);
    return intern({op, RandomDraw::random_integer, 0, a, b, c, 0.0});
}

NodeIndex IrBuilder::simpler(Op op, NodeIndex a, NodeIndex b, NodeIndex c) {
    switch (op) {
        case Op::add:
        case Op::subtract:
            return simpler_sum(op, a, b);
        case Op::multiply:
        case Op::divide:
            return simpler_product(op, a, b);
        case Op::negate:
            return node(a).op == Op::negate ? node(a).a : no_node;
        case Op::absolute:
            if (node(a).op == Op::absolute) return a;
            if (node(a).op == Op::negate) return make(Op::absolute, node(a).a);
            return no_node;
        case Op::minimum:
        case Op::maximum:
            return a == b ? a : no_node;
        case Op::power:
            if (is(b, 0.0)) return constant(1.0);
            return is(b, 1.0) ? a : no_node;
        case Op::floor:
        case Op::ceil:
        case Op::truncate:
        case Op::round: {
            const Op inner = node(a).op;
            const bool whole = boolean(a) || (inner >= Op::floor && inner <= Op::round);
            return whole ? a : no_node;
        }
        case Op::less:
            return a == b ? constant(0.0) : no_node;
        case Op::logic_and:
        case Op::logic_or:
        case Op::logic_not:
            return simpler_logic(op, a, b);
        case Op::select:
            return simpler_select(a, b, c);
        default:
            return no_node;
    }
}

NodeIndex IrBuilder::simpler_sum(Op op, NodeIndex a, NodeIndex b) {
    const bool minus = op == Op::subtract;
    if (is(b, 0.0)) return a;
    if (is(a, 0.0)) return minus ? negate(b) : b;
    if (minus && a == b) return constant(0.0);
    const NodeIndex minus_a = negated(a), minus_b = negated(b);
    if (minus_b != no_node) return minus ? add(a, minus_b) : subtract(a, minus_b);
    if (minus_a != no_node) return minus ? negate(add(minus_a, b)) : subtract(b, minus_a);
    if (!minus) return no_node;
    const auto reversed =
        known_.find(key_of({Op::subtract, RandomDraw::random_integer, 0, b, a, no_node, 0.0}));
    return reversed == known_.end() ? no_node : negate(reversed->second);
}

NodeIndex IrBuilder::negated(NodeIndex x) {
    if (node(x).op == Op::negate) return node(x).a;
    const auto value = constant_of(x);
    return value && *value < 0.0 ? constant(-*value) : no_node;
}

NodeIndex IrBuilder::simpler_product(Op op, NodeIndex a, NodeIndex b) {
    const bool divides = op == Op::divide;
    if (is(b, 1.0)) return a;
    if (!divides) {
        if (is(a, 0.0) || is(b, 0.0)) return constant(0.0);
        if (is(a, 1.0)) return b;
    }
    const NodeIndex minus_a = negated(a), minus_b = negated(b);
    if (minus_a != no_node && minus_b != no_node) return make(op, minus_a, minus_b);
    if (minus_a != no_node) return negate(make(op, minus_a, b));
    if (minus_b != no_node) return negate(make(op, a, minus_b));
    return no_node;
}

NodeIndex IrBuilder::simpler_logic(Op op, NodeIndex a, NodeIndex b) {
    if (op == Op::logic_not) {
        if (node(a).op == Op::logic_not && boolean(node(a).a)) return node(a).a;
        return no_node;
    }
    const bool ends = op == Op::logic_or;  // the constant that decides: or by true, and by false
    for (const auto& [known, other] : {std::pair{a, b}, std::pair{b, a}}) {
        const auto value = constant_of(known);
        if (!value) continue;
        if ((*value != 0.0) == ends) return constant(ends ? 1.0 : 0.0);
        return truth(other);
    }
    return a == b ? truth(a) : no_node;
}

NodeIndex IrBuilder::simpler_select(NodeIndex condition, NodeIndex then, NodeIndex otherwise) {
    if (then == otherwise) return then;
    if (const auto value = constant_of(condition)) return *value != 0.0 ? then : otherwise;
    if (node(condition).op == Op::logic_not) return select(node(condition).a, otherwise, then);
    if (node(then).op == Op::select && node(then).a == condition)
        return select(condition, node(then).b, otherwise);
    if (node(otherwise).op == Op::select && node(otherwise).a == condition)
        return select(condition, then, node(otherwise).c);
    const NodeIndex minus_then = is(then, 0.0) ? then : negated(then);
    const NodeIndex minus_otherwise = is(otherwise, 0.0) ? otherwise : negated(otherwise);
    if (minus_then != no_node && minus_otherwise != no_node)
        return negate(select(condition, minus_then, minus_otherwise));
    if (is(then, 1.0) && is(otherwise, 0.0)) return truth(condition);
    if (is(then, 0.0) && is(otherwise, 1.0)) return logic_not(condition);
    return no_node;
}

NodeIndex IrBuilder::limexp(NodeIndex x) {
    const NodeIndex knee = constant(80.0);
    const NodeIndex below = make(Op::exp, make(Op::minimum, x, knee));
    const NodeIndex beyond = make(Op::maximum, constant(0.0), subtract(x, knee));
    // exp(min(x, 80)) * (1 + max(x - 80, 0)): one exponential, no arm that overflows.
    return multiply(below, add(constant(1.0), beyond));
}

NodeIndex IrBuilder::truth(NodeIndex x) {
    return boolean(x) ? x : logic_not(make(Op::equal, x, constant(0.0)));
}

bool IrBuilder::boolean(NodeIndex index) const {
    const IrNode& tested = node(index);
    if (is_boolean(tested.op)) return true;
    if (tested.op == Op::constant) return tested.value == 0.0 || tested.value == 1.0;
    if (tested.op != Op::input) return false;
    const InputKind kind = ir_.inputs[tested.number].kind;
    return kind == InputKind::initial_step || kind == InputKind::final_step ||
           kind == InputKind::analysis;
}

void IrBuilder::output(OutputKind kind, std::uint32_t row, std::uint32_t col, NodeIndex node) {
    ir_.outputs.push_back({kind, row, col, node});
}

std::optional<double> IrBuilder::constant_of(NodeIndex index) const {
    if (index == no_node || node(index).op != Op::constant) return std::nullopt;
    return node(index).value;
}

bool IrBuilder::is(NodeIndex index, double value) const {
    const auto known = constant_of(index);
    return known && *known == value;
}

}  // namespace crosspoint::veriloga
