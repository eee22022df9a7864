// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/solve/batch.hpp"
#include "crosspoint/solve/ladder_column.hpp"
#include "crosspoint/solve/ladder_gates.hpp"
#include "crosspoint/solve/solve_meter.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t float_samples = 256;  // outputs of a float batch that double re-computes
constexpr std::size_t float_block = 512;    // reads that one thread takes at a time
constexpr std::uint64_t sample_purpose = 0x6C61;

RailEnd rail_end(const TileSpec& spec, const LineEnd& end, double segment_ohm) {
    if (end.kind == EndKind::floating) return {};
    const double ohm = end.resistance_ohm + segment_ohm;
    if (std::isinf(ohm)) return {};
    return {.ohm = ohm, .volts = end.kind == EndKind::drive_read ? spec.read_V : 0.0};
}

// The outputs of a column: whatever flows into its sensed ends.
double sensed_A(const TileSpec& spec, const LadderCurrents& ends) {
    double sum_A = 0.0;
    if (spec.bl.first_end.kind == EndKind::sense) sum_A += ends.b_top_A;
    if (spec.bl.last_end.kind == EndKind::sense) sum_A += ends.b_bottom_A;
    if (spec.sl.first_end.kind == EndKind::sense) sum_A += ends.s_top_A;
    if (spec.sl.last_end.kind == EndKind::sense) sum_A += ends.s_bottom_A;
    return sum_A;
}

struct LadderPlan final : GatePlan {
    explicit LadderPlan(GateTables from) : tables(std::move(from)) {}
    GateTables tables;
};

class LadderSolver final : public TileSolver {
public:
    LadderSolver(const TileSpec& spec, const SolveOptions& options, std::string why)
        : TileSolver(spec, options), why_(std::move(why)) {
        columns_.reserve(spec.cols);
        for (std::size_t j = 0; j < spec.cols; ++j) columns_.push_back(make_ladder_column(spec, j));
    }

    Result<void> program(const CellArray& cells) override {
        const double start_s = now_s();
        if (auto r = check_network(expand(spec(), cells)); !r) return r;
        cells_ = cells;
        gates_ = make_gate_ladder(spec(), cells);
        if (gates_.fits)
            method_ = choose_gate_method(gates_.ladder, options().gate_method,
                                         options().expected_activity);
        program_s_ = now_s() - start_s;
        return {};
    }

    [[nodiscard]] Result<TileSolution> solve(const Matrix<double>& inputs) const override {
        if (auto r = check_inputs(spec(), inputs); !r) return r.error();
        const bool use_float = options().precision == Precision::single_precision && gates_.fits;
        if (use_float) return solve_float(inputs);
        const double m = static_cast<double>(spec().rows);
        SolveReport report{
            .method = "ladder: two-rail recursion per column, double",
            .why = why_,
            .unknowns = 2 * spec().rows * spec().cols,
            // Only sums, products and quotients of positive numbers, about 8 of
            // them per row and direction: the roundings add up to at most this.
            .error_bound_rel = 16.0 * (m + 2.0) * std::numeric_limits<double>::epsilon(),
            .error_kind = "rounding analysis: 16 (m + 2) eps",
            .setup_s = setup_s(),
            .program_s = program_s_};
        if (options().precision == Precision::single_precision)
            report.remarks.push_back(fmt::format("solved in double precision: {}", gates_.reason));
        // Written out only here, for the audit: a network of thousands of tiles keeps none of it.
        const ExpandedTile network = expand(spec(), cells_);
        return run_batch(spec(), cells_, network, inputs, options(), std::move(report),
                         [&](std::size_t b, const ExpandedTile& tile, OneSolution& one) {
                             solve_one(inputs.row(b), tile, one);
                         });
    }

    [[nodiscard]] Result<void> solve_gates(const GateBatch& gates, Matrix<float>& i_out_A,
                                           const GatePlan* plan) const override {
        if (!gates_.fits) return TileSolver::solve_gates(gates, i_out_A, plan);
        if (auto r = check_gates(gates); !r) return r;
        const auto* ladder_plan = static_cast<const LadderPlan*>(plan);
        run_gate_ladder(gates_.ladder, gates.bits, gates.first_row, i_out_A, method_,
                        ladder_plan == nullptr ? nullptr : &ladder_plan->tables);
        return {};
    }

    [[nodiscard]] std::unique_ptr<GatePlan> plan_gates(std::size_t first_row,
                                                       std::size_t rows) const override {
        if (!gates_.fits || first_row + rows > spec().rows) return nullptr;
        auto tables = make_gate_tables(gates_.ladder, first_row, rows, method_);
        if (!tables) return nullptr;
        return std::make_unique<LadderPlan>(std::move(*tables));
    }

