// Any bytes compiled; when they are a model, the bytecode against the scalar evaluator, f against
// the interpreter, and the model with its parameters folded against the one with parameters per
// cell.
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/compile.hpp"
#include "crosspoint/veriloga/interpret.hpp"
#include "crosspoint/veriloga/ir_eval.hpp"
#include "crosspoint/veriloga/parser.hpp"

namespace {

using namespace crosspoint;
using namespace crosspoint::veriloga;

constexpr std::size_t lanes = 11, stride = 16;

struct alignas(64) Row {
    double lane[stride];
};

/// Within rounding of numbers of that size; what is not finite in one is not compared.
bool near(double a, double b, double scale) {
    if (!std::isfinite(a) || !std::isfinite(b)) return true;
    return std::abs(a - b) <= 1e-9 * std::max({std::abs(a), std::abs(b), scale});
}

[[noreturn]] void differ(const char* what, std::size_t row, double a, double b) {
    std::fprintf(stderr, "%s, row %zu: %.17g and %.17g\n", what, row, a, b);
    std::abort();
}

bool whole(double a) { return std::abs(a) < 1e15 && a == std::floor(a); }

/// Within rounding of where the node jumps; whole numbers are exact.
bool at_corner(const std::vector<double>& values, const IrNode& node) {
    const auto value = [&](NodeIndex k) { return k == no_node ? 0.0 : values[k]; };
    const double a = value(node.a), b = value(node.b);
    const auto next_to = [](double x, double corner) {
        return !(whole(x) && whole(corner)) &&
               std::abs(x - corner) <= 1e-6 * std::max({1.0, std::abs(x), std::abs(corner)});
    };
    switch (node.op) {
        case Op::less:
        case Op::less_equal:
        case Op::equal:
            return next_to(a, b);
        case Op::logic_and:
        case Op::logic_or:
            return next_to(a, 0.0) || next_to(b, 0.0);
        case Op::logic_not:
        case Op::select:
            return next_to(a, 0.0);
        case Op::floor:
        case Op::ceil:
        case Op::truncate:
            return next_to(a, std::round(a));
        case Op::round:
            return next_to(a, std::floor(a) + 0.5);
        case Op::remainder:
            return b == 0.0 || next_to(a / b, std::round(a / b));
        default:
            return false;
    }
}

/// Largest absolute value of all nodes: what a difference of them may be wrong by. Values that are
/// not finite, a comparison that may go either way, and sums that lose digits are only run.
struct Nodes {
    double largest = 1.0;
    bool smooth = true;
    Nodes(const Ir& ir, const IrPoint& point) {
        const std::vector<double> values = evaluate_nodes(ir, point);
        for (std::size_t k = 0; k < values.size(); ++k) {
            if (!std::isfinite(values[k])) {
                smooth = false;
                continue;
            }
            largest = std::max(largest, std::abs(values[k]));
            smooth = smooth && !at_corner(values, ir.nodes[k]);
        }
        if (largest > 1e6) smooth = false;
    }
};

using Place = std::tuple<OutputKind, std::uint32_t, std::uint32_t>;

std::map<Place, double> outputs_at(const Ir& ir, const IrPoint& point) {
    const std::vector<double> values = evaluate_outputs(ir, point);
    std::map<Place, double> all;
    for (std::size_t k = 0; k < values.size(); ++k)
        all[{ir.outputs[k].kind, ir.outputs[k].row, ir.outputs[k].col}] = values[k];
    return all;
}

void compare(const CompiledModel& model, std::mt19937& random) {
    const ModelShape& shape = model.shape();
    const std::size_t n = shape.unknowns.size();
    std::vector<Row> x(n), memory(shape.memory.size()), f(n), q(n), next(shape.memory.size()),
        df(shape.static_entries.size()), dq(shape.charge_entries.size());
    std::uniform_real_distribution<double> volts(-1.5, 1.5);
    for (auto* rows : {&x, &memory})
        for (Row& row : *rows)
            for (double& value : row.lane) value = volts(random);
    const EvalPoint point{.analysis = Analysis::transient,
                          .time_s = 2e-9,
                          .step_s = 1e-9,
                          .gmin_S = 1e-12,
                          .step_index = 3};
    const auto data = [](std::vector<Row>& rows) {
        return rows.empty() ? nullptr : rows.front().lane;
    };
    EvalBlock block{.lanes = lanes, .stride = stride, .unknowns = data(x), .memory = data(memory)};
    block.f = data(f);
    block.q = data(q);
    block.df = data(df);
    block.dq = data(dq);
    block.memory_next = data(next);
    model.evaluate(point, block);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        IrPoint one{.unknowns = {},
                    .parameters = {},
                    .memory = {},
                    .time_s = point.time_s,
                    .step_s = point.step_s,
                    .gmin_S = point.gmin_S,
                    .analysis = 2,
                    .place = {.seed = point.seed, .step_index = point.step_index, .cell = lane}};
        for (const Row& row : x) one.unknowns.push_back(row.lane[lane]);
        for (const Row& row : memory) one.memory.push_back(row.lane[lane]);
        for (const ModelParameter& parameter : shape.varying)
            one.parameters.push_back(parameter.value);
        const Nodes nodes(model.ir(), one);
        if (!nodes.smooth) continue;
        const std::map<Place, double> expected = outputs_at(model.ir(), one);
        const auto check = [&](OutputKind kind, std::size_t row, std::size_t col,
                               const Row& found) {
            const auto place = expected.find(Place(kind, row, col));
            const double right = place == expected.end() ? 0.0 : place->second;
            if (!near(found.lane[lane], right, nodes.largest))
                differ("program and evaluator", row, found.lane[lane], right);
        };
        for (std::size_t row = 0; row < n; ++row) {
            check(OutputKind::residual, row, 0, f[row]);
            check(OutputKind::charge, row, 0, q[row]);
        }
        for (std::size_t row = 0; row < next.size(); ++row)
            check(OutputKind::memory_next, row, 0, next[row]);
        for (std::size_t k = 0; k < df.size(); ++k)
            check(OutputKind::d_residual, shape.static_entries[k].row, shape.static_entries[k].col,
                  df[k]);
        for (std::size_t k = 0; k < dq.size(); ++k)
            check(OutputKind::d_charge, shape.charge_entries[k].row, shape.charge_entries[k].col,
                  dq[k]);
        (void)model.messages(point, block, lane, "X");
    }
}

