// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/array_value.hpp"
#include "crosspoint/study/study_files.hpp"

namespace crosspoint {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// A study file may have been changed since its results were computed; its [report] may, the rest
// must not: the page would say what was never computed.
Result<void> same_settings(const std::string& path, const ReportStudy& study) {
    const Result<StudyConfig> config = load_study(path);
    if (!config) return config.error();
    const StudyInputs inputs{};
    std::vector<StudyRow> rows;
    for (const StudyPoint& point : config->points)
        rows.push_back({.point = &point, .inputs = &inputs, .result = nullptr});
    const Json now = Json::parse(study_resolved_json(*config, rows, "")).at("settings").flatten();
    const Json then = Json::parse(study.settings_text).at("settings").flatten();
    for (const auto& [json, other] : {std::pair{&now, &then}, std::pair{&then, &now}}) {
        for (const auto& [key, value] : json->items()) {
            const auto found = other->find(key);
            if (found != other->end() && *found == value) continue;
            std::string name = key.substr(1);
            std::replace(name.begin(), name.end(), '/', '.');
            return Error{.code = Errc::input,
                         .id = 5052,
                         .what = fmt::format("{} was not computed with this {}: the file has {}, "
                                             "the results have {}",
                                             study.folder, name,
                                             now.contains(key) ? now.at(key).dump() : "none",
                                             then.contains(key) ? then.at(key).dump() : "none"),
                         .help = "run `crosspoint study run` with this file first",
                         .where = SourceSpan{.file = path, .line = 1, .column = 1}};
        }
    }
    return {};
}

Result<ReportMaterial> from_file(const ReportSources& sources) {
    const std::string& path = sources.paths.front();
    Result<ReportSpec> spec = read_report_spec(path);
    if (!spec) return spec.error();
    ReportMaterial material{.spec = std::move(*spec), .data = {}, .page = "report.html"};
    if (!material.spec.is_study) {
        for (const ReportName& folder : material.spec.results) {
            auto r = load_report_study(path_beside(path, folder.text), material.data);
            if (r) continue;
            Error failure = r.error();
            if (!failure.where || failure.where->line == 0) failure.where = folder.where;
            return failure;
        }
        return material;
    }
    const std::string folder =
        sources.results.empty() ? "results/" + material.spec.study_name : sources.results;
    if (auto r = load_report_study(folder, material.data); !r) return r.error();
    ReportStudy& study = material.data.studies.front();
    if (auto r = same_settings(path, study); !r) return r.error();
    Result<std::string> text = read_text_file(path);
    if (!text) return text.error();
    study.source_text = std::move(*text);
    material.page = folder + "/report.html";
    return material;
}

Result<ReportMaterial> from_folders(const ReportSources& sources) {
    ReportMaterial material{.spec = {}, .data = {}, .page = "report.html"};
    for (const std::string& folder : sources.paths)
        if (auto r = load_report_study(folder, material.data); !r) return r.error();
    if (sources.paths.size() > 1) return material;
    const std::string& folder = sources.paths.front();
    material.page = (fs::path(folder) / "report.html").string();
    if (material.data.studies.front().source_text.empty()) return material;
    Result<ReportSpec> spec = read_report_spec(folder + "/study.toml");
    if (!spec) return spec.error();
    material.spec = std::move(*spec);
    return material;
}

}  // namespace

Result<ReportMaterial> load_report(const ReportSources& sources) {
    const auto files =
        std::count_if(sources.paths.begin(), sources.paths.end(),
                      [](const std::string& path) { return path.ends_with(".toml"); });
    const bool mixed = files > 0 && sources.paths.size() > 1;
    if (sources.paths.empty() || mixed || (files == 0 && !sources.results.empty())) {
        return Error{.code = Errc::usage,
                     .id = 5051,
                     .what = mixed ? "a report of several sources, one of them a file; expected "
                                     "one file or only folders"
                                   : "no study file is named",
                     .help = "a file with [report] results = [...] joins several folders"};
    }
    return files == 1 ? from_file(sources) : from_folders(sources);
}

}  // namespace crosspoint
