// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/mesh_solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/raw_array.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/linalg/port_merge.hpp"
#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/solve/batch.hpp"
#include "crosspoint/solve/choose.hpp"
#include "crosspoint/solve/mesh_batch.hpp"
#include "crosspoint/solve/mesh_shorts.hpp"
#include "crosspoint/solve/mesh_transfer.hpp"
#include "crosspoint/solve/nodal_solver.hpp"
#include "crosspoint/solve/passive_reads.hpp"
#include "crosspoint/solve/solve_meter.hpp"
#include "crosspoint/solve/tile_mesh.hpp"

namespace crosspoint {
namespace {

// From this many cells on, one input is worth all cores; below, each core takes its own input.
constexpr std::size_t cells_for_threads = std::size_t{1} << 16;
constexpr std::size_t transfer_samples = 2;  // inputs of a batch that Schur-CG checks
constexpr std::size_t direct_block = 16;     // inputs that are substituted together

bool has_ideal_end(const MeshLines& lines) {
    const auto zero = [](double ohm) { return ohm == 0.0; };
    return std::ranges::any_of(lines.first_ohm, zero) || std::ranges::any_of(lines.last_ohm, zero);
}

bool never_negative(std::span<const double> values) {
    constexpr std::size_t lanes = 8;
    double least[lanes] = {};
    const std::size_t whole = values.size() / lanes * lanes;
    for (std::size_t k = 0; k < whole; k += lanes)
        for (std::size_t l = 0; l < lanes; ++l)
            least[l] = values[k + l] < least[l] ? values[k + l] : least[l];
    for (std::size_t k = whole; k < values.size(); ++k)
        least[0] = values[k] < least[0] ? values[k] : least[0];
    return std::ranges::min(least) == 0.0 && !std::isnan(lane_sum(values));
}

// One network ready for Schur-CG: that of the tile, or of one input of a gated tile.
struct SchurNetwork {
    TileMesh mesh;
    std::optional<SchurCg> solver;
    std::optional<MeshShorts> shorts;

    void prepare(int threads, const SchurOptions& options) {
        if (solver)
            solver->update(threads);
        else
            solver.emplace(mesh.network, threads);
        shorts.reset();
        if (!mesh.shorts.empty()) shorts.emplace(mesh, *solver, options);
    }
};

class MeshSolver final : public LinearTileSolver {
public:
    MeshSolver(const TileSpec& spec, const SolveOptions& options, std::string why)
        : LinearTileSolver(spec, options), why_(std::move(why)) {}

    Result<void> program(const CellArray& cells) override {
        const double start_s = now_s();
        if (auto r = check_cells(cells); !r) return r;
        cells_changed();
        auto fixed = std::make_unique<SchurNetwork>();
        fixed->mesh = make_tile_mesh(spec());
        set_cells(fixed->mesh, spec(), cells, {});
        if (fixed_ && fixed_->mesh.shorts.empty() && fixed->mesh.shorts.empty())
            transfer_->change_cells(spec(), fixed_->mesh.network.cell_S,
                                    fixed->mesh.network.cell_S);
        else
            transfer_ = std::make_unique<MeshTransfer>();
        fixed_ = std::move(fixed);
        g_off_S_ = cells.g_off_S;
        if (spec().gated() || !fixed_->mesh.shorts.empty())
            own_cells_ = cells;
        else
            own_cells_.reset();
        const MeshNetwork& network = fixed_->mesh.network;
        // Two sources can only meet over wires and cells of 0 ohm behind ends of 0 ohm.
        if (has_ideal_end(network.row_lines) || has_ideal_end(network.col_lines))
            if (auto r = check_network(expand(spec(), cells)); !r) return r;
        hardness_ = mesh_hardness(network);
        fallback_.reset();
        if (fixed_->mesh.shorts.size() > max_mesh_shorts) {
            fallback_ = make_nodal_solver(
                spec(), options(), Fidelity::mesh,
                fmt::format("{} shorted cells, more than the {} that Schur-CG reduces exactly",
                            fixed_->mesh.shorts.size(), max_mesh_shorts));
            if (auto r = fallback_->program(cells); !r) return r;
        }
        program_s_ = now_s() - start_s;
        return {};
    }

