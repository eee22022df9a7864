// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nonlinear_solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/solve/batch.hpp"
#include "crosspoint/solve/choose.hpp"
#include "crosspoint/solve/ladder.hpp"
#include "crosspoint/solve/nonlinear_gates.hpp"
#include "crosspoint/solve/nonlinear_outputs.hpp"
#include "crosspoint/solve/nonlinear_report.hpp"
#include "crosspoint/solve/nonlinear_wires.hpp"
#include "crosspoint/solve/solve_meter.hpp"
#include "crosspoint/solve/switched_resistors.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

class Solver final : public NonlinearTileSolver {
public:
    Solver(const TileSpec& spec, const SolveOptions& options, GateLevels levels,
           std::shared_ptr<NonlinearGateShare> share)
        : NonlinearTileSolver(spec, options), levels_(levels), share_(std::move(share)) {
        if (spec.topology == Topology::one_transistor_column)
            for (std::size_t j = 0; j < spec.cols; ++j)
                columns_.push_back(make_ladder_column(spec, j));
    }

    Result<void> program(const CellArray& cells) override {
        const auto bad = [](double g) { return !(g >= 0.0 && std::isfinite(g)); };
        if (std::ranges::any_of(cells.g_on_S.values(), bad) || bad(cells.g_off_S))
            return Error{.code = Errc::input,
                         .id = 7403,
                         .what = "a linear cell of a nonlinear tile is negative or not finite",
                         .help = "give a short a small resistance, or use make_solver"};
        if (spec().gated()) return program(std::make_shared<SwitchedResistors>(cells, levels_));
        const auto g_S = cells.g_on_S.values();
        return program(std::make_shared<ResistorCell>(std::vector<double>(g_S.begin(), g_S.end())));
    }

    Result<void> program(std::shared_ptr<const CellModel> cells) override {
        const double start_s = now_s();
        const std::size_t mn = spec().rows * spec().cols;
        if (!cells || cells->cells() != mn)
            return Error{.code = Errc::input,
                         .id = 7400,
                         .what = fmt::format("the model has {} cells, the tile {}",
                                             cells ? cells->cells() : 0, mn),
                         .help = "build the model with one cell for every crossing, row-major"};
        open_ = expand(spec(), {.g_on_S = Matrix<double>(spec().rows, spec().cols)});
        StructureResult analyzed = analyze(open_.circuit);
        if (analyzed.conflict) return check_network(open_);  // says which ends
        structure_ = std::move(analyzed.structure);
        cells_ = std::move(cells);
        gates_ = std::make_unique<LazyGates>();
        program_s_ = now_s() - start_s;
        return {};
    }

    [[nodiscard]] Result<TileSolution> solve(const Matrix<double>& inputs) const override;

    [[nodiscard]] Result<void> solve_gates(const GateBatch& gates, Matrix<float>& i_out_A,
                                           const GatePlan* plan) const override {
        if (auto r = check_gates(gates); !r) return r;
        const NonlinearGatesResult* fast = prepared({gates.first_row, gates.bits.rows()});
        if (fast == nullptr || !fast->fits) return TileSolver::solve_gates(gates, i_out_A, plan);
        run_nonlinear_gates(fast->tile, gates.bits, gates.first_row, i_out_A);
        return {};
    }

    // Prepares; what that makes stays in the solver.
    [[nodiscard]] std::unique_ptr<GatePlan> plan_gates(std::size_t first_row,
                                                       std::size_t rows) const override {
        if (rows > 0 && first_row + rows <= spec().rows) prepared({first_row, rows});
        return nullptr;
    }

    [[nodiscard]] std::string gates_method() const override;
    [[nodiscard]] GateCheck gates_check() const override;

private:
    // Made by the first call that needs it: most tiles never see many gated reads.
    struct PreparedGates {
        RowWindow window;
        NonlinearGatesResult result;
    };
    struct LazyGates {
        std::mutex mutex;
        std::vector<std::unique_ptr<const PreparedGates>> all;
    };
    const NonlinearGatesResult* prepared(const RowWindow& window) const;

