// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/base/nearest.hpp"
#include "crosspoint/study/report_text.hpp"

namespace crosspoint {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Error name_error(const ReportName& name, int id, std::string what, std::string help) {
    return Error{.code = Errc::input,
                 .id = id,
                 .what = std::move(what),
                 .help = std::move(help),
                 .where = name.where};
}

class Resolver {
public:
    explicit Resolver(const ReportData& data) : data_(data), axes_(data.axes()) {
        for (const StudyAxis& axis : axes_) paths_.push_back(axis.path);
        if (data.studies.size() == 1) paths_.push_back("study");
        for (const ReportStudy& study : data.studies)
            for (const auto& [path, value] : study.settings) settings_.push_back(path);
    }

    Result<void> figure(ReportFigure& figure);
    Result<void> table(ReportTable& table);
    Result<void> compare(ReportCompare& compare);
    Result<void> label(ReportLabel& label) const;
    [[nodiscard]] std::vector<ReportFigure> default_figures() const;

private:
    Result<void> axis(ReportName& name) const;
    Result<void> number(const ReportName& name) const;
    Result<void> has_value(const ReportName& axis, const std::string& value) const;
    Result<void> selection(ReportSelection& points) const;
    [[nodiscard]] bool unfinished() const;
    Result<void> all_axes(std::vector<ReportName*> names) const;
    Result<void> rest(const ReportSelection& points, const std::vector<ReportName>& named,
                      std::optional<std::vector<ReportName>>& names, const char* keys) const;

