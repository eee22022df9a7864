// The inner iteration of Schur-CG: one correction from one residual, in single or double precision.
// Equations in schur_cg.hpp, with a coarse grid in schur_coarse.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "crosspoint/linalg/schur_coarse.hpp"
#include "crosspoint/linalg/schur_setup.hpp"

namespace crosspoint {

/// Gets a solution on the coarse grid before it is used.
using CoarseFault = std::function<void(std::span<double> c, bool in_double)>;

/// Vectors of the iteration in panel layout, and the loop over them.
template <class T>
class SchurInner {
public:
    explicit SchurInner(const SweepNetwork<T>& network);

    /// Solves for the residuals in r_u() and r_v(), which are used up; leaves the corrections in
    /// delta_u() and delta_v().
    /// @param reduction  stops when the residual, in the norm of the preconditioner, is this part
    /// @param coarse     grid of this network, or null
    /// @return iterations done
    std::size_t run(double reduction, std::size_t limit, int threads, const std::stop_token& stop,
                    const SweepCoarseGrid<T>* coarse = nullptr);

    [[nodiscard]] T* r_u() { return f_.data(); }
    [[nodiscard]] T* r_v() { return r_.data(); }
    [[nodiscard]] T* delta_u() { return y_.data(); }
    [[nodiscard]] T* delta_v() { return x_.data(); }
    [[nodiscard]] std::size_t size() const { return net_->panel_size; }
    /// A NaN or an overflow came up in the last run.
    [[nodiscard]] bool failed() const { return failed_; }
    /// For tests: called on every coarse solution of the runs to come; null: nothing is.
    void set_coarse_fault(const CoarseFault* fault) { coarse_fault_ = fault; }

private:
    double sweep_all_rows(const T* z, const T* f, bool times_g, int threads);
    double sweep_all_columns(ColumnStep step, double alpha, double beta, int threads);
    void take_coarse(const SweepCoarseGrid<T>* coarse, int threads);
    double with_coarse(double without, int threads);
    void solve_coarse(int threads);
    [[nodiscard]] SweepCoarse<T> coarse_of_strip(std::size_t strip, T* scratch) const;
    [[nodiscard]] SweepCoarse<T> coarse_of_panel(std::size_t panel, T* scratch) const;

    const SweepNetwork<T>* net_;
    SweepArray<T> f_, r_, z_, y_, p_, q_, x_;
    std::vector<double> sums_;            // one per strip or panel, added in order
    std::vector<SweepArray<T>> scratch_;  // one per thread
    bool failed_ = false;

    const SweepCoarseGrid<T>* coarse_ = nullptr;  // of the run
    const CoarseFault* coarse_fault_ = nullptr;
    SweepArray<T> restricted_;      // G z by coarse rows, one block per panel
    std::vector<double> coarse_h_;  // restricted residual, then c
    std::vector<T> coarse_c_;
    std::vector<SweepArray<T>> coarse_scratch_;  // one per thread: base and slope
};

}  // namespace crosspoint
