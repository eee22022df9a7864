// Newton's method on the equations of a netlist, damped by the natural monotonicity test: a step
// is taken only as far as it shrinks the correction that the old Jacobian would make next. The
// test does not depend on how rows are scaled (siemens, volts and states meet here).
// @source Deuflhard, Newton Methods for Nonlinear Problems (2004), sections 2.1 and 3.3
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/linalg/sparse_lu.hpp"
#include "crosspoint/simulate/net_system.hpp"

namespace crosspoint {

struct NewtonOptions {
    int max_iterations = 100;
    double reltol = 1e-6;  ///< of every unknown; the last correction is then quadratically small
    double residual_rel = 1e-10;  ///< of a row's sum, relative to the sizes of its terms
    double limit_V = 2.0;         ///< change of a voltage across a device in one iteration
    double smallest_damping = 1e-5;
};

/// What is solved: f(x) + alpha q(x) + history = 0. Empty history: zeros.
struct Companion {
    double alpha = 0.0;
    std::span<const double> history = {};
};

enum class NewtonStatus : unsigned char { converged, singular, not_finite, stuck, too_many };

struct NewtonOutcome {
    NewtonStatus status = NewtonStatus::too_many;
    int iterations = 0;
    std::size_t worst = 0;     ///< unknown with the largest correction (singular: without a pivot)
    double worst_error = 0.0;  ///< that correction in units of its tolerance
    [[nodiscard]] bool converged() const { return status == NewtonStatus::converged; }
};

class Newton {
public:
    Newton(NetSystem& system, NewtonOptions options);

    /// In: first guess. Out: solution, or the last iterate when it did not converge.
    NewtonOutcome solve(std::span<double> x, const NetPoint& point, const Companion& companion);
    /// f, q and Jacobians at the x of the last solve() that converged.
    [[nodiscard]] const NetValues& values() const { return values_; }
    [[nodiscard]] std::size_t total_iterations() const { return total_; }

private:
    [[nodiscard]] double error_of(std::span<const double> dx, std::span<const double> x,
                                  std::size_t& worst) const;
    [[nodiscard]] double level(std::span<const double> dx, std::span<const double> x) const;
    // residual <- f + alpha q + history; false when something is not finite (worst says where).
    bool residual(const Companion& companion, std::vector<double>& out, std::size_t& worst) const;
    bool factor(const Companion& companion);
    [[nodiscard]] bool rows_balance(std::span<const double> x, std::span<const double> sums,
                                    std::size_t& worst) const;
    // Shortens `step` until the level falls. @return true when it found one; trial_, next_ are set
    bool damp(std::span<const double> x, const NetPoint& point, const Companion& companion,
              double& lambda, NewtonOutcome& outcome);

    NetSystem& system_;
    NewtonOptions options_;
    SparseLu lu_;
    NetValues values_;
    std::vector<double> matrix_, step_, next_, trial_, sums_;
    std::size_t total_ = 0;
};

}  // namespace crosspoint