    enum class Way { ladder, schur, unsymmetric, sparse };
    // Of one input; as many as threads are under way at a time. Where an iteration fails the sparse
    // LU that follows is not foreseen.
    [[nodiscard]] std::size_t memory_bytes() const {
        constexpr std::size_t newton = 24, wires = 8, krylov = 24;  // numbers per cell
        constexpr std::size_t tile_of_columns = 10;
        const std::size_t cells = spec().rows * spec().cols;
        if (way() == Way::ladder) return cells * tile_of_columns * sizeof(double);
        if (way() == Way::sparse) return cells * newton * sizeof(double) + lu_bytes();
        if (way() == Way::unsymmetric) return cells * (newton + wires + krylov) * sizeof(double);
        return cells * (newton + wires) * sizeof(double) +
               SchurCg::memory_bytes(spec().rows, spec().cols, 0.0);
    }
    // Fill of minimum degree orders: of meshes of 32 to 256 lines 0.21 to 0.27 log2(N)^2 entries a
    // row.
    [[nodiscard]] std::size_t lu_bytes() const {
        constexpr double fill = 0.27, matrix = 20.0, bytes = 12.0;
        const double unknowns = 2.0 * static_cast<double>(spec().rows * spec().cols);
        const double doublings = std::log2(unknowns);
        return static_cast<std::size_t>(unknowns * bytes * (matrix + fill * doublings * doublings));
    }
    [[nodiscard]] Result<void> check_memory(std::size_t at_a_time) const;
    [[nodiscard]] Way way() const {
        if (options().fidelity == Fidelity::circuit) return Way::sparse;
        if (!columns_.empty()) return Way::ladder;
        return cells_->symmetric() ? Way::schur : Way::unsymmetric;
    }
    void solve_one(std::span<const double> input, std::size_t b, int inside, SolveMeter& meter,
                   TileSolution& solution, NonlinearAnswer& answer) const;
    // One input and what it puts on the gates.
    struct Reading {
        std::span<const double> input;           // [m]
        std::vector<double> row_gate_V, gate_V;  // [m], [m * n]; empty: no gates
    };
    static CellPoint point_of(const CellState& state, const Reading& reading) {
        return {.a_V = state.a_V.data(),
                .b_V = state.b_V.data(),
                .gate_V = reading.gate_V.empty() ? nullptr : reading.gate_V.data(),
                .lanes = state.size()};
    }
    void solve_columns(const Reading& reading, const TileNewtonOptions& newton, bool cold,
                       CellState& state, NonlinearAnswer& answer) const;
    void solve_tile(const Reading& reading, const TileNewtonOptions& newton, bool cold, int inside,
                    CellState& state, NonlinearAnswer& answer) const;
    bool evaluate_afresh(const Reading& reading, CellState& state) const;
    void audit(const Reading& reading, bool finite, const CellState& state,
               NonlinearAnswer& answer) const;
    void solve_and_audit(const Reading& reading, const TileNewtonOptions& newton, int inside,
                         CellState& state, NonlinearAnswer& answer) const;
    void take(const NewtonAnswer& from, std::size_t column, NonlinearAnswer& answer) const;
    void finish(const std::vector<NonlinearAnswer>& answers, TileSolution& solution) const;

    GateLevels levels_;
    std::shared_ptr<NonlinearGateShare> share_;
    std::vector<LadderColumn> columns_;
    std::shared_ptr<const CellModel> cells_;
    ExpandedTile open_;    // the wires, cells open
    Structure structure_;  // of open_
    std::unique_ptr<LazyGates> gates_;
    double program_s_ = 0.0;
};

const NonlinearGatesResult* Solver::prepared(const RowWindow& window) const {
    if (!cells_ || options().fidelity == Fidelity::circuit || window.count == 0) return nullptr;
    const std::scoped_lock lock(gates_->mutex);
    for (const auto& known : gates_->all)
        if (known->window == window) return &known->result;
    auto made = std::make_unique<PreparedGates>(PreparedGates{
        .window = window,
        .result = make_nonlinear_gates(spec(), cells_, levels_.on_V, levels_.off_V,
                                       options().expected_activity, window, share_.get())});
    return &gates_->all.emplace_back(std::move(made))->result;
}

// Of all row groups that were asked for; before the first, of all rows.
std::string Solver::gates_method() const {
    const NonlinearGatesResult* worst = nullptr;
    if (gates_) {
        const std::scoped_lock lock(gates_->mutex);
        for (const auto& one : gates_->all)
            if (worst == nullptr || gates_effort(one->result) > gates_effort(*worst))
                worst = &one->result;
    }
    if (worst == nullptr) worst = prepared({0, spec().rows});
    return gates_text(worst);
}

GateCheck Solver::gates_check() const {
    GateCheck check;
    if (!gates_) return check;
    const std::scoped_lock lock(gates_->mutex);
    for (const auto& one : gates_->all) {
        if (!one->result.fits) continue;
        check.outputs += one->result.samples;
        check.error_rel = std::max(check.error_rel, one->result.measured_error);
        check.cell_error = std::max(check.cell_error, one->result.cell_error);
        check.most_newton_steps = std::max(check.most_newton_steps, one->result.tile.gates->sweeps);
    }
    return check;
}

