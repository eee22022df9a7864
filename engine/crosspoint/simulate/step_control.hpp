// How long the next time step is: from the error of the last one, between corners of the sources
// that are met exactly. What netlists and tiles share beside the formulas (integrator.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace crosspoint {

struct StepControl {
    double fixed_step_s = 0.0;  ///< above 0: always this step
    double min_step_s = 0.0;
    double max_step_s = 0.0;
    std::span<const double> output_s = {};  ///< ascending: a point has to stand there

    /// The breakpoint, or the first output before it that is not where time stands.
    [[nodiscard]] double next_stop_s(double time_s, double breakpoint_s) const {
        const auto next = std::ranges::upper_bound(output_s, time_s + min_step_s);
        return next == output_s.end() ? breakpoint_s : std::min(*next, breakpoint_s);
    }

    /// A step this short is not made shorter.
    [[nodiscard]] bool shortest(double length_s) const { return length_s <= 4.0 * min_step_s; }

    /// The end of a step of the length wished: a breakpoint is met exactly, and not approached so
    /// closely that a sliver of a step is left.
    [[nodiscard]] double target_s(double time_s, double breakpoint_s, double wish_s) const {
        const double left_s = breakpoint_s - time_s;
        if (wish_s >= left_s - min_step_s) return breakpoint_s;
        if (fixed_step_s <= 0.0 && 2.0 * wish_s > left_s) return time_s + 0.5 * left_s;
        return time_s + wish_s;
    }

    /// @param after_s    what after_s() said of the last step
    /// @param bound_s    what the models allow
    /// @param left_s     to the next breakpoint
    /// @param restarted  the last point is a breakpoint
    [[nodiscard]] double wished_s(double after_s, double bound_s, double left_s,
                                  bool restarted) const {
        constexpr double first_share = 0.01;  // of the way to the next breakpoint
        if (fixed_step_s > 0.0) return fixed_step_s;
        double wish_s = std::min({after_s, max_step_s, bound_s});
        if (restarted) wish_s = std::min(wish_s, first_share * std::min(max_step_s, left_s));
        return std::max(wish_s, min_step_s);
    }

    /// The step after one of this length and error (in units of its tolerance), or instead of it
    /// when the error is above 1.
    /// @param order  of the formula
    [[nodiscard]] static double after_s(double length_s, double error, int order) {
        constexpr double safety = 0.9, fastest_growth = 2.0, hardest_cut = 0.2;
        if (error <= 0.0) return length_s * fastest_growth;
        return length_s * std::clamp(safety * std::pow(error, -1.0 / (order + 1)), hardest_cut,
                                     fastest_growth);
    }
};

}  // namespace crosspoint
