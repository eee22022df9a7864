// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/compiled_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <span>
#include <tuple>
#include <utility>

#include "crosspoint/veriloga/ir_builder.hpp"

namespace crosspoint::veriloga {

namespace {

constexpr unsigned combinations = 128;
constexpr std::array kinds = {
    OutputKind::residual,    OutputKind::charge, OutputKind::d_residual, OutputKind::d_charge,
    OutputKind::memory_next, OutputKind::event,  OutputKind::bound_step};

bool is_zero(const Ir& ir, NodeIndex node) {
    return ir.nodes[node].op == Op::constant && ir.nodes[node].value == 0.0;
}

// The entries of one matrix, in row-major order.
std::vector<JacobianEntry> entries_of(const Ir& ir, OutputKind kind) {
    std::vector<JacobianEntry> entries;
    for (const IrOutput& output : ir.outputs)
        if (output.kind == kind && !is_zero(ir, output.node))
            entries.push_back({output.row, output.col});
    std::sort(entries.begin(), entries.end(), [](const JacobianEntry& a, const JacobianEntry& b) {
        return std::tie(a.row, a.col) < std::tie(b.row, b.col);
    });
    return entries;
}

std::size_t limit_of(OutputKind kind, const ModelShape& shape) {
    switch (kind) {
        case OutputKind::memory_next:
            return shape.memory.size();
        case OutputKind::event:
            return shape.events.size();
        case OutputKind::bound_step:
            return 1;
        default:
            return shape.unknowns.size();
    }
}

std::size_t limit_of(InputKind kind, const ModelShape& shape) {
    switch (kind) {
        case InputKind::unknown:
            return shape.unknowns.size();
        case InputKind::parameter:
            return shape.varying.size();
        case InputKind::memory:
            return shape.memory.size();
        default:
            return ~std::size_t{0};
    }
}

Result<void> check(const ModelShape& shape, const Ir& ir) {
    if (auto valid = validate(ir); !valid) return valid.error();
    const auto beyond = [&](const std::string& what) -> Error {
        return {
            .code = Errc::internal,
            .id = 7170,
            .what = fmt::format("model {}: {} is beyond the counts of the model", shape.name, what),
            .help = "this is a bug: please report it with the model"};
    };
    for (const IrInput& input : ir.inputs)
        if (input.index >= limit_of(input.kind, shape)) return beyond("input " + input_name(input));
    for (const IrOutput& output : ir.outputs) {
        if (std::find(kinds.begin(), kinds.end(), output.kind) == kinds.end()) continue;
        const bool matrix =
            output.kind == OutputKind::d_residual || output.kind == OutputKind::d_charge;
        if (output.row >= limit_of(output.kind, shape) ||
            (matrix && output.col >= shape.unknowns.size()))
            return beyond(fmt::format("output {}[{}]", name(output.kind), output.row));
    }
    return {};
}

}  // namespace

struct CompiledModel::State {
    ModelShape shape;
    Ir ir;
    NodeIndex zero = 0;
    std::array<std::vector<NodeIndex>, kinds.size()> nodes;  // of the rows of each output
    mutable std::mutex mutex;
    mutable std::array<std::atomic<const Program*>, combinations> programs{};
    mutable std::vector<std::unique_ptr<const Program>> owned;
    std::vector<LoweredMessage> messages;
    std::vector<std::vector<NodeIndex>> said;  // of each message: when, then its values
    mutable std::atomic<const Program*> speech{nullptr};
    mutable std::atomic<const Program*> hints{nullptr};  // of each message: when

    // Where the outputs of each message are; a value that the Ir does not give is 0.
    void collect_messages() {
        said.assign(messages.size(), {zero});
        for (std::size_t k = 0; k < messages.size(); ++k)
            for (const MessagePart& part : messages[k].parts)
                if (part.argument && said[k].size() < *part.argument + 2)
                    said[k].resize(*part.argument + 2, zero);
        for (const IrOutput& output : ir.outputs) {
            const bool when = output.kind == OutputKind::message_when;
            if (!when && output.kind != OutputKind::message_argument) continue;
            if (output.row >= said.size()) continue;
            const std::size_t place = when ? 0 : output.col + 1;
            if (place < said[output.row].size()) said[output.row][place] = output.node;
        }
    }

