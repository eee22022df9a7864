// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace crosspoint {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double change_of(ReportChange as, double from, double to) {
    switch (as) {
        case ReportChange::difference:
            return to - from;
        case ReportChange::ratio:
            return from != 0.0 ? to / from : nan;  // exact zero: nothing to compare with
        case ReportChange::reduction:
            return from != 0.0 ? 1.0 - to / from : nan;
    }
    return nan;
}

bool has_range(const ReportValue& value) {
    return !std::isnan(value.low) && !std::isnan(value.high);
}

// The changes of the repetitions one by one: each is compared with its own like.
ReportValue change_over(const ReportData& data, const ReportCompare& compare,
                        const ReportPoints& from, const ReportPoints& to) {
    const std::span<const std::string> over(&compare.points.over->text, 1);
    std::vector<double> changes;
    const auto groups = group_points(data, to, over);
    for (const ReportGroup& group : group_points(data, from, over)) {
        for (const ReportGroup& other : groups) {
            if (other.at != group.at) continue;
            changes.push_back(change_of(compare.as, group.points.front()->number(compare.of.text),
                                        other.points.front()->number(compare.of.text)));
        }
    }
    return summarize(std::move(changes));
}

ReportValue change_between(const ReportCompare& compare, const ReportValue& from,
                           const ReportValue& to) {
    ReportValue change{
        .value = change_of(compare.as, from.value, to.value), .low = nan, .high = nan, .count = 1};
    if (compare.as == ReportChange::difference && has_range(from) && has_range(to)) {
        const Interval interval =
            difference_interval(from.value, {.low = from.low, .high = from.high}, to.value,
                                {.low = to.low, .high = to.high});
        change.low = interval.low;
        change.high = interval.high;
    }
    return change;
}

// The axes that vary among the points, apart from those that the comparison names.
std::vector<std::string> other_axes(const ReportData& data, const ReportCompare& compare,
                                    const ReportPoints& points) {
    std::vector<std::string> others;
    for (const StudyAxis& axis : data.axes()) {
        const bool named = axis.path == compare.axis.text ||
                           (compare.points.over && axis.path == compare.points.over->text);
        if (!named && group_points(data, points, std::span(&axis.path, 1)).size() > 1)
            others.push_back(axis.path);
    }
    return others;
}

}  // namespace

Interval difference_interval(double from, const Interval& from_interval, double to,
                             const Interval& to_interval) {
    const double change = to - from;
    const auto root = [](double a, double b) { return std::sqrt(a * a + b * b); };
    return {.low = change - root(to - to_interval.low, from_interval.high - from),
            .high = change + root(to_interval.high - to, from - from_interval.low)};
}

PointComparison compare_points(const ReportData& data, const ReportCompare& compare) {
    const ReportPoints points = select_points(data, compare.points);
    PointComparison result{.axes = other_axes(data, compare, points)};
    result.interval = compare.as == ReportChange::difference && !compare.points.over;
    bool all_ranges = true;
    double sum = 0.0;
    for (ReportGroup& group : group_points(data, points, result.axes)) {
        ReportPoints from, to;
        for (const ReportPoint* point : group.points) {
            const std::string value = data.value(*point, compare.axis.text).value_or("");
            if (same_value(value, compare.from)) from.push_back(point);
            if (same_value(value, compare.to)) to.push_back(point);
        }
        ComparedPair pair{.at = std::move(group.at),
                          .from = summarize(from, compare.of.text),
                          .to = summarize(to, compare.of.text),
                          .change = {}};
        pair.change = compare.points.over ? change_over(data, compare, from, to)
                                          : change_between(compare, pair.from, pair.to);
        if (!std::isfinite(pair.change.value)) {
            ++result.missing;
            continue;
        }
        all_ranges = all_ranges && has_range(pair.change);
        sum += pair.change.value;
        result.pairs.push_back(std::move(pair));
    }
    result.interval = result.interval && all_ranges;
    result.mean = result.pairs.empty() ? nan : sum / static_cast<double>(result.pairs.size());
    for (std::size_t k = 0; k < result.pairs.size(); ++k) {
        const double change = result.pairs[k].change.value;
        if (!result.largest || change > result.pairs[*result.largest].change.value)
            result.largest = k;
        if (!result.least || change < result.pairs[*result.least].change.value) result.least = k;
    }
    return result;
}

}  // namespace crosspoint
