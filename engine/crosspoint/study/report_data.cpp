// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "crosspoint/base/file.hpp"

namespace crosspoint {

namespace {

using Json = nlohmann::ordered_json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view segment_column = "bl_segment_ohm";  // the last axis column

Error damaged(const std::string& file, const std::string& what) {
    return Error{.code = Errc::environment,
                 .id = 5044,
                 .what = file + ": " + what,
                 .help =
                     "run `crosspoint study run` again: it writes the files anew from the "
                     "store, without computing"};
}

// A setting as it stands in a CSV; nothing for what is no single value.
std::optional<std::string> scalar_text(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) return fmt::format("{}", value.get<double>());
    if (value.is_number() || value.is_boolean()) return value.dump();
    return std::nullopt;
}

template <class Body>
void walk(const Json& json, const std::string& path, const Body& body) {
    if (!json.is_object()) return body(path, json);
    for (const auto& [key, value] : json.items())
        walk(value, path.empty() ? key : path + "." + key, body);
}

// The fields of one line; quotes as study_files writes them.
std::vector<std::string> split_csv(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') {
            // Of two quotes in a row the second opens again: one of them belongs to the text.
            if (!quoted && !fields.back().empty()) fields.back() += c;
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else if (c != '\r') {
            fields.back() += c;
        }
    }
    return fields;
}

std::vector<std::vector<std::string>> read_csv(std::string_view text) {
    std::vector<std::vector<std::string>> rows;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) rows.push_back(split_csv(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return rows;
}

// The points of report.json, in its order.
std::vector<ReportPoint> read_points(const Json& report, std::size_t study) {
    std::vector<ReportPoint> points;
    for (const Json& json : report.at("points")) {
        ReportPoint point{.study = study, .status = json.at("status").get<std::string>()};
        point.message = json.value("message", std::string());
        if (json.contains("solver"))
            point.method = json.at("solver").value("method", std::string());
        for (const auto& [path, value] : json.at("axes").items())
            if (const auto text = scalar_text(value)) point.at[path] = *text;
        walk(json, "", [&](const std::string& path, const Json& value) {
            if (path.starts_with("axes.")) return;
            if (value.is_number()) point.numbers[path] = value.get<double>();
            if (value.is_null()) point.numbers[path] = nan;
        });
        points.push_back(std::move(point));
    }
    return points;
}

// The columns of curve.csv go to the points of report.json: row k is point k.
Result<void> join_curve(const ReportFiles& files, ReportStudy& study,
                        std::vector<ReportPoint>& points) {
    const std::string name = files.folder + "/curve.csv";
    const auto rows = read_csv(files.curve_csv);
    if (rows.empty()) return damaged(name, "it has no line of columns");
    const std::vector<std::string>& head = rows.front();
    const auto last_axis = std::find(head.begin(), head.end(), segment_column);
    if (last_axis == head.end())
        return damaged(name, fmt::format("it has no column {}", segment_column));
    if (rows.size() - 1 != points.size()) {
        return damaged(name, fmt::format("it has {} points, report.json has {}", rows.size() - 1,
                                         points.size()));
    }
    const auto first = static_cast<std::size_t>(last_axis - head.begin()) + 1;
    study.columns.assign(last_axis + 1, head.end());
    for (std::size_t p = 0; p < points.size(); ++p) {
        const std::vector<std::string>& row = rows[p + 1];
        if (row.size() != head.size()) {
            return damaged(name, fmt::format("line {} has {} fields, expected {}", p + 2,
                                             row.size(), head.size()));
        }
        for (std::size_t c = first; c < head.size(); ++c) {
            char* end = nullptr;
            const double value = std::strtod(row[c].c_str(), &end);
            if (row[c].empty() || *end != '\0')
                return damaged(name, fmt::format("line {}: \"{}\" is no number", p + 2, row[c]));
            points[p].numbers[head[c]] = value;
        }
    }
    return {};
}

void read_resolved(const Json& resolved, ReportStudy& study) {
    study.name = resolved.at("name").get<std::string>();
    study.program_version = resolved.at("program_version").get<std::string>();
    study.points_total = resolved.at("points").get<std::size_t>();
    study.axes = resolved.at("axes").get<std::vector<std::string>>();
    walk(resolved.at("settings"), "", [&](const std::string& path, const Json& value) {
        if (const auto text = scalar_text(value)) study.settings[path] = *text;
    });
    for (const Json& input : resolved.at("inputs")) {
        study.inputs.push_back(
            {.model = input.at("model").get<std::string>(),
             .model_checksum = input.at("model_checksum").get<std::string>(),
             .data = input.at("data").get<std::string>(),
             .data_checksum = input.at("data_checksum").get<std::string>(),
             .images = input.at("images").get<std::size_t>(),
             .software_accuracy = input.at("software_accuracy").is_number()
                                      ? input.at("software_accuracy").get<double>()
                                      : nan});
    }
}

void add_value(std::vector<StudyAxis>& axes, const std::string& path, const std::string& value) {
    auto axis =
        std::find_if(axes.begin(), axes.end(), [&](const StudyAxis& a) { return a.path == path; });
    if (axis == axes.end()) axis = axes.insert(axes.end(), StudyAxis{.path = path, .values = {}});
    if (std::find(axis->values.begin(), axis->values.end(), value) == axis->values.end())
        axis->values.push_back(value);
}

}  // namespace