    const ReportData& data_;
    std::vector<StudyAxis> axes_;
    std::vector<std::string> paths_;     // of axes
    std::vector<std::string> settings_;  // paths of what is the same in all points of a study
};

Result<void> Resolver::axis(ReportName& name) const {
    std::vector<std::string> found;
    for (const auto* paths : {&paths_, &settings_}) {
        if (std::find(paths->begin(), paths->end(), name.text) != paths->end()) return {};
        for (const std::string& path : *paths) {
            const bool meant = StudyAxis{.path = path, .values = {}}.column() == name.text ||
                               path.ends_with("." + name.text);
            if (meant && std::find(found.begin(), found.end(), path) == found.end())
                found.push_back(path);
        }
        if (found.size() == 1) {
            name.text = found.front();
            return {};
        }
        if (!found.empty()) break;
    }
    return name_error(name, 5046,
                      found.empty()
                          ? fmt::format("the results have no axis or setting {}", name.text)
                          : fmt::format("{} may be {}", name.text, fmt::join(found, " or ")),
                      found.empty() ? did_you_mean(name.text, paths_) : "write the whole path");
}

Result<void> Resolver::all_axes(std::vector<ReportName*> names) const {
    for (ReportName* name : names)
        if (auto r = axis(*name); !r) return r;
    return {};
}

Result<void> Resolver::number(const ReportName& name) const {
    const std::vector<std::string> known = data_.numbers();
    if (data_.before && name.text.starts_with("layers.")) return {};  // nobody knows yet
    if (std::find(known.begin(), known.end(), name.text) != known.end()) return {};
    return name_error(name, 5047, fmt::format("the results have no number {}", name.text),
                      did_you_mean(name.text, known));
}

Result<void> Resolver::has_value(const ReportName& axis, const std::string& value) const {
    std::vector<std::string> known;
    for (const ReportPoint& point : data_.points) {
        const auto text = data_.value(point, axis.text);
        if (!text) continue;
        if (same_value(*text, value)) return {};
        if (std::find(known.begin(), known.end(), *text) == known.end()) known.push_back(*text);
    }
    if (unfinished()) return {};  // its point may be still to come
    return name_error(axis, 5049,
                      fmt::format("{} is {} in no point of the results", axis.text, value),
                      did_you_mean(value, known));
}

// Values that are missing now may be those of points that have not run.
bool Resolver::unfinished() const {
    std::size_t total = 0;
    for (const ReportStudy& study : data_.studies) total += study.points_total;
    return data_.points.size() < total;
}

Result<void> Resolver::selection(ReportSelection& points) const {
    for (ReportFilter& filter : points.where) {
        if (auto r = axis(filter.name); !r) return r;
        for (const std::string& value : filter.values)
            if (auto r = has_value(filter.name, value); !r) return r;
    }
    if (points.over)
        if (auto r = axis(*points.over); !r) return r;
    if (!unfinished() && select_points(data_, points).empty()) {
        return Error{.code = Errc::input,
                     .id = 5050,
                     .what = "no point of the results has all values of `where`",
                     .help = "leave a key of where out",
                     .where = points.place};
    }
    return {};
}

// The axes that still vary: the default of `names`, and an error where names are given without one.
Result<void> Resolver::rest(const ReportSelection& points, const std::vector<ReportName>& named,
                            std::optional<std::vector<ReportName>>& names, const char* keys) const {
    const ReportPoints selected = select_points(data_, points);
    const bool fill = !names;
    if (fill) names.emplace();
    for (const StudyAxis& axis : axes_) {
        const auto is_axis = [&](const ReportName& name) { return name.text == axis.path; };
        const bool used = std::any_of(named.begin(), named.end(), is_axis) ||
                          std::any_of(names->begin(), names->end(), is_axis) ||
                          (points.over && is_axis(*points.over));
        if (used) continue;
        const auto groups = group_points(data_, selected, std::span(&axis.path, 1));
        if (groups.size() < 2) continue;
        if (fill) {
            names->push_back({.text = axis.path, .where = points.place});
            continue;
        }
        return Error{
            .code = Errc::input,
            .id = 5048,
            .what = fmt::format("{} has {} values here, expected one", axis.path, groups.size()),
            .help = fmt::format("name it in {}, or choose a value with where = {{ \"{}\" "
                                "= ... }}",
                                keys, axis.path),
            .where = points.place};
    }
    return {};
}

Result<void> Resolver::figure(ReportFigure& figure) {
    if (auto r = selection(figure.points); !r) return r;
    figure.x_is_number = !axis(figure.x) && number(figure.x);
    std::vector<ReportName*> names;
    if (!figure.x_is_number) names.push_back(&figure.x);
    if (figure.panels) names.push_back(&*figure.panels);
    if (figure.curves)
        for (ReportName& name : *figure.curves) names.push_back(&name);
    if (auto r = all_axes(names); !r) return r;
    if (auto r = number(figure.y); !r) return r;
    std::vector<ReportName> named;
    if (figure.panels) named.push_back(*figure.panels);
    if (!figure.x_is_number) {
        named.push_back(figure.x);
        figure.along = {figure.x.text};
        return rest(figure.points, named, figure.curves, "curves, panels or over");
    }
    // A number against a number: a curve runs through all points that are not told apart.
    if (!figure.curves) figure.curves.emplace();
    named.insert(named.end(), figure.curves->begin(), figure.curves->end());
    std::optional<std::vector<ReportName>> others;
    if (auto r = rest(figure.points, named, others, ""); !r) return r;
    figure.along = paths_of(*others);
    return {};
}

Result<void> Resolver::table(ReportTable& table) {
    if (auto r = selection(table.points); !r) return r;
    std::vector<ReportName*> names;
    if (table.columns) names.push_back(&*table.columns);
    if (table.rows)
        for (ReportName& name : *table.rows) names.push_back(&name);
    if (auto r = all_axes(names); !r) return r;
    for (const ReportName& value : table.values)
        if (auto r = number(value); !r) return r;
    std::vector<ReportName> named;
    if (table.columns) named.push_back(*table.columns);
    return rest(table.points, named, table.rows, "rows, columns or over");
}

Result<void> Resolver::compare(ReportCompare& compare) {
    if (auto r = selection(compare.points); !r) return r;
    if (auto r = axis(compare.axis); !r) return r;
    if (auto r = number(compare.of); !r) return r;
    for (const std::string& value : {compare.from, compare.to})
        if (auto r = has_value(compare.axis, value); !r) return r;
    return {};
}

Result<void> Resolver::label(ReportLabel& label) const {
    if (auto r = axis(label.axis); !r) return r;
    return has_value(label.axis, label.value);
}

std::vector<ReportFigure> Resolver::default_figures() const {
    if (axes_.empty()) return {};
    std::string x;
    for (const StudyAxis& axis : axes_) {
        const bool numbers = std::all_of(axis.values.begin(), axis.values.end(),
                                         [](const auto& v) { return axis_number(v).has_value(); });
        if (numbers && x != "array.bl_segment_ohm") x = axis.path;
        if (axis.path == "array.bl_segment_ohm") x = axis.path;
    }
    if (x.empty()) x = axes_.front().path;
    ReportFigure figure{.points = {}, .x = {.text = x}, .y = {.text = "accuracy"}};
    return {figure};
}

}  // namespace

