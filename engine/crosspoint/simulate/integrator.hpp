// Time integration of f + dq/dt = 0: implicit Euler, trapezoidal rule and Gear's second-order
// formula with variable steps, and the estimate of the error that one step makes in the charges
// and states. Knows nothing of circuits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

namespace crosspoint {

enum class IntegrationMethod : unsigned char { backward_euler, trapezoidal, gear2 };

/// Accepted points since the last discontinuity, and the formula of the next step.
class Integrator {
public:
    explicit Integrator(IntegrationMethod method) : method_(method) {}

    /// Forgets all points but this one: the next step is one of implicit Euler.
    void restart(double time_s, std::span<const double> x, std::span<const double> q);
    /// The point that accept() or restart() gave last.
    [[nodiscard]] double time_s() const { return points_.front().time_s; }
    [[nodiscard]] const std::vector<double>& x() const { return points_.front().x; }
    [[nodiscard]] const std::vector<double>& q() const { return points_.front().q; }
    [[nodiscard]] bool restarted() const { return points_.size() == 1; }

    /// Sets the formula for a step to time_s: dq/dt there = alpha q + history.
    void prepare(double time_s);
    [[nodiscard]] double alpha() const { return alpha_; }
    [[nodiscard]] std::span<const double> history() const { return history_; }
    /// Order of the formula in use: 1 or 2.
    [[nodiscard]] int order() const { return order_; }

    /// First guess for x at time_s by a line through the last two points.
    void predict(double time_s, std::span<double> x) const;
    /// Error of the charges that a step to (time_s, q) makes, in units of `tolerance`; rows whose
    /// tolerance is 0 have no charge. Needs two accepted points.
    [[nodiscard]] double error(double time_s, std::span<const double> q,
                               std::span<const double> tolerance, std::size_t& worst) const;
    /// The same for a first Euler step to time_s, by a second Euler step of another length.
    [[nodiscard]] double first_error(double time_s, std::span<const double> q, double other_s,
                                     std::span<const double> other_q,
                                     std::span<const double> tolerance, std::size_t& worst) const;
    void accept(double time_s, std::span<const double> x, std::span<const double> q);

private:
    struct Point {
        double time_s = 0.0;
        std::vector<double> x, q, rate;
    };

    IntegrationMethod method_;
    std::deque<Point> points_;  // newest first, at most three
    double alpha_ = 0.0;
    int order_ = 1;
    std::vector<double> history_;
};

}  // namespace crosspoint
