// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_tile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/array/expand_devices.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/dynamics/netlist_cells.hpp"
#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/solve/batch.hpp"
#include "crosspoint/study/model_tables.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void keep_nodes(const TileNetlist& tile, const DcResult& dc, bool gated, std::size_t b,
                NodeVoltages& nodes) {
    Matrix<double>& first = gated ? nodes.sl_V : nodes.wl_V;
    for (std::size_t i = 0; i < tile.rows; ++i) {
        for (std::size_t j = 0; j < tile.cols; ++j) {
            const std::size_t k = i * tile.cols + j;
            first(b * tile.rows + i, j) = dc.solution.node_V[tile.first_node[k]];
            nodes.bl_V(b * tile.rows + i, j) = dc.solution.node_V[tile.second_node[k]];
        }
    }
}

// One input; false when it has no solution.
Result<bool> solve_input(TileNetlist& tile, const TileSpec& spec, const ModelCells& cells,
                         const Matrix<double>& inputs, std::size_t b, const SolveOptions& options,
                         TileSolution& solution) {
    std::vector<Waveform> waves;
    for (const double input : inputs.row(b)) {
        const double level_V = input != 0.0 ? cells.levels.on_V : cells.levels.off_V;
        waves.emplace_back(DcWave{spec.gated() ? level_V : input});
    }
    tile.set_inputs(waves);
    SolveReport& report = solution.report;
    NetlistCells voices(spec.cols, options.messages);
    const Result<DcResult> dc =
        solve_dc(tile.netlist, {.temperature_K = cells.spec.point.temperature_K,
                                .stop = options.stop,
                                .messages = voices.sink(fmt::format("input {}", b))});
    if (!dc) {
        const Error error = voices.named(dc.error());
        if (error.code != Errc::numerics || error.id != dc.error().id) return error;
        std::ranges::fill(solution.i_out_A.row(b), nan);
        report.remarks.push_back(fmt::format("input {}: {}", b, error.what));
        return false;
    }
    const std::vector<double> currents_A = tile.sense_A(dc->solution);
    std::ranges::copy(currents_A, solution.i_out_A.row(b).begin());
    report.newton_iterations += dc->iterations;
    if (!(dc->audit.kcl_residual_A <= report.kcl_residual_A))
        report.kcl_residual_A = dc->audit.kcl_residual_A;
    if (dc->strategy != DcStrategy::newton)
        report.remarks.push_back(fmt::format("input {}: plain Newton was not enough: {}", b,
                                             dc_strategy_name(dc->strategy)));
    if (options.want_nodes) keep_nodes(tile, *dc, spec.gated(), b, solution.nodes);
    return true;
}

void judge_circuit(const SolveOptions& options, std::size_t failed, std::size_t nodes,
                   TileSolution& solution) {
    SolveReport& report = solution.report;
    double largest_A = 0.0;
    for (const double i_A : solution.i_out_A.values())
        largest_A = std::max(largest_A, std::abs(i_A));
    report.error_kind = "number of nodes times the largest KCL residual: an estimate";
    report.error_bound_rel =
        largest_A > 0.0 ? static_cast<double>(nodes) * report.kcl_residual_A / largest_A : 0.0;
    if (!(report.error_bound_rel <= options.accuracy_rel)) report.status = SolveStatus::inaccurate;
    if (failed == 0) return;
    report.status = SolveStatus::not_converged;
    report.error_bound_rel = nan;
    report.remarks.push_back(fmt::format("{} of {} inputs did not converge; their currents are NaN",
                                         failed, solution.i_out_A.rows()));
}

Result<TileSolution> solve_circuit(const TileSpec& spec, const ModelCells& cells,
                                   const Matrix<double>& inputs, const SolveOptions& options) {
    if (auto r = check_inputs(spec, inputs); !r) return r.error();
    const double start_s = now_s();
    Result<TileNetlist> tile = expand_devices(spec, device_cells(cells), {});
    if (!tile) return tile.error();
    TileSolution solution;
    solution.i_out_A = Matrix<double>(inputs.rows(), spec.cols);
    if (options.want_nodes) {
        const Matrix<double> blank(inputs.rows() * spec.rows, spec.cols, nan);
        (spec.gated() ? solution.nodes.sl_V : solution.nodes.wl_V) = blank;
        solution.nodes.bl_V = blank;
    }
    const double middle_s = now_s();
    std::size_t failed = 0;
    for (std::size_t b = 0; b < inputs.rows(); ++b) {
        const Result<bool> found = solve_input(*tile, spec, cells, inputs, b, options, solution);
        if (!found) return found.error();
        if (!*found) ++failed;
    }
    SolveReport& report = solution.report;
    report.method = fmt::format("circuit: Newton, sparse LU of all nodes; cells: {}, by themselves",
                                cells.module);
    report.why = "asked for: every internal node is a node of the circuit";
    const std::size_t nodes = tile->netlist.node_count() - 1;
    report.unknowns = nodes + tile->netlist.branch_count();
    for (const UnknownInfo& unknown : cells.spec.model->shape().unknowns)
        if (unknown.kind != UnknownKind::terminal) report.unknowns += cells.spec.cells;
    report.inputs = report.audited = inputs.rows();
    report.setup_s = middle_s - start_s;
    report.solve_s = now_s() - middle_s;
    judge_circuit(options, failed, nodes, solution);
    return solution;
}

