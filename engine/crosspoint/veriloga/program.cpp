// The compiler from Ir to bytecode: liveness from the wanted nodes, scalars split off, fused
// multiply-adds, depth-first order, registers by linear scan.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/program.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <unordered_map>
#include <utility>

#include "crosspoint/base/error.hpp"

namespace crosspoint::veriloga {

namespace {

constexpr std::uint32_t none = 0xffffffffu;

bool is_lane_input(InputKind kind) {
    return kind == InputKind::unknown || kind == InputKind::parameter || kind == InputKind::memory;
}

// Where a value is before rows have their final numbers.
enum class Space : std::uint8_t { reg, filled, input, output, scalar };
struct Place {
    Space space = Space::reg;
    std::uint32_t index = none;
};

// A node to be emitted: its code and its operands as nodes.
struct Recipe {
    Code code = Code::operation;
    std::array<NodeIndex, 3> operands{no_node, no_node, no_node};
};

class Compiler {
public:
    Compiler(const Ir& ir, std::span<const NodeIndex> wanted) : ir_(ir), wanted_(wanted) {}

    Program compile() {
        mark();
        choose_recipes();
        order();
        count_uses();
        emit_prologue();
        emit_body();
        finish();
        return std::move(program_);
    }

private:
    [[nodiscard]] std::array<NodeIndex, 3> operands(NodeIndex n) const {
        const IrNode& node = ir_.nodes[n];
        return {node.a, node.b, node.c};
    }

    // Which nodes are needed, which are the same in all lanes, how many nodes use each.
    void mark() {
        const std::size_t count = ir_.nodes.size();
        needed_.assign(count, 0);
        uniform_.assign(count, 0);
        uses_.assign(count, 0);
        for (const NodeIndex n : wanted_) {
            CROSSPOINT_ASSERT(n < count);
            needed_[n] = 1;
            ++uses_[n];
        }
        for (std::size_t n = count; n-- > 0;) {
            if (needed_[n] == 0) continue;
            for (const NodeIndex a : operands(static_cast<NodeIndex>(n)))
                if (a != no_node) {
                    needed_[a] = 1;
                    ++uses_[a];
                }
        }
        for (std::size_t n = 0; n < count; ++n) {
            const IrNode& node = ir_.nodes[n];
            if (node.op == Op::input) {
                uniform_[n] = is_lane_input(ir_.inputs[node.number].kind) ? 0 : 1;
            } else if (node.op != Op::random) {
                uniform_[n] = 1;
                for (const NodeIndex a : operands(static_cast<NodeIndex>(n)))
                    if (a != no_node && uniform_[a] == 0) uniform_[n] = 0;
            }
        }
    }

    [[nodiscard]] bool fusible(NodeIndex n) const {
        return n != no_node && ir_.nodes[n].op == Op::multiply && uses_[n] == 1 && uniform_[n] == 0;
    }

    void choose_recipes() {
        recipes_.resize(ir_.nodes.size());
        for (NodeIndex n = 0; n < ir_.nodes.size(); ++n) {
            if (needed_[n] == 0 || uniform_[n] != 0) continue;
            const IrNode& node = ir_.nodes[n];
            if (node.op == Op::add || node.op == Op::subtract)
                recipes_[n] = sum(node);
            else if (node.op == Op::multiply)
                recipes_[n] = product(node.a, node.b);
            else if (node.op == Op::divide)
                recipes_[n] = {uniform_[node.a] != 0   ? Code::divide_sv
                               : uniform_[node.b] != 0 ? Code::divide_vs
                                                       : Code::divide_vv,
                               {node.a, node.b, no_node}};
            else
                recipes_[n] = {node.op == Op::random ? Code::random : Code::operation,
                               {node.a, node.b, node.c}};
            if (node.op == Op::sinh || node.op == Op::cosh) {
                auto& pair = hyperbolic_[node.a];
                (node.op == Op::sinh ? pair.first : pair.second) = n + 1;
            }
        }
    }

    Recipe product(NodeIndex a, NodeIndex b) const {
        if (uniform_[a] != 0) std::swap(a, b);
        return {uniform_[b] != 0 ? Code::multiply_vs : Code::multiply_vv, {a, b, no_node}};
    }

    // The code of a * b and c fused, from the code of rows only.
    Recipe fused(Code rows, NodeIndex multiply, NodeIndex c) const {
        const IrNode& node = ir_.nodes[multiply];
        const Recipe times = product(node.a, node.b);
        const int shift = (times.code == Code::multiply_vs ? 1 : 0) + (uniform_[c] != 0 ? 2 : 0);
        return {static_cast<Code>(static_cast<int>(rows) + shift),
                {times.operands[0], times.operands[1], c}};
    }