Result<void> Solver::check_memory(std::size_t at_a_time) const {
    constexpr std::size_t always_there = std::size_t{64} << 20U;  // not worth a look at the machine
    const std::size_t needed = memory_bytes() * at_a_time;
    if (options().memory_limit_bytes == 0 && needed < always_there) return {};
    const std::size_t limit = memory_limit_bytes(options());
    if (needed <= limit) return {};
    constexpr std::array<const char*, 4> names = {"Newton on the ladder", "Newton and schur-cg",
                                                  "Newton and bicgstab", "Newton and sparse LU"};
    return memory_error(
        spec().rows, spec().cols,
        fmt::format("{}, {} input{} at a time", names[static_cast<std::size_t>(way())], at_a_time,
                    at_a_time == 1 ? "" : "s"),
        needed, limit);
}

Result<TileSolution> Solver::solve(const Matrix<double>& inputs) const {
    if (!cells_)
        return Error{.code = Errc::usage,
                     .id = 7404,
                     .what = "a nonlinear tile was solved before its cells were given",
                     .help = "call program() first"};
    if (auto r = check_inputs(spec(), inputs); !r) return r.error();
    const double start_s = now_s();
    const std::size_t count = inputs.rows();
    const auto workers = static_cast<std::size_t>(resolve_threads(options().threads));
    if (auto r = check_memory(std::min(count, workers)); !r) return r.error();
    TileSolution solution;
    solution.i_out_A = Matrix<double>(count, spec().cols);
    if (options().want_nodes) {
        const Matrix<double> blank(count * spec().rows, spec().cols);
        (spec().gated() ? solution.nodes.sl_V : solution.nodes.wl_V) = blank;
        solution.nodes.bl_V = solution.cells.a_A = solution.cells.b_A = blank;
    }
    const int threads = resolve_threads(options().threads);
    const int inside = count == 1 ? threads : 1;
    SolveMeter meter(options().progress, count, 0.0);
    std::vector<NonlinearAnswer> answers(count);
    parallel_for(count, count == 1 ? 1 : threads, [&](std::size_t b, int) {
        solve_one(inputs.row(b), b, inside, meter, solution, answers[b]);
        meter.add_inputs(1);
    });
    for (const NonlinearAnswer& answer : answers)
        if (answer.status == TileNewtonStatus::cancelled) return solve_stopped();
    for (const NonlinearAnswer& answer : answers)
        if (auto told = deliver(answer.said, options().messages); !told) return told.error();
    finish(answers, solution);
    solution.report.solve_s = now_s() - start_s;
    return solution;
}

void Solver::take(const NewtonAnswer& from, std::size_t column, NonlinearAnswer& answer) const {
    answer.newton += from.iterations;
    answer.bound_A = std::max(answer.bound_A, from.residual_A);
    if (static_cast<int>(from.by) > static_cast<int>(answer.by)) answer.by = from.by;
    if (from.status == TileNewtonStatus::converged) return;
    if (answer.status != TileNewtonStatus::cancelled) answer.status = from.status;
    if (!answer.failed.empty()) return;
    const bool ladder = way() == Way::ladder;
    const std::size_t cell = ladder ? from.worst_cell * spec().cols + column : from.worst_cell;
    const bool first = from.worst_at_a != spec().gated();
    const auto node = static_cast<NodeIndex>(cell + (first ? 0 : spec().rows * spec().cols));
    answer.failed = fmt::format("cell [{}, {}], node {} misses {:.3g} A after {} evaluations",
                                cell / spec().cols, cell % spec().cols, open_.node_name(node),
                                from.worst_A, from.iterations);
}

void Solver::solve_columns(const Reading& reading, const TileNewtonOptions& newton, bool cold,
                           CellState& state, NonlinearAnswer& answer) const {
    const std::size_t m = spec().rows, n = spec().cols;
    CellState column(m);
    CellScratch scratch;
    std::vector<std::uint32_t> numbers(m);
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t i = 0; i < m; ++i) {
            numbers[i] = static_cast<std::uint32_t>(i * n + j);
            column.a_V[i] = state.a_V[i * n + j];
            column.b_V[i] = state.b_V[i * n + j];
        }
        const auto wires = make_column_wires(columns_[j]);
        const NewtonCells cells{
            .model = cells_.get(), .gate_V = reading.row_gate_V, .cell = numbers, .cold = cold};
        take(solve_newton(*wires, cells, newton, cold, column, scratch), j, answer);
        for (std::size_t i = 0; i < m; ++i) {
            state.a_V[i * n + j] = column.a_V[i];
            state.b_V[i * n + j] = column.b_V[i];
        }
    }
}