    // Programs are made once and kept as long as the model.
    const Program& made(std::atomic<const Program*>& slot,
                        const std::vector<NodeIndex>& wanted) const {
        const std::scoped_lock lock(mutex);
        if (const Program* there = slot.load(std::memory_order_relaxed)) return *there;
        owned.push_back(std::make_unique<const Program>(compile_program(ir, wanted)));
        slot.store(owned.back().get(), std::memory_order_release);
        return *owned.back();
    }

    // The node of every row of every kind of output; what the Ir does not give is 0.
    void collect() {
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            std::vector<NodeIndex>& of_kind = nodes[k];
            const bool static_matrix = kinds[k] == OutputKind::d_residual;
            if (static_matrix || kinds[k] == OutputKind::d_charge) {
                const auto& entries = static_matrix ? shape.static_entries : shape.charge_entries;
                of_kind.assign(entries.size(), zero);
                for (const IrOutput& output : ir.outputs) {
                    const auto at = std::find(entries.begin(), entries.end(),
                                              JacobianEntry{output.row, output.col});
                    if (output.kind == kinds[k] && at != entries.end())
                        of_kind[static_cast<std::size_t>(at - entries.begin())] = output.node;
                }
            } else {
                of_kind.assign(limit_of(kinds[k], shape), zero);
                for (const IrOutput& output : ir.outputs)
                    if (output.kind == kinds[k]) of_kind[output.row] = output.node;
            }
        }
    }
};

CompiledModel::CompiledModel(std::unique_ptr<State> state) : state_(std::move(state)) {}
CompiledModel::~CompiledModel() = default;

Result<std::unique_ptr<CompiledModel>> CompiledModel::make(ModelShape shape, Ir ir,
                                                           std::vector<LoweredMessage> messages) {
    if (auto good = check(shape, ir); !good) return good.error();
    auto state = std::make_unique<State>();
    shape.static_entries = entries_of(ir, OutputKind::d_residual);
    shape.charge_entries = entries_of(ir, OutputKind::d_charge);
    shape.memory_start.resize(shape.memory.size(), 0.0);
    IrBuilder builder(std::move(ir));
    state->zero = builder.constant(0.0);
    state->ir = std::move(builder).take();
    shape.random = std::any_of(state->ir.nodes.begin(), state->ir.nodes.end(),
                               [](const IrNode& node) { return node.op == Op::random; });
    shape.bounds_step =
        std::any_of(state->ir.outputs.begin(), state->ir.outputs.end(),
                    [](const IrOutput& output) { return output.kind == OutputKind::bound_step; });
    shape.speaks = !messages.empty();
    state->shape = std::move(shape);
    state->messages = std::move(messages);
    state->collect();
    state->collect_messages();
    return std::unique_ptr<CompiledModel>(new CompiledModel(std::move(state)));
}

const ModelShape& CompiledModel::shape() const { return state_->shape; }
const Ir& CompiledModel::ir() const { return state_->ir; }

const Program& CompiledModel::program(unsigned wanted) const {
    CROSSPOINT_ASSERT(wanted < combinations);
    auto& slot = state_->programs[wanted];
    if (const Program* made = slot.load(std::memory_order_acquire)) return *made;
    std::vector<NodeIndex> nodes;
    for (std::size_t k = 0; k < kinds.size(); ++k)
        if ((wanted >> k & 1u) != 0)
            nodes.insert(nodes.end(), state_->nodes[k].begin(), state_->nodes[k].end());
    return state_->made(slot, nodes);
}

namespace {

// The row of a lane input, null where a default stands for it.
const double* row_of(const IrInput& input, const EvalBlock& block) {
    const double* base = input.kind == InputKind::unknown     ? block.unknowns
                         : input.kind == InputKind::parameter ? block.parameters
                                                              : block.memory;
    return base == nullptr ? nullptr : base + input.index * block.stride;
}

double default_of(const IrInput& input, const ModelShape& shape) {
    return input.kind == InputKind::parameter ? shape.varying[input.index].value
           : input.kind == InputKind::memory  ? shape.memory_start[input.index]
                                              : 0.0;
}

struct alignas(64) Lanes {
    std::array<double, 8> values{};
};

}  // namespace

