// SPDX-License-Identifier: Apache-2.0
#include "solve_job.hpp"

#include <fmt/format.h>

#include "command.hpp"
#include "crosspoint/study/sampled_solve.hpp"

namespace crosspoint::cli {

Result<TileSolution> solve_job(const TileJob& job, const SolveOptions& options) {
    Result<TileSolution> solution = solve_tile(job, options);
    if (!solution) return in_tile(job, solution.error());
    return solution;
}

Error in_tile(const TileJob& job, Error failure) {
    if (!failure.where && failure.code == Errc::input) failure.where = job.geometry_where;
    return failure;
}

int judge(const SolveReport& report) {
    for (const std::string& remark : report.remarks) note(remark);
    if (report.status == SolveStatus::converged) return 0;
    note(fmt::format("the solution is {}: do not trust the results", status_name(report.status)));
    return static_cast<int>(Errc::numerics);
}

}  // namespace crosspoint::cli
