// What changes when one axis goes from one value to another: the difference, the ratio or the
// reduction of a number at every combination of the other axes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/study/point_result.hpp"
#include "crosspoint/study/report_view.hpp"

namespace crosspoint {

struct ComparedPair {
    std::vector<std::string> at;  ///< values of PointComparison::axes
    ReportValue from, to;
    ReportValue change;  ///< low and high: a 95 % interval, or the range over repetitions
};

struct PointComparison {
    std::vector<std::string> axes;    ///< paths of the other axes that vary
    std::vector<ComparedPair> pairs;  ///< those with both values
    std::size_t missing = 0;          ///< combinations without a result on one side
    std::optional<std::size_t> largest, least;
    double mean = 0.0;      ///< of the changes; NaN without any
    bool interval = false;  ///< low and high of the changes are 95 % intervals
};

/// @param compare resolved
PointComparison compare_points(const ReportData& data, const ReportCompare& compare);

/// 95 % interval of the difference to - from of two proportions that were measured independently,
/// from the score interval of each.
/// @source R. G. Newcombe, "Interval estimation for the difference between independent
///         proportions", Statistics in Medicine 17 (1998), 873-890, method 10
Interval difference_interval(double from, const Interval& from_interval, double to,
                             const Interval& to_interval);

}  // namespace crosspoint
