// Which of the variables that may keep their value do so: by dead-code elimination.
// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <utility>
#include <vector>

#include "crosspoint/veriloga/lowering.hpp"

namespace crosspoint::veriloga {

namespace {

constexpr bool is_memory(const Ir& ir, NodeIndex node) {
    return ir.nodes[node].op == Op::input &&
           ir.inputs[ir.nodes[node].number].kind == InputKind::memory;
}

void mark(const Ir& ir, NodeIndex root, std::vector<bool>& live) {
    std::vector<NodeIndex> stack{root};
    while (!stack.empty()) {
        const NodeIndex k = stack.back();
        stack.pop_back();
        if (live[k]) continue;
        live[k] = true;
        for (const NodeIndex operand : {ir.nodes[k].a, ir.nodes[k].b, ir.nodes[k].c})
            if (operand != no_node) stack.push_back(operand);
    }
}

/// What the outputs need, together with the memory that what they need reads.
struct Liveness {
    std::vector<bool> nodes, slots;

    Liveness(const Ir& ir, std::size_t slot_count)
        : nodes(ir.nodes.size(), false), slots(slot_count, false) {
        std::vector<NodeIndex> next(slot_count, no_node);
        for (const IrOutput& output : ir.outputs) {
            if (output.kind == OutputKind::memory_next)
                next[output.row] = output.node;
            else
                mark(ir, output.node, nodes);
        }
        for (bool grows = true; grows;) {
            grows = false;
            for (NodeIndex k = 0; k < ir.nodes.size(); ++k) {
                if (!nodes[k] || !is_memory(ir, k)) continue;
                const std::uint32_t slot = ir.inputs[ir.nodes[k].number].index;
                if (slots[slot]) continue;
                slots[slot] = true;
                mark(ir, next[slot], nodes);
                grows = true;
            }
        }
    }
};

/// What stands for a node: a number, or a node before it.
struct Substitute {
    std::optional<double> constant;
    NodeIndex node = no_node;
};
using Substitutes = std::vector<std::optional<Substitute>>;

/// The program with substitutes in place; only live memory, with the numbers of `renumbered`.
Ir rewritten(const Ir& ir, const Liveness& live, const Substitutes& substitutes,
             const std::vector<std::uint32_t>& renumbered) {
    IrBuilder builder;
    std::vector<NodeIndex> place(ir.nodes.size(), no_node);
    const auto at = [&](NodeIndex k) { return k == no_node ? no_node : place[k]; };
    for (NodeIndex k = 0; k < ir.nodes.size(); ++k) {
        if (!live.nodes[k]) continue;
        const IrNode& n = ir.nodes[k];
        if (substitutes[k]) {
            const Substitute& by = *substitutes[k];
            place[k] = by.constant ? builder.constant(*by.constant) : place[by.node];
        } else if (n.op == Op::constant) {
            place[k] = builder.constant(n.value);
        } else if (n.op == Op::input) {
            const IrInput& input = ir.inputs[n.number];
            const bool memory = input.kind == InputKind::memory;
            place[k] = builder.input(input.kind, memory ? renumbered[input.index] : input.index);
        } else if (n.op == Op::random) {
            place[k] = builder.random(n.draw, n.number, at(n.a), at(n.b), at(n.c));
        } else {
            place[k] = builder.make(n.op, at(n.a), at(n.b), at(n.c));
        }
    }
    for (const IrOutput& output : ir.outputs) {
        const bool memory = output.kind == OutputKind::memory_next;
        if (memory && !live.slots[output.row]) continue;
        const std::uint32_t row = memory ? renumbered[output.row] : output.row;
        builder.output(output.kind, row, output.col, place[output.node]);
    }
    return std::move(builder).take();
}

/// Nodes that depend on constants, parameters and the temperature only.
std::vector<bool> steady_nodes(const Ir& ir) {
    std::vector<bool> steady(ir.nodes.size(), false);
    for (std::size_t k = 0; k < steady.size(); ++k) {
        const IrNode& n = ir.nodes[k];
        bool is = n.op != Op::random;
        if (n.op == Op::input) {
            const InputKind kind = ir.inputs[n.number].kind;
            is = kind == InputKind::parameter || kind == InputKind::temperature;
        }
        for (const NodeIndex operand : {n.a, n.b, n.c})
            if (operand != no_node) is = is && steady[operand];
        steady[k] = is;
    }
    return steady;
}

/// Memory that always keeps its first value is a constant. Memory whose only use is
/// `initial_step ? x : memory` with a steady x, and that keeps just this, is x.
Substitutes find_substitutes(const Ir& ir, const Liveness& live,
                             const std::vector<MemorySlot>& memory) {
    std::vector<std::uint32_t> uses(ir.nodes.size(), 0);
    for (NodeIndex k = 0; k < ir.nodes.size(); ++k) {
        if (!live.nodes[k]) continue;
        for (const NodeIndex operand : {ir.nodes[k].a, ir.nodes[k].b, ir.nodes[k].c})
            if (operand != no_node) ++uses[operand];
    }
    for (const IrOutput& output : ir.outputs)
        if (output.kind != OutputKind::memory_next) ++uses[output.node];
    const std::vector<bool> steady = steady_nodes(ir);
    Substitutes found(ir.nodes.size());
    for (const IrOutput& output : ir.outputs) {
        if (output.kind != OutputKind::memory_next || !live.slots[output.row]) continue;
        const IrNode& next = ir.nodes[output.node];
        const auto reads_slot = [&](NodeIndex k) {
            return is_memory(ir, k) && ir.inputs[ir.nodes[k].number].index == output.row;
        };
        if (reads_slot(output.node)) {
            found[output.node] = Substitute{memory[output.row].initial, no_node};
        } else if (next.op == Op::select && reads_slot(next.c) && uses[next.c] == 1 &&
                   ir.nodes[next.a].op == Op::input && steady[next.b] &&
                   ir.inputs[ir.nodes[next.a].number].kind == InputKind::initial_step) {
            found[output.node] = Substitute{std::nullopt, next.b};
        }
    }
    return found;
}

}  // namespace

void settle_memory(Ir& ir, std::vector<MemorySlot>& memory, Index unknowns) {
    for (bool again = true; again;) {
        const Liveness live(ir, memory.size());
        Substitutes substitutes = find_substitutes(ir, live, memory);
        for (NodeIndex k = 0; k < ir.nodes.size(); ++k) {
            if (!live.nodes[k] || ir.nodes[k].op != Op::input) continue;
            const IrInput& input = ir.inputs[ir.nodes[k].number];
            if (input.kind == InputKind::unknown && input.index >= unknowns)
                substitutes[k] = Substitute{0.0, no_node};
        }
        again = false;
        for (const auto& substitute : substitutes) again = again || substitute.has_value();
        std::vector<std::uint32_t> renumbered(memory.size(), 0);
        std::vector<MemorySlot> kept;
        for (std::size_t slot = 0; slot < memory.size(); ++slot) {
            if (!live.slots[slot]) continue;
            renumbered[slot] = static_cast<std::uint32_t>(kept.size());
            kept.push_back(memory[slot]);
        }
        again = again || kept.size() != memory.size();
        ir = rewritten(ir, live, substitutes, renumbered);
        memory = std::move(kept);
    }
}

}  // namespace crosspoint::veriloga
