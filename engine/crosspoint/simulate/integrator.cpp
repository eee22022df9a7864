// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/integrator.hpp"

#include <algorithm>
#include <cmath>

namespace crosspoint {
namespace {

void keep_worst(double value, double tolerance, std::size_t row, double& error,
                std::size_t& worst) {
    if (tolerance <= 0.0) return;
    const double e = std::abs(value) / tolerance;
    if (!(e <= error)) {
        error = e;
        worst = row;
    }
}

}  // namespace

void Integrator::restart(double time_s, std::span<const double> x, std::span<const double> q) {
    // Copied first: the arguments may be a point of ours.
    Point point{time_s, {x.begin(), x.end()}, {q.begin(), q.end()}, {}};
    points_.clear();
    points_.push_back(std::move(point));
}

void Integrator::prepare(double time_s) {
    const Point& last = points_[0];
    const double h_s = time_s - last.time_s;
    history_.resize(last.q.size());
    order_ = points_.size() == 1 || method_ == IntegrationMethod::backward_euler ? 1 : 2;
    if (order_ == 1) {
        alpha_ = 1.0 / h_s;
        for (std::size_t k = 0; k < history_.size(); ++k) history_[k] = -alpha_ * last.q[k];
    } else if (method_ == IntegrationMethod::trapezoidal) {
        alpha_ = 2.0 / h_s;
        for (std::size_t k = 0; k < history_.size(); ++k)
            history_[k] = -alpha_ * last.q[k] - last.rate[k];
    } else {
        const double ratio = h_s / (last.time_s - points_[1].time_s);
        alpha_ = (1.0 + 2.0 * ratio) / ((1.0 + ratio) * h_s);
        const double newest = -(1.0 + ratio) / h_s;
        const double older = ratio * ratio / ((1.0 + ratio) * h_s);
        for (std::size_t k = 0; k < history_.size(); ++k)
            history_[k] = newest * last.q[k] + older * points_[1].q[k];
    }
}

void Integrator::predict(double time_s, std::span<double> x) const {
    std::ranges::copy(points_[0].x, x.begin());
    if (points_.size() < 2) return;
    const double share = (time_s - points_[0].time_s) / (points_[0].time_s - points_[1].time_s);
    for (std::size_t k = 0; k < x.size(); ++k) x[k] += share * (points_[0].x[k] - points_[1].x[k]);
}

double Integrator::error(double time_s, std::span<const double> q,
                         std::span<const double> tolerance, std::size_t& worst) const {
    const Point& p0 = points_[0];
    const Point& p1 = points_[1];
    const double h_s = time_s - p0.time_s;
    const double h1_s = p0.time_s - p1.time_s;
    // With three points only the second derivative is known: the error of Euler bounds it.
    const bool second = order_ == 2 && points_.size() >= 3;
    // Error of a step: factor * q''' (order 2) or factor * q'' (order 1).
    double factor = 0.5 * h_s * h_s;
    if (second)
        factor = method_ == IntegrationMethod::trapezoidal ? h_s * h_s * h_s / 12.0
                                                           : h_s * (h_s + h1_s) / 6.0 / alpha_;
    double error = 0.0;
    for (std::size_t k = 0; k < q.size(); ++k) {
        if (tolerance[k] <= 0.0) continue;
        const double slope = (q[k] - p0.q[k]) / h_s;
        const double slope1 = (p0.q[k] - p1.q[k]) / h1_s;
        const double bend = (slope - slope1) / (h_s + h1_s);
        double derivative = 2.0 * bend;
        if (second) {
            const Point& p2 = points_[2];
            const double h2_s = p1.time_s - p2.time_s;
            const double slope2 = (p1.q[k] - p2.q[k]) / h2_s;
            const double bend1 = (slope1 - slope2) / (h1_s + h2_s);
            derivative = 6.0 * (bend - bend1) / (h_s + h1_s + h2_s);
        }
        keep_worst(factor * derivative, tolerance[k], k, error, worst);
    }
    return error;
}

double Integrator::first_error(double time_s, std::span<const double> q, double other_s,
                               std::span<const double> other_q, std::span<const double> tolerance,
                               std::size_t& worst) const {
    const Point& p0 = points_[0];
    const double h_s = time_s - p0.time_s;
    double error = 0.0;
    for (std::size_t k = 0; k < q.size(); ++k) {
        const double slope = (q[k] - p0.q[k]) / h_s;
        const double slope_on = (other_q[k] - q[k]) / (other_s - time_s);
        const double bend = (slope_on - slope) / (other_s - p0.time_s);
        keep_worst(h_s * h_s * bend, tolerance[k], k, error, worst);
    }
    return error;
}

void Integrator::accept(double time_s, std::span<const double> x, std::span<const double> q) {
    Point point{time_s, {x.begin(), x.end()}, {q.begin(), q.end()}, history_};
    for (std::size_t k = 0; k < q.size(); ++k) point.rate[k] += alpha_ * q[k];
    points_.push_front(std::move(point));
    if (points_.size() > 3) points_.pop_back();
}

}  // namespace crosspoint