void apply_labels(ReportSpec& spec, ReportData& data) {
    for (const ReportLabel& label : spec.labels) {
        const std::string& path = label.axis.text;
        const auto change = [&](std::string& value) {
            if (same_value(value, label.value)) value = label.label;
        };
        const auto change_all = [&](std::map<std::string, std::string>& values) {
            if (const auto found = values.find(path); found != values.end()) change(found->second);
        };
        for (ReportPoint& point : data.points) change_all(point.at);
        for (ReportStudy& study : data.studies) {
            change_all(study.settings);
            if (path == "study") change(study.name);
        }
        const auto change_where = [&](ReportSelection& points) {
            for (ReportFilter& filter : points.where)
                if (filter.name.text == path)
                    for (std::string& value : filter.values) change(value);
        };
        for (ReportFigure& figure : spec.figures) change_where(figure.points);
        for (ReportTable& table : spec.tables) change_where(table.points);
        for (ReportCompare& compare : spec.compares) {
            change_where(compare.points);
            if (compare.axis.text != path) continue;
            change(compare.from);
            change(compare.to);
        }
    }
}

bool same_value(const std::string& a, const std::string& b) {
    if (a == b) return true;
    const auto left = axis_number(a), right = axis_number(b);
    return left && right && *left == *right;  // both are read from decimals, none is computed
}

std::vector<std::string> paths_of(const std::vector<ReportName>& names) {
    std::vector<std::string> paths;
    for (const ReportName& name : names) paths.push_back(name.text);
    return paths;
}

ReportPoints select_points(const ReportData& data, const ReportSelection& selection) {
    ReportPoints chosen;
    for (const ReportPoint& point : data.points) {
        const auto fits = [&](const ReportFilter& filter) {
            const auto text = data.value(point, filter.name.text);
            return text && std::any_of(filter.values.begin(), filter.values.end(),
                                       [&](const auto& v) { return same_value(*text, v); });
        };
        if (std::all_of(selection.where.begin(), selection.where.end(), fits))
            chosen.push_back(&point);
    }
    return chosen;
}

std::vector<ReportGroup> group_points(const ReportData& data, const ReportPoints& points,
                                      std::span<const std::string> axes) {
    std::vector<ReportGroup> groups;
    std::map<std::vector<std::string>, std::size_t> index;
    for (const ReportPoint* point : points) {
        std::vector<std::string> values;
        for (const std::string& path : axes)
            values.push_back(data.value(*point, path).value_or(std::string()));
        const auto [found, added] = index.emplace(values, groups.size());
        if (added) groups.push_back({.at = std::move(values), .points = {}});
        groups[found->second].points.push_back(point);
    }
    return groups;
}

ReportValue summarize(std::vector<double> values) {
    ReportValue result{.value = nan, .low = nan, .high = nan};
    const std::size_t all = values.size();
    std::erase_if(values, [](double v) { return std::isnan(v); });
    std::sort(values.begin(), values.end());
    result.count = values.size();
    result.missing = all - values.size();
    result.spread = true;
    if (values.empty()) return result;
    const std::size_t half = values.size() / 2;
    result.value = values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
    result.low = values.front();
    result.high = values.back();
    return result;
}

ReportValue summarize(const ReportPoints& points, const std::string& name) {
    if (points.size() == 1) {
        const ReportPoint& point = *points.front();
        const double value = point.number(name);
        return {.value = value,
                .low = point.number(name + "_low"),
                .high = point.number(name + "_high"),
                .count = std::isnan(value) ? 0u : 1u,
                .missing = std::isnan(value) ? 1u : 0u};
    }
    std::vector<double> values;
    for (const ReportPoint* point : points) values.push_back(point->number(name));
    return summarize(std::move(values));
}

Result<ReportSpec> resolve_report(ReportSpec spec, const ReportData& data) {
    Resolver resolver(data);
    for (ReportLabel& label : spec.labels)
        if (auto r = resolver.label(label); !r) return r.error();
    if (spec.figures.empty() && spec.tables.empty() && spec.compares.empty())
        spec.figures = resolver.default_figures();
    for (ReportFigure& figure : spec.figures)
        if (auto r = resolver.figure(figure); !r) return r.error();
    for (ReportTable& table : spec.tables)
        if (auto r = resolver.table(table); !r) return r.error();
    for (ReportCompare& compare : spec.compares)
        if (auto r = resolver.compare(compare); !r) return r.error();
    if (spec.title.empty()) {
        spec.title = "Study";
        for (std::size_t k = 0; k < data.studies.size(); ++k)
            spec.title += (k == 0 ? " " : ", ") + data.studies[k].name;
    }
    return spec;
}

}  // namespace crosspoint
