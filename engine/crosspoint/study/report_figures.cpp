// The pictures of a report page.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/study/report_chart.hpp"
#include "crosspoint/study/report_html.hpp"
#include "crosspoint/study/report_page.hpp"
#include "crosspoint/study/report_svg.hpp"
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
        : data_(data), figure_(figure), id_(fmt::format("figure-{}", index)), number_(index) {
        collect();
    }

    /// @param pictures SVG of each chart; without any, only the table
    [[nodiscard]] std::string html(const std::vector<std::string>& pictures) const;
    /// Draws them in a folder and reads them.
    [[nodiscard]] Result<std::vector<std::string>> draw(const ReportPictures& where) const;

private:
    void collect();
    void collect_x(const ReportPoints& points, double& largest);
    void add_panel(const ReportGroup& panel);
    void set_scales();
    [[nodiscard]] std::vector<ChartLevel> levels(const ReportPoints& points) const;
    [[nodiscard]] std::string caption() const;
    [[nodiscard]] std::string key_text(const std::vector<std::string>& at) const;
    [[nodiscard]] double x_of(const ReportGroup& one) const;

    const ReportData& data_;
    const ReportFigure& figure_;
    std::string id_;
    std::size_t number_;
    std::vector<std::string> curve_axes_;
    std::vector<std::vector<std::string>> curves_;  // their values, in the order of their colors
    std::vector<std::string> x_values_;             // as written
    bool words_ = false;                            // x values are no numbers
    ShownScale x_unit_, y_unit_;
    ChartSet set_;
    HtmlTable table_;
    std::size_t missing_ = 0, points_ = 0, repetitions_ = 0;
    bool bands_ = false;
};

double FigureMaker::x_of(const ReportGroup& one) const {
    if (figure_.x_is_number) return summarize(one.points, figure_.x.text).value * x_unit_.factor;
    const std::string& value = one.at.front();
    if (!words_) return axis_number(value).value_or(nan) * x_unit_.factor;
    const auto found = std::find(x_values_.begin(), x_values_.end(), value);
    return static_cast<double>(found - x_values_.begin());
}

// The values of a curve, whose axes the title of the key names; nothing for a single curve.
std::string FigureMaker::key_text(const std::vector<std::string>& at) const {
    if (curves_.size() < 2) return {};
    std::string text;
    for (std::size_t k = 0; k < at.size(); ++k) text += (k == 0 ? "" : ", ") + short_value(at[k]);
    return text;
}

void FigureMaker::add_panel(const ReportGroup& panel) {
    const std::string& y = figure_.y.text;
    Chart chart{.about = {},
                .title = figure_.panels ? shown_setting(figure_.panels->text, panel.at.front())
                                        : std::string(),
                .curves = {},
                .levels = levels(panel.points)};
    for (const std::vector<std::string>& at : curves_)
        chart.curves.push_back({.title = key_text(at), .points = {}});
    for (const ReportGroup& curve : group_points(data_, panel.points, curve_axes_)) {
        const std::string name = shown_place(curve_axes_, curve.at);
        const auto k = static_cast<std::size_t>(
            std::find(curves_.begin(), curves_.end(), curve.at) - curves_.begin());
        for (const ReportGroup& one : group_points(data_, curve.points, figure_.along)) {
            const double x = x_of(one);
            ReportValue value = summarize(one.points, y);
            if (!std::isfinite(x)) value = {.value = nan, .low = nan, .high = nan, .missing = 1};
            missing_ += value.missing;
            points_ += one.points.size();
            repetitions_ = std::max(repetitions_, one.points.size());
            bands_ = bands_ || !std::isnan(value.low);
            const std::string setting = shown_place(figure_.along, one.at);
            chart.curves[k].points.push_back(
                {.x = std::isfinite(x) ? x : 0.0,
                 .y = value.value * y_unit_.factor,
                 .low = value.low * y_unit_.factor,
                 .high = value.high * y_unit_.factor,
                 .tip = fmt::format("{}{}{}: {}{}", name, name.empty() ? "" : ", ", setting,
                                    shown_number(y, value.value), range_text(y, value))});
            std::vector<std::string> row = panel.at;
            row.insert(row.end(), curve.at.begin(), curve.at.end());
            row.insert(row.end(), one.at.begin(), one.at.end());
            if (figure_.x_is_number)
                row.push_back(
                    shown_number(figure_.x.text, summarize(one.points, figure_.x.text).value));
            for (std::string& cell : row) cell = html_text(short_value(cell));
            for (const double shown : {value.value, value.low, value.high})
                row.push_back(html_text(shown_number(y, shown)));
            table_.rows.push_back(std::move(row));
        }
        if (figure_.x_is_number) continue;  // drawn in the order of the axis that runs along
        std::stable_sort(chart.curves[k].points.begin(), chart.curves[k].points.end(),
                         [](const auto& a, const auto& b) { return a.x < b.x; });
    }
    set_.charts.push_back(std::move(chart));
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
    // One label, of the highest: those of lines that lie close would stand on each other.
    for (const double value : values) all.push_back({.y = 100.0 * value, .label = ""});
    if (all.empty()) return all;
    const auto shown = [](double value) { return shown_number("software_accuracy", value); };
    all.back().label = "software " + (values.size() > 1 ? shown(*values.begin()) + " to " : "") +
                       shown(*values.rbegin());
    return all;
}

