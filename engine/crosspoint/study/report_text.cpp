// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/study_config.hpp"

namespace crosspoint {

namespace {

constexpr const char* tie = "\xC2\xA0";  // a blank at which no line ends

// "2.5 kohm"; numbers that read well without a prefix keep none: "0.5 ohm".
std::string quantity_text(double value, Unit unit) {
    const double size = std::abs(value);
    if (size == 0.0 || (size >= 0.01 && size < 1e3))  // exactly 0
        return fmt::format("{:.4g}{}{}", value, tie, unit_symbol(unit));
    std::string text = format_quantity(value, unit);
    if (const std::size_t blank = text.find(' '); blank != std::string::npos)
        text.replace(blank, 1, tie);
    return text;
}

// The unit that a name ends with: "driver_ohm" -> ohm.
Unit unit_of(std::string_view name) {
    const std::size_t line = name.rfind('_');
    if (line == std::string_view::npos) return Unit::none;
    const std::string_view end = name.substr(line + 1);
    for (const Unit unit :
         {Unit::volt, Unit::ampere, Unit::siemens, Unit::ohm, Unit::farad, Unit::second, Unit::watt,
          Unit::joule, Unit::kelvin, Unit::hertz, Unit::meter}) {
        if (end == unit_symbol(unit)) return unit;
    }
    return Unit::none;
}

// "array.bl_segment_ohm" -> "bl segment"; the unit is shown apart.
std::string plain_name(const std::string& path) {
    std::string name = StudyAxis{.path = path, .values = {}}.column();
    if (unit_of(name) != Unit::none) name.erase(name.rfind('_'));
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '&':
            out += "&amp;";
            return;
        case '<':
            out += "&lt;";
            return;
        case '>':
            out += "&gt;";
            return;
        case '"':
            out += "&quot;";
            return;
        case '\'':
            out += "&#39;";
            return;
        default:
            break;
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool allowed = byte >= 0x20 || c == '\n' || c == '\t';
    out += allowed && byte != 0x7f ? std::string(1, c) : std::string("&#xFFFD;");
}

// [text](https://...) at the beginning of `text`: the length of it all, and its two parts.
struct Link {
    std::size_t length = 0;
    std::string_view text, target;
};

std::optional<Link> find_link(std::string_view text) {
    const std::size_t middle = text.find("](https://");
    if (middle == std::string_view::npos) return std::nullopt;
    const std::string_view label = text.substr(1, middle - 1);
    if (label.empty() || label.find_first_of("[]") != std::string_view::npos) return std::nullopt;
    const std::size_t begin = middle + 2;
    const std::size_t end = text.find_first_of(") \t\n", begin);
    if (end == std::string_view::npos || text[end] != ')') return std::nullopt;
    return Link{.length = end + 1, .text = label, .target = text.substr(begin, end - begin)};
}

std::string trimmed_fixed(double value, int digits) {
    std::string text = fmt::format("{:.{}f}", value, digits);
    return text == fmt::format("-{:.{}f}", 0.0, digits) ? text.substr(1) : text;
}

}  // namespace

std::string html_text(std::string_view text) {
    std::string out;
    for (const char c : text) append_escaped(out, c);
    return out;
}

std::string html_markup(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const char c = text.front();
        if (c == '`' || c == '*') {
            const std::size_t end = text.find(c, 1);
            // An asterisk before a blank is a product, not an emphasis.
            const bool opens = end != std::string_view::npos && end > 1 &&
                               (c == '`' || (text[1] != ' ' && text[end - 1] != ' '));
            if (opens) {
                const std::string tag = c == '`' ? "code" : "em";
                out += "<" + tag + ">" + html_text(text.substr(1, end - 1)) + "</" + tag + ">";
                text.remove_prefix(end + 1);
                continue;
            }
        } else if (c == '[') {
            if (const auto link = find_link(text)) {
                out += "<a href=\"" + html_text(link->target) + "\" rel=\"noreferrer\">" +
                       html_text(link->text) + "</a>";
                text.remove_prefix(link->length);
                continue;
            }
        }
        append_escaped(out, c);
        text.remove_prefix(1);
    }
    return out;
}

