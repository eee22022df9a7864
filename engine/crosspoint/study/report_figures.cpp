// The pictures of a report page.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "crosspoint/study/report_chart.hpp"
#include "crosspoint/study/report_html.hpp"
#include "crosspoint/study/report_page.hpp"
#include "crosspoint/study/report_text.hpp"
#include "crosspoint/study/report_view.hpp"

namespace crosspoint {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string range_text(const std::string& name, const ReportValue& value) {
    if (std::isnan(value.low) || std::isnan(value.high)) return {};
    return fmt::format(" ({} to {})", shown_number(name, value.low),
                       shown_number(name, value.high));
}

// One figure: its points become charts that share their axes and the order of their curves.
class FigureMaker {
public:
    FigureMaker(const ReportData& data, const ReportFigure& figure, std::size_t index)
        : data_(data), figure_(figure), id_(fmt::format("figure-{}", index)), number_(index) {}

    std::string html();

private:
    void collect();
    void add_panel(const ReportGroup& panel);
    void set_scales();
    [[nodiscard]] std::vector<ChartLevel> levels(const ReportPoints& points) const;
    [[nodiscard]] std::string legend() const;
    [[nodiscard]] std::string caption() const;
    [[nodiscard]] double x_of(const std::string& value) const;

    const ReportData& data_;
    const ReportFigure& figure_;
    std::string id_;
    std::size_t number_;
    std::vector<std::string> curve_axes_;
    std::vector<std::string> names_;     // of the curves, in the order of their colors
    std::vector<std::string> x_values_;  // as written
    bool words_ = false;                 // x values are no numbers
    ShownScale x_unit_, y_unit_;
    std::vector<Chart> charts_;
    HtmlTable table_;
    std::size_t missing_ = 0, points_ = 0, repetitions_ = 0;
    bool bands_ = false;
};

double FigureMaker::x_of(const std::string& value) const {
    if (!words_) return axis_number(value).value_or(nan) * x_unit_.factor;
    const auto found = std::find(x_values_.begin(), x_values_.end(), value);
    return static_cast<double>(found - x_values_.begin());
}

void FigureMaker::add_panel(const ReportGroup& panel) {
    const std::string& y = figure_.y.text;
    Chart chart{.id = fmt::format("{}-{}", id_, charts_.size() + 1),
                .title = figure_.panels ? shown_setting(figure_.panels->text, panel.at.front())
                                        : std::string(),
                .lines = !words_,
                .levels = levels(panel.points)};
    chart.series.resize(names_.size());
    for (std::size_t k = 0; k < names_.size(); ++k) chart.series[k].name = names_[k];
    for (const ReportGroup& curve : group_points(data_, panel.points, curve_axes_)) {
        const std::string name = shown_place(curve_axes_, curve.at);
        const auto k = static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) -
                                                names_.begin());
        for (const ReportGroup& one :
             group_points(data_, curve.points, std::span(&figure_.x.text, 1))) {
            const ReportValue value = summarize(one.points, y);
            missing_ += value.missing;
            points_ += one.points.size();
            repetitions_ = std::max(repetitions_, one.points.size());
            bands_ = bands_ || !std::isnan(value.low);
            const std::string setting = shown_setting(figure_.x.text, one.at.front());
            chart.series[k].points.push_back(
                {.x = x_of(one.at.front()),
                 .y = value.value * y_unit_.factor,
                 .low = value.low * y_unit_.factor,
                 .high = value.high * y_unit_.factor,
                 .tip = fmt::format("{}{}{}: {}{}", name, name.empty() ? "" : ", ", setting,
                                    shown_number(y, value.value), range_text(y, value))});
            std::vector<std::string> row = panel.at;
            row.insert(row.end(), curve.at.begin(), curve.at.end());
            row.push_back(one.at.front());
            for (std::string& cell : row) cell = html_text(cell);
            for (const double shown : {value.value, value.low, value.high})
                row.push_back(html_text(shown_number(y, shown)));
            table_.rows.push_back(std::move(row));
        }
        std::stable_sort(chart.series[k].points.begin(), chart.series[k].points.end(),
                         [](const auto& a, const auto& b) { return a.x < b.x; });
    }
    charts_.push_back(std::move(chart));
}

// The accuracies of exact software inference, where accuracies are drawn.
std::vector<ChartLevel> FigureMaker::levels(const ReportPoints& points) const {
    std::set<double> values;
    if (figure_.y.text == "accuracy") {
        for (const ReportPoint* point : points) {
            const double value = point->number("software_accuracy");
            if (!std::isnan(value)) values.insert(value);
        }
    }
    std::vector<ChartLevel> all;
    if (values.size() > 3) return all;  // more lines than a reader can tell apart
    for (const double value : values) {
        all.push_back(
            {.y = 100.0 * value, .label = "software " + shown_number("software_accuracy", value)});
    }
    return all;
}