    [[nodiscard]] Result<TileSolution> solve(const Matrix<double>& inputs) const override {
        if (fallback_) return fallback_->solve(inputs);
        if (auto r = check_inputs(spec(), inputs); !r) return r.error();
        const double start_s = now_s();
        const MeshTask task{.rows = spec().rows,
                            .cols = spec().cols,
                            .inputs = inputs.rows(),
                            .hardness = hardness_,
                            .fixed_cells = !spec().gated(),
                            .transferable = fixed_->mesh.shorts.empty() && !fixed_->mesh.may_float,
                            .transfer_ready = transfer_->ready(options().want_nodes)};
        auto choice = choose_mesh_method(task, options());
        if (!choice) return choice.error();

        TileSolution solution;
        solution.i_out_A = Matrix<double>(inputs.rows(), spec().cols);
        SolveReport& report = solution.report;
        report.why = choice->why;
        report.expected_s = choice->expected_s;
        report.memory_bytes = choice->memory_bytes;
        report.unknowns = 2 * spec().rows * spec().cols;
        report.inputs = inputs.rows();
        report.threads = resolve_threads(options().threads);
        report.setup_s = setup_s();
        report.program_s = program_s_;
        if (options().want_nodes) {
            const Matrix<double> blank(inputs.rows() * spec().rows, spec().cols);
            (spec().gated() ? solution.nodes.sl_V : solution.nodes.wl_V) = blank;
            solution.nodes.bl_V = blank;
        }
        Result<void> done;
        const bool merges = choice->method != Method::schur_cg;
        SolveMeter meter(options().progress, inputs.rows(), choice->expected_s);
        if (merges) done = solve_transfer(inputs, *choice, solution, meter);
        const bool unfit = !done && done.error().code == Errc::numerics;
        if (unfit && options().method == Method::automatic)
            report.remarks.push_back("solved by Schur-CG: " + done.error().what);
        if (!merges || (unfit && options().method == Method::automatic))
            done = solve_each(inputs, solution, meter);
        if (!done) return done.error();
        report.solve_s = now_s() - start_s;
        return solution;
    }

private:
    [[nodiscard]] Result<void> check_cells(const CellArray& cells) const {
        if (cells.g_on_S.rows() == spec().rows && cells.g_on_S.cols() == spec().cols &&
            never_negative(cells.g_on_S.values()) && cells.g_off_S >= 0.0)
            return {};
        return Error{
            .code = Errc::input,
            .id = 2117,
            .what = fmt::format("the cells are [{} x {}] with a negative or NaN value, or "
                                "do not fit the tile of {} x {}",
                                cells.g_on_S.rows(), cells.g_on_S.cols(), spec().rows, spec().cols),
            .help = "make_cells() checks and converts device conductances"};
    }

    // The cells as programmed, of selected rows. Where the network holds a plain copy of them, they
    // are not kept twice.
    [[nodiscard]] const Matrix<double>& on_S() const {
        return own_cells_ ? own_cells_->g_on_S : fixed_->mesh.network.cell_S;
    }

    [[nodiscard]] SchurOptions schur_options(int threads) const {
        SchurOptions o{.threads = threads, .stop = options().stop};
        if (!spec().gated()) o.hardness = hardness_;
        o.allowed_A = [this](const MeshCurrents& currents) {
            std::vector<double> i_out_A(spec().cols);
            sensed_currents(spec(), currents, i_out_A);
            double largest_A = 0.0;
            for (const double i : i_out_A) largest_A = std::max(largest_A, std::abs(i));
            double smallest_A = largest_A;
            for (const double i : i_out_A) smallest_A = std::min(smallest_A, std::abs(i));
            return options().accuracy_rel * std::max(smallest_A, weak_output * largest_A);
        };
        return o;
    }

