// Wires of a mesh with two-terminal cells by Schur-CG, inexact: the residual is formed in double,
// branch by branch, and its correction is solved only as well as Newton's method can use.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/solve/imbalance_wires.hpp"
#include "crosspoint/solve/tile_mesh.hpp"

namespace crosspoint {
namespace {

class MeshWires final : public ImbalanceWires {
public:
    MeshWires(const TileSpec& spec, TileMesh mesh, MeshSources sources, int threads,
              std::stop_token stop)
        : ImbalanceWires(spec, mesh, std::move(sources), threads, std::move(stop)),
          row_is_a_(!spec.gated()),
          threads_(threads),
          linear_(std::move(mesh)) {
        linear_.network.cell_S = Matrix<double>(spec.rows, spec.cols);
        for (auto* values : {&into_u_, &into_v_}) values->resize(spec.rows * spec.cols);
    }

    bool solve(const CellState& at, double scale, double allowed_A, std::span<double> a_V,
               std::span<double> b_V) override {
        const double rough = imbalance_.norm1_A() > 0.0 ? allowed_A / imbalance_.norm1_A() : 1.0;
        SchurOptions options = quick(allowed_A);
        options.reduction = std::clamp(0.3 * rough, 1e-4, 1e-2);
        return linearized(at, imbalance_.sources(scale), options, a_V, b_V).status !=
               SchurStatus::not_finite;
    }

    bool settle(const CellState& at, double allowed_A, std::span<double> a_V, std::span<double> b_V,
                double& bound_A) override {
        const SchurAnswer answer = linearized(at, imbalance_.sources(), quick(allowed_A), a_V, b_V);
        bound_A = answer.bound_A;
        return answer.status == SchurStatus::converged || answer.status == SchurStatus::stalled;
    }

private:
    void set_conductances(const CellState& at) {
        for (std::size_t k = 0; k < at.size(); ++k)
            linear_.network.cell_S.values()[k] = -0.5 * (at.g_ab_S[k] + at.g_ba_S[k]);
        if (solver_)
            solver_->update(threads_);
        else
            solver_.emplace(linear_.network, threads_);
    }
    // The network whose cells carry i + g (v - v_at), from the voltages of `at`.
    SchurAnswer linearized(const CellState& at, const MeshSources& sources,
                           const SchurOptions& options, std::span<double> a_V,
                           std::span<double> b_V) {
        set_conductances(at);
        // Cells carry i - g v beside their conductance.
        for (std::size_t k = 0; k < at.size(); ++k) {
            const double g_S = linear_.network.cell_S.values()[k];
            const double from_a_A = at.i_a_A[k] - g_S * (at.a_V[k] - at.b_V[k]);
            into_u_[k] = row_is_a_ ? -from_a_A : from_a_A;
            into_v_[k] = -into_u_[k];
        }
        std::ranges::copy(at.a_V, a_V.begin());
        std::ranges::copy(at.b_V, b_V.begin());
        SchurAnswer answer = solver_->solve(sources, {into_u_, into_v_}, options,
                                            row_is_a_ ? a_V : b_V, row_is_a_ ? b_V : a_V);
        iterations_ += answer.iterations;
        return answer;
    }
    [[nodiscard]] SchurOptions quick(double allowed_A) const {
        SchurOptions options;
        options.threads = threads_;
        options.stop = stop_;
        options.warm = true;
        options.min_refinements = 1;
        options.want_end_bounds = false;
        options.allowed_A = [allowed_A](const MeshCurrents&) { return allowed_A; };
        return options;
    }

    bool row_is_a_;
    int threads_;
    TileMesh linear_;
    std::optional<SchurCg> solver_;
    std::vector<double> into_u_, into_v_;
};

}  // namespace

std::unique_ptr<WireSystem> make_mesh_wires(const TileSpec& spec, std::span<const double> input,
                                            int threads, std::stop_token stop) {
    return std::make_unique<MeshWires>(spec, make_tile_mesh(spec), make_sources(spec, input),
                                       threads, std::move(stop));
}

std::unique_ptr<DrivenWires> make_driven_mesh_wires(const TileSpec& spec, const TileEnds& ends,
                                                    int threads) {
    return std::make_unique<MeshWires>(spec, make_tile_mesh(spec, ends), make_sources(spec, ends),
                                       threads, std::stop_token());
}

}  // namespace crosspoint
