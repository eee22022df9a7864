// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/report_html.hpp"
#include "crosspoint/study/report_text.hpp"
#include "crosspoint/study/report_view.hpp"
#include "crosspoint/study/study_files.hpp"

namespace crosspoint {

namespace {

std::string list_html(const std::vector<std::string>& items) {
    if (items.empty()) return {};
    std::string html = "<ul>\n";
    for (const std::string& item : items) html += "<li>" + html_markup(item) + "</li>\n";
    return html + "</ul>\n";
}

std::string place_of(const ReportStudy& study, const ReportPoint& point) {
    std::vector<std::string> at;
    for (const std::string& path : study.axes) {
        const auto found = point.at.find(path);
        at.push_back(found == point.at.end() ? std::string() : found->second);
    }
    return shown_place(study.axes, at);
}

ReportPoints points_of(const ReportData& data, std::size_t study) {
    ReportPoints points;
    for (const ReportPoint& point : data.points)
        if (point.study == study) points.push_back(&point);
    return points;
}

// What a study found, in one line: how many points, and between which accuracies.
std::string study_finding(const ReportStudy& study, const ReportPoints& points) {
    const ReportPoint *least = nullptr, *most = nullptr;
    std::set<double> software;
    for (const ReportPoint* point : points) {
        const double accuracy = point->number("accuracy");
        if (std::isnan(accuracy)) continue;
        if (least == nullptr || accuracy < least->number("accuracy")) least = point;
        if (most == nullptr || accuracy > most->number("accuracy")) most = point;
        if (const double s = point->number("software_accuracy"); !std::isnan(s)) software.insert(s);
    }
    if (least == nullptr) return {};
    const auto extreme = [&](const ReportPoint& point) {
        const std::string place = place_of(study, point);
        return fmt::format("{} ({} to {}){}{}", shown_number("accuracy", point.number("accuracy")),
                           shown_number("accuracy", point.number("accuracy_low")),
                           shown_number("accuracy", point.number("accuracy_high")),
                           place.empty() ? "" : " at ", place);
    };
    std::string text = fmt::format("Study {}, {} of {} points: accuracy on the arrays ", study.name,
                                   points.size(), study.points_total);
    text += least == most ? extreme(*least)
                          : "at least " + extreme(*least) + ", at most " + extreme(*most);
    text += "; in software ";
    if (!software.empty()) {
        text += shown_number("software_accuracy", *software.begin());
        if (software.size() > 1)
            text += " to " + shown_number("software_accuracy", *software.rbegin());
    }
    return "<li>" + html_text(text) + ".</li>\n";
}

// The largest finite value of a number over all points; NaN without any.
double largest(const ReportPoints& points, const std::string& name) {
    double result = std::numeric_limits<double>::quiet_NaN();
    for (const ReportPoint* point : points) {
        const double value = point->number(name);
        if (std::isfinite(value) && !(value <= result)) result = value;
    }
    return result;
}

std::string range_of(const ReportPoints& points, const std::string& name) {
    const double most = largest(points, name);
    double least = most;
    for (const ReportPoint* point : points)
        if (point->number(name) < least) least = point->number(name);
    return shown_number(name, least) + (least < most ? " to " + shown_number(name, most) : "");
}

// The widest 95 % interval, from the accuracy to its farther end.
std::string widest_interval(const ReportPoints& points) {
    double widest = 0.0;
    for (const ReportPoint* point : points) {
        const double value = point->number("accuracy");
        for (const char* end : {"accuracy_low", "accuracy_high"})
            if (const double d = std::abs(point->number(end) - value); d > widest) widest = d;
    }
    return fmt::format("95 % of Wilson (1927), at most {:.2f} points to either side",
                       100.0 * widest);
}

struct Fact {
    const char* name;
    std::string (*text)(const ReportStudy&, const ReportPoints&);  // HTML
};

std::string inputs_html(const ReportStudy& study, bool model) {
    std::string html;
    for (const ReportInput& input : study.inputs) {
        const std::string line = html_text(model ? input.model : input.data) + "<br><code>" +
                                 html_text(model ? input.model_checksum : input.data_checksum) +
                                 "</code>";
        if (html.find(line) == std::string::npos) html += (html.empty() ? "" : "<br>") + line;
    }
    return html;
}

std::string solvers(const ReportPoints& points) {
    std::set<std::string> methods;
    for (const ReportPoint* point : points)
        if (!point->method.empty()) methods.insert(point->method);
    return html_text(fmt::format("{}", fmt::join(methods, ", ")));
}

std::string total_time(const ReportPoints& points) {
    double sum = 0.0;
    for (const ReportPoint* point : points) {
        for (const char* name : {"program_s", "check_s", "infer_s"})
            if (const double s = point->number(name); s > 0.0) sum += s;
    }
    return shown_duration(sum);
}

const std::array<Fact, 12>& facts() {
    static const std::array<Fact, 12> all = {{
        {"crosspoint version",
         [](const auto& s, const auto&) { return html_text(s.program_version); }},
        {"points",
         [](const auto& s, const auto& p) {
             return fmt::format("{} of {} done", p.size(), s.points_total);
         }},
        {"images of a point", [](const auto&, const auto& p) { return range_of(p, "images"); }},
        {"intervals", [](const auto&, const auto& p) { return widest_interval(p); }},
        {"software accuracy",
         [](const auto&, const auto& p) { return range_of(p, "software_accuracy"); }},
        {"network, checksum", [](const auto& s, const auto&) { return inputs_html(s, true); }},
        {"images, checksum", [](const auto& s, const auto&) { return inputs_html(s, false); }},
        {"solver", [](const auto&, const auto& p) { return solvers(p); }},
        {"worst KCL residual",
         [](const auto&, const auto& p) {
             return shown_number("kcl_A", largest(p, "solver.kcl_residual_A"));
         }},
        {"largest error of a checked current",
         [](const auto&, const auto& p) {
             return fmt::format("{:.3g} relative", largest(p, "solver.current_error_rel"));
         }},
        {"computing time, all points", [](const auto&, const auto& p) { return total_time(p); }},
        {"threads", [](const auto&, const auto& p) { return range_of(p, "threads"); }},
    }};
    return all;
}

std::string failures(const ReportData& data) {
    std::string items;
    for (const ReportPoint& point : data.points) {
        if (point.good()) continue;
        const ReportStudy& study = data.studies[point.study];
        const std::string place = place_of(study, point);
        items += "<li>" + html_text(study.name + (place.empty() ? "" : ", " + place)) +
                 ": <strong>" + html_text(point.status) + "</strong>. " + html_text(point.message) +
                 "</li>\n";
    }
    if (items.empty()) {
        return data.points.empty() ? std::string()
                                   : "<p>Every point that was computed has a valid result.</p>\n";
    }
    return "<h3 id=\"failed\">Points without a valid result</h3>\n<ul>\n" + items + "</ul>\n";
}

// Every point with all its columns.
std::string all_points(const ReportData& data, std::size_t k) {
    const ReportStudy& study = data.studies[k];
    HtmlTable table{.caption = "All points of " + html_text(study.name) + ", in SI units",
                    .headings = std::max<std::size_t>(1, study.axes.size())};
    for (const std::string& path : study.axes)
        table.head.push_back(html_text(StudyAxis{.path = path, .values = {}}.column()));
    if (study.axes.empty()) table.head.emplace_back("point");
    for (const std::string& column : study.columns) table.head.push_back(html_text(column));
    for (const ReportPoint* point : points_of(data, k)) {
        std::vector<std::string> row;
        for (const std::string& path : study.axes) {
            const auto found = point->at.find(path);
            row.push_back(found == point->at.end() ? "-" : html_text(found->second));
        }
        if (study.axes.empty()) row.emplace_back("the point");
        for (const std::string& column : study.columns)
            row.push_back(fmt::format("{:.6g}", point->number(column)));
        table.rows.push_back(std::move(row));
    }
    return html_table(table);
}

std::vector<std::string> commands(const ReportSpec& spec, const ReportData& data) {
    if (!spec.repeat.empty()) return spec.repeat;
    std::vector<std::string> lines;
    for (const ReportStudy& study : data.studies)
        lines.push_back("crosspoint study run " + study.name + ".toml");
    const std::string file = std::filesystem::path(spec.path).filename().string();
    if (!spec.is_study) lines.push_back("crosspoint study report " + file);
    return lines;
}

}  // namespace

std::string report_findings(const ReportSpec& spec, const ReportData& data) {
    std::string items;
    for (const ReportCompare& compare : spec.compares) {
        const std::string title =
            compare.points.title.empty()
                ? html_text(fmt::format("{}, {} -> {}", shown_name(compare.of.text), compare.from,
                                        compare.to))
                : html_markup(compare.points.title);
        items += "<li>" + title + ". " + compared_text(compare, compare_points(data, compare)) +
                 "</li>\n";
    }
    for (std::size_t k = 0; k < data.studies.size(); ++k)
        items += study_finding(data.studies[k], points_of(data, k));
    const auto failed = std::count_if(data.points.begin(), data.points.end(),
                                      [](const ReportPoint& p) { return !p.good(); });
    if (failed > 0) {
        items += fmt::format(
            "<li class=\"bad\">{} of {} points have no valid result; they are "
            "<a href=\"#failed\">named below</a>.</li>\n",
            failed, data.points.size());
    }
    return items.empty() ? items : "<ul>\n" + items + "</ul>\n";
}

std::string report_computation(const ReportData& data) {
    HtmlTable table{.caption = "Programs, files and checks", .head = {"study"}, .facts = true};
    for (const ReportStudy& study : data.studies) table.head.push_back(html_text(study.name));
    for (const Fact& fact : facts()) {
        std::vector<std::string> row = {fact.name};
        for (std::size_t k = 0; k < data.studies.size(); ++k)
            row.push_back(fact.text(data.studies[k], points_of(data, k)));
        table.rows.push_back(std::move(row));
    }
    return html_table(table) + failures(data);
}

std::string report_repeat(const ReportSpec& spec, const ReportData& data) {
    std::string lines;
    for (const std::string& command : commands(spec, data)) lines += command + "\n";
    std::string html =
        "<p>With the study files below, the same version of the program and the "
        "files with these checksums the same numbers come out, on any machine and "
        "with any number of threads.</p>\n" +
        html_pre(lines);
    for (std::size_t k = 0; k < data.studies.size(); ++k) {
        const ReportStudy& study = data.studies[k];
        if (!study.source_text.empty())
            html += html_details("Study file " + study.name + ".toml", html_pre(study.source_text));
        html += html_details("All settings of " + study.name + " with their defaults",
                             html_pre(study.settings_text));
        html += html_details("All points of " + study.name, all_points(data, k));
    }
    return html;
}

Result<ReportPage> report_page(const ReportSpec& given, const ReportData& results,
                               const ReportPictures& where) {
    Result<ReportSpec> spec = resolve_report(given, results);
    if (!spec) return spec.error();
    ReportData data = results;
    apply_labels(*spec, data);
    ReportPage page;
    struct Section {
        const char* id;
        const char* heading;
        std::string content;
    };
    std::string notes;
    for (const std::string& note : spec->notes) notes += "<p>" + html_markup(note) + "</p>\n";
    const std::array<Section, 9> sections = {{
        {"findings", "Key findings", report_findings(*spec, data)},
        {"notes", "Notes", notes},
        {"pictures", "Pictures", report_figures(*spec, data, where, page.not_drawn)},
        {"comparisons", "Comparisons", report_comparisons(*spec, data)},
        {"tables", "Tables", report_tables(*spec, data)},
        {"assumptions", "Assumptions", list_html(spec->assumptions)},
        {"not-comparable", "What is not comparable", list_html(spec->not_comparable)},
        {"computation", "How it was computed", report_computation(data)},
        {"repeat", "How to repeat", report_repeat(*spec, data)},
    }};
    std::string body = "<a class=\"skip\" href=\"#content\">To the content</a>\n<header>\n<h1>" +
                       html_markup(spec->title) + "</h1>\n";
    if (!spec->question.empty())
        body += "<p class=\"question\">" + html_markup(spec->question) + "</p>\n";
    body += "<nav aria-label=\"Contents\"><ul>\n";
    for (const Section& section : sections) {
        if (section.content.empty()) continue;
        body += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.id, section.heading);
    }
    body += "</ul></nav>\n</header>\n<main id=\"content\">\n";
    for (const Section& section : sections)
        body += html_section(section.id, section.heading, section.content);
    body += "</main>\n<footer><p>Written by crosspoint";
    std::set<std::string> versions;
    for (const ReportStudy& study : data.studies) versions.insert(study.program_version);
    body += html_text(fmt::format(" {}", fmt::join(versions, ", ")));
    body += ". This page is one file: it loads nothing and runs no script.</p></footer>\n";
    page.html = html_page(spec->title, body);
    return page;
}