double ReportPoint::number(const std::string& name) const {
    const auto found = numbers.find(name);
    return found == numbers.end() ? nan : found->second;
}

std::vector<StudyAxis> ReportData::axes() const {
    std::vector<StudyAxis> all;
    if (studies.size() > 1)
        for (const ReportStudy& study : studies) add_value(all, "study", study.name);
    std::vector<std::string> paths;
    for (const ReportStudy& study : studies)
        for (const std::string& path : study.axes)
            if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
    // A study without this axis has the value of the setting there.
    for (const std::string& path : paths)
        for (const ReportPoint& point : points)
            if (const auto text = value(point, path)) add_value(all, path, *text);
    return all;
}

std::vector<std::string> ReportData::numbers() const {
    std::vector<std::string> names;
    std::set<std::string> seen;
    const auto add = [&](const std::string& name) {
        if (seen.insert(name).second) names.push_back(name);
    };
    for (const ReportStudy& study : studies)
        for (const std::string& name : study.columns) add(name);
    for (const ReportPoint& point : points)
        for (const auto& [name, value] : point.numbers) add(name);
    return names;
}

std::optional<std::string> ReportData::value(const ReportPoint& point,
                                             const std::string& path) const {
    const ReportStudy& study = studies[point.study];
    if (path == "study") return study.name;
    if (const auto found = point.at.find(path); found != point.at.end()) return found->second;
    if (const auto found = study.settings.find(path); found != study.settings.end())
        return found->second;
    return std::nullopt;
}

Result<void> add_report_study(const ReportFiles& files, ReportData& data) {
    ReportStudy study{.name = {},
                      .folder = files.folder,
                      .settings_text = files.resolved_json,
                      .source_text = files.source_text};
    std::vector<ReportPoint> points;
    const char* file = "/study.resolved.json";
    try {
        read_resolved(Json::parse(files.resolved_json), study);
        file = "/report.json";
        points = read_points(Json::parse(files.report_json), data.studies.size());
    } catch (const nlohmann::json::exception& failure) {
        return damaged(files.folder + file, failure.what());
    }
    if (auto r = join_curve(files, study, points); !r) return r;
    for (const ReportStudy& other : data.studies) {
        if (other.name != study.name) continue;
        return Error{.code = Errc::input,
                     .id = 5045,
                     .what = fmt::format("{} and {} both hold results of a study \"{}\"",
                                         other.folder, study.folder, study.name),
                     .help = "give the studies different names, and run them again"};
    }
    data.studies.push_back(std::move(study));
    for (ReportPoint& point : points) data.points.push_back(std::move(point));
    return {};
}

Result<void> load_report_study(const std::string& folder, ReportData& data) {
    ReportFiles files{.folder = folder};
    for (auto& [name, text] :
         {std::pair{"curve.csv", &files.curve_csv}, std::pair{"report.json", &files.report_json},
          std::pair{"study.resolved.json", &files.resolved_json}}) {
        Result<std::string> read = read_text_file(folder + "/" + name);
        if (!read) {
            Error failure = read.error();
            failure.help = "give a results folder that `crosspoint study run` has written";
            return failure;
        }
        *text = std::move(*read);
    }
    std::error_code ignored;
    const std::string source = folder + "/study.toml";
    if (std::filesystem::exists(source, ignored)) {
        Result<std::string> read = read_text_file(source);
        if (!read) return read.error();
        files.source_text = std::move(*read);
    }
    return add_report_study(files, data);
}

}  // namespace crosspoint