    [[nodiscard]] Result<void> solve_each(const Matrix<double>& inputs, TileSolution& solution,
                                          SolveMeter& meter) const {
        meter.begin_stage("");
        const std::size_t count = inputs.rows();
        const std::size_t mn = spec().rows * spec().cols;
        const bool one_at_a_time = mn >= cells_for_threads && count < 4;
        const int inside = one_at_a_time ? resolve_threads(options().threads) : 1;
        const int outside = one_at_a_time ? 1 : resolve_threads(options().threads);
        SchurOptions single_options = schur_options(inside);
        if (one_at_a_time)
            single_options.progress = [&](std::size_t iterations, double bound_A, double target_A) {
                meter.iterating(iterations, bound_A, target_A);
            };
        if (!spec().gated()) {
            const std::lock_guard lock(fixed_mutex_);
            if (!fixed_->solver) fixed_->prepare(inside, single_options);
        }
        std::vector<MeshOutcome> outcomes(count);
        std::vector<std::unique_ptr<SchurNetwork>> own(static_cast<std::size_t>(outside));
        parallel_for(count, outside, [&](std::size_t b, int thread) {
            outcomes[b].cancelled = options().stop.stop_requested();
            if (outcomes[b].cancelled) return;
            SchurNetwork* network = fixed_.get();
            if (spec().gated()) {
                auto& mine = own[static_cast<std::size_t>(thread)];
                if (!mine) {
                    mine = std::make_unique<SchurNetwork>();
                    mine->mesh = make_tile_mesh(spec());
                }
                set_cells(mine->mesh, spec(), *own_cells_, inputs.row(b));
                mine->prepare(inside, single_options);
                network = mine.get();
            }
            solve_one(*network, single_options, inputs.row(b), b, count, solution, outcomes[b]);
            meter.add_inputs(1);
        });
        solution.report.method = "mesh: Schur-complement CG, refined in double";
        solution.report.error_kind = "proved bound: sum of |KCL residual| over all nodes";
        return finish(outcomes, solution);
    }

    void solve_one(const SchurNetwork& network, const SchurOptions& schur,
                   std::span<const double> input, std::size_t b, std::size_t count,
                   TileSolution& solution, MeshOutcome& outcome) const {
        const std::size_t mn = spec().rows * spec().cols;
        const bool audit = audit_wanted(b, count);
        const bool nodes = options().want_nodes || audit || network.shorts;
        RawArray<double> own_V(nodes && !options().want_nodes ? 2 * mn : 0);
        std::span<double> u = own_V.values().first(own_V.size() / 2);
        std::span<double> v = own_V.values().last(u.size());
        if (options().want_nodes) {
            Matrix<double>& rows = spec().gated() ? solution.nodes.sl_V : solution.nodes.wl_V;
            u = rows.values().subspan(b * mn, mn);
            v = solution.nodes.bl_V.values().subspan(b * mn, mn);
        }
        const MeshSources sources = make_sources(spec(), input);
        double mismatch_A = 0.0;
        const SchurAnswer answer = network.shorts
                                       ? network.shorts->solve(sources, schur, u, v, mismatch_A)
                                       : network.solver->solve(sources, {}, schur, u, v);
        const std::span<double> i_out_A = solution.i_out_A.row(b);
        outcome.iterations = answer.iterations;
        outcome.used_double = answer.used_double;
        outcome.coarse_block = answer.coarse_block;
        outcome.left_coarse = answer.left_coarse;
        outcome.cancelled = answer.status == SchurStatus::cancelled;
        outcome.failed = answer.status == SchurStatus::not_finite;
        if (outcome.failed || outcome.cancelled) {
            for (const std::span<double> values : {i_out_A, u, v})
                std::ranges::fill(values, std::numeric_limits<double>::quiet_NaN());
            return;
        }
        sensed_currents(spec(), answer.currents, i_out_A);
        outcome.bound_A = answer.bound_A + mismatch_A;
        if (answer.end_bounds) {
            outcome.bounds_A.resize(spec().cols);
            sensed_currents(spec(), *answer.end_bounds, outcome.bounds_A);
            for (double& bound : outcome.bounds_A) bound += mismatch_A;
            outcome.bound_A = std::ranges::max(outcome.bounds_A);
        }
        if (audit || (options().want_nodes && network.mesh.may_float))
            audit_solution(spec(), on_S(), g_off_S_, input,
                           network.mesh.may_float || network.shorts, u, v, i_out_A, schur.threads,
                           outcome);
    }

    void keep_nodes(std::size_t b, std::span<const double> u, std::span<const double> v,
                    NodeVoltages& nodes) const {
        Matrix<double>& rows = spec().gated() ? nodes.sl_V : nodes.wl_V;
        std::ranges::copy(u, rows.row(b * spec().rows).data());
        std::ranges::copy(v, nodes.bl_V.row(b * spec().rows).data());
    }