void FigureMaker::set_scales() {
    std::vector<double> xs;
    double least = std::numeric_limits<double>::infinity(), most = -least;
    for (const Chart& chart : charts_) {
        for (const ChartSeries& series : chart.series) {
            for (const ChartPoint& p : series.points) {
                xs.push_back(p.x);
                for (const double value : {p.y, p.low, p.high}) {
                    if (!std::isfinite(value) || (figure_.y_log && !(value > 0.0))) continue;
                    least = std::min(least, value);
                    most = std::max(most, value);
                }
            }
        }
    }
    ChartScale y;
    if (figure_.y_range) {
        y = range_scale((*figure_.y_range)[0], (*figure_.y_range)[1], figure_.y_log);
    } else if (figure_.y.text.starts_with("accuracy") && !figure_.y_log) {
        y = range_scale(0.0, 100.0, false);
    } else {
        y = upward_scale(least, most, figure_.y_log);
    }
    std::vector<double> positive = xs;
    std::erase_if(positive, [](double x) { return !(x > 0.0); });
    const bool wide =
        !positive.empty() && *std::max_element(positive.begin(), positive.end()) >=
                                 8.0 * *std::min_element(positive.begin(), positive.end());
    ChartScale x;
    if (words_) {
        std::vector<std::string> labels;
        for (const std::string& value : x_values_) labels.push_back(value.empty() ? "-" : value);
        x = word_scale(labels);
    } else {
        x = value_scale(xs, figure_.x_log.value_or(wide), chart_characters);
    }
    for (Chart& chart : charts_) {
        chart.x = x;
        chart.y = y;
        chart.x_label = figure_.x_label.empty() ? x_unit_.label : figure_.x_label;
        chart.y_label = figure_.y_label.empty() ? y_unit_.label : figure_.y_label;
        chart.about = fmt::format("{}{}{} against {}", chart.title, chart.title.empty() ? "" : ": ",
                                  chart.y_label, chart.x_label);
        if (names_.size() > 1) chart.about += fmt::format(", {} curves", names_.size());
        if (most >= least) {
            chart.about += fmt::format(
                ", between {:.4g} and {:.4g}; the numbers are in the table "
                "below the picture",
                least, most);
        }
    }
}

void FigureMaker::collect() {
    const ReportPoints points = select_points(data_, figure_.points);
    curve_axes_ = figure_.curves ? paths_of(*figure_.curves) : std::vector<std::string>();
    double largest_x = 0.0, largest_y = 0.0;
    for (const ReportGroup& group : group_points(data_, points, std::span(&figure_.x.text, 1))) {
        x_values_.push_back(group.at.front());
        const auto number = axis_number(group.at.front());
        if (!number) words_ = true;
        largest_x = std::max(largest_x, std::abs(number.value_or(0.0)));
    }
    for (const ReportPoint* point : points) {
        const double value = std::abs(point->number(figure_.y.text));
        if (std::isfinite(value)) largest_y = std::max(largest_y, value);
    }
    x_unit_ = words_ ? ShownScale{.label = shown_name(figure_.x.text)}
                     : shown_scale(figure_.x.text, largest_x);
    y_unit_ = shown_scale(figure_.y.text, largest_y);
    for (const ReportGroup& curve : group_points(data_, points, curve_axes_))
        names_.push_back(shown_place(curve_axes_, curve.at));
    std::vector<std::string> columns;
    if (figure_.panels) columns.push_back(figure_.panels->text);
    columns.insert(columns.end(), curve_axes_.begin(), curve_axes_.end());
    columns.push_back(figure_.x.text);
    table_.headings = columns.size();
    for (const std::string& path : columns) table_.head.push_back(html_text(shown_name(path)));
    const std::string y = html_text(StudyAxis{.path = figure_.y.text, .values = {}}.column());
    for (const char* more : {"", " low", " high"}) table_.head.push_back(y + more);
    const std::vector<std::string> panel_axes = figure_.panels
                                                    ? std::vector<std::string>{figure_.panels->text}
                                                    : std::vector<std::string>();
    for (const ReportGroup& panel : group_points(data_, points, panel_axes)) add_panel(panel);
    set_scales();
}

std::string FigureMaker::legend() const {
    if (names_.size() < 2) return {};
    std::string html = "<ul class=\"legend\">\n";
    for (std::size_t k = 0; k < names_.size(); ++k) {
        html += "<li>" + chart_key_svg(k) + "<span>" + html_text(names_[k]) + "</span></li>\n";
    }
    return html + "</ul>\n";
}

std::string FigureMaker::caption() const {
    std::string text = fmt::format("<figcaption><strong>Figure {}.</strong> ", number_);
    if (!figure_.points.title.empty())
        text += "<strong>" + html_markup(figure_.points.title) + ".</strong> ";
    text += html_markup(figure_.points.caption);
    if (figure_.points.over && repetitions_ > 1) {
        text += fmt::format(" Median of {} values of {}, band from the least to the largest.",
                            repetitions_, html_text(shown_name(figure_.points.over->text)));
    } else if (bands_) {
        text += words_ ? " Bars: 95 % interval for the images that were run."
                       : " Bands and bars: 95 % interval for the images that were run.";
    }
    if (missing_ > 0) {
        text += fmt::format(
            " <span class=\"bad\">{} of {} points have no value and are left "
            "out.</span>",
            missing_, points_);
    }
    return text + "</figcaption>\n";
}

std::string FigureMaker::html() {
    collect();
    std::string html = "<figure id=\"" + id_ + "\">\n<div class=\"picture\">\n" + legend() +
                       "<div class=\"panels\">\n";
    for (const Chart& chart : charts_) html += chart_svg(chart);
    html += "</div>\n</div>\n" + caption();
    table_.caption = fmt::format("The numbers of figure {}", number_);
    return html + html_details(table_.caption, html_table(table_)) + "</figure>\n";
}

}  // namespace

std::string report_figures(const ReportSpec& spec, const ReportData& data) {
    std::string html;
    for (std::size_t k = 0; k < spec.figures.size(); ++k)
        html += FigureMaker(data, spec.figures[k], k + 1).html();
    return html;
}

}  // namespace crosspoint
