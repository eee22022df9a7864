// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/circuit/audit.hpp"
#include "crosspoint/solve/solve_meter.hpp"

namespace crosspoint {
namespace {

// A sound double solution leaves 1e-16 .. 1e-13 of the source voltages at a node.
constexpr double kcl_tolerance_rel = 1e-11;
// Exact methods reach 1e-9 and better; the rest is for tiles whose proved bound is pessimistic.
constexpr double error_tolerance_rel = 1e-6;

struct InputOutcome {
    double kcl_residual_A = 0.0;
    double kcl_residual_rel = 0.0;
    double disagreement_A = 0.0;  // solver's output current against the audit's
    double bound_A = 0.0;
    std::size_t floating_nodes = 0;
    bool regular = true;
};

void copy_nodes(const TileSpec& spec, std::span<const double> node_V, std::size_t input,
                NodeVoltages& nodes) {
    const std::size_t mn = spec.rows * spec.cols;
    Matrix<double>& first = spec.gated() ? nodes.sl_V : nodes.wl_V;
    std::ranges::copy(node_V.first(mn), first.row(input * spec.rows).data());
    std::ranges::copy(node_V.subspan(mn, mn), nodes.bl_V.row(input * spec.rows).data());
}

void summarize(const std::vector<InputOutcome>& outcomes, double scale_A, SolveReport& report) {
    double relative = 0.0;
    double disagreement_A = 0.0;
    double bound_A = 0.0;
    std::size_t floating = 0;
    std::size_t singular = 0;
    for (const InputOutcome& o : outcomes) {
        if (!o.regular) {
            ++singular;
            continue;
        }
        const auto raise = [](double& to, double value) {
            if (!(value <= to)) to = value;  // lets a NaN through
        };
        raise(report.kcl_residual_A, o.kcl_residual_A);
        raise(relative, o.kcl_residual_rel);
        raise(disagreement_A, o.disagreement_A);
        raise(bound_A, o.bound_A);
        floating = std::max(floating, o.floating_nodes);
    }
    report.audited = outcomes.size() - singular;
    report.error_bound_rel += bound_A == 0.0 ? 0.0 : bound_A / scale_A;
    if (floating > 0)
        report.remarks.push_back(fmt::format(
            "{} nodes float (no path to any driven or sensed end): they carry no current and have "
            "no voltage (NaN)",
            floating));
    if (singular > 0) {
        report.status = SolveStatus::singular;
        report.remarks.push_back(fmt::format("{} of {} inputs are singular: their currents are NaN",
                                             singular, outcomes.size()));
    } else if (!(relative <= kcl_tolerance_rel) ||
               !(report.error_bound_rel <= error_tolerance_rel) ||
               !(disagreement_A <= error_tolerance_rel * scale_A)) {
        report.status = SolveStatus::inaccurate;
        report.remarks.push_back(fmt::format(
            "ill-conditioned: KCL residual {:.1e} of the source voltage, error bound {:.1e}, "
            "output against audit {:.1e} A",
            relative, report.error_bound_rel, disagreement_A));
    }
}

}  // namespace

Result<void> check_inputs(const TileSpec& spec, const Matrix<double>& inputs) {
    const auto bad = [](std::string what, std::string help) {
        return Error{
            .code = Errc::input, .id = 2110, .what = std::move(what), .help = std::move(help)};
    };
    if (inputs.rows() == 0 || inputs.cols() != spec.rows)
        return bad(
            fmt::format("the inputs have shape [{} x {}], expected [B x rows] with rows = {}",
                        inputs.rows(), inputs.cols(), spec.rows),
            "one input vector per row, one value per word line");
    for (std::size_t b = 0; b < inputs.rows(); ++b) {
        for (std::size_t i = 0; i < spec.rows; ++i) {
            const double v = inputs(b, i);
            if (!std::isfinite(v))
                return bad(fmt::format("input [{}, {}] is {}, expected a finite value", b, i, v),
                           "");
            if (spec.gated() && v != 0.0 && v != 1.0)
                return bad(fmt::format("input [{}, {}] is {}, expected 0 or 1", b, i, v),
                           "in 1t1r an input switches the access transistor of its row");
        }
    }
    return {};
}

Error solve_stopped() {
    return Error{.code = Errc::interrupted, .id = 2116, .what = "the solve was stopped"};
}

Result<TileSolution> run_batch(const TileSpec& spec, const CellArray& cells,
                               const ExpandedTile& network, const Matrix<double>& inputs,
                               const SolveOptions& options, SolveReport report,
                               const SolveOne& solve_one) {
    const double start_s = now_s();
    const std::size_t count = inputs.rows();
    const int threads = resolve_threads(options.threads);
    TileSolution solution;
    solution.i_out_A = Matrix<double>(count, spec.cols);
    if (options.want_nodes) {
        const Matrix<double> blank(count * spec.rows, spec.cols);
        (spec.gated() ? solution.nodes.sl_V : solution.nodes.wl_V) = blank;
        solution.nodes.bl_V = blank;
    }
    std::vector<InputOutcome> outcomes(count);
    // One copy of the network per thread: the inputs are written into it.
    std::vector<std::unique_ptr<ExpandedTile>> scratch(static_cast<std::size_t>(threads));

    SolveMeter meter(options.progress, count, 0.0);
    parallel_for(count, threads, [&](std::size_t b, int thread) {
        if (options.stop.stop_requested()) return;
        auto& tile = scratch[static_cast<std::size_t>(thread)];
        if (!tile) tile = std::make_unique<ExpandedTile>(network);
        apply_input(*tile, spec, cells, inputs.row(b));
        std::vector<double> node_V(tile->circuit.node_count,
                                   std::numeric_limits<double>::quiet_NaN());
        OneSolution one{.node_V = node_V, .i_out_A = solution.i_out_A.row(b)};
        solve_one(b, *tile, one);

        InputOutcome& outcome = outcomes[b];
        outcome.regular = one.regular;
        if (one.regular) {
            const AuditReport checked = audit(tile->circuit, node_V, tile->groups);
            outcome.kcl_residual_A = checked.kcl_residual_A;
            outcome.kcl_residual_rel = checked.kcl_residual_rel;
            outcome.floating_nodes = checked.floating_nodes;
            outcome.bound_A = one.bound_A;
            for (std::size_t j = 0; j < spec.cols; ++j) {
                const double apart_A = std::abs(one.i_out_A[j] - checked.group_A[j]);
                if (!(apart_A <= outcome.disagreement_A)) outcome.disagreement_A = apart_A;
            }
        } else {
            std::ranges::fill(one.i_out_A, std::numeric_limits<double>::quiet_NaN());
        }
        if (options.want_nodes) copy_nodes(spec, node_V, b, solution.nodes);
        meter.add_inputs(1);
    });
    if (options.stop.stop_requested()) return solve_stopped();

    double scale_A = 0.0;
    for (const double i : solution.i_out_A.values()) scale_A = std::max(scale_A, std::abs(i));
    report.inputs = count;
    report.threads = threads;
    summarize(outcomes, scale_A, report);
    report.solve_s = now_s() - start_s;
    solution.report = std::move(report);
    return solution;
}

}  // namespace crosspoint
