// Wires of a mesh whose cells are not symmetric, inexact: the residual is formed in double, branch
// by branch, and its correction is found by BiCGStab on the column Schur complement, only as well
// as Newton's method can use.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "crosspoint/linalg/unsymmetric_mesh.hpp"
#include "crosspoint/solve/imbalance_wires.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t most_iterations = 400;

class UnsymmetricWires final : public ImbalanceWires {
public:
    UnsymmetricWires(const TileSpec& spec, TileMesh mesh, MeshSources sources, std::stop_token stop)
        : ImbalanceWires(spec, std::move(mesh), std::move(sources), 1, std::move(stop)),
          mn_(spec.rows * spec.cols),
          cols_(spec.cols),
          mesh_(imbalance_.network()) {
        for (auto* values : {&r_u_, &r_v_, &d_u_, &d_v_, &more_u_, &more_v_, &into_u_, &into_v_})
            values->resize(mn_);
        for (auto* values : {&lo_u_, &lo_v_, &left_u_, &left_v_}) values->resize(mn_);
    }

    bool solve(const CellState& at, double scale, double allowed_A, std::span<double> a_V,
               std::span<double> b_V) override {
        const double rough = imbalance_.norm1_A() > 0.0 ? allowed_A / imbalance_.norm1_A() : 1.0;
        if (!correct(at, imbalance_.sources(scale), std::clamp(0.1 * rough, 1e-8, 1e-2)))
            return false;
        const bool row_is_a = imbalance_.row_is_a();
        add(d_u_, u_, row_is_a ? a_V : b_V);
        add(d_v_, v_, row_is_a ? b_V : a_V);
        return true;
    }

    // Voltages as pairs hi + lo: what rounding makes of the currents in the wires is corrected, and
    // the bound is that of the pair.
    bool settle(const CellState& at, double allowed_A, std::span<double> a_V, std::span<double> b_V,
                double& bound_A) override {
        constexpr int most = 4;
        imbalance_.evaluate(at, 1.0, fresh_);
        const MeshSources& sources = imbalance_.sources();
        if (!correct(at, sources, 1e-6)) return false;
        for (int k = 0; k < most; ++k) {
            bound_A = bound_of_linearized(at, sources);
            if (bound_A <= allowed_A || k + 1 == most) break;
            for (std::size_t c = 0; c < mn_; ++c) {
                r_u_[c] = static_cast<double>(left_u_[c]) / unit_;
                r_v_[c] = static_cast<double>(left_v_[c]) / unit_;
            }
            if (!solve_for(1e-6, more_u_, more_v_)) return false;
            for (std::size_t c = 0; c < mn_; ++c) {
                d_u_[c] += more_u_[c];
                d_v_[c] += more_v_[c];
            }
        }
        const bool row_is_a = imbalance_.row_is_a();
        add(d_u_, u_, row_is_a ? a_V : b_V);
        add(d_v_, v_, row_is_a ? b_V : a_V);
        return std::isfinite(bound_A);
    }

private:
    static void add(const std::vector<double>& step_V, const std::vector<double>& from_V,
                    std::span<double> to_V) {
        for (std::size_t k = 0; k < step_V.size(); ++k) to_V[k] = from_V[k] + step_V[k];
    }

    // d_u_, d_v_ from the last imbalance; u_, v_ are the nodes with the held ones at their sources.
    bool correct(const CellState& at, const MeshSources& sources, double reduction) {
        const bool row_is_a = imbalance_.row_is_a();
        const auto& at_u = row_is_a ? at.a_V : at.b_V;
        const auto& at_v = row_is_a ? at.b_V : at.a_V;
        cells_ = {row_is_a ? at.g_aa_S : at.g_bb_S, row_is_a ? at.g_ab_S : at.g_ba_S,
                  row_is_a ? at.g_ba_S : at.g_ab_S, row_is_a ? at.g_bb_S : at.g_aa_S};
        if (!mesh_.factor(cells_)) return false;
        u_ = at_u;
        v_ = at_v;
        imbalance_.residual().hold(sources, u_.data(), v_.data());
        const double amperes = 1.0 / imbalance_.unit();
        for (std::size_t k = 0; k < mn_; ++k) {
            // Cells follow when held nodes go to their sources.
            const double du = u_[k] - at_u[k], dv = v_[k] - at_v[k];
            r_u_[k] = static_cast<double>(imbalance_.rows()[k]) * amperes - cells_.uu_S[k] * du -
                      cells_.uv_S[k] * dv;
            r_v_[k] = static_cast<double>(imbalance_.columns()[k]) * amperes - cells_.vu_S[k] * du -
                      cells_.vv_S[k] * dv;
        }
        return solve_for(reduction, d_u_, d_v_);
    }