    Recipe sum(const IrNode& node) const {
        const bool plus = node.op == Op::add;
        if (fusible(node.a)) return fused(plus ? Code::fma_vvv : Code::fms_vvv, node.a, node.b);
        if (fusible(node.b)) return fused(plus ? Code::fma_vvv : Code::fnma_vvv, node.b, node.a);
        if (uniform_[node.b] != 0)
            return {plus ? Code::add_vs : Code::subtract_vs, {node.a, node.b, no_node}};
        if (uniform_[node.a] != 0)
            return plus ? Recipe{Code::add_vs, {node.b, node.a, no_node}}
                        : Recipe{Code::subtract_sv, {node.a, node.b, no_node}};
        return {plus ? Code::add_vv : Code::subtract_vv, {node.a, node.b, no_node}};
    }

    // Depth-first from the wanted nodes: values are made shortly before their use.
    void order() {
        std::vector<std::uint8_t> done(ir_.nodes.size(), 0);
        std::vector<std::pair<NodeIndex, int>> stack;
        for (const NodeIndex root : wanted_) {
            stack.emplace_back(root, 0);
            while (!stack.empty()) {
                auto& [n, next] = stack.back();
                if (done[n] != 0 || uniform_[n] != 0 || ir_.nodes[n].op == Op::input) {
                    stack.pop_back();
                } else if (next < 3) {
                    const NodeIndex operand = recipes_[n].operands[static_cast<std::size_t>(next)];
                    ++next;
                    if (operand != no_node) stack.emplace_back(operand, 0);
                } else {
                    done[n] = 1;
                    sequence_.push_back(n);
                    stack.pop_back();
                }
            }
        }
    }

    void count_uses() {
        last_use_.assign(ir_.nodes.size(), 0);
        for (std::size_t k = 0; k < sequence_.size(); ++k)
            for (const NodeIndex a : recipes_[sequence_[k]].operands)
                if (a != no_node) last_use_[a] = k;
        // A partner is made with the first of the pair, and may be read by nobody else.
        for (std::size_t k = 0; k < sequence_.size(); ++k)
            last_use_[sequence_[k]] = std::max(last_use_[sequence_[k]], k);
    }

    void emit_prologue() {
        slots_.assign(ir_.nodes.size(), none);
        for (NodeIndex n = 0; n < ir_.nodes.size(); ++n) {
            if (needed_[n] == 0 || uniform_[n] == 0) continue;
            const IrNode& node = ir_.nodes[n];
            slots_[n] = static_cast<std::uint32_t>(program_.scalars.size());
            program_.scalars.push_back(node.op == Op::constant ? node.value : 0.0);
            if (node.op == Op::input) {
                program_.scalar_inputs.push_back(ir_.inputs[node.number]);
                program_.scalar_input_slots.push_back(slots_[n]);
            } else if (node.op != Op::constant) {
                const auto slot = [&](NodeIndex a) { return a == no_node ? 0u : slots_[a]; };
                program_.prologue.push_back(
                    {node.op, slots_[n], slot(node.a), slot(node.b), slot(node.c)});
            }
        }
    }

    Place filled(NodeIndex n) {
        const auto [at, is_new] =
            filled_.try_emplace(n, static_cast<std::uint32_t>(program_.filled.size()));
        if (is_new) program_.filled.push_back(slots_[n]);
        return {Space::filled, at->second};
    }

    Place input(NodeIndex n) {
        const std::uint32_t number = ir_.nodes[n].number;
        const auto [at, is_new] =
            inputs_.try_emplace(number, static_cast<std::uint32_t>(program_.lane_inputs.size()));
        if (is_new) program_.lane_inputs.push_back(ir_.inputs[number]);
        return {Space::input, at->second};
    }

    // The operand as an instruction of this code reads it.
    Place operand(NodeIndex n, Code code) {
        if (n == no_node) return {};
        if (uniform_[n] != 0) {
            const bool row = code == Code::operation || code == Code::random;
            return row ? filled(n) : Place{Space::scalar, slots_[n]};
        }
        return ir_.nodes[n].op == Op::input ? input(n) : places_[n];
    }

    Place new_place(NodeIndex n) {
        for (std::uint32_t k = 0; k < wanted_.size(); ++k)
            if (wanted_[k] == n) {
                written_[k] = 1;
                return {Space::output, k};
            }
        if (free_.empty()) return {Space::reg, static_cast<std::uint32_t>(program_.registers++)};
        const std::uint32_t reg = free_.back();
        free_.pop_back();
        return {Space::reg, reg};
    }