void Solver::solve_tile(const Reading& reading, const TileNewtonOptions& newton, bool cold,
                        int inside, CellState& state, NonlinearAnswer& answer) const {
    const NewtonCells cells{.model = cells_.get(),
                            .gate_V = reading.gate_V,
                            .cell = {},
                            .cols = spec().cols,
                            .cold = cold};
    NewtonAnswer done;
    bool certain = way() == Way::sparse;
    if (!certain) {
        const auto wires = way() == Way::schur
                               ? make_mesh_wires(spec(), reading.input, inside, options().stop)
                               : make_unsymmetric_wires(spec(), reading.input, options().stop);
        CellScratch scratch;
        done = solve_newton(*wires, cells, newton, cold || !spec().gated(), state, scratch);
        answer.linear += wires->linear_iterations();
        certain = done.status == TileNewtonStatus::not_converged && !newton.only_plain;
        answer.certain_path |= certain;
    }
    if (certain) {
        answer.newton += done.iterations;
        const auto wires = make_sparse_wires(spec(), reading.input);
        CellScratch scratch;
        done = solve_newton(*wires, cells, newton, cold, state, scratch);
    }
    take(done, 0, answer);
}

// The true currents of the cells once more, from nothing but the voltages.
bool Solver::evaluate_afresh(const Reading& reading, CellState& state) const {
    CellScratch fresh;
    return cells_->evaluate(point_of(state, reading),
                            {state.i_a_A.data(), state.i_b_A.data(), state.g_aa_S.data(),
                             state.g_ab_S.data(), state.g_ba_S.data(), state.g_bb_S.data()},
                            fresh) == 0;
}

void Solver::audit(const Reading& reading, bool finite, const CellState& state,
                   NonlinearAnswer& answer) const {
    const NonlinearAudit audit = audit_nonlinear(open_, structure_, spec(), reading.input, state);
    answer.kcl_A = audit.kcl_residual_A;
    if (answer.status != TileNewtonStatus::converged) return;
    // A solver that deceives itself is found out here.
    const double allowed_A = std::max(options().accuracy_rel * audit.line_current_A, 1e-24);
    if (!finite)
        answer.failed = "cells have no current at the answer";
    else if (!(audit.excess_A <= allowed_A))
        answer.failed = fmt::format("the audit misses {:.3g} A, most at node {}",
                                    audit.kcl_residual_A, audit.worst_node);
    if (!answer.failed.empty()) answer.status = TileNewtonStatus::not_converged;
}

// A cell may have several inner solutions at the same voltages of its terminals: a barrier that
// heats itself, say. An answer in which every cell is where its voltages alone lead to is looked
// for first. There may be none, because such a cell jumps: then an operating point of the whole
// network, inner nodes included, is as good as one of SPICE, and the report says what it is.
void Solver::solve_and_audit(const Reading& reading, const TileNewtonOptions& newton, int inside,
                             CellState& state, NonlinearAnswer& answer) const {
    constexpr std::size_t cold_iterations = 20;
    const auto solve = [&](const TileNewtonOptions& how, bool cold) {
        if (way() == Way::ladder)
            solve_columns(reading, how, cold, state, answer);
        else
            solve_tile(reading, how, cold, inside, state, answer);
    };
    solve(newton, false);
    if (answer.status != TileNewtonStatus::converged) {
        audit(reading, true, state, answer);
        return;
    }
    const NonlinearAnswer found = answer;
    const CellState followed = cells_->internal() > 0 ? state : CellState();
    audit(reading, evaluate_afresh(reading, state), state, answer);
    if (answer.status == TileNewtonStatus::converged || cells_->internal() == 0) return;

    TileNewtonOptions brief = newton;
    brief.only_plain = true;
    brief.max_iterations = cold_iterations;
    answer = found;
    answer.several = true;
    answer.bound_A = 0.0;
    solve(brief, true);
    if (answer.status == TileNewtonStatus::cancelled) return;
    audit(reading, evaluate_afresh(reading, state), state, answer);
    if (answer.status == TileNewtonStatus::converged) return;
    state = followed;
    answer = found;
    answer.several = answer.followed = true;
    audit(reading, true, state, answer);
}

