// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/mesh_imbalance.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crosspoint {
namespace {

TileMesh opened(const TileSpec& spec, TileMesh mesh) {
    mesh.network.cell_S = Matrix<double>(spec.rows, spec.cols);
    return mesh;
}

}  // namespace

MeshImbalance::MeshImbalance(const TileSpec& spec, TileMesh mesh, MeshSources sources, int threads)
    : spec_(spec),
      row_is_a_(!spec.gated()),
      threads_(threads),
      wires_(opened(spec, std::move(mesh))),
      sources_(std::move(sources)),
      residual_(wires_.network) {
    const std::size_t mn = spec.rows * spec.cols;
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

MeshSources MeshImbalance::sources(double scale) const {
    MeshSources out = sources_;
    for (auto* volts : {&out.row_first_V, &out.row_last_V, &out.col_first_V, &out.col_last_V})
        for (double& v : *volts) v *= scale;
    return out;
}

double MeshImbalance::largest_V() const {
    double largest_V = 0.0;
    for (const auto* volts :
         {&sources_.row_first_V, &sources_.row_last_V, &sources_.col_first_V, &sources_.col_last_V})
        for (const double v : *volts) largest_V = std::max(largest_V, std::abs(v));
    return largest_V;
}

MeshResidualTotals MeshImbalance::sum(const MeshSources& sources, const double* u_V,
                                      const double* v_V, double unit) {
    const std::size_t cols = wires_.network.cols, mn = into_u_.size();
    const MeshResidualOut to{
        .r_u = {r_u_.data(), cols, mn}, .r_v = {r_v_.data(), cols, mn}, .scale = unit};
    return residual_.evaluate(sources, {into_u_, into_v_}, {.u_V = u_V, .v_V = v_V}, to, threads_,
                              currents_);
}

void MeshImbalance::evaluate(const CellState& at, double scale, TerminalResidual& out) {
    const std::size_t mn = into_u_.size();
    const MeshSources now = sources(scale);
    const std::vector<double>* u = row_is_a_ ? &at.a_V : &at.b_V;
    const std::vector<double>* v = row_is_a_ ? &at.b_V : &at.a_V;
    if (!residual_.plain()) {  // some nodes are held
        u_ = *u;
        v_ = *v;
        residual_.hold(now, u_.data(), v_.data());
        u = &u_;
        v = &v_;
    }
    const std::vector<double>& from_u = row_is_a_ ? at.i_a_A : at.i_b_A;
    const std::vector<double>& from_v = row_is_a_ ? at.i_b_A : at.i_a_A;
    for (std::size_t k = 0; k < mn; ++k) {
        into_u_[k] = -from_u[k];
        into_v_[k] = -from_v[k];
    }
    // The residual leaves as floats times a power of two that keeps them in range.
    MeshResidualTotals totals = sum(now, u->data(), v->data(), unit_);
    const double wanted = totals.norm1_A > 0.0 && std::isfinite(totals.norm1_A)
                              ? std::exp2(-std::floor(std::log2(totals.norm1_A)))
                              : 1.0;
    if (!(unit_ < 1e6 * wanted && wanted < 1e6 * unit_)) {
        unit_ = std::clamp(wanted, 1e-270, 1e270);
        totals = sum(now, u->data(), v->data(), unit_);
    }
    out.norm1_A = norm1_A_ = totals.norm1_A;
    // Voltages rounded to double make currents in the wires that nobody can take away.
    double largest = 0.0;
    for (std::size_t k = 0; k < mn; ++k)
        largest = std::max(largest, std::max(std::abs((*u)[k]), std::abs((*v)[k])));
    out.rounding_A = totals.rounding_A + 0x1p-53 * wire_S_ * largest;
    std::vector<double>& to_u = row_is_a_ ? out.a_A : out.b_A;
    std::vector<double>& to_v = row_is_a_ ? out.b_A : out.a_A;
    const double amperes = 1.0 / unit_;  // unit_ is a power of two
    for (std::size_t k = 0; k < mn; ++k) {
        to_u[k] = static_cast<double>(r_u_[k]) * amperes;
        to_v[k] = static_cast<double>(r_v_[k]) * amperes;
    }
}

}  // namespace crosspoint