void CompiledModel::evaluate(const EvalPoint& point, const EvalBlock& block) const {
    const ModelShape& shape = state_->shape;
    const std::array<double*, kinds.size()> rows = {
        block.f, block.q, block.df, block.dq, block.memory_next, block.events, block.bound_step_s};
    unsigned wanted = 0;
    for (std::size_t k = 0; k < rows.size(); ++k)
        if (rows[k] != nullptr && !(kinds[k] == OutputKind::bound_step && !shape.bounds_step))
            wanted |= 1u << k;
    const Program& code = program(wanted);

    thread_local std::vector<const double*> inputs;
    thread_local std::vector<double*> outputs;
    thread_local std::vector<double> defaults;
    inputs.clear();
    outputs.clear();
    defaults.clear();
    for (const IrInput& input : code.lane_inputs) {
        inputs.push_back(row_of(input, block));
        defaults.push_back(default_of(input, shape));
    }
    for (std::size_t k = 0; k < rows.size(); ++k)
        if ((wanted >> k & 1u) != 0)
            for (std::size_t r = 0; r < state_->nodes[k].size(); ++r)
                outputs.push_back(rows[k] + r * block.stride);
    run_program(code, point,
                {.lanes = block.lanes,
                 .inputs = inputs,
                 .defaults = defaults,
                 .outputs = outputs,
                 .cell = block.cell});
}

ModelSpeech CompiledModel::speech(const EvalPoint& point, const EvalBlock& block) const {
    ModelSpeech speech;
    if (state_->messages.empty()) return speech;
    const Program* code = state_->hints.load(std::memory_order_acquire);
    if (code == nullptr) {
        std::vector<NodeIndex> nodes;
        for (const auto& of_message : state_->said) nodes.push_back(of_message.front());
        code = &state_->made(state_->hints, nodes);
    }
    std::vector<const double*> inputs;
    std::vector<double> defaults;
    for (const IrInput& input : code->lane_inputs) {
        inputs.push_back(row_of(input, block));
        defaults.push_back(default_of(input, state_->shape));
    }
    const std::size_t blocks = block.stride / 8;
    std::vector<Lanes> store(code->outputs * blocks);
    std::vector<double*> outputs;
    for (std::size_t k = 0; k < code->outputs; ++k)
        outputs.push_back(store[k * blocks].values.data());
    run_program(*code, point,
                {.lanes = block.lanes,
                 .inputs = inputs,
                 .defaults = defaults,
                 .outputs = outputs,
                 .cell = block.cell});
    for (std::size_t lane = 0; lane < block.lanes; ++lane) {
        bool any = false;
        for (std::size_t k = 0; k < outputs.size(); ++k) {
            if (store[k * blocks + lane / 8].values[lane % 8] == 0.0) continue;
            any = true;
            ++speech.count[static_cast<std::size_t>(message_kind(state_->messages[k].kind))];
        }
        if (any) speech.lanes.push_back(static_cast<std::uint32_t>(lane));
    }
    return speech;
}

std::vector<ModelMessage> CompiledModel::messages(const EvalPoint& point, const EvalBlock& block,
                                                  std::size_t lane,
                                                  std::string_view instance) const {
    if (state_->messages.empty()) return {};
    const Program* code = state_->speech.load(std::memory_order_acquire);
    if (code == nullptr) {
        std::vector<NodeIndex> nodes;
        for (const auto& of_message : state_->said)
            nodes.insert(nodes.end(), of_message.begin(), of_message.end());
        code = &state_->made(state_->speech, nodes);
    }
    std::vector<Lanes> store(code->lane_inputs.size() + code->outputs);
    std::vector<const double*> inputs;
    std::vector<double*> outputs;
    for (std::size_t k = 0; k < store.size(); ++k) {
        if (k >= code->lane_inputs.size()) {
            outputs.push_back(store[k].values.data());
            continue;
        }
        const double* row = row_of(code->lane_inputs[k], block);
        store[k].values.fill(row == nullptr ? default_of(code->lane_inputs[k], state_->shape)
                                            : row[lane]);
        inputs.push_back(store[k].values.data());
    }
    const auto cell = block.cell == nullptr ? static_cast<std::uint32_t>(lane) : block.cell[lane];
    run_program(*code, point,
                {.lanes = 1, .inputs = inputs, .defaults = {}, .outputs = outputs, .cell = &cell});
    std::vector<ModelMessage> messages;
    std::size_t row = code->lane_inputs.size();
    for (std::size_t k = 0; k < state_->messages.size(); ++k) {
        std::vector<double> values;
        const bool now = store[row].values[0] != 0.0;
        for (std::size_t v = 1; v < state_->said[k].size(); ++v)
            values.push_back(store[row + v].values[0]);
        row += state_->said[k].size();
        if (now)
            messages.push_back({message_kind(state_->messages[k].kind),
                                message_text(state_->messages[k], values, instance)});
    }
    return messages;
}

}  // namespace crosspoint::veriloga
