// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/mesh_batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/array/mesh_audit.hpp"
#include "crosspoint/circuit/audit.hpp"
#include "crosspoint/circuit/structure.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t audits_of_a_batch = 16;
// A sound double solution leaves 1e-16 .. 1e-13 of the source voltages at a node.
constexpr double kcl_tolerance_rel = 1e-11;

void raise(double& to, double value) {
    if (!(value <= to) && !std::isnan(to)) to = value;  // a NaN comes in and stays
}

}  // namespace

bool audit_wanted(std::size_t index, std::size_t count) {
    const std::size_t step = (count + audits_of_a_batch - 1) / audits_of_a_batch;
    return index % step == 0;
}

void audit_solution(const TileSpec& spec, const Matrix<double>& g_on_S, double g_off_S,
                    std::span<const double> input, bool may_float, std::span<double> u_V,
                    std::span<double> v_V, std::span<const double> i_out_A, int threads,
                    MeshOutcome& outcome) {
    std::span<const double> audited_A;
    MeshAudit direct;
    AuditReport general;
    if (!may_float && audits_as_mesh(spec)) {
        direct = audit_mesh(spec, g_on_S, g_off_S, input, u_V, v_V, threads);
        outcome.kcl_residual_A = direct.kcl_residual_A;
        outcome.kcl_residual_rel = direct.kcl_residual_rel;
        audited_A = direct.i_out_A;
    } else {
        const CellArray cells{g_on_S, g_off_S};
        ExpandedTile tile = expand(spec, cells);
        apply_input(tile, spec, cells, input);
        const Structure structure = analyze(tile.circuit).structure;
        const std::size_t mn = u_V.size();
        for (std::size_t k = 0; k < 2 * mn; ++k)
            if (structure.unknown[k] == Structure::floating)
                (k < mn ? u_V[k] : v_V[k - mn]) = std::numeric_limits<double>::quiet_NaN();
        std::vector<double> node_V(u_V.begin(), u_V.end());
        node_V.insert(node_V.end(), v_V.begin(), v_V.end());
        // The far side of every end, which the methods do not carry as a node.
        for (const HeldNode& source : tile.circuit.held) node_V.push_back(source.voltage_V);
        general = audit(tile.circuit, node_V, tile.groups);
        outcome.kcl_residual_A = general.kcl_residual_A;
        outcome.kcl_residual_rel = general.kcl_residual_rel;
        outcome.floating_nodes = general.floating_nodes;
        audited_A = general.group_A;
    }
    outcome.audited = true;
    for (std::size_t j = 0; j < spec.cols; ++j)
        raise(outcome.disagreement_A, std::abs(i_out_A[j] - audited_A[j]));
}

void summarize_mesh(const std::vector<MeshOutcome>& outcomes, const Matrix<double>& i_out_A,
                    double accuracy_rel, SolveReport& report) {
    double scale_A = 0.0;
    for (const double i : i_out_A.values()) scale_A = std::max(scale_A, std::abs(i));
    double residual_rel = 0.0;
    double disagreement_A = 0.0;
    double bound_A = 0.0;
    double each_rel = 0.0;
    double weak_rel = 0.0;
    std::size_t weak = 0;
    std::size_t failed = 0;
    std::size_t floating = 0;
    std::size_t doubles = 0;
    std::size_t left_coarse = 0;
    report.audited = 0;
    for (std::size_t b = 0; b < outcomes.size(); ++b) {
        const MeshOutcome& o = outcomes[b];
        report.iterations += o.iterations;
        failed += o.failed ? 1 : 0;
        doubles += o.used_double ? 1 : 0;
        left_coarse += o.left_coarse ? 1 : 0;
        report.coarse_block = std::max(report.coarse_block, o.coarse_block);
        if (o.failed) continue;
        report.audited += o.audited ? 1 : 0;
        raise(report.kcl_residual_A, o.kcl_residual_A);
        raise(residual_rel, o.kcl_residual_rel);
        raise(disagreement_A, o.disagreement_A);
        raise(bound_A, o.bound_A);
        floating = std::max(floating, o.floating_nodes);
        for (std::size_t j = 0; j < i_out_A.cols(); ++j) {
            const double bound = o.bounds_A.empty() ? o.bound_A : o.bounds_A[j];
            if (bound == 0.0 || scale_A == 0.0) continue;
            const double size_A = std::abs(i_out_A(b, j));
            if (size_A >= weak_output * scale_A) {
                raise(each_rel, bound / size_A);
            } else if (!(bound <= accuracy_rel * size_A)) {
                ++weak;
                raise(weak_rel, bound / scale_A);
            }
        }
    }
    if (scale_A == 0.0 && failed == 0) {
        report.remarks.push_back(fmt::format("every output is 0, within {:.1e} A", bound_A));
        bound_A = 0.0;
    }
    report.error_bound_rel = bound_A == 0.0 ? 0.0 : bound_A / scale_A;
    report.error_bound_each_rel = each_rel;
    if (floating > 0)
        report.remarks.push_back(fmt::format(
            "{} nodes float (no path to any driven or sensed end): they carry no current and have "
            "no voltage (NaN)",
            floating));
    if (doubles > 0)
        report.remarks.push_back(fmt::format(
            "{} of {} inputs needed the iteration in double precision", doubles, outcomes.size()));
    if (left_coarse > 0)
        report.remarks.push_back(fmt::format("the coarse grid did not help {} of {} inputs",
                                             left_coarse, outcomes.size()));
    if (weak > 0)
        report.remarks.push_back(
            fmt::format("{} outputs below {:g} of the largest are bounded in absolute terms only",
                        weak, weak_output));
    if (failed > 0) {
        report.status = SolveStatus::inaccurate;
        report.error_bound_rel = std::numeric_limits<double>::quiet_NaN();
        report.remarks.push_back(
            fmt::format("{} of {} inputs overflowed or met a NaN: their currents are NaN", failed,
                        outcomes.size()));
    } else if (!(residual_rel <= std::max(kcl_tolerance_rel, accuracy_rel)) ||
               !(each_rel <= accuracy_rel) || !(weak_rel <= accuracy_rel * weak_output) ||
               !(disagreement_A <= std::max(accuracy_rel, 1e-9) * scale_A)) {
        report.status = SolveStatus::inaccurate;
        report.remarks.push_back(fmt::format(
            "the accuracy of {:g} was not reached: KCL residual {:.1e} of the source voltage, "
            "largest error bound {:.1e} of its output, output against audit {:.1e} A",
            accuracy_rel, residual_rel, each_rel, disagreement_A));
    }
}

}  // namespace crosspoint
