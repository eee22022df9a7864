// From what a report asks for to the numbers that it shows: names become axes and columns, points
// are chosen and grouped, repetitions become a median with its range.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/study/report_data.hpp"
#include "crosspoint/study/report_spec.hpp"

namespace crosspoint {

/// The spec with the full path of every axis, and curves and rows filled in where they are left
/// out; without figures and tables, one figure of the accuracy. An axis or setting may be named by
/// the last part of its path where that is clear.
/// @errors input 5046: no such axis or setting; 5047: no such number; 5048: an axis that is named
///         nowhere; 5049: no such value of an axis; 5050: a selection without points
Result<ReportSpec> resolve_report(ReportSpec spec, const ReportData& data);

using ReportPoints = std::vector<const ReportPoint*>;

/// The points that a resolved selection names, in their order.
ReportPoints select_points(const ReportData& data, const ReportSelection& selection);

/// Points that agree in some axes, whose values are in `at`; "" for a setting that is not there.
struct ReportGroup {
    std::vector<std::string> at;
    ReportPoints points;
};

/// Groups in the order in which they come.
std::vector<ReportGroup> group_points(const ReportData& data, const ReportPoints& points,
                                      std::span<const std::string> axes);

/// The paths of resolved names.
std::vector<std::string> paths_of(const std::vector<ReportName>& names);

/// A number of one point, or the median of several.
struct ReportValue {
    double value, low, high;  ///< NaN where there is none
    std::size_t count = 0;    ///< points with a value
    std::size_t missing = 0;  ///< and without
    bool spread = false;      ///< low and high are the least and the largest of several points
};

/// Of one point: its number, and those of NAME_low and NAME_high. Of several: the median, the
/// least and the largest of those that are numbers.
ReportValue summarize(const ReportPoints& points, const std::string& name);

/// The median, the least and the largest of the values that are numbers.
ReportValue summarize(std::vector<double> values);

/// Equal texts, or texts of equal numbers.
bool same_value(const std::string& a, const std::string& b);

}  // namespace crosspoint