    struct Draft {
        Instruction instruction;
        Place out, a, b, c;
    };

    void emit_body() {
        places_.resize(ir_.nodes.size());
        written_.assign(wanted_.size(), 0);
        made_.assign(ir_.nodes.size(), 0);
        for (std::size_t k = 0; k < sequence_.size(); ++k) emit(sequence_[k], k);
        for (std::uint32_t k = 0; k < wanted_.size(); ++k) {
            if (written_[k] != 0) continue;
            const NodeIndex n = wanted_[k];
            const Code code = uniform_[n] != 0 ? Code::fill : Code::copy;
            drafts_.push_back({{.code = code}, {Space::output, k}, operand(n, code), {}, {}});
        }
    }

    void release(NodeIndex n, std::size_t k) {
        if (n == no_node || uniform_[n] != 0 || ir_.nodes[n].op == Op::input) return;
        if (last_use_[n] > k || places_[n].space != Space::reg || made_[n] == 2) return;
        made_[n] = 2;
        free_.push_back(places_[n].index);
    }

    void emit(NodeIndex n, std::size_t k) {
        const IrNode& node = ir_.nodes[n];
        const Recipe& recipe = recipes_[n];
        if (made_[n] == 0) {
            Draft draft{{.code = recipe.code, .op = node.op}, {}, {}, {}, {}};
            if (recipe.code == Code::random) {
                draft.instruction.draw = node.draw;
                draft.instruction.site = node.number;
            }
            draft.a = operand(recipe.operands[0], recipe.code);
            draft.b = operand(recipe.operands[1], recipe.code);
            draft.c = operand(recipe.operands[2], recipe.code);
            const NodeIndex partner = partner_of(n);
            // Out may be the register of an operand that ends here, but not with two results.
            if (partner == no_node)
                for (const NodeIndex a : recipe.operands) release(a, k);
            made_[n] = 1;
            draft.out = places_[n] = new_place(n);
            if (partner != no_node) {
                made_[partner] = 1;
                draft.instruction.code = Code::sinh_cosh;
                draft.b = places_[partner] = new_place(partner);
                if (node.op == Op::cosh) std::swap(draft.out, draft.b);
            }
            drafts_.push_back(draft);
        }
        for (const NodeIndex a : recipe.operands) release(a, k);
        release(n, k);
    }

    // The other one of sinh x and cosh x, if both are needed.
    [[nodiscard]] NodeIndex partner_of(NodeIndex n) const {
        const Op op = ir_.nodes[n].op;
        if (op != Op::sinh && op != Op::cosh) return no_node;
        const auto& pair = hyperbolic_.at(ir_.nodes[n].a);
        if (pair.first == 0 || pair.second == 0) return no_node;
        return (op == Op::sinh ? pair.second : pair.first) - 1;
    }

    void finish() {
        program_.outputs = wanted_.size();
        const auto number = [&](Place place) -> std::uint32_t {
            switch (place.space) {
                case Space::filled:
                    return place.index + static_cast<std::uint32_t>(program_.first_filled());
                case Space::input:
                    return place.index + static_cast<std::uint32_t>(program_.first_input());
                case Space::output:
                    return place.index + static_cast<std::uint32_t>(program_.first_output());
                default:
                    return place.index == none ? 0 : place.index;
            }
        };
        for (Draft& draft : drafts_) {
            draft.instruction.out = number(draft.out);
            draft.instruction.a = number(draft.a);
            draft.instruction.b = number(draft.b);
            draft.instruction.c = number(draft.c);
            program_.body.push_back(draft.instruction);
        }
        static std::atomic<std::uint64_t> programs{0};
        program_.id = ++programs;
    }

    const Ir& ir_;
    std::span<const NodeIndex> wanted_;
    Program program_;
    std::vector<std::uint8_t> needed_, uniform_, written_;
    std::vector<std::uint8_t> made_;  // 1: has a place, 2: its register is free again
    std::vector<std::uint32_t> uses_, slots_, free_;
    std::vector<std::size_t> last_use_;
    std::vector<Recipe> recipes_;
    std::vector<NodeIndex> sequence_;
    std::vector<Place> places_;
    std::vector<Draft> drafts_;
    std::unordered_map<NodeIndex, std::uint32_t> filled_, inputs_;
    std::unordered_map<NodeIndex, std::pair<NodeIndex, NodeIndex>> hyperbolic_;  // node + 1; 0: no
};

}  // namespace

Program compile_program(const Ir& ir, std::span<const NodeIndex> wanted) {
    return Compiler(ir, wanted).compile();
}

}  // namespace crosspoint::veriloga
