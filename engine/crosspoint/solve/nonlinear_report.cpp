// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nonlinear_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace crosspoint {

void report_answers(std::span<const NonlinearAnswer> answers, double largest_A, double accuracy_rel,
                    SolveReport& report) {
    double bound_A = 0.0;
    Continuation hardest = Continuation::none;
    std::size_t failed = 0, fallbacks = 0, several = 0, followed = 0;
    for (std::size_t b = 0; b < answers.size(); ++b) {
        const NonlinearAnswer& answer = answers[b];
        report.newton_iterations += answer.newton;
        report.iterations += answer.linear;
        if (!(answer.kcl_A <= report.kcl_residual_A)) report.kcl_residual_A = answer.kcl_A;
        hardest = std::max(hardest, answer.by);
        fallbacks += answer.certain_path ? 1 : 0;
        several += answer.several ? 1 : 0;
        followed += answer.followed ? 1 : 0;
        if (answer.status == TileNewtonStatus::converged) {
            bound_A = std::max(bound_A, answer.bound_A);
            continue;
        }
        if (failed++ == 0) report.remarks.push_back(fmt::format("input {}: {}", b, answer.failed));
    }
    report.error_bound_rel = largest_A > 0.0 ? bound_A / largest_A : 0.0;
    if (fallbacks != 0)
        report.remarks.push_back(
            fmt::format("{} inputs by sparse LU, where the iteration did not converge", fallbacks));
    if (several != followed)
        report.remarks.push_back(
            fmt::format("{} inputs where cells have several inner solutions: the one that their "
                        "voltages alone lead to",
                        several - followed));
    if (followed != 0)
        report.remarks.push_back(
            fmt::format("{} inputs where cells have several inner solutions: one operating point "
                        "of the tile among others",
                        followed));
    if (hardest != Continuation::none)
        report.remarks.push_back(
            fmt::format("plain Newton was not enough: {}", continuation_name(hardest)));
    // Nothing below this is told from 0.
    constexpr double no_current_A = 1e-24;
    if (report.error_bound_rel > accuracy_rel && bound_A > no_current_A)
        report.status = SolveStatus::inaccurate;
    if (failed == 0) return;
    report.status = SolveStatus::not_converged;
    report.error_bound_rel = std::numeric_limits<double>::quiet_NaN();
    report.remarks.push_back(fmt::format("{} of {} inputs did not converge; their currents are NaN",
                                         failed, answers.size()));
}

}  // namespace crosspoint