void Solver::solve_one(std::span<const double> input, std::size_t b, int inside, SolveMeter& meter,
                       TileSolution& solution, NonlinearAnswer& answer) const {
    const std::size_t m = spec().rows, n = spec().cols, mn = m * n;
    TileNewtonOptions newton{.accuracy_rel = options().accuracy_rel, .stop = options().stop};
    if (options().progress)
        newton.progress = [&](std::size_t evaluations, double residual_A, double target_A) {
            meter.iterating(evaluations, residual_A, target_A);
        };
    Reading reading{.input = input, .row_gate_V = {}, .gate_V = {}};
    for (std::size_t i = 0; spec().gated() && i < m; ++i) {
        reading.row_gate_V.push_back(input[i] != 0.0 ? levels_.on_V : levels_.off_V);
        reading.gate_V.insert(reading.gate_V.end(), n, reading.row_gate_V.back());
    }
    CellState state = start_state(spec(), input);
    solve_and_audit(reading, newton, inside, state, answer);
    const std::span<double> out_A = solution.i_out_A.row(b);
    nonlinear_outputs(spec(), state, out_A);
    if (answer.status == TileNewtonStatus::converged) {
        answer.said = {.cols = n, .where = fmt::format("input {}", b)};
        cells_->listen(point_of(state, reading), answer.said);
    } else {
        std::ranges::fill(out_A, nan);
    }
    if (!options().want_nodes) return;
    auto& first = spec().gated() ? solution.nodes.sl_V : solution.nodes.wl_V;
    const auto& first_V = spec().gated() ? state.b_V : state.a_V;
    const auto& second_V = spec().gated() ? state.a_V : state.b_V;
    std::ranges::copy(first_V, first.values().subspan(b * mn, mn).begin());
    std::ranges::copy(second_V, solution.nodes.bl_V.values().subspan(b * mn, mn).begin());
    std::ranges::copy(state.i_a_A, solution.cells.a_A.values().subspan(b * mn, mn).begin());
    std::ranges::copy(state.i_b_A, solution.cells.b_A.values().subspan(b * mn, mn).begin());
}

void Solver::finish(const std::vector<NonlinearAnswer>& answers, TileSolution& solution) const {
    SolveReport& report = solution.report;
    const char* names[] = {"ladder: Newton, 2x2 two-rail recursion per column, double",
                           "mesh: inexact Newton, Schur-complement CG, refined in double",
                           "mesh: inexact Newton, Schur-complement BiCGStab in double",
                           "circuit: Newton, sparse LU"};
    report.method =
        fmt::format("{}; cells: {}", names[static_cast<int>(way())], cells_->describe());
    report.why = way() == Way::ladder  ? "source lines along the columns: columns are separate"
                 : way() == Way::schur ? "crossing lines, two-terminal cells"
                 : way() == Way::unsymmetric ? "crossing lines, cells with more than two terminals"
                                             : "the certain path for any topology and any cells";
    report.unknowns = 2 * spec().rows * spec().cols;
    report.inputs = report.audited = answers.size();
    report.threads = resolve_threads(options().threads);
    report.memory_bytes = memory_bytes();
    report.setup_s = setup_s();
    report.program_s = program_s_;
    report.error_kind = cells_->conservative()
                            ? "first order: sum of |KCL residual| of a column or tile"
                            : "sum of |KCL residual|: an estimate, cells with gate current";
    double largest_A = 0.0;
    for (const double i : solution.i_out_A.values()) largest_A = std::max(largest_A, std::abs(i));
    report_answers(answers, largest_A, options().accuracy_rel, report);
}

}  // namespace

std::shared_ptr<NonlinearGateShare> make_gate_share(double table_error) {
    return std::make_shared<NonlinearGateShare>(table_error);
}

Result<std::unique_ptr<NonlinearTileSolver>> make_nonlinear_solver(
    const TileSpec& spec, const SolveOptions& options, GateLevels levels,
    std::shared_ptr<NonlinearGateShare> share) {
    if (auto r = spec.validate(); !r) return r.error();
    const bool ladder = spec.topology == Topology::one_transistor_column;
    const Fidelity asked = options.fidelity;
    if (asked == Fidelity::ideal || asked == (ladder ? Fidelity::mesh : Fidelity::ladder))
        return Error{.code = Errc::usage,
                     .id = 7401,
                     .what = fmt::format("fidelity {} does not fit {} with nonlinear cells",
                                         fidelity_name(asked), topology_name(spec.topology)),
                     .help = "use auto or circuit"};
    if (!std::isfinite(levels.on_V) || !std::isfinite(levels.off_V))
        return Error{.code = Errc::input,
                     .id = 7402,
                     .what = "a gate level is not finite",
                     .help = "give the volts of a selected and of an unselected word line"};
    return std::unique_ptr<NonlinearTileSolver>(
        std::make_unique<Solver>(spec, options, levels, std::move(share)));
}

}  // namespace crosspoint
