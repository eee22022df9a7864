// How a report writes numbers, names and texts: units from the ends of names, percent for
// accuracies, and everything escaped for HTML.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/study/report_spec.hpp"

namespace crosspoint {

/// The text for HTML and SVG, between tags and in attributes; control characters are replaced.
std::string html_text(std::string_view text);

/// As html_text, with `code`, *emphasis* and [text](https://...) as markup. A mark without its
/// partner stays as it is, and so does a link to anything but https.
std::string html_markup(std::string_view text);

/// A finite number, all of the text.
std::optional<double> axis_number(const std::string& text);

/// Accuracies, fractions and reductions are shown in percent.
bool shown_in_percent(const std::string& name);

/// "array.bl_segment_ohm" -> "bl segment (ohm)", "accuracy" -> "accuracy (%)".
std::string shown_name(const std::string& path);

/// A number as it stands in text and tables: "92.31 %", "2.5 uJ", "0.1234"; "-" for NaN.
std::string shown_number(const std::string& name, double value,
                         ReportFormat format = ReportFormat::automatic,
                         std::optional<int> digits = std::nullopt);

/// "2 ohm": the value of an axis, with the unit that the axis has.
std::string shown_value(const std::string& path, const std::string& value);

/// "bl segment = 2 ohm": the value with its name.
std::string shown_setting(const std::string& path, const std::string& value);

/// Several of them with commas; `at` has a value for each axis.
std::string shown_place(const std::vector<std::string>& axes, const std::vector<std::string>& at);

/// How numbers of one name are drawn along an axis: number * factor, with the unit in the name.
struct ShownScale {
    double factor = 1.0;
    std::string label;
};
/// @param largest magnitude that is drawn
ShownScale shown_scale(const std::string& name, double largest);

/// "3.2 s", "4 min 10 s", "1 h 5 min".
std::string shown_duration(double seconds);

}  // namespace crosspoint
