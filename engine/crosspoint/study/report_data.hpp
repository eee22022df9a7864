// Results of studies as a report reads them: every point is its axis values and a flat set of named
// numbers. The numbers are all columns of curve.csv after bl_segment_ohm, and all numbers of
// report.json by their path ("infer_s", "solver.kcl_residual_A"), so that what a newer program
// writes appears by itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/study/study_config.hpp"

namespace crosspoint {

struct ReportPoint {
    std::size_t study = 0;                  ///< index into ReportData::studies
    std::map<std::string, std::string> at;  ///< axis path -> value, as in StudyPoint::axis_values
    std::map<std::string, double> numbers;  ///< NaN where there is none
    std::string status, message, method;

    [[nodiscard]] bool good() const { return status == "converged"; }
    [[nodiscard]] double number(const std::string& name) const;  ///< NaN when it has none
};

/// One network and its images, as study.resolved.json has them.
struct ReportInput {
    std::string model, model_checksum, data, data_checksum;
    std::size_t images = 0;
    double software_accuracy = 0.0;
};

struct ReportStudy {
    std::string name;
    std::string folder;
    std::string program_version;
    std::string settings_text;  ///< study.resolved.json as it is
    std::string source_text;    ///< the study file; may be empty
    std::size_t points_total = 0;
    std::vector<std::string> axes;                ///< paths, in the order of the study file
    std::vector<std::string> columns;             ///< of curve.csv, the numbers only
    std::map<std::string, std::string> settings;  ///< those that are no axis, by path
    std::vector<ReportInput> inputs;
};

/// The files of a results folder, as text.
struct ReportFiles {
    std::string folder;
    std::string curve_csv, report_json, resolved_json;
    std::string source_text;
};

/// All studies of a page.
struct ReportData {
    std::vector<ReportStudy> studies;
    std::vector<ReportPoint> points;

    /// Axes of any study, in the order in which they come, with all their values; "study" first
    /// when there are several.
    [[nodiscard]] std::vector<StudyAxis> axes() const;
    /// All names of numbers; the columns of curve.csv first.
    [[nodiscard]] std::vector<std::string> numbers() const;
    /// The value of an axis at a point, or of the setting with this path; "study" is the study's
    /// name. Nothing when the point's study has no such setting.
    [[nodiscard]] std::optional<std::string> value(const ReportPoint& point,
                                                   const std::string& path) const;
};

/// @errors as load_report_study
Result<void> add_report_study(const ReportFiles& files, ReportData& data);

/// Reads curve.csv, report.json, study.resolved.json and study.toml (if there) of the folder.
/// @errors input 1001: no such file; environment 5044: a file is damaged, or the files do not
///         belong together; input 5045: two studies have the same name
Result<void> load_report_study(const std::string& folder, ReportData& data);

}  // namespace crosspoint
