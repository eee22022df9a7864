// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/mesh_shorts.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <utility>

namespace crosspoint {
namespace {

constexpr int max_passes = 4;

}  // namespace

struct MeshShorts::Factor {
    Eigen::LLT<Eigen::MatrixXd> minus_d;
};

MeshShorts::~MeshShorts() = default;
MeshShorts::MeshShorts(MeshShorts&&) noexcept = default;
MeshShorts& MeshShorts::operator=(MeshShorts&&) noexcept = default;

MeshShorts::MeshShorts(const TileMesh& mesh, const SchurCg& solver, const SchurOptions& options)
    : mesh_(&mesh), solver_(&solver), factor_(std::make_unique<Factor>()) {
    const std::size_t m = mesh.network.rows;
    const std::size_t n = mesh.network.cols;
    const std::size_t count = mesh.shorts.size();
    const MeshSources grounded{std::vector<double>(m), std::vector<double>(m),
                               std::vector<double>(n), std::vector<double>(n)};
    std::vector<double> inject_u(m * n), inject_v(m * n), u(m * n), v(m * n);
    Eigen::MatrixXd minus_d(count, count);
    for (std::size_t l = 0; l < count; ++l) {
        const std::size_t at = mesh.shorts[l].row * n + mesh.shorts[l].col;
        inject_u[at] = -1.0;
        inject_v[at] = 1.0;
        const SchurAnswer answer = solver.solve(grounded, {inject_u, inject_v}, options, u, v);
        ok_ = ok_ &&
              (answer.status == SchurStatus::converged || answer.status == SchurStatus::stalled);
        inject_u[at] = inject_v[at] = 0.0;
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t other = mesh.shorts[k].row * n + mesh.shorts[k].col;
            minus_d(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(l)) =
                v[other] - u[other];
        }
    }
    const Eigen::MatrixXd symmetric = 0.5 * (minus_d + minus_d.transpose());
    factor_->minus_d.compute(symmetric);
    ok_ = ok_ && factor_->minus_d.info() == Eigen::Success;
}

SchurAnswer MeshShorts::solve(const MeshSources& sources, const SchurOptions& options,
                              std::span<double> u_V, std::span<double> v_V,
                              double& mismatch_A) const {
    const std::size_t n = mesh_->network.cols;
    const std::size_t mn = mesh_->network.rows * n;
    const auto count = static_cast<Eigen::Index>(mesh_->shorts.size());
    std::vector<double> inject_u(mn), inject_v(mn);
    SchurAnswer answer;
    double best_A = INFINITY;
    // Each pass removes what the last one left of u - v.
    for (int pass = 0; pass < max_passes; ++pass) {
        answer = solver_->solve(sources, {inject_u, inject_v}, options, u_V, v_V);
        if (answer.status == SchurStatus::cancelled || answer.status == SchurStatus::not_finite)
            break;
        Eigen::VectorXd apart_V(count);
        for (Eigen::Index k = 0; k < count; ++k) {
            const ShortedCell& cell = mesh_->shorts[static_cast<std::size_t>(k)];
            const std::size_t at = cell.row * n + cell.col;
            apart_V(k) = u_V[at] - v_V[at];
        }
        // The missing currents; a current from one node to another changes no output by more.
        const Eigen::VectorXd more_A = factor_->minus_d.solve(apart_V);
        const double left_A = more_A.lpNorm<1>();
        mismatch_A = left_A;
        const bool improves = left_A < 0.5 * best_A;
        best_A = left_A;
        if (!improves || left_A <= 0.01 * answer.bound_A || pass + 1 == max_passes) break;
        for (Eigen::Index k = 0; k < count; ++k) {
            const ShortedCell& cell = mesh_->shorts[static_cast<std::size_t>(k)];
            const std::size_t at = cell.row * n + cell.col;
            inject_u[at] -= more_A(k);
            inject_v[at] += more_A(k);
        }
    }
    return answer;
}

}  // namespace crosspoint
