// The recipe: parse, check, bind, lower, differentiate, simplify, make bytecode.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/compile.hpp"

#include <algorithm>
#include <utility>

#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/differentiate.hpp"
#include "crosspoint/veriloga/parser.hpp"
#include "crosspoint/veriloga/simplify.hpp"

namespace crosspoint::veriloga {

namespace {

UnknownInfo info_of(const CheckedModel& checked, const Unknown& unknown, bool stores) {
    using Kind = crosspoint::UnknownKind;
    switch (unknown.kind) {
        case UnknownKind::port:
        case UnknownKind::node: {
            const CheckedNode& node = checked.nodes[unknown.index];
            Kind kind = !node.electrical && stores ? Kind::state : Kind::node;
            if (unknown.kind == UnknownKind::port) kind = Kind::terminal;
            return {unknown.name, kind, node.potential.units, node.potential.abstol};
        }
        case UnknownKind::flow: {
            const CheckedBranch& branch = checked.branches[unknown.index];
            const Index node = branch.plus != no_index ? branch.plus : branch.minus;
            if (node == no_index) return {unknown.name, Kind::flow, "A", 0.0};
            const CheckedNature& flow = checked.nodes[node].flow;
            return {unknown.name, Kind::flow, flow.units, flow.abstol};
        }
        case UnknownKind::integral:
            return {unknown.name, Kind::state};
        case UnknownKind::derivative:
            break;
    }
    return {unknown.name, Kind::flow};
}

}  // namespace

ModelShape shape_of(const CheckedModel& checked, const LoweredModel& lowered,
                    const Ir& differentiated) {
    ModelShape shape;
    shape.name = lowered.name;
    const std::vector<Unknown>& unknowns = lowered.structure.unknowns;
    for (std::uint32_t k = 0; k < unknowns.size(); ++k) {
        const bool stores = std::any_of(
            differentiated.outputs.begin(), differentiated.outputs.end(), [&](const auto& output) {
                return output.kind == OutputKind::d_charge && output.row == k && output.col == k;
            });
        shape.unknowns.push_back(info_of(checked, unknowns[k], stores));
        shape.unknowns.back().modulus = lowered.modulus[k];
        if (unknowns[k].kind == UnknownKind::port) ++shape.terminals;
    }
    shape.varying = lowered.varying;
    for (const MemorySlot& slot : lowered.memory) {
        shape.memory.push_back(slot.name);
        shape.memory_start.push_back(slot.initial);
    }
    shape.events = lowered.events;
    shape.random = lowered.random;
    return shape;
}

Result<CompiledSource> compile_model(SourceText source, const CompileOptions& options) {
    SourceSet sources;
    const std::uint32_t root = sources.add(std::move(source));
    Diagnostics diagnostics(sources);
    const SourceTree tree = parse_sources(sources, root, options.preprocess, diagnostics);
    if (!diagnostics.ok()) return diagnostics.first_error();

    const Result<CheckedModel> checked =
        analyse(tree, sources, options.module, options.card, diagnostics);
    if (!checked) return checked.error();
    const Result<ParameterValues> values = bind_parameters(*checked, options.card);
    if (!values) return values.error();

    const Structure structure = find_structure(*checked, *values);
    Result<LoweredModel> lowered =
        lower(*checked, *values, structure,
              {options.varying, options.temperature_K, options.operations}, diagnostics);
    if (!lowered) return lowered.error();

    const auto unknowns = static_cast<std::uint32_t>(structure.unknowns.size());
    Ir program = simplify(differentiate(lowered->ir, unknowns));
    ModelShape shape = shape_of(*checked, *lowered, program);
    Result<std::unique_ptr<CompiledModel>> model =
        CompiledModel::make(std::move(shape), std::move(program), lowered->messages);
    if (!model) return model.error();
    return CompiledSource{std::move(*model), std::move(*lowered), diagnostics.warnings()};
}

}  // namespace crosspoint::veriloga