    [[nodiscard]] std::string gates_method() const override {
        return gates_.fits ? fmt::format("ladder: {}, float, {}", gate_method_title(method_),
                                         gate_ladder_target())
                           : fmt::format("ladder: two-rail recursion per column, double ({})",
                                         gates_.reason);
    }

private:
    void solve_one(std::span<const double> input, const ExpandedTile& tile,
                   OneSolution& one) const {
        const std::size_t m = spec().rows;
        const std::size_t n = spec().cols;
        LadderWork work;
        std::vector<double> g_S(m);
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t i = 0; i < m; ++i)
                g_S[i] = input[i] != 0.0 ? cells_.g_on_S(i, j) : cells_.g_off_S;
            const LadderCurrents ends = solve_ladder_column(
                columns_[j], g_S, one.node_V.subspan(m * n + j), one.node_V.subspan(j), n, work);
            one.i_out_A[j] = sensed_A(spec(), ends);
        }
        for (std::size_t k = 0; k < tile.ports.size(); ++k)
            one.node_V[2 * m * n + k] = tile.circuit.held[k].voltage_V;
    }

    // The kernel of network inference behind the general interface; the error is measured against
    // the double recursion on a sample of the very outputs that are returned.
    [[nodiscard]] Result<TileSolution> solve_float(const Matrix<double>& inputs) const {
        if (options().want_nodes)
            return Error{.code = Errc::usage,
                         .id = 2113,
                         .what = "node voltages were asked for in single precision",
                         .help = "the float path computes currents only: use double precision"};
        const double start_s = now_s();
        const std::size_t m = spec().rows;
        const std::size_t n = spec().cols;
        TileSolution solution;
        solution.i_out_A = Matrix<double>(inputs.rows(), n);
        const std::size_t blocks = (inputs.rows() + float_block - 1) / float_block;
        std::vector<Result<void>> outcomes(blocks);
        const auto plan = plan_gates(0, m);
        SolveMeter meter(options().progress, inputs.rows(), 0.0);
        parallel_for(blocks, options().threads, [&](std::size_t block, int) {
            if (options().stop.stop_requested()) return;
            const std::size_t first = block * float_block;
            const std::size_t reads = std::min(float_block, inputs.rows() - first);
            GateBatch gates{.bits = BitMatrix(m, reads)};
            for (std::size_t b = 0; b < reads; ++b)
                for (std::size_t i = 0; i < m; ++i)
                    if (inputs(first + b, i) != 0.0) gates.bits.set(i, b, true);
            Matrix<float> i_A;
            outcomes[block] = solve_gates(gates, i_A, plan.get());
            if (!outcomes[block]) return;
            for (std::size_t b = 0; b < reads; ++b)
                for (std::size_t j = 0; j < n; ++j)
                    solution.i_out_A(first + b, j) = static_cast<double>(i_A(j, b));
            meter.add_inputs(reads);
        });
        if (options().stop.stop_requested()) return solve_stopped();
        for (const auto& outcome : outcomes)
            if (!outcome) return outcome.error();
        double scale_A = 0.0;
        for (const double i : solution.i_out_A.values()) scale_A = std::max(scale_A, std::abs(i));
        SolveReport& report = solution.report;
        report.method = gates_method();
        report.why = why_;
        report.unknowns = 2 * m * n;
        report.inputs = inputs.rows();
        report.threads = resolve_threads(options().threads);
        report.kcl_residual_A = std::numeric_limits<double>::quiet_NaN();
        report.setup_s = setup_s();
        report.program_s = program_s_;
        measure_float_error(inputs, scale_A, solution);
        report.solve_s = now_s() - start_s;
        return solution;
    }

    void measure_float_error(const Matrix<double>& inputs, double scale_A,
                             TileSolution& solution) const {
        auto random = rng(0, sample_purpose, 0);
        double worst_A = 0.0;
        LadderWork work;
        std::vector<double> g_S(spec().rows), b_V(spec().rows), s_V(spec().rows);
        for (std::size_t k = 0; k < float_samples; ++k) {
            const auto b = static_cast<std::size_t>(random() % inputs.rows());
            const auto j = static_cast<std::size_t>(random() % spec().cols);
            for (std::size_t i = 0; i < spec().rows; ++i)
                g_S[i] = inputs(b, i) != 0.0 ? cells_.g_on_S(i, j) : cells_.g_off_S;
            const double exact_A =
                sensed_A(spec(), solve_ladder_column(columns_[j], g_S, b_V, s_V, 1, work));
            const double apart_A = std::abs(solution.i_out_A(b, j) - exact_A);
            if (!(apart_A <= worst_A)) worst_A = apart_A;
        }
        SolveReport& report = solution.report;
        report.error_bound_rel = worst_A == 0.0 ? 0.0 : worst_A / scale_A;
        report.error_kind =
            fmt::format("measured against double on {} sampled outputs", float_samples);
        if (!(report.error_bound_rel < 1e-5)) {
            report.status = SolveStatus::inaccurate;
            report.remarks.emplace_back("single precision is not enough for this tile");
        }
    }

    std::string why_;
    std::vector<LadderColumn> columns_;
    CellArray cells_;
    GateLadderResult gates_;
    GateMethod method_ = GateMethod::masked;
    double program_s_ = 0.0;
};

}  // namespace

LadderColumn make_ladder_column(const TileSpec& spec, std::size_t j) {
    const std::size_t m = spec.rows;
    const auto& b = spec.bl;
    const auto& s = spec.sl;
    LadderColumn column;
    column.b_ohm.resize(m);
    column.s_ohm.resize(m);
    for (std::size_t k = 1; k < m; ++k) {
        column.b_ohm[k] = b.segment_ohm.at(j, k, m);
        column.s_ohm[k] = s.segment_ohm.at(j, k, m);
    }
    column.b_top = rail_end(spec, b.first_end, b.segment_ohm.at(j, 0, m));
    column.b_bottom = rail_end(spec, b.last_end, b.segment_ohm.at(j, m, m));
    column.s_top = rail_end(spec, s.first_end, s.segment_ohm.at(j, 0, m));
    column.s_bottom = rail_end(spec, s.last_end, s.segment_ohm.at(j, m, m));
    return column;
}

std::unique_ptr<TileSolver> make_ladder_solver(const TileSpec& spec, const SolveOptions& options,
                                               std::string why) {
    return std::make_unique<LadderSolver>(spec, options, std::move(why));
}

}  // namespace crosspoint
