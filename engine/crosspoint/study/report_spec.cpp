// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_spec.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "crosspoint/study/key_reader.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

namespace {

// Reads table by table. The first error stops it: the getters return a fallback from then on.
class SpecReader : private FirstFailure {
public:
    explicit SpecReader(const TomlDocument& document) : root_(document.root()) {
        spec_.path = document.name();
    }

    Result<ReportSpec> read();

private:
    void read_page(const TomlValue& report);
    void read_figure(const TomlValue& figure);
    void read_table(const TomlValue& table);
    void read_compare(const TomlValue& compare);
    void read_labels(const TomlValue& table, const std::string& prefix);
    ReportSelection read_selection(const TomlValue& element);
    void read_where(const TomlValue& table, const std::string& prefix,
                    std::vector<ReportFilter>& filters);

    std::string text(const TomlValue& value) {
        return take(value.text_or(std::string()), std::string());
    }
    ReportName name(const TomlValue& value) {
        return {.text = text(value), .where = value.where()};
    }
    std::optional<ReportName> optional_name(const TomlValue& value) {
        if (!value.exists()) return std::nullopt;
        return name(value);
    }
    std::optional<std::vector<ReportName>> optional_names(const TomlValue& value) {
        if (!value.exists()) return std::nullopt;
        return names(value);
    }
    // One text, or a list of them.
    std::vector<ReportName> names(const TomlValue& value) {
        if (value.kind() != TomlKind::list) return {name(value)};
        std::vector<ReportName> all;
        for (const TomlValue& item : value.items()) all.push_back(name(item));
        return all;
    }
    std::vector<std::string> texts(const TomlValue& value) {
        std::vector<std::string> all;
        if (!value.exists()) return all;
        for (ReportName& one : names(value)) all.push_back(std::move(one.text));
        return all;
    }
    // The tables of [[report.KEY]]; one [report.KEY] will do as well.
    std::vector<TomlValue> elements(const TomlValue& report, const char* key) {
        const TomlValue value = report.get(key);
        std::vector<TomlValue> tables = value.items();
        if (value.exists() && value.kind() != TomlKind::list) tables.push_back(value);
        for (const TomlValue& table : tables)
            if (auto r = table.expect_table(); !r) fail(r.error());
        return tables;
    }
    // A value of an axis, written as the results have it: 2, 2.0 and "2" are one value.
    std::string axis_value(const TomlValue& value) {
        if (value.kind() == TomlKind::boolean)
            return take(value.boolean(), false) ? "true" : "false";
        if (value.kind() == TomlKind::text) return text(value);
        return fmt::format("{}", take(value.raw_number(), 0.0));
    }

