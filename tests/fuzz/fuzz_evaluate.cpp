// Any bytes compiled; when they are a model, the bytecode against the scalar evaluator, and f
// against the interpreter, on lanes that the bytes choose.
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
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

/// Largest absolute value of all nodes that are finite: what a difference of them may be wrong by.
/// A comparison next to its corner may go either way, so a model with one is only run.
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
            const IrNode& node = ir.nodes[k];
            const bool corner = is_boolean(node.op) || node.op == Op::floor ||
                                node.op == Op::ceil || node.op == Op::round ||
                                node.op == Op::truncate || node.op == Op::remainder ||
                                (node.op >= Op::bit_and && node.op <= Op::shift_right);
            smooth = smooth && !corner;
        }
        if (largest > 1e6) smooth = false;  // digits may be lost in sums
    }
};

void compare(const CompiledModel& model, std::mt19937& random) {
    const ModelShape& shape = model.shape();
    const std::size_t n = shape.unknowns.size();
    std::vector<Row> x(n), memory(shape.memory.size()), f(n), next(shape.memory.size()),
        df(shape.static_entries.size());
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
    block.df = data(df);
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
        const Nodes nodes(model.ir(), one);
        if (!nodes.smooth) continue;
        const std::vector<double> expected = evaluate_outputs(model.ir(), one);
        for (std::size_t k = 0; k < expected.size(); ++k) {
            const IrOutput& output = model.ir().outputs[k];
            double found = expected[k];
            if (output.kind == OutputKind::residual) found = f[output.row].lane[lane];
            if (output.kind == OutputKind::memory_next) found = next[output.row].lane[lane];
            if (!near(found, expected[k], nodes.largest))
                differ("program and evaluator", output.row, found, expected[k]);
        }
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
    return 0;
}