void FigureMaker::set_scales() {
    std::vector<double> xs;
    double least = std::numeric_limits<double>::infinity(), most = -least;
    for (const Chart& chart : set_.charts) {
        for (const PlotCurve& curve : chart.curves) {
            for (const PlotPoint& p : curve.points) {
                xs.push_back(p.x);
                for (const double value : {p.y, p.low, p.high}) {
                    if (!std::isfinite(value) || (figure_.y_log && !(value > 0.0))) continue;
                    least = std::min(least, value);
                    most = std::max(most, value);
                }
            }
        }
    }
    PlotAxis y;
    if (figure_.y_range) {
        y = range_axis((*figure_.y_range)[0], (*figure_.y_range)[1], figure_.y_log);
    } else if (figure_.y.text.starts_with("accuracy") && !figure_.y_log) {
        y = range_axis(0.0, 100.0, false);
    } else {
        y = upward_axis(least, most, figure_.y_log);
    }
    PlotAxis x;
    if (words_) {
        std::vector<std::string> labels;
        for (const std::string& value : x_values_) labels.push_back(short_value(value));
        x = word_axis(labels);
    } else {
        x = value_axis(xs, figure_.x_log, chart_characters);
    }
    for (const std::string& axis : curve_axes_)
        set_.key_title += (set_.key_title.empty() ? "" : ", ") + shown_axis(axis);
    set_.x = x;
    set_.y = y;
    set_.x_label = figure_.x_label.empty() ? x_unit_.label : figure_.x_label;
    set_.y_label = figure_.y_label.empty() ? y_unit_.label : figure_.y_label;
    set_.joined = !words_ && figure_.along.size() == 1;
    for (Chart& chart : set_.charts) {
        chart.about = fmt::format("{}{}{} against {}", chart.title, chart.title.empty() ? "" : ": ",
                                  set_.y_label, set_.x_label);
        if (curves_.size() > 1) chart.about += fmt::format(", {} curves", curves_.size());
        if (most >= least) {
            chart.about += fmt::format(
                ", between {:.4g} and {:.4g}; the numbers are in the table "
                "below the picture",
                least, most);
        }
    }
}

// The values of the x axis, and whether they are numbers.
void FigureMaker::collect_x(const ReportPoints& points, double& largest) {
    for (const ReportGroup& group : group_points(data_, points, figure_.along)) {
        x_values_.push_back(group.at.front());
        const auto value = axis_number(group.at.front());
        if (!value) words_ = true;
        largest = std::max(largest, std::abs(value.value_or(0.0)));
    }
}