    bool solve_for(double reduction, std::vector<double>& d_u, std::vector<double>& d_v) {
        const UnsymmetricMesh::Answer answer =
            mesh_.correct(r_u_, r_v_, reduction, most_iterations, stop_, d_u, d_v);
        iterations_ += answer.iterations;
        // What is half a solution still makes a direction; nonsense does not.
        return answer.ok || answer.left < 0.1;
    }

    // Sum of |imbalance| of the linearized network at hi + lo, with rounding; left_ keeps it.
    double bound_of_linearized(const CellState& at, const MeshSources& sources) {
        double largest_V = 0.0;
        for (std::size_t k = 0; k < mn_; ++k)
            largest_V = std::max({largest_V, std::abs(d_u_[k]), std::abs(d_v_[k])});
        const double lo_V = largest_V > 0.0 ? std::exp2(std::ceil(std::log2(largest_V))) : 1.0;
        const bool row_is_a = imbalance_.row_is_a();
        const auto& at_u = row_is_a ? at.a_V : at.b_V;
        const auto& at_v = row_is_a ? at.b_V : at.a_V;
        const auto& i_u = row_is_a ? at.i_a_A : at.i_b_A;
        const auto& i_v = row_is_a ? at.i_b_A : at.i_a_A;
        for (std::size_t k = 0; k < mn_; ++k) {
            lo_u_[k] = static_cast<float>(d_u_[k] / lo_V);
            lo_v_[k] = static_cast<float>(d_v_[k] / lo_V);
            d_u_[k] = static_cast<double>(lo_u_[k]) * lo_V;
            d_v_[k] = static_cast<double>(lo_v_[k]) * lo_V;
            const double du = (u_[k] - at_u[k]) + d_u_[k], dv = (v_[k] - at_v[k]) + d_v_[k];
            into_u_[k] = -(i_u[k] + cells_.uu_S[k] * du + cells_.uv_S[k] * dv);
            into_v_[k] = -(i_v[k] + cells_.vu_S[k] * du + cells_.vv_S[k] * dv);
        }
        unit_ = imbalance_.unit();
        const auto panel = [this](std::vector<float>& of) {
            return PanelArray{of.data(), cols_, mn_};
        };
        const MeshResidualTotals totals = imbalance_.residual().evaluate(
            sources, {into_u_, into_v_},
            {.u_V = u_.data(),
             .v_V = v_.data(),
             .u_lo = panel(lo_u_),
             .v_lo = panel(lo_v_),
             .lo_V = lo_V},
            {.r_u = panel(left_u_), .r_v = panel(left_v_), .scale = unit_}, 1, currents_);
        return totals.bound_A();
    }

    std::size_t mn_, cols_;
    UnsymmetricMesh mesh_;
    UnsymmetricCells cells_;
    TerminalResidual fresh_{std::vector<double>(mn_), std::vector<double>(mn_)};
    std::vector<double> r_u_, r_v_, d_u_, d_v_, more_u_, more_v_, into_u_, into_v_, u_, v_;
    std::vector<float> lo_u_, lo_v_, left_u_, left_v_;
    MeshCurrents currents_;
    double unit_ = 1.0;
};

}  // namespace

std::unique_ptr<WireSystem> make_unsymmetric_wires(const TileSpec& spec,
                                                   std::span<const double> input,
                                                   std::stop_token stop) {
    return std::make_unique<UnsymmetricWires>(spec, make_tile_mesh(spec), make_sources(spec, input),
                                              std::move(stop));
}

std::unique_ptr<DrivenWires> make_driven_unsymmetric_wires(const TileSpec& spec,
                                                           const TileEnds& ends) {
    return std::make_unique<UnsymmetricWires>(spec, make_tile_mesh(spec, ends),
                                              make_sources(spec, ends), std::stop_token());
}

}  // namespace crosspoint
