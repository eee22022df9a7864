// Where a report page gets its results from: a study file with its results folder, a report file
// that names several folders, or the folders themselves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/study/report_data.hpp"
#include "crosspoint/study/report_spec.hpp"

namespace crosspoint {

struct ReportSources {
    std::vector<std::string> paths;  ///< one .toml file, or results folders
    std::string results;             ///< folder of a study file; empty: results/NAME
};

struct ReportMaterial {
    ReportSpec spec;
    ReportData data;
    std::string page;  ///< where the page belongs: report.html in the only folder, or here
};

/// Of a single folder its study.toml says what the page shall be.
/// @errors those of read_report_spec, load_study and load_report_study; usage 5051: files and
///         folders mixed, or --results without a study file; input 5052: a study file that says
///         other settings than its results were computed with
Result<ReportMaterial> load_report(const ReportSources& sources);

}  // namespace crosspoint