void FigureMaker::collect() {
    const ReportPoints points = select_points(data_, figure_.points);
    curve_axes_ = figure_.curves ? paths_of(*figure_.curves) : std::vector<std::string>();
    double largest_x = 0.0, largest_y = 0.0;
    const auto grow = [](double& largest, double value) {
        if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
    };
    if (figure_.x_is_number) {
        for (const ReportPoint* point : points) grow(largest_x, point->number(figure_.x.text));
    } else {
        collect_x(points, largest_x);
    }
    for (const ReportPoint* point : points) grow(largest_y, point->number(figure_.y.text));
    x_unit_ = words_ ? ShownScale{.label = shown_axis(figure_.x.text)}
                     : shown_scale(figure_.x.text, largest_x);
    y_unit_ = shown_scale(figure_.y.text, largest_y);
    for (const ReportGroup& curve : group_points(data_, points, curve_axes_))
        curves_.push_back(curve.at);
    std::vector<std::string> columns;
    if (figure_.panels) columns.push_back(figure_.panels->text);
    columns.insert(columns.end(), curve_axes_.begin(), curve_axes_.end());
    columns.insert(columns.end(), figure_.along.begin(), figure_.along.end());
    if (figure_.x_is_number) columns.push_back(figure_.x.text);
    table_.headings = columns.size();
    for (const std::string& path : columns) table_.head.push_back(html_text(shown_axis(path)));
    const std::string y = html_text(StudyAxis{.path = figure_.y.text, .values = {}}.column());
    for (const char* more : {"", " low", " high"}) table_.head.push_back(y + more);
    const std::vector<std::string> panel_axes = figure_.panels
                                                    ? std::vector<std::string>{figure_.panels->text}
                                                    : std::vector<std::string>();
    for (const ReportGroup& panel : group_points(data_, points, panel_axes)) add_panel(panel);
    set_scales();
    table_.caption = fmt::format("The numbers of figure {}", number_);
}

std::string FigureMaker::caption() const {
    std::string text = fmt::format("<figcaption><strong>Figure {}.</strong> ", number_);
    if (!figure_.points.title.empty())
        text += "<strong>" + html_markup(figure_.points.title) + ".</strong> ";
    text += html_markup(figure_.points.caption);
    if (figure_.points.over && repetitions_ > 1) {
        text += fmt::format(" Median of {} values of {}, band from the least to the largest.",
                            repetitions_, html_text(shown_axis(figure_.points.over->text)));
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

std::string FigureMaker::html(const std::vector<std::string>& pictures) const {
    std::string html = "<figure id=\"" + id_ + "\">\n";
    if (pictures.empty()) {
        html += std::string("<p class=\"missing\">") +
                (set_.charts.empty() ? "There are no points yet." : "This picture is not drawn.") +
                "</p>\n";
    } else {
        html += "<div class=\"panels\">\n";
        for (const std::string& svg : pictures) html += svg;
        html += "</div>\n";
    }
    return html + caption() + html_details(table_.caption, html_table(table_)) + "</figure>\n";
}

Result<std::vector<std::string>> FigureMaker::draw(const ReportPictures& where) const {
    const std::string name = fmt::format("{}-{}", where.name, number_);
    PlotScript script{.path = fmt::format("{}/{}.gp", where.folder, name),
                      .text = chart_script(set_, name),
                      .pictures = {}};
    for (std::size_t k = 1; k <= set_.charts.size(); ++k)
        script.pictures.push_back(fmt::format("{}-{}.svg", name, k));
    if (auto r = run_plot_script(script); !r) return r.error();
    std::vector<std::string> pictures;
    for (std::size_t k = 0; k < set_.charts.size(); ++k) {
        const Result<std::string> svg = read_text_file(where.folder + "/" + script.pictures[k]);
        if (!svg) return svg.error();
        Result<std::string> picture =
            inline_svg(*svg, fmt::format("{}-{}", id_, k + 1), set_.charts[k].about);
        if (!picture) return picture.error();
        pictures.push_back(std::move(*picture));
    }
    return pictures;
}

}  // namespace

std::string report_figures(const ReportSpec& spec, const ReportData& data,
                           const ReportPictures& where, std::optional<Error>& not_drawn) {
    std::string html;
    if (!spec.figures.empty())
        if (auto r = make_folder(where.folder); !r) not_drawn = r.error();
    for (std::size_t k = 0; k < spec.figures.size(); ++k) {
        const FigureMaker figure(data, spec.figures[k], k + 1);
        std::vector<std::string> pictures;
        if (!not_drawn) {
            Result<std::vector<std::string>> drawn = figure.draw(where);
            if (drawn) {
                pictures = std::move(*drawn);
            } else {
                not_drawn = drawn.error();
            }
        }
        html += figure.html(pictures);
    }
    if (!not_drawn) return html;
    return "<p class=\"bad\">Without pictures: " + html_text(not_drawn->what) +
           ". The numbers of every picture are in the table below it.</p>\n" + html;
}

}  // namespace crosspoint
