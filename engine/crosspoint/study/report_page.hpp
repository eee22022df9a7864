// One page of HTML that says what studies found: question, findings, pictures, comparisons,
// tables, assumptions, how it was computed and how to repeat it. It needs no other file, no
// network and no script. The bytes depend on the results and the report file only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/study/report_compare.hpp"
#include "crosspoint/study/report_data.hpp"
#include "crosspoint/study/report_spec.hpp"
#include "crosspoint/study/study_config.hpp"

namespace crosspoint {

/// Where gnuplot draws: `folder`/`name`-1.gp is the script of the first figure, and
/// `name`-1-1.svg, ... are its pictures.
struct ReportPictures {
    std::string folder;
    std::string name;
};

struct ReportPage {
    std::string html;
    std::optional<Error> not_drawn;  ///< why it has no pictures, or not all
};

/// The page does not depend on where its pictures are drawn.
/// @errors those of resolve_report
Result<ReportPage> report_page(const ReportSpec& spec, const ReportData& data,
                               const ReportPictures& pictures);

/// Writes the page, and its pictures with their scripts to the folder `figures` beside it.
/// @returns why it has no pictures, or not all
/// @errors those of resolve_report, environment 1003
Result<std::optional<Error>> write_report_page(const std::string& path, const ReportSpec& spec,
                                               const ReportData& data);

/// Finds what is wrong in [report] before hours of computing: every name in it is looked up in
/// results with the axes of this study and the numbers that this program writes.
/// @errors those of resolve_report
Result<void> check_report(const ReportSpec& spec, const StudyConfig& config);

/// Changes with their unit: "+12.50 points" of accuracies, "43.1 %" of reductions, "2.3 times".
std::string shown_change(const ReportCompare& compare, double change);

/// The largest and the least change with their places, the mean, and the reference, as HTML.
std::string compared_text(const ReportCompare& compare, const PointComparison& comparison);

// The parts of the page, made of a resolved spec.

/// Findings that can be computed, as list items.
std::string report_findings(const ReportSpec& spec, const ReportData& data);
/// @param not_drawn set where a picture could not be drawn
std::string report_figures(const ReportSpec& spec, const ReportData& data,
                           const ReportPictures& where, std::optional<Error>& not_drawn);
std::string report_comparisons(const ReportSpec& spec, const ReportData& data);
std::string report_tables(const ReportSpec& spec, const ReportData& data);
/// How it was computed: programs, files, solvers, times, points without a result.
std::string report_computation(const ReportData& data);
/// Commands, study files, settings and all points.
std::string report_repeat(const ReportSpec& spec, const ReportData& data);

}  // namespace crosspoint