/// f at one point of a transient, by the interpreter and by the program, with start memory.
void compare_interpreter(const CheckedModel& checked, const ParameterValues& values,
                         const CompiledModel& model, std::mt19937& random) {
    const Structure structure = find_structure(checked, values);
    const std::size_t n = structure.unknowns.size();
    const bool kept = !model.shape().memory.empty() || model.shape().random;
    if (kept || n != model.shape().unknowns.size()) return;  // tests/property has those
    IrPoint one{.unknowns = {}, .parameters = {}, .memory = {}, .time_s = 2e-9, .gmin_S = 1e-12};
    one.analysis = 2;
    EvaluationPoint point{.dc = false, .analysis = "tran"};
    point.time_s = one.time_s;
    std::uniform_real_distribution<double> volts(-1.5, 1.5);
    for (std::size_t k = 0; k < n; ++k) one.unknowns.push_back(volts(random));
    point.unknowns = one.unknowns;
    const Evaluation expected =
        interpret(checked, values, structure, initial_memory(checked, values), point);
    const Nodes nodes(model.ir(), one);
    if (!nodes.smooth || !expected.failure.empty()) return;
    const std::vector<double> outputs = evaluate_outputs(model.ir(), one);
    for (std::size_t k = 0; k < outputs.size(); ++k) {
        const IrOutput& output = model.ir().outputs[k];
        if (output.kind == OutputKind::residual &&
            !near(outputs[k], expected.f[output.row], nodes.largest))
            differ("program and interpreter", output.row, outputs[k], expected.f[output.row]);
    }
}

/// Parameters that may differ from cell to cell.
std::vector<std::string> parameters_of_cells(const CheckedModel& checked) {
    std::vector<std::string> names;
    for (const CheckedParameter& one : checked.parameters)
        if (one.type == ValueType::real && !one.is_array && !one.local && !one.overridden &&
            !one.structural)
            names.push_back(one.name);
    return names;
}

/// The values of the card as inputs of the program, against the program that they are folded into.
void compare_varying(const CompiledModel& folded, const CompiledModel& varying,
                     std::mt19937& random) {
    const ModelShape &a = folded.shape(), &b = varying.shape();
    if (a.unknowns.size() != b.unknowns.size() || !a.memory.empty() || !b.memory.empty()) return;
    IrPoint point{.unknowns = {}, .parameters = {}, .memory = {}, .time_s = 2e-9, .step_s = 1e-9};
    point.analysis = 2;
    std::uniform_real_distribution<double> volts(-1.5, 1.5);
    for (std::size_t k = 0; k < a.unknowns.size(); ++k) point.unknowns.push_back(volts(random));
    IrPoint with = point;
    for (const ModelParameter& parameter : b.varying) with.parameters.push_back(parameter.value);
    const Nodes nodes(folded.ir(), point), others(varying.ir(), with);
    if (!nodes.smooth || !others.smooth) return;
    const auto expected = outputs_at(folded.ir(), point), found = outputs_at(varying.ir(), with);
    for (const auto& [place, value] : expected) {
        const auto same = found.find(place);
        const double other = same == found.end() ? 0.0 : same->second;
        const OutputKind kind = std::get<0>(place);
        if ((kind == OutputKind::residual || kind == OutputKind::charge) &&
            !near(other, value, std::max(nodes.largest, others.largest)))
            differ("parameters folded and per cell", std::get<1>(place), value, other);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    CompileOptions options;
    options.preprocess.tokens = 20'000;
    options.operations = 20'000;
    const auto compiled = compile_model({"input", text}, options);
    if (!compiled || compiled->model->shape().unknowns.size() > 64) return 0;
    std::mt19937 random(static_cast<std::uint32_t>(size));
    compare(*compiled->model, random);

    SourceSet sources;
    Diagnostics diagnostics(sources);
    const std::uint32_t root = sources.add({"input", text});
    const SourceTree tree = parse_sources(sources, root, options.preprocess, diagnostics);
    const auto checked = analyse(tree, sources, "", {}, diagnostics);
    if (!checked) std::abort();  // it was compiled a moment ago
    const auto values = bind_parameters(*checked, {});
    if (!values) std::abort();
    compare_interpreter(*checked, *values, *compiled->model, random);

    options.varying = parameters_of_cells(*checked);
    if (options.varying.empty()) return 0;
    const auto per_cell = compile_model({"input", text}, options);
    if (!per_cell) return 0;  // a parameter decides about the equations
    compare(*per_cell->model, random);
    compare_varying(*compiled->model, *per_cell->model, random);
    return 0;
}
