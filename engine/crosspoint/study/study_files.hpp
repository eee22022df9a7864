// The files of a study's results, as text. Nothing in them but report.json depends on time or
// machine, so that a study that was interrupted ends with the same bytes as one that was not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/study/point_result.hpp"
#include "crosspoint/study/point_runner.hpp"
#include "crosspoint/study/study_config.hpp"

namespace crosspoint {

/// A point and its result; null while it has none.
struct StudyRow {
    const StudyPoint* point = nullptr;
    const StudyInputs* inputs = nullptr;
    const PointResult* result = nullptr;
};

/// Number of the file formats below; a change of a column or key raises it.
inline constexpr int study_files_schema = 1;

/// curve.csv: the finished points in the order of the study. The columns are the axes in file
/// order without bl_segment_ohm, then bl_segment_ohm,accuracy,accuracy_low,accuracy_high,
/// ps_error_rms,activation_ber,ps_reduction,column_current_A. A point that failed has nan in the
/// last seven.
std::string curve_csv(const StudyConfig& config, std::span<const StudyRow> rows);

/// layers.csv: one line per finished point and layer.
std::string layers_csv(const StudyConfig& config, std::span<const StudyRow> rows);

/// study.resolved.json: every setting with its default, lists for the axes, checksums of the files.
std::string study_resolved_json(const StudyConfig& config, std::span<const StudyRow> rows,
                                const std::string& program_version);

/// report.json: how each finished point was computed, how long it took, how good the solver is.
std::string study_report_json(const StudyConfig& config, std::span<const StudyRow> rows,
                              const std::string& program_version);

/// A number as the CSV files have it: up to 9 significant digits, "nan", "inf".
std::string csv_number(double value);

}  // namespace crosspoint