    TomlValue root_;
    ReportSpec spec_;
};

// Names with dots may stand in quotes or not: {map.sparsify = "both"} is a table in a table.
void SpecReader::read_where(const TomlValue& table, const std::string& prefix,
                            std::vector<ReportFilter>& filters) {
    if (auto r = table.expect_table(); !r) fail(r.error());
    for (const std::string& key : table.keys()) {
        const TomlValue value = table.get(key);
        const std::string path = prefix.empty() ? key : prefix + "." + key;
        if (value.kind() == TomlKind::table) {
            read_where(value, path, filters);
            continue;
        }
        ReportFilter filter{.name = {.text = path, .where = value.where()}, .values = {}};
        if (value.kind() == TomlKind::list)
            for (const TomlValue& item : value.items()) filter.values.push_back(axis_value(item));
        else
            filter.values.push_back(axis_value(value));
        filters.push_back(std::move(filter));
    }
}

// labels = { map.sparsify = { both = "both complements" } }: the last name is the value.
void SpecReader::read_labels(const TomlValue& table, const std::string& prefix) {
    if (auto r = table.expect_table(); !r) fail(r.error());
    for (const std::string& key : table.keys()) {
        const TomlValue value = table.get(key);
        if (value.kind() == TomlKind::table) {
            read_labels(value, prefix.empty() ? key : prefix + "." + key);
            continue;
        }
        spec_.labels.push_back({.axis = {.text = prefix, .where = value.where()},
                                .value = key,
                                .label = take(value.text(), std::string())});
    }
}

ReportSelection SpecReader::read_selection(const TomlValue& element) {
    ReportSelection points{.place = element.where()};
    read_where(element.get("where"), "", points.where);
    points.over = optional_name(element.get("over"));
    points.title = text(element.get("title"));
    points.caption = text(element.get("caption"));
    return points;
}

void SpecReader::read_figure(const TomlValue& figure) {
    const TomlValue y = figure.get("y");  // asked for first: it is no misspelled x
    ReportFigure read{.points = read_selection(figure),
                      .x = name(needed(figure, "x")),
                      .y = {.text = "accuracy", .where = figure.where()},
                      .curves = optional_names(figure.get("curves")),
                      .panels = optional_name(figure.get("panels"))};
    if (y.exists()) read.y = name(y);
    if (const TomlValue log = figure.get("x_log"); log.exists())
        read.x_log = take(log.boolean(), false);
    read.y_log = take(figure.get("y_log").boolean_or(false), false);
    if (const TomlValue range = figure.get("y_range"); range.exists()) {
        const std::vector<TomlValue> ends = range.items();
        if (ends.size() != 2) return fail(range.wrong_type("a list of two numbers"));
        const double low = take(ends[0].number({}), 0.0);
        const double high = take(ends[1].number({}), 1.0);
        if (!(high > low) || (read.y_log && !(low > 0.0))) {
            return fail(
                range.error(5043,
                            fmt::format("{} is {} to {}, expected an ascending range{}",
                                        range.path(), low, high, read.y_log ? " above 0" : ""),
                            "write the smaller number first; a logarithmic axis has no 0"));
        }
        read.y_range = {low, high};
    }
    read.x_label = text(figure.get("x_label"));
    read.y_label = text(figure.get("y_label"));
    spec_.figures.push_back(std::move(read));
}

void SpecReader::read_table(const TomlValue& table) {
    const std::array<std::string, 5> formats = {"auto", "percent", "fixed", "general", "quantity"};
    ReportTable read{.points = read_selection(table),
                     .rows = optional_names(table.get("rows")),
                     .columns = optional_name(table.get("columns")),
                     .values = names(needed(table, "value")),
                     .format = static_cast<ReportFormat>(
                         take(table.get("format").choice_or(0, formats), std::size_t{0}))};
    if (const TomlValue digits = table.get("digits"); digits.exists())
        read.digits = static_cast<int>(take(digits.integer(0, 15), std::int64_t{4}));
    if (read.columns && read.values.size() > 1) {
        fail(table.get("value").error(
            5042,
            fmt::format("{} has {} values and columns, expected one of both to be single",
                        table.path(), read.values.size()),
            "leave out columns, or write a table for each value"));
    }
    spec_.tables.push_back(std::move(read));
}

void SpecReader::read_compare(const TomlValue& compare) {
    const std::array<std::string, 3> changes = {"difference", "ratio", "reduction"};
    ReportCompare read{.points = read_selection(compare),
                       .of = name(needed(compare, "of")),
                       .axis = name(needed(compare, "axis")),
                       .from = axis_value(needed(compare, "from")),
                       .to = axis_value(needed(compare, "to")),
                       .as = static_cast<ReportChange>(
                           take(compare.get("as").choice_or(0, changes), std::size_t{0}))};
    if (const TomlValue reference = compare.get("reference"); reference.exists()) {
        if (auto r = reference.expect_table(); !r) return fail(r.error());
        read.reference = ReportReference{.text = text(needed(reference, "text"))};
        if (const TomlValue value = reference.get("value"); value.exists())
            read.reference->value = take(value.number({}), 0.0);
    }
    spec_.compares.push_back(std::move(read));
}

void SpecReader::read_page(const TomlValue& report) {
    spec_.title = text(report.get("title"));
    spec_.question = text(report.get("question"));
    spec_.notes = texts(report.get("notes"));
    spec_.assumptions = texts(report.get("assumptions"));
    spec_.not_comparable = texts(report.get("not_comparable"));
    spec_.repeat = texts(report.get("repeat"));
    read_labels(report.get("labels"), "");
    const TomlValue results = report.get("results");
    if (results.exists()) spec_.results = names(results);
    if (spec_.is_study && results.exists()) {
        fail(results.error(5041, "report.results stands in a study file, which has its own results",
                           "write a file with [report] and without [network] that joins studies"));
    } else if (!spec_.is_study && spec_.results.empty()) {
        fail(results.error(5041, "report.results names no folder, expected at least one",
                           "add results = [\"results/NAME\"]; paths are relative to this file"));
    }
    for (const TomlValue& figure : elements(report, "figure")) read_figure(figure);
    for (const TomlValue& table : elements(report, "table")) read_table(table);
    for (const TomlValue& compare : elements(report, "compare")) read_compare(compare);
}

Result<ReportSpec> SpecReader::read() {
    const TomlValue report = root_.get("report");
    spec_.is_study = root_.get("network").exists();
    spec_.given = report.exists();
    if (auto r = report.expect_table(); !r) return r.error();
    if (!spec_.is_study && !spec_.given) {
        return root_.error(5040,
                           spec_.path +
                               " has neither [network] nor [report], expected a study "
                               "file or a report file",
                           "see engine/docs/report.md");
    }
    if (spec_.is_study) {
        for (const std::string& key : root_.keys())
            if (key != "report") skip_keys(root_.get(key));
        const std::string stem = std::filesystem::path(spec_.path).stem().string();
        spec_.study_name = take(root_.get("name").text_or(stem), stem);
    } else {
        take(root_.get("schema").integer_or(1, 1, 1), std::int64_t{1});
    }
    if (spec_.given) read_page(report);
    if (failure()) return *failure();
    return std::move(spec_);
}

}  // namespace

Result<ReportSpec> read_report_spec(const std::string& path) {
    Result<TomlDocument> document = TomlDocument::read(path);
    if (!document) return document.error();
    Result<ReportSpec> spec = SpecReader(*document).read();
    // A misspelled key is the likelier reason of what is missing.
    if (auto r = document->check_all_used(); !r && (spec || spec.error().id == 2204))
        return r.error();
    return spec;
}

}  // namespace crosspoint