    [[nodiscard]] Result<void> solve_transfer(const Matrix<double>& inputs,
                                              const MeshChoice& choice, TileSolution& solution,
                                              SolveMeter& meter) const {
        meter.begin_stage(choice.method == Method::direct ? "factors" : "transfer matrix");
        {
            const std::lock_guard lock(fixed_mutex_);
            if (auto r = transfer_->build(spec(), fixed_->mesh.network, choice, options()); !r)
                return r;
        }
        SolveReport& report = solution.report;
        if (choice.method == Method::direct) return solve_direct(inputs, solution, meter);
        transfer_->currents(spec(), inputs, options().threads, solution.i_out_A);
        report.method = fmt::format("mesh: exact transfer matrix, {}",
                                    choice.single_precision ? "float" : "double");
        report.error_kind = "measured on sampled inputs against Schur-CG, whose error is proved";
        return check_samples(inputs, solution);
    }

    // A transfer matrix has no node voltages to balance: some inputs are solved again, with proof.
    [[nodiscard]] Result<void> check_samples(const Matrix<double>& inputs,
                                             TileSolution& solution) const {
        const std::size_t count = inputs.rows();
        const std::size_t samples = std::min(count, transfer_samples);
        Matrix<double> some(samples, spec().rows);
        for (std::size_t k = 0; k < samples; ++k)
            std::ranges::copy(inputs.row(k * count / samples), some.row(k).begin());
        TileSolution proved;
        proved.i_out_A = Matrix<double>(samples, spec().cols);
        SolveMeter silent({}, samples, 0.0);
        if (auto r = solve_each(some, proved, silent); !r) return r;
        SolveReport& report = solution.report;
        double scale_A = 0.0;
        for (const double i : solution.i_out_A.values()) scale_A = std::max(scale_A, std::abs(i));
        double worst_A = 0.0;
        double worst_each = 0.0;
        for (std::size_t k = 0; k < samples; ++k)
            for (std::size_t j = 0; j < spec().cols; ++j) {
                const double exact_A = proved.i_out_A(k, j);
                const double apart_A = std::abs(solution.i_out_A(k * count / samples, j) - exact_A);
                if (!(apart_A <= worst_A)) worst_A = apart_A;
                if (std::abs(exact_A) >= weak_output * scale_A &&
                    !(apart_A <= worst_each * std::abs(exact_A)))
                    worst_each = apart_A / std::abs(exact_A);
            }
        // What the comparison itself may be off by.
        const double of_check = proved.report.error_bound_rel;
        report.error_bound_rel = (worst_A == 0.0 ? 0.0 : worst_A / scale_A) + of_check;
        report.error_bound_each_rel = worst_each + proved.report.error_bound_each_rel;
        report.kcl_residual_A = proved.report.kcl_residual_A;
        report.audited = proved.report.audited;
        report.iterations = proved.report.iterations;
        report.coarse_block = proved.report.coarse_block;
        report.remarks = proved.report.remarks;
        report.status = proved.report.status;
        if (!(report.error_bound_each_rel <= options().accuracy_rel)) {
            report.status = SolveStatus::inaccurate;
            report.remarks.push_back(
                fmt::format("the transfer matrix is off by {:.1e} of an output, {:g} was asked for",
                            report.error_bound_each_rel, options().accuracy_rel));
        }
        return {};
    }

    [[nodiscard]] Result<void> solve_direct(const Matrix<double>& inputs, TileSolution& solution,
                                            SolveMeter& meter) const {
        meter.begin_stage("");
        const std::size_t mn = spec().rows * spec().cols;
        const std::size_t count = inputs.rows();
        const MeshNetwork& network = fixed_->mesh.network;
        const MeshResidual residual(network);
        std::vector<MeshOutcome> outcomes(count);
        for (std::size_t first = 0; first < count; first += direct_block) {
            const std::size_t block = std::min(direct_block, count - first);
            std::vector<MeshSources> sources;
            for (std::size_t k = 0; k < block; ++k)
                sources.push_back(make_sources(spec(), inputs.row(first + k)));
            Matrix<double> node_V(block, 2 * mn);
            MergeStatus status =
                transfer_->factors().solve_nodes(sources, {}, node_V, options().stop);
            Matrix<double> residual_A(block, 2 * mn), correction_V(block, 2 * mn);
            for (std::size_t k = 0; k < block && status == MergeStatus::done; ++k)
                node_residual(residual, sources[k], node_V.row(k), residual_A.row(k));
            // One step of refinement; the correction is kept apart, as the low part of the answer.
            if (status == MergeStatus::done)
                status =
                    transfer_->factors().solve_nodes({}, residual_A, correction_V, options().stop);
            if (status == MergeStatus::cancelled)
                return Error{
                    .code = Errc::interrupted, .id = 2122, .what = "the batch was not finished"};
            parallel_for(block, options().threads, [&](std::size_t k, int) {
                finish_direct(residual, sources[k], inputs.row(first + k), first + k, count,
                              node_V.row(k), correction_V.row(k), solution, outcomes[first + k]);
            });
            meter.add_inputs(block);
        }
        solution.report.method = "mesh: nested dissection with factors, refined";
        solution.report.error_kind = "proved bound: sum of |KCL residual| over all nodes";
        return finish(outcomes, solution);
    }

