// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/newton.hpp"

#include <algorithm>
#include <cmath>

namespace crosspoint {

Newton::Newton(NetSystem& system, NewtonOptions options)
    : system_(system), options_(options), lu_(system.pattern()) {}

double Newton::error_of(std::span<const double> dx, std::span<const double> x,
                        std::size_t& worst) const {
    double error = 0.0;
    for (std::size_t k = 0; k < dx.size(); ++k) {
        const double e =
            std::abs(dx[k]) / (options_.reltol * std::abs(x[k]) + system_.tolerance()[k]);
        if (!(e <= error)) {
            error = e;
            worst = k;
        }
    }
    return error;
}

double Newton::level(std::span<const double> dx, std::span<const double> x) const {
    double sum = 0.0;
    for (std::size_t k = 0; k < dx.size(); ++k) {
        const double part = dx[k] / std::max(std::abs(x[k]), system_.typical()[k]);
        sum += part * part;
    }
    return std::sqrt(sum);
}

bool Newton::residual(const Companion& companion, std::vector<double>& out,
                      std::size_t& worst) const {
    out.resize(values_.f.size());
    for (std::size_t k = 0; k < out.size(); ++k) {
        out[k] = values_.f[k];
        if (companion.alpha != 0.0) out[k] += companion.alpha * values_.q[k];
        if (!companion.history.empty()) out[k] += companion.history[k];
        if (!std::isfinite(out[k])) {
            worst = k;
            return false;
        }
    }
    return true;
}

bool Newton::factor(const Companion& companion) {
    matrix_ = values_.jacobian_f;
    if (companion.alpha != 0.0)
        for (std::size_t k = 0; k < matrix_.size(); ++k)
            matrix_[k] += companion.alpha * values_.jacobian_q[k];
    return lu_.factor(matrix_);
}

bool Newton::rows_balance(std::span<const double> x, std::span<const double> sums,
                          std::size_t& worst) const {
    std::vector<double> size(x.size(), 0.0);
    const SparsePattern& p = lu_.pattern();
    for (std::size_t col = 0; col < x.size(); ++col)
        for (int k = p.column_start[col]; k < p.column_start[col + 1]; ++k)
            size[static_cast<std::size_t>(p.row[static_cast<std::size_t>(k)])] +=
                std::abs(matrix_[static_cast<std::size_t>(k)] * x[col]);
    for (std::size_t k = 0; k < x.size(); ++k)
        if (!(std::abs(sums[k]) <= options_.residual_rel * size[k] + system_.row_tolerance()[k])) {
            worst = k;
            return false;
        }
    return true;
}

bool Newton::damp(std::span<const double> x, const NetPoint& point, const Companion& companion,
                  double& lambda, NewtonOutcome& outcome) {
    const double before = level(step_, x);
    trial_.resize(x.size());
    for (; lambda >= options_.smallest_damping; lambda *= 0.5) {
        for (std::size_t k = 0; k < x.size(); ++k) trial_[k] = x[k] + lambda * step_[k];
        system_.evaluate(trial_, point, values_);
        outcome.status = NewtonStatus::not_finite;
        if (!residual(companion, sums_, outcome.worst)) continue;
        outcome.status = NewtonStatus::stuck;
        next_ = sums_;
        lu_.solve(next_);
        for (double& v : next_) v = -v;
        // Tiny steps are past the reach of the test: rounding decides it.
        std::size_t worst = 0;
        if (level(next_, x) <= (1.0 - 0.25 * lambda) * before ||
            (lambda == 1.0 && error_of(step_, trial_, worst) <= 1.0))
            return true;
    }
    return false;
}

NewtonOutcome Newton::solve(std::span<double> x, const NetPoint& point,
                            const Companion& companion) {
    NewtonOutcome outcome;
    system_.evaluate(x, point, values_);
    if (!residual(companion, sums_, outcome.worst)) {
        outcome.status = NewtonStatus::not_finite;
        return outcome;
    }
    for (outcome.iterations = 1; outcome.iterations <= options_.max_iterations;
         ++outcome.iterations) {
        ++total_;
        if (!factor(companion)) {
            outcome.status = NewtonStatus::singular;
            if (lu_.singular_column() >= 0)
                outcome.worst = static_cast<std::size_t>(lu_.singular_column());
            return outcome;
        }
        step_ = sums_;
        lu_.solve(step_);
        for (double& v : step_) v = -v;
        const double swing_V = system_.device_swing_V(step_);
        double lambda = swing_V > options_.limit_V ? options_.limit_V / swing_V : 1.0;
        if (!damp(x, point, companion, lambda, outcome)) {
            outcome.worst_error = error_of(step_, x, outcome.worst);
            return outcome;
        }
        std::ranges::copy(trial_, x.begin());
        if (lambda < 1.0) continue;
        outcome.worst_error = error_of(next_, x, outcome.worst);
        if (outcome.worst_error > 1.0) continue;
        // The correction is known already: it is taken, and its rows are tested.
        for (std::size_t k = 0; k < x.size(); ++k) x[k] += next_[k];
        system_.evaluate(x, point, values_);
        std::size_t worst = 0;
        if (!residual(companion, sums_, worst)) {
            outcome.status = NewtonStatus::not_finite;
            return outcome;
        }
        if (rows_balance(x, sums_, worst)) {
            outcome.status = NewtonStatus::converged;
            return outcome;
        }
        outcome.worst = worst;
    }
    outcome.status = NewtonStatus::too_many;
    return outcome;
}

}  // namespace crosspoint
