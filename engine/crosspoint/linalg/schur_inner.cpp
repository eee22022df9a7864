// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/schur_inner.hpp"

#include <algorithm>
#include <cmath>

#include "crosspoint/base/parallel.hpp"

namespace crosspoint {

template <class T>
SchurInner<T>::SchurInner(const SweepNetwork<T>& network)
    : net_(&network),
      f_(network.panel_size),
      r_(network.panel_size),
      z_(network.panel_size),
      y_(network.panel_size),
      p_(network.panel_size),
      q_(network.panel_size),
      x_(network.panel_size) {}

template <class T>
double SchurInner<T>::sweep_all_rows(const T* z, const T* f, bool times_g, int threads) {
    const auto team = static_cast<std::size_t>(resolve_threads(threads));
    while (scratch_.size() < team) scratch_.emplace_back(net_->shape.strip_stride);
    sums_.assign(net_->strips, 0.0);
    parallel_for(net_->strips, threads, [&](std::size_t strip, int thread) {
        const RowSweep<T> sweep{.shape = net_->shape,
                                .lines = net_->rows(),
                                .g = net_->g.data(),
                                .z = z,
                                .f = f,
                                .out = y_.data(),
                                .times_g = times_g,
                                .scratch = scratch_[static_cast<std::size_t>(thread)].data()};
        sums_[strip] = sweep_rows(sweep, strip);
    });
    double sum = 0.0;
    for (const double part : sums_) sum += part;
    return sum;
}

template <class T>
double SchurInner<T>::sweep_all_columns(ColumnStep step, double alpha, double beta, int threads) {
    const ColumnSweep<T> sweep{.shape = net_->shape,
                               .lines = net_->cols(),
                               .alpha = static_cast<T>(alpha),
                               .beta = static_cast<T>(beta),
                               .step = step,
                               .y = y_.data(),
                               .r = r_.data(),
                               .z = z_.data(),
                               .p = p_.data(),
                               .q = q_.data(),
                               .x = x_.data()};
    sums_.assign(net_->panels, 0.0);
    parallel_for(net_->panels, threads,
                 [&](std::size_t panel, int) { sums_[panel] = sweep_columns(sweep, panel); });
    double sum = 0.0;
    for (const double part : sums_) sum += part;
    return sum;
}

template <class T>
std::size_t SchurInner<T>::run(double reduction, std::size_t limit, int threads,
                               const std::stop_token& stop) {
    // Right-hand side of the Schur system: r_v + G K r_u.
    sweep_all_rows(nullptr, f_.data(), true, threads);
    double rz = sweep_all_columns(ColumnStep::start, 0.0, 0.0, threads);
    failed_ = !std::isfinite(rz);
    const double goal = rz * reduction * reduction;
    double alpha = 0.0;
    double beta = 0.0;
    std::size_t done = 0;
    while (rz > goal && done < limit && !failed_ && !stop.stop_requested()) {
        const double z_gkg_z = sweep_all_rows(z_.data(), nullptr, true, threads);
        const double z_s_z = rz - z_gkg_z;
        const double p_s_p = done == 0 ? z_s_z : z_s_z - beta * rz / alpha;
        if (!(p_s_p > 0.0)) break;  // lost to rounding: no direction of descent is left
        alpha = rz / p_s_p;
        const double next = sweep_all_columns(done == 0 ? ColumnStep::first : ColumnStep::next,
                                              alpha, beta, threads);
        ++done;
        failed_ = !std::isfinite(next);
        beta = next / rz;
        rz = next;
    }
    if (done == 0) std::fill_n(x_.data(), net_->panel_size, T(0));
    // delta_u = K (G delta_v + r_u)
    sweep_all_rows(x_.data(), f_.data(), false, threads);
    return done;
}

template class SchurInner<float>;
template class SchurInner<double>;

}  // namespace crosspoint