std::optional<double> axis_number(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(value)) return std::nullopt;
    return value;
}

bool shown_in_percent(const std::string& name) {
    return name.starts_with("accuracy") || name == "software_accuracy" ||
           name.ends_with("_fraction") || name.ends_with("_reduction") || name.ends_with("_saving");
}

std::string shown_name(const std::string& path) {
    if (shown_in_percent(path)) return plain_name(path) + " (%)";
    const std::string column = StudyAxis{.path = path, .values = {}}.column();
    const std::string_view unit = unit_symbol(unit_of(column));
    return plain_name(path) + (unit.empty() ? std::string() : fmt::format(" ({})", unit));
}

std::string shown_number(const std::string& name, double value, ReportFormat format,
                         std::optional<int> digits) {
    if (std::isnan(value)) return "-";
    const Unit unit = unit_of(name);
    if (format == ReportFormat::automatic) {
        format = shown_in_percent(name) ? ReportFormat::percent
                 : unit != Unit::none   ? ReportFormat::quantity
                                        : ReportFormat::general;
    }
    switch (format) {
        case ReportFormat::percent:
            return trimmed_fixed(100.0 * value, digits.value_or(2)) + tie + "%";
        case ReportFormat::fixed:
            return trimmed_fixed(value, digits.value_or(2));
        case ReportFormat::quantity:
            if (std::isfinite(value)) return quantity_text(value, unit);
            break;
        default:
            break;
    }
    // Counts keep all their digits.
    if (!digits && value == std::floor(value) && std::abs(value) < 1e9)
        return fmt::format("{:.0f}", value);
    return fmt::format("{:.{}g}", value, std::max(1, digits.value_or(4)));
}

std::string shown_value(const std::string& path, const std::string& value) {
    const Unit unit = unit_of(StudyAxis{.path = path, .values = {}}.column());
    const auto number = axis_number(value);
    if (value.empty()) return "not set";
    return number && unit != Unit::none ? quantity_text(*number, unit) : value;
}

std::string shown_setting(const std::string& path, const std::string& value) {
    if (path == "study") return value;
    return plain_name(path) + (value.empty() ? " " : " = ") + shown_value(path, value);
}

std::string shown_place(const std::vector<std::string>& axes, const std::vector<std::string>& at) {
    std::string text;
    for (std::size_t k = 0; k < axes.size(); ++k)
        text += (text.empty() ? "" : ", ") + shown_setting(axes[k], at[k]);
    return text;
}

ShownScale shown_scale(const std::string& name, double largest) {
    if (shown_in_percent(name)) return {.factor = 100.0, .label = shown_name(name)};
    const Unit unit = unit_of(StudyAxis{.path = name, .values = {}}.column());
    if (unit == Unit::none || !(largest > 0.0) || !std::isfinite(largest) ||
        (largest >= 0.1 && largest < 1e4)) {
        return {.factor = 1.0, .label = shown_name(name)};
    }
    constexpr std::string_view prefixes = "afpnum kMGT";  // 1e-18 .. 1e12
    const double thousands = std::floor(std::log10(largest) / 3.0);
    const int step = static_cast<int>(std::clamp(thousands, -6.0, 4.0));
    const char prefix = prefixes[static_cast<std::size_t>(step + 6)];
    return {.factor = std::pow(10.0, -3.0 * step),
            .label = fmt::format("{} ({}{})", plain_name(name),
                                 prefix == ' ' ? std::string() : std::string(1, prefix),
                                 unit_symbol(unit))};
}

std::string shown_duration(double seconds) {
    if (!(seconds >= 0.0)) return "-";
    if (seconds < 60.0) return fmt::format("{:.3g} s", seconds);
    const auto whole = static_cast<long long>(seconds + 0.5);
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace crosspoint
