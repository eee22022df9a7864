// Runs a study: every point that the store does not have yet, each stored as it is done, and the
// files of the results rewritten after each. Killed at any moment it loses the point under way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/progress.hpp"
#include "crosspoint/study/point_result.hpp"
#include "crosspoint/study/study_config.hpp"

namespace crosspoint {

struct StudyRunOptions {
    std::string out;  ///< folder of the results; made if missing
    int threads = 0;  ///< 0 = all cores; results do not depend on it
    std::string program_version;
};

/// What a run tells while it goes on. Each may be empty. Called from one thread at a time.
struct StudyEvents {
    /// After each chunk of images: a few times a second or less often.
    std::function<void(const ProgressState&)> progress;
    /// A point has its result, just computed or from the store.
    std::function<void(const StudyPoint&, const PointResult&, bool from_store)> point;
};

struct StudyOutcome {
    std::size_t points = 0;
    std::size_t computed = 0;  ///< in this run
    std::size_t from_store = 0;
    std::size_t failed = 0;          ///< with a status other than "converged"
    bool stopped = false;            ///< by the stop token; run again to go on
    double software_accuracy = 0.0;  ///< of the first point's inputs
    /// Why the last picture could not be drawn; everything else is written.
    std::optional<Error> plot_error;
};

/// Checks everything that can be checked first: the settings of all points, their files, the
/// methods that solve them, and the folder; then runs the points in order.
/// Writes curve.csv, curve.svg, curve.gp, layers.csv, study.resolved.json, report.json and
/// study.sqlite into `options.out`.
/// @errors those of StudyInputCache, ResultStore and TiledNetwork; environment 1003, 1004
Result<StudyOutcome> run_study(const StudyConfig& config, const StudyRunOptions& options,
                               const StudyEvents& events, std::stop_token stop);

}  // namespace crosspoint