Result<std::optional<Error>> write_report_page(const std::string& path, const ReportSpec& spec,
                                               const ReportData& data) {
    const std::filesystem::path place = path, folder = place.parent_path() / "figures";
    std::error_code ignored;
    // A folder that is not there is not made: the path may be misspelled.
    if (place.has_parent_path() && !std::filesystem::is_directory(place.parent_path(), ignored))
        if (auto r = write_file(path, ""); !r) return r.error();
    const Result<ReportPage> page =
        report_page(spec, data, {.folder = folder.string(), .name = place.stem().string()});
    std::filesystem::remove(folder, ignored);  // if nothing is in it
    if (!page) return page.error();
    if (auto r = write_file(path, page->html); !r) return r.error();
    return page->not_drawn;
}

Result<void> check_report(const ReportSpec& spec, const StudyConfig& config) {
    const StudyInputs inputs{};
    PointResult result;
    result.variation = VariationCounts{};
    std::vector<StudyRow> rows;
    for (const StudyPoint& point : config.points) {
        rows.push_back({.point = &point, .inputs = &inputs, .result = &result});
        if (point.flips) result.flips = FlipReport{.drawn = {}, .write = WriteFigures{}};
    }
    ReportData data;
    data.before = true;
    if (auto r = add_report_study({.folder = config.name,
                                   .curve_csv = curve_csv(config, rows),
                                   .report_json = study_report_json(config, rows, ""),
                                   .resolved_json = study_resolved_json(config, rows, ""),
                                   .source_text = {}},
                                  data);
        !r)
        return r;
    const Result<ReportSpec> resolved = resolve_report(spec, data);
    if (!resolved) return resolved.error();
    return {};
}

}  // namespace crosspoint
