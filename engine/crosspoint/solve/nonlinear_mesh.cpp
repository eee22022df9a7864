// Wires of a mesh with two-terminal cells by Schur-CG, inexact: the residual is formed in double,
// branch by branch, and its correction is solved only as well as Newton's method can use.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "crosspoint/linalg/mesh_residual.hpp"
#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/solve/nonlinear_wires.hpp"
#include "crosspoint/solve/tile_mesh.hpp"

namespace crosspoint {
namespace {

class MeshWires final : public DrivenWires {
public:
    MeshWires(const TileSpec& spec, TileMesh mesh, MeshSources sources, int threads)
        : rows_(spec.rows),
          cols_(spec.cols),
          row_is_a_(!spec.gated()),
          spec_(spec),
          threads_(threads),
          wires_(mesh),
          linear_(std::move(mesh)),
          sources_(std::move(sources)) {
        const std::size_t mn = rows_ * cols_;
        wires_.network.cell_S = Matrix<double>(rows_, cols_);
        linear_.network.cell_S = Matrix<double>(rows_, cols_);
        residual_.emplace(wires_.network);
        for (auto* values : {&into_u_, &into_v_}) values->resize(mn);
        r_u_.resize(mn);
        r_v_.resize(mn);
        for (const MeshLines* lines : {&wires_.network.row_lines, &wires_.network.col_lines}) {
            const auto add = [this](double ohm) { wire_S_ += ohm > 0.0 ? 2.0 / ohm : 0.0; };
            for (std::size_t line = 0; line < lines->lines; ++line) {
                add(lines->first_ohm[line]);
                add(lines->last_ohm[line]);
                for (std::size_t k = 1; k < lines->crossings; ++k) add(lines->at(line, k));
            }
        }
    }

    void drive(const TileEnds& ends) override { sources_ = make_sources(spec_, ends); }

    [[nodiscard]] bool exact() const override { return false; }
    [[nodiscard]] double largest_V() const override {
        double largest_V = 0.0;
        for (const auto* volts : {&sources_.row_first_V, &sources_.row_last_V,
                                  &sources_.col_first_V, &sources_.col_last_V})
            for (const double v : *volts) largest_V = std::max(largest_V, std::abs(v));
        return largest_V;
    }
    [[nodiscard]] std::size_t linear_iterations() const override { return iterations_; }

    void residual(const CellState& at, double scale, TerminalResidual& out) override {
        const std::size_t mn = rows_ * cols_;
        const MeshSources sources = scaled(scale);
        const std::vector<double>* u = row_is_a_ ? &at.a_V : &at.b_V;
        const std::vector<double>* v = row_is_a_ ? &at.b_V : &at.a_V;
        if (!residual_->plain()) {  // some nodes are held
            u_ = *u;
            v_ = *v;
            residual_->hold(sources, u_.data(), v_.data());
            u = &u_;
            v = &v_;
        }
        const std::vector<double>& from_u = row_is_a_ ? at.i_a_A : at.i_b_A;
        const std::vector<double>& from_v = row_is_a_ ? at.i_b_A : at.i_a_A;
        for (std::size_t k = 0; k < mn; ++k) {
            into_u_[k] = -from_u[k];
            into_v_[k] = -from_v[k];
        }
        const auto evaluate = [&](double unit) {
            const MeshResidualOut to{
                .r_u = {r_u_.data(), cols_, mn}, .r_v = {r_v_.data(), cols_, mn}, .scale = unit};
            return residual_->evaluate(sources, {into_u_, into_v_},
                                       {.u_V = u->data(), .v_V = v->data()}, to, threads_,
                                       currents_);
        };
        // The residual leaves as floats times a power of two that keeps them in range.
        double unit = unit_;
        MeshResidualTotals totals = evaluate(unit);
        const double wanted = totals.norm1_A > 0.0 && std::isfinite(totals.norm1_A)
                                  ? std::exp2(-std::floor(std::log2(totals.norm1_A)))
                                  : 1.0;
        if (!(unit < 1e6 * wanted && wanted < 1e6 * unit)) {
            unit = std::clamp(wanted, 1e-270, 1e270);
            totals = evaluate(unit);
        }
        unit_ = unit;
        out.norm1_A = last_norm1_A_ = totals.norm1_A;
        // Voltages rounded to double make currents in the wires that nobody can take away.
        double largest_V = 0.0;
        for (std::size_t k = 0; k < mn; ++k)
            largest_V = std::max(largest_V, std::max(std::abs((*u)[k]), std::abs((*v)[k])));
        out.rounding_A = totals.rounding_A + 0x1p-53 * wire_S_ * largest_V;
        std::vector<double>& to_u = row_is_a_ ? out.a_A : out.b_A;
        std::vector<double>& to_v = row_is_a_ ? out.b_A : out.a_A;
        const double amperes = 1.0 / unit;  // unit is a power of two
        for (std::size_t k = 0; k < mn; ++k) {
            to_u[k] = static_cast<double>(r_u_[k]) * amperes;
            to_v[k] = static_cast<double>(r_v_[k]) * amperes;
        }
    }

    bool solve(const CellState& at, double scale, double allowed_A, std::span<double> a_V,
               std::span<double> b_V) override {
        const double rough = last_norm1_A_ > 0.0 ? allowed_A / last_norm1_A_ : 1.0;
        SchurOptions options = quick(allowed_A);
        options.reduction = std::clamp(0.3 * rough, 1e-4, 1e-2);
        return linearized(at, scaled(scale), options, a_V, b_V).status != SchurStatus::not_finite;
    }

    bool settle(const CellState& at, double allowed_A, std::span<double> a_V, std::span<double> b_V,
                double& bound_A) override {
        const SchurAnswer answer = linearized(at, sources_, quick(allowed_A), a_V, b_V);
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
        options.warm = true;
        options.min_refinements = 1;
        options.allowed_A = [allowed_A](const MeshCurrents&) { return allowed_A; };
        return options;
    }
    [[nodiscard]] MeshSources scaled(double scale) const {
        MeshSources out = sources_;
        for (auto* volts : {&out.row_first_V, &out.row_last_V, &out.col_first_V, &out.col_last_V})
            for (double& v : *volts) v *= scale;
        return out;
    }

    std::size_t rows_, cols_;
    bool row_is_a_;
    TileSpec spec_;
    int threads_;
    TileMesh wires_, linear_;
    MeshSources sources_;
    std::optional<MeshResidual> residual_;
    std::optional<SchurCg> solver_;
    std::vector<double> into_u_, into_v_, u_, v_;
    std::vector<float> r_u_, r_v_;
    MeshCurrents currents_;
    double unit_ = 1.0;
    double last_norm1_A_ = 0.0;
    double wire_S_ = 0.0;  // twice the sum over all segments
    std::size_t iterations_ = 0;
};

}  // namespace

std::unique_ptr<WireSystem> make_mesh_wires(const TileSpec& spec, std::span<const double> input,
                                            int threads) {
    return std::make_unique<MeshWires>(spec, make_tile_mesh(spec), make_sources(spec, input),
                                       threads);
}

std::unique_ptr<DrivenWires> make_driven_mesh_wires(const TileSpec& spec, const TileEnds& ends,
                                                    int threads) {
    return std::make_unique<MeshWires>(spec, make_tile_mesh(spec, ends), make_sources(spec, ends),
                                       threads);
}

}  // namespace crosspoint
