// The tables and the comparisons of a report page.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "crosspoint/study/report_compare.hpp"
#include "crosspoint/study/report_html.hpp"
#include "crosspoint/study/report_page.hpp"
#include "crosspoint/study/report_text.hpp"
#include "crosspoint/study/report_view.hpp"

namespace crosspoint {

namespace {

std::string value_cell(const ReportTable& table, const std::string& name,
                       const ReportPoints& points) {
    if (points.empty()) return "-";
    const ReportValue value = summarize(points, name);
    const auto number = [&](double shown, bool with_unit) {
        const std::string text = shown_number(name, shown, table.format, table.digits);
        const std::size_t unit = with_unit ? std::string::npos : text.find("\xC2\xA0%");
        return html_text(text.substr(0, unit));
    };
    // The heading has the unit of a name that is shown in percent.
    const std::string cell = number(value.value, !shown_in_percent(name));
    if (std::isnan(value.low) || std::isnan(value.high)) return cell;
    return cell + " <span class=\"soft\">(" + number(value.low, false) + "&ndash;" +
           number(value.high, false) + ")</span>";
}

std::string table_html(const ReportData& data, const ReportTable& table, std::size_t number) {
    const ReportPoints points = select_points(data, table.points);
    const std::vector<std::string> rows = paths_of(*table.rows);
    HtmlTable html{.caption = fmt::format("<strong>Table {}.</strong> ", number),
                   .headings = rows.size()};
    if (!table.points.title.empty())
        html.caption += "<strong>" + html_markup(table.points.title) + ".</strong> ";
    html.caption += html_markup(table.points.caption);
    for (const std::string& path : rows) html.head.push_back(html_text(shown_axis(path)));
    std::vector<ReportGroup> columns;
    if (table.columns) {
        columns = group_points(data, points, std::span(&table.columns->text, 1));
        html.caption += html_text(fmt::format(" Values: {}; columns: {}.",
                                              shown_name(table.values.front().text),
                                              shown_axis(table.columns->text)));
        for (const ReportGroup& column : columns)
            html.head.push_back(html_text(shown_value(table.columns->text, column.at.front())));
    } else {
        for (const ReportName& value : table.values)
            html.head.push_back(html_text(shown_name(value.text)));
    }
    bool ranges = false;
    for (const ReportGroup& group : group_points(data, points, rows)) {
        std::vector<std::string> row;
        for (const std::string& value : group.at) row.push_back(html_text(short_value(value)));
        for (const ReportGroup& column : columns) {
            ReportPoints cell;
            for (const ReportPoint* point : group.points) {
                const auto value = data.value(*point, table.columns->text);
                if (value.value_or("") == column.at.front()) cell.push_back(point);
            }
            row.push_back(value_cell(table, table.values.front().text, cell));
        }
        if (columns.empty()) {
            for (const ReportName& value : table.values)
                row.push_back(value_cell(table, value.text, group.points));
        }
        for (const std::string& cell : row)
            ranges = ranges || cell.find("class=\"soft\"") != std::string::npos;
        html.rows.push_back(std::move(row));
    }
    if (ranges && table.points.over) {
        html.caption += " Medians over " + html_text(shown_axis(table.points.over->text)) +
                        ", in brackets the least and the largest.";
    } else if (ranges) {
        html.caption += " In brackets the 95 % interval for the images that were run.";
    }
    return html_table(html);
}

std::string compare_title(const ReportCompare& compare) {
    if (!compare.points.title.empty()) return html_markup(compare.points.title);
    return html_text(fmt::format("{}: {} from {} to {}", shown_name(compare.of.text),
                                 shown_axis(compare.axis.text), compare.from, compare.to));
}

// Points and percent stand apart from the number, quantities have their prefix with it.
std::string change_unit(const ReportCompare& compare) {
    if (compare.as == ReportChange::ratio) return "times";
    if (compare.as == ReportChange::reduction) return "%";
    return shown_in_percent(compare.of.text) ? "points" : "";
}

std::string change_number(const ReportCompare& compare, double change) {
    if (compare.as == ReportChange::ratio) return fmt::format("{:.4g}", change);
    if (compare.as == ReportChange::reduction) return fmt::format("{:.2f}", 100.0 * change);
    if (shown_in_percent(compare.of.text)) return fmt::format("{:+.2f}", 100.0 * change);
    return (change > 0.0 ? "+" : "") + shown_number(compare.of.text, change);
}

std::string change_cell(const ReportCompare& compare, const ReportValue& change) {
    std::string cell = html_text(change_number(compare, change.value));
    if (std::isnan(change.low) || std::isnan(change.high)) return cell;
    return cell + " <span class=\"soft\">(" + html_text(change_number(compare, change.low)) +
           " to " + html_text(change_number(compare, change.high)) + ")</span>";
}

// One pair in words: how large, how sure, where, from what to what.
std::string pair_text(const ReportCompare& compare, const PointComparison& comparison,
                      std::size_t k) {
    const ComparedPair& pair = comparison.pairs[k];
    const std::string where = shown_place(comparison.axes, pair.at);
    std::string text =
        "<strong>" + html_text(shown_change(compare, pair.change.value)) + "</strong>";
    if (!std::isnan(pair.change.low) && !std::isnan(pair.change.high)) {
        text += html_text(fmt::format(
            " ({} {} to {})", comparison.interval ? "95 % interval" : "repetitions from",
            shown_change(compare, pair.change.low), shown_change(compare, pair.change.high)));
    }
    if (!where.empty()) text += " at " + html_text(where);
    return text +
           html_text(fmt::format(", from {} to {}", shown_number(compare.of.text, pair.from.value),
                                 shown_number(compare.of.text, pair.to.value)));
}

std::string reference_text(const ReportCompare& compare) {
    if (!compare.reference) return {};
    std::string text = " Beside it: " + html_markup(compare.reference->text);
    if (!compare.reference->value) return text + ".";
    const std::string value = fmt::format("{:.6g}", *compare.reference->value);
    const bool said = compare.reference->text.find(value) != std::string::npos;
    return text + (said ? "" : ": " + value + " " + change_unit(compare)) + ".";
}

std::string comparison_html(const ReportData& data, const ReportCompare& compare,
                            std::size_t number) {
    const PointComparison comparison = compare_points(data, compare);
    std::string html =
        fmt::format("<h3 id=\"compare-{}\">", number) + compare_title(compare) + "</h3>\n";
    if (!compare.points.caption.empty())
        html += "<p>" + html_markup(compare.points.caption) + "</p>\n";
    html += "<p>" + compared_text(compare, comparison) + "</p>\n";
    HtmlTable table{.caption = "Every pair", .headings = comparison.axes.size()};
    for (const std::string& path : comparison.axes)
        table.head.push_back(html_text(shown_axis(path)));
    for (const std::string& value : {compare.from, compare.to})
        table.head.push_back(html_text(shown_setting(compare.axis.text, value)));
    constexpr std::array<const char*, 3> heads = {"difference", "ratio", "reduction"};
    const std::string unit = change_unit(compare);
    table.head.push_back(heads[static_cast<std::size_t>(compare.as)] +
                         (unit.empty() ? unit : " (" + unit + ")"));
    for (const ComparedPair& pair : comparison.pairs) {
        std::vector<std::string> row;
        for (const std::string& value : pair.at) row.push_back(html_text(short_value(value)));
        row.push_back(html_text(shown_number(compare.of.text, pair.from.value)));
        row.push_back(html_text(shown_number(compare.of.text, pair.to.value)));
        row.push_back(change_cell(compare, pair.change));
        table.rows.push_back(std::move(row));
    }
    if (comparison.interval) {
        table.caption +=
            ". The 95 % intervals (Newcombe 1998, method 10) take the two accuracies as measured "
            "on different images. They are of the same images, but which image is right in both "
            "is not kept: where both are right on mostly the same ones, the intervals are too "
            "wide. The largest of many differences tends to lie above its true value";
    } else if (compare.points.over) {
        table.caption += ". Medians over " + html_text(shown_axis(compare.points.over->text)) +
                         ", in brackets the least and the largest change of one repetition";
    }
    table.caption += ".";
    if (!comparison.pairs.empty()) html += html_table(table);
    return html;
}

}  // namespace

std::string compared_text(const ReportCompare& compare, const PointComparison& comparison) {
    if (!comparison.largest) {
        return "No pair of points has both values of " + html_text(compare.of.text) + "." +
               reference_text(compare);
    }
    const std::size_t count = comparison.pairs.size();
    std::string text;
    if (count == 1) {
        text = pair_text(compare, comparison, 0) + ".";
    } else {
        text = fmt::format("Largest of {} pairs: ", count) +
               pair_text(compare, comparison, *comparison.largest) +
               ". Mean: " + html_text(shown_change(compare, comparison.mean)) +
               ". Least: " + pair_text(compare, comparison, *comparison.least) + ".";
    }
    if (comparison.missing > 0)
        text += fmt::format(" Left out, because a value is missing: {}.", comparison.missing);
    return text + reference_text(compare);
}

std::string shown_change(const ReportCompare& compare, double change) {
    const std::string unit = change_unit(compare);
    return change_number(compare, change) + (unit.empty() ? unit : "\xC2\xA0" + unit);
}

std::string report_comparisons(const ReportSpec& spec, const ReportData& data) {
    std::string html;
    for (std::size_t k = 0; k < spec.compares.size(); ++k)
        html += comparison_html(data, spec.compares[k], k + 1);
    return html;
}

std::string report_tables(const ReportSpec& spec, const ReportData& data) {
    std::string html;
    for (std::size_t k = 0; k < spec.tables.size(); ++k)
        html += table_html(data, spec.tables[k], k + 1);
    return html;
}

}  // namespace crosspoint
