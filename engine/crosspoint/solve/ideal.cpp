// The fidelity `ideal`: I_j = sum_i V_i G_ij, no wire, driver or sense resistance.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/solve/batch.hpp"
#include "crosspoint/solve/ladder.hpp"
#include "crosspoint/solve/ladder_gates.hpp"
#include "crosspoint/solve/passive_reads.hpp"

namespace crosspoint {
namespace {

class IdealSolver final : public LinearTileSolver {
public:
    IdealSolver(const TileSpec& spec, const SolveOptions& options, std::string why)
        : LinearTileSolver(spec, options), why_(std::move(why)) {}

    Result<void> program(const CellArray& cells) override {
        for (const double g : cells.g_on_S.values())
            if (std::isinf(g))
                return Error{.code = Errc::input,
                             .id = 2103,
                             .what = "a shorted cell has no finite current without wires",
                             .help = "use another fidelity, or give the cell a finite conductance"};
        cells_ = cells;
        cells_changed();
        if (spec().gated()) {
            // The ladder kernel without any resistance is the plain sum.
            TileSpec flat{.topology = Topology::one_transistor_column,
                          .rows = spec().rows,
                          .cols = spec().cols,
                          .read_V = spec().read_V};
            flat.bl.first_end.kind = EndKind::drive_read;
            flat.sl.first_end.kind = EndKind::sense;
            gates_ = make_gate_ladder(flat, cells);
        }
        return {};
    }

    [[nodiscard]] Result<TileSolution> solve(const Matrix<double>& inputs) const override {
        if (auto r = check_inputs(spec(), inputs); !r) return r.error();
        const double start_s = now_s();
        const std::size_t m = spec().rows;
        const std::size_t n = spec().cols;
        TileSolution solution;
        solution.i_out_A = Matrix<double>(inputs.rows(), n);
        for (std::size_t b = 0; b < inputs.rows(); ++b) {
            const std::span<double> i_A = solution.i_out_A.row(b);
            for (std::size_t i = 0; i < m; ++i) {
                const double x = inputs(b, i);
                const double volts = spec().gated() ? spec().read_V : x;
                for (std::size_t j = 0; j < n; ++j)
                    i_A[j] += volts *
                              (!spec().gated() || x != 0.0 ? cells_.g_on_S(i, j) : cells_.g_off_S);
            }
        }
        SolveReport& report = solution.report;
        report.method = "ideal: sum of V G, no wire or end resistance";
        report.why = why_;
        report.inputs = inputs.rows();
        report.setup_s = setup_s();
        report.kcl_residual_A = std::numeric_limits<double>::quiet_NaN();
        report.error_bound_rel = static_cast<double>(m) * std::numeric_limits<double>::epsilon();
        report.error_kind = "rounding of the sum; wires are left out by definition";
        report.solve_s = now_s() - start_s;
        if (options().want_nodes) fill_nodes(inputs, solution.nodes);
        return solution;
    }

    [[nodiscard]] Result<void> solve_gates(const GateBatch& gates, Matrix<float>& i_out_A,
                                           const GatePlan* plan) const override {
        if (!spec().gated() || !gates_.fits)
            return LinearTileSolver::solve_gates(gates, i_out_A, plan);
        if (auto r = check_gates(gates); !r) return r;
        run_gate_ladder(gates_.ladder, gates.bits, gates.first_row, i_out_A);
        return {};
    }

private:
    void fill_nodes(const Matrix<double>& inputs, NodeVoltages& nodes) const {
        const std::size_t m = spec().rows;
        const bool bl_driven = spec().bl.first_end.kind == EndKind::drive_read ||
                               spec().bl.last_end.kind == EndKind::drive_read;
        Matrix<double> driven(inputs.rows() * m, spec().cols, spec().read_V);
        Matrix<double> sensed(inputs.rows() * m, spec().cols, 0.0);
        if (!spec().gated()) {
            for (std::size_t b = 0; b < inputs.rows(); ++b)
                for (std::size_t i = 0; i < m; ++i)
                    std::ranges::fill(driven.row(b * m + i), inputs(b, i));
            nodes.wl_V = std::move(driven);
            nodes.bl_V = std::move(sensed);
        } else {
            nodes.bl_V = bl_driven ? driven : sensed;
            nodes.sl_V = bl_driven ? sensed : driven;
        }
    }

    std::string why_;
    CellArray cells_;
    GateLadderResult gates_;
};

bool has(const LineSet& set, EndKind kind) {
    return set.first_end.kind == kind || set.last_end.kind == kind;
}

bool drives(const LineSet& set) {
    return has(set, EndKind::drive_input) || has(set, EndKind::drive_read);
}

}  // namespace

Result<std::unique_ptr<TileSolver>> make_ideal_solver(const TileSpec& spec,
                                                      const SolveOptions& options,
                                                      std::string why) {
    const LineSet& other = spec.gated() ? spec.sl : spec.wl;
    const bool forward = drives(other) && !has(other, EndKind::sense) && !drives(spec.bl) &&
                         has(spec.bl, EndKind::sense);
    const bool backward = spec.gated() && drives(spec.bl) && !has(spec.bl, EndKind::sense) &&
                          !drives(other) && has(other, EndKind::sense);
    const bool one_voltage = spec.gated() || !has(spec.wl, EndKind::drive_read);
    if ((!forward && !backward) || !one_voltage)
        return Error{
            .code = Errc::input,
            .id = 2100,
            .what = "fidelity ideal needs one line set that is driven and one that is sensed",
            .help = "use auto, ladder, mesh or circuit for other line ends"};
    return std::unique_ptr<TileSolver>(
        std::make_unique<IdealSolver>(spec, options, std::move(why)));
}

}  // namespace crosspoint