    // KCL residual of hi in amperes, for a step of refinement.
    void node_residual(const MeshResidual& residual, const MeshSources& sources,
                       std::span<const double> node_V, std::span<double> residual_A) const {
        const std::size_t n = spec().cols;
        const std::size_t mn = spec().rows * n;
        std::vector<float> r(2 * mn);
        MeshCurrents currents;
        const MeshVoltagesView at{.u_V = node_V.data(), .v_V = node_V.data() + mn};
        const MeshResidualTotals sum = residual.evaluate(sources, {}, at, {}, 1, currents);
        const double scale = sum.norm1_A > 0.0 ? 1.0 / sum.norm1_A : 1.0;
        (void)residual.evaluate(
            sources, {}, at,
            {.r_u = {r.data(), n, 0}, .r_v = {r.data() + mn, n, 0}, .scale = scale}, 1, currents);
        for (std::size_t k = 0; k < 2 * mn; ++k) residual_A[k] = static_cast<double>(r[k]) / scale;
    }

    void finish_direct(const MeshResidual& residual, const MeshSources& sources,
                       std::span<const double> input, std::size_t b, std::size_t count,
                       std::span<double> node_V, std::span<double> correction_V,
                       TileSolution& solution, MeshOutcome& outcome) const {
        const std::size_t n = spec().cols;
        const std::size_t mn = spec().rows * n;
        std::vector<float> lo(2 * mn);
        double largest = 0.0;
        for (const double c : correction_V) largest = std::max(largest, std::abs(c));
        const double unit = largest > 0.0 ? largest : 1.0;
        for (std::size_t k = 0; k < 2 * mn; ++k) lo[k] = static_cast<float>(correction_V[k] / unit);
        MeshCurrents currents;
        const MeshResidualTotals left = residual.evaluate(sources, {},
                                                          {.u_V = node_V.data(),
                                                           .v_V = node_V.data() + mn,
                                                           .u_lo = {lo.data(), n, 0},
                                                           .v_lo = {lo.data() + mn, n, 0},
                                                           .lo_V = unit},
                                                          {}, 1, currents);
        sensed_currents(spec(), currents, solution.i_out_A.row(b));
        outcome.bound_A = left.bound_A();
        outcome.failed = !std::isfinite(left.norm1_A);
        for (std::size_t k = 0; k < 2 * mn; ++k) node_V[k] += correction_V[k];
        if (audit_wanted(b, count))
            audit_solution(spec(), on_S(), g_off_S_, input, fixed_->mesh.may_float,
                           node_V.first(mn), node_V.subspan(mn), solution.i_out_A.row(b), 1,
                           outcome);
        if (options().want_nodes)
            keep_nodes(b, node_V.first(mn), node_V.subspan(mn), solution.nodes);
    }

    [[nodiscard]] Result<void> finish(const std::vector<MeshOutcome>& outcomes,
                                      TileSolution& solution) const {
        for (const MeshOutcome& o : outcomes)
            if (o.cancelled) return solve_stopped();
        summarize_mesh(outcomes, solution.i_out_A, options().accuracy_rel, solution.report);
        return {};
    }

    std::string why_;
    std::optional<CellArray> own_cells_;
    double g_off_S_ = 0.0;
    std::unique_ptr<SchurNetwork> fixed_;
    std::unique_ptr<MeshTransfer> transfer_;
    std::unique_ptr<TileSolver> fallback_;
    mutable std::mutex fixed_mutex_;
    double hardness_ = 0.0;
    double program_s_ = 0.0;
};

}  // namespace

std::unique_ptr<TileSolver> make_mesh_solver(const TileSpec& spec, const SolveOptions& options,
                                             std::string why) {
    return std::make_unique<MeshSolver>(spec, options, std::move(why));
}

}  // namespace crosspoint
