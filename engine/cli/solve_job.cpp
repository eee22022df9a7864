// SPDX-License-Identifier: Apache-2.0
#include "solve_job.hpp"

#include <fmt/format.h>

#include <utility>

#include "command.hpp"
#include "crosspoint/study/model_tile.hpp"

namespace crosspoint::cli {

Result<TileSolution> solve_job(const TileJob& job, const SolveOptions& options) {
    const auto in_tile = [&](Error failure) {
        if (!failure.where && failure.code == Errc::input) failure.where = job.geometry_where;
        return failure;
    };
    if (job.model) {
        Result<TileSolution> solution = solve_model_tile(job.spec, *job.model, job.inputs, options);
        if (!solution) return in_tile(solution.error());
        return solution;
    }
    Result<std::unique_ptr<TileSolver>> solver = make_solver(job.spec, options);
    if (!solver) return in_tile(solver.error());
    if (auto r = (*solver)->program(job.cells); !r) return in_tile(r.error());
    Result<TileSolution> solution = (*solver)->solve(job.inputs);
    if (!solution) return in_tile(solution.error());
    return solution;
}

int judge(const SolveReport& report) {
    for (const std::string& remark : report.remarks) note(remark);
    if (report.status == SolveStatus::converged) return 0;
    note(fmt::format("the solution is {}: do not trust the results", status_name(report.status)));
    return static_cast<int>(Errc::numerics);
}

}  // namespace crosspoint::cli
