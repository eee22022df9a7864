// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/schur_inner.hpp"

#include <algorithm>
#include <cmath>

#include "crosspoint/base/parallel.hpp"

namespace crosspoint {

template <class T>
SchurInner<T>::SchurInner(const SweepNetwork<T>& network) : net_(&network) {
    std::size_t color = 0;
    for (auto* array : {&f_, &r_, &z_, &y_, &p_, &q_, &x_})
        *array = SweepArray<T>::not_zeroed(network.panel_size, color++);
    // Sweeps read whole vectors of these; the others are written before they are read.
    for (auto* array : {&f_, &r_, &z_, &x_})
        network.zero_padding(array->data(), network.shape.rows);
}

template <class T>
double SchurInner<T>::sweep_all_rows(const T* z, const T* f, bool times_g, int threads) {
    const auto team = static_cast<std::size_t>(resolve_threads(threads));
    while (scratch_.size() < team) scratch_.emplace_back(net_->shape.strip_stride);
    sums_.assign(net_->strips, 0.0);
    const bool minus_coarse = coarse_ != nullptr && f == nullptr;
    parallel_for(net_->strips, threads, [&](std::size_t strip, int thread) {
        const auto mine = static_cast<std::size_t>(thread);
        RowSweep<T> sweep{.shape = net_->shape,
                          .lines = net_->rows(),
                          .g = net_->g.data(),
                          .z = z,
                          .f = f,
                          .out = y_.data(),
                          .times_g = times_g,
                          .scratch = scratch_[mine].data()};
        if (minus_coarse) sweep.coarse = coarse_of_strip(strip, coarse_scratch_[mine].data());
        sums_[strip] = sweep_rows(sweep, strip);
    });
    double sum = 0.0;
    for (const double part : sums_) sum += part;
    return sum;
}

template <class T>
double SchurInner<T>::sweep_all_columns(ColumnStep step, double alpha, double beta, int threads) {
    const ColumnSweep<T> all{.shape = net_->shape,
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
    parallel_for(net_->panels, threads, [&](std::size_t panel, int thread) {
        ColumnSweep<T> sweep = all;
        if (coarse_ != nullptr) {
            sweep.g = coarse_->g.data();
            if (step == ColumnStep::coarse) {
                T* scratch = coarse_scratch_[static_cast<std::size_t>(thread)].data();
                sweep.coarse = coarse_of_panel(panel, scratch);
            } else {
                sweep.coarse = {.interval = coarse_->row_interval.data(),
                                .t = coarse_->row_t.data()};
                const std::size_t count =
                    (coarse_->grid->rows().intervals() + 1) * net_->shape.panel_width;
                sweep.restricted = restricted_.data() + panel * count;
                std::fill_n(sweep.restricted, count, T(0));
            }
        }
        sums_[panel] = sweep_columns(sweep, panel);
    });
    double sum = 0.0;
    for (const double part : sums_) sum += part;
    return sum;
}

// Base and slope of P c in the lanes of a strip, for every interval along the rows.
template <class T>
SweepCoarse<T> SchurInner<T>::coarse_of_strip(std::size_t strip, T* scratch) const {
    const std::size_t L = sweep_lanes<T>();
    const std::size_t nodes = coarse_->grid->cols().node.size();
    T* base = scratch;
    T* slope = scratch + nodes * L;
    for (std::size_t l = 0; l < L; ++l) {
        const std::size_t i = strip * L + l;
        const T* c = coarse_c_.data() + coarse_->row_interval[i] * nodes;
        const T t = coarse_->row_t[i];
        for (std::size_t q = 0; q < nodes; ++q) base[q * L + l] = c[q] + t * (c[nodes + q] - c[q]);
    }
    for (std::size_t k = 0; k + L < nodes * L; ++k) slope[k] = base[k + L] - base[k];
    return {base, slope, coarse_->col_interval.data(), coarse_->col_t.data()};
}

// The same in the columns of a panel, for every interval along the columns.
template <class T>
SweepCoarse<T> SchurInner<T>::coarse_of_panel(std::size_t panel, T* scratch) const {
    const std::size_t width = net_->shape.panel_width;
    const std::size_t nodes = coarse_->grid->rows().node.size();
    const std::size_t stride = coarse_->grid->cols().node.size();
    const std::uint32_t* interval = coarse_->col_interval.data() + panel * width;
    const T* t = coarse_->col_t.data() + panel * width;
    T* base = scratch;
    T* slope = scratch + nodes * width;
    for (std::size_t p = 0; p < nodes; ++p) {
        const T* c = coarse_c_.data() + p * stride;
        for (std::size_t j = 0; j < width; ++j) {
            const T* at = c + interval[j];
            base[p * width + j] = at[0] + t[j] * (at[1] - at[0]);
        }
    }
    for (std::size_t k = 0; k + width < nodes * width; ++k) slope[k] = base[k + width] - base[k];
    return {base, slope, coarse_->row_interval.data(), coarse_->row_t.data()};
}

// c = E^-1 P^T G M^-1 r from what the column sweep has summed along the columns.
template <class T>
void SchurInner<T>::solve_coarse(int threads) {
    const std::size_t width = net_->shape.panel_width;
    const std::size_t nodes = coarse_->grid->rows().node.size();
    const std::size_t stride = coarse_->grid->cols().node.size();
    std::ranges::fill(coarse_h_, 0.0);
    parallel_for(nodes, threads, [&](std::size_t p, int) {
        double* h = coarse_h_.data() + p * stride;
        for (std::size_t panel = 0; panel < net_->panels; ++panel) {
            const T* sum = restricted_.data() + (panel * nodes + p) * width;
            const std::size_t count = std::min(width, net_->shape.cols - panel * width);
            for (std::size_t k = 0; k < count; ++k) {
                const std::size_t j = panel * width + k;
                const auto upper = static_cast<double>(sum[k] * coarse_->col_t[j]);
                h[coarse_->col_interval[j]] += static_cast<double>(sum[k]) - upper;
                h[coarse_->col_interval[j] + 1] += upper;
            }
        }
    });
    coarse_->grid->solve(coarse_h_);
    if (coarse_fault_ != nullptr) (*coarse_fault_)(coarse_h_, sizeof(T) == sizeof(double));
    std::ranges::transform(coarse_h_, coarse_c_.begin(),
                           [](double c) { return static_cast<T>(c); });
}

template <class T>
void SchurInner<T>::take_coarse(const SweepCoarseGrid<T>* coarse, int threads) {
    coarse_ = coarse;
    if (coarse == nullptr) return;
    const SchurCoarse& grid = *coarse->grid;
    const std::size_t width = net_->shape.panel_width;
    const std::size_t base =
        std::max(grid.rows().node.size() * width, grid.cols().node.size() * sweep_lanes<T>());
    const auto team = static_cast<std::size_t>(resolve_threads(threads));
    if (grid.nodes() != coarse_c_.size()) {
        restricted_ = SweepArray<T>(net_->panels * grid.rows().node.size() * width);
        coarse_h_.resize(grid.nodes());
        coarse_c_.resize(grid.nodes());
        coarse_scratch_.clear();
    }
    while (coarse_scratch_.size() < team) coarse_scratch_.emplace_back(2 * base);
}

template <class T>
std::size_t SchurInner<T>::run(double reduction, std::size_t limit, int threads,
                               const std::stop_token& stop, const SweepCoarseGrid<T>* coarse) {
    // Right-hand side of the Schur system: r_v + G K r_u.
    take_coarse(coarse, threads);
    sweep_all_rows(nullptr, f_.data(), true, threads);
    // r M^-1 r, and with it r z of the z without coarse grid.
    double rr = sweep_all_columns(ColumnStep::start, 0.0, 0.0, threads);
    double rz = with_coarse(rr, threads);
    failed_ = !std::isfinite(rz);
    const double goal = rr * reduction * reduction;
    double alpha = 0.0;
    double beta = 0.0;
    std::size_t done = 0;
    while (rr > goal && done < limit && !failed_ && !stop.stop_requested()) {
        const double z_y = sweep_all_rows(z_.data(), nullptr, true, threads);
        const double z_s_z = rz - z_y;
        const double p_s_p = done == 0 ? z_s_z : z_s_z - beta * rz / alpha;
        if (!(p_s_p > 0.0)) break;  // lost to rounding: no direction of descent is left
        alpha = rz / p_s_p;
        rr = sweep_all_columns(done == 0 ? ColumnStep::first : ColumnStep::next, alpha, beta,
                               threads);
        ++done;
        failed_ = !std::isfinite(rr);
        if (failed_ || !(rr > goal)) break;
        const double next = with_coarse(rr, threads);
        failed_ = !std::isfinite(next);
        beta = next / rz;
        rz = next;
    }
    if (done == 0) std::fill_n(x_.data(), net_->panel_size, T(0));
    // delta_u = K (G delta_v + r_u)
    sweep_all_rows(x_.data(), f_.data(), false, threads);
    return done;
}

// r z with the coarse grid, if there is one; forms z.
template <class T>
double SchurInner<T>::with_coarse(double without, int threads) {
    if (coarse_ == nullptr) return without;
    solve_coarse(threads);
    return sweep_all_columns(ColumnStep::coarse, 0.0, 0.0, threads);
}

template class SchurInner<float>;
template class SchurInner<double>;

}  // namespace crosspoint
