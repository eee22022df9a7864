// The picture of a study: accuracy against the segment resistance (or against the last axis that
// has numbers, where the segment resistance is no axis), one curve for each combination of the
// other axes, with the 95 % interval as a band and the software accuracy as a line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "crosspoint/study/study_config.hpp"
#include "crosspoint/study/study_files.hpp"

namespace crosspoint {

/// The gnuplot commands for PlotJob::script, with the data in them. A value of 0 stands on a
/// logarithmic axis left of a break, labeled 0. Empty when no point has a good result.
std::string curve_script(const StudyConfig& config, std::span<const StudyRow> rows);

}  // namespace crosspoint