Result<TileSolution> solve_cells(const TileSpec& spec, std::shared_ptr<const CellModel> cells,
                                 GateLevels levels, const Matrix<double>& inputs,
                                 const SolveOptions& options) {
    auto solver = make_nonlinear_solver(spec, options, levels);
    if (!solver) return solver.error();
    if (auto r = (*solver)->program(std::move(cells)); !r) return r.error();
    return (*solver)->solve(inputs);
}

// From tables of the cells where the accuracy asked for permits it, and where it turns out to be
// reached. A solution without rows: neither was so, and `remark` may say why.
Result<TileSolution> solve_from_table(const TileSpec& spec, const ModelCells& cells,
                                      const Matrix<double>& inputs, const SolveOptions& options,
                                      std::string& remark) {
    // The tables are of the model alone: an open or shorted cell is none.
    if (!cells.spec.fault_S.empty()) return TileSolution{};
    if (!(cells.table_error > 0.0) || options.accuracy_rel < 2.0 * cells.table_error)
        return TileSolution{};
    const QuickCells quick = quick_cells(spec, cells, inputs, cells.table_error);
    remark = quick.remark;
    if (!quick.table) return TileSolution{};
    SolveOptions with_nodes = options;
    with_nodes.want_nodes = true;
    with_nodes.accuracy_rel = 0.1 * options.accuracy_rel;
    // What is solved again with the exact cells speaks then.
    std::vector<CellMessages> said;
    with_nodes.messages = [&](const CellMessages& one) { said.push_back(one); };
    Result<TileSolution> solution =
        solve_cells(spec, quick.table, cells.levels, inputs, with_nodes);
    if (!solution) return solution;
    SolveReport& report = solution->report;
    const double misfit = table_misfit(spec, cells, *quick.table, inputs, *solution);
    const double bound = report.error_bound_rel + misfit;
    if (report.status != SolveStatus::converged || !(bound <= options.accuracy_rel)) {
        remark = fmt::format("{}: {:.2g} off on this tile; solved again with the exact cells",
                             quick.table->describe(), bound);
        return TileSolution{};
    }
    for (const CellMessages& one : said)
        if (options.messages) options.messages(one);
    report.error_bound_rel = bound;
    report.error_kind += ", and what the exact cells conduct more or less at the answer";
    if (!options.want_nodes) solution->nodes = {};
    return solution;
}

}  // namespace

DeviceCells device_cells(const ModelCells& model) {
    const EliminatedCellSpec& spec = model.spec;
    const ModelShape& shape = spec.model->shape();
    DeviceCells out{.model = spec.model};
    for (std::size_t t = 0; t < spec.roles.size(); ++t) {
        if (spec.roles[t] == TerminalRole::line_a) out.terminal_a = t;
        if (spec.roles[t] == TerminalRole::line_b) out.terminal_b = t;
        if (spec.roles[t] == TerminalRole::gate) out.terminal_gate = t;
        if (spec.roles[t] == TerminalRole::ground) ++out.grounded;
    }
    std::vector<std::size_t> states;
    for (std::size_t k = 0; k < shape.unknowns.size(); ++k)
        if (shape.unknowns[k].kind == UnknownKind::state) states.push_back(k);
    out.held.resize(spec.cells);
    if (!spec.parameters.empty()) out.parameters.resize(spec.cells);
    for (std::size_t c = 0; c < spec.cells; ++c) {
        for (std::size_t s = 0; s < states.size(); ++s)
            out.held[c].push_back({states[s], spec.states[s][c]});
        for (const auto& values : spec.parameters) out.parameters[c].push_back(values[c]);
    }
    out.replaced_S = spec.fault_S;
    out.stuck = spec.stuck;
    return out;
}

Result<TileSolution> solve_model_tile(const TileSpec& spec, const ModelCells& cells,
                                      const Matrix<double>& inputs, const SolveOptions& options) {
    if (options.method != Method::automatic || options.precision != Precision::double_precision)
        return Error{
            .code = Errc::usage,
            .id = 7460,
            .what = "cells that are a model have no choice of method or precision",
            .help = "leave out --method and --precision; --fidelity circuit is the oracle"};
    const auto remember = [&](TileSolution& solution) {
        for (const std::string& warning : cells.warnings)
            solution.report.remarks.push_back("model " + cells.module + ": " + warning);
    };
    if (options.fidelity == Fidelity::circuit) {
        Result<TileSolution> solution = solve_circuit(spec, cells, inputs, options);
        if (solution) remember(*solution);
        return solution;
    }
    if (auto r = check_inputs(spec, inputs); !r) return r.error();
    std::string remark;
    Result<TileSolution> solution = solve_from_table(spec, cells, inputs, options, remark);
    if (solution && solution->i_out_A.rows() == 0)
        solution = solve_cells(spec, cells.cells, cells.levels, inputs, options);
    if (!solution) return solution;
    remember(*solution);
    if (!remark.empty()) solution->report.remarks.push_back(remark);
    return solution;
}

}  // namespace crosspoint
