// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/quantity.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace crosspoint {

namespace {

struct UnitName {
    Unit unit;
    std::string_view symbol;
    std::string_view dimension;
};

constexpr std::array<UnitName, 12> unit_names{{{Unit::none, "", "number"},
                                               {Unit::volt, "V", "voltage"},
                                               {Unit::ampere, "A", "current"},
                                               {Unit::siemens, "S", "conductance"},
                                               {Unit::ohm, "ohm", "resistance"},
                                               {Unit::farad, "F", "capacitance"},
                                               {Unit::second, "s", "time"},
                                               {Unit::watt, "W", "power"},
                                               {Unit::joule, "J", "energy"},
                                               {Unit::kelvin, "K", "temperature"},
                                               {Unit::hertz, "Hz", "frequency"},
                                               {Unit::meter, "m", "length"}}};

struct Prefix {
    char symbol;  // 0 = no prefix
    int exponent;
};

constexpr std::array<Prefix, 11> prefixes{{{'a', -18},
                                           {'f', -15},
                                           {'p', -12},
                                           {'n', -9},
                                           {'u', -6},
                                           {'m', -3},
                                           {0, 0},
                                           {'k', 3},
                                           {'M', 6},
                                           {'G', 9},
                                           {'T', 12}}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        text.replace(at, from.size(), to);
    }
}

// "k ohm" -> "kohm", with Greek letters spelled out.
std::string plain_unit(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        if (c != ' ' && c != '\t') plain += c;
    }
    replace_all(plain, "\xC2\xB5", "u");        // micro sign
    replace_all(plain, "\xCE\xBC", "u");        // Greek mu
    replace_all(plain, "\xCE\xA9", "ohm");      // Greek Omega
    replace_all(plain, "\xE2\x84\xA6", "ohm");  // ohm sign
    replace_all(plain, "Ohm", "ohm");
    return plain;
}

std::optional<Unit> find_unit(std::string_view symbol) {
    for (const UnitName& name : unit_names) {
        if (name.unit != Unit::none && name.symbol == symbol) return name.unit;
    }
    return std::nullopt;
}

// Unit and decimal exponent of "kohm"; a whole unit wins over prefix + unit ("m" is the meter).
std::optional<std::pair<Unit, int>> split_unit(std::string_view text) {
    if (const auto unit = find_unit(text)) return std::pair{*unit, 0};
    for (const Prefix& prefix : prefixes) {
        if (prefix.symbol != 0 && !text.empty() && text.front() == prefix.symbol) {
            if (const auto unit = find_unit(text.substr(1)))
                return std::pair{*unit, prefix.exponent};
        }
    }
    return std::nullopt;
}

std::string_view trim(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

// number * 10^exponent, rounded once: the exponent is added to the text, not multiplied.
double scaled(std::string_view number, double value, int exponent) {
    if (exponent == 0 || !std::isfinite(value)) return value;
    const std::size_t e = number.find_first_of("eE");
    int written = 0;
    if (e != std::string_view::npos) {
        std::string_view digits = number.substr(e + 1);
        if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
        std::from_chars(digits.data(), digits.data() + digits.size(), written);
    }
    const std::string text = fmt::format("{}e{}", number.substr(0, e), written + exponent);
    double result = value;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), result);
    return parsed.ec == std::errc{} ? result : value * std::pow(10.0, exponent);
}

std::string example(Unit expected) {
    if (expected == Unit::none) return "write a bare number, for example 2.5";
    return fmt::format("write a number in SI units, or a text such as \"2.5 {0}\" or \"2.5 m{0}\"",
                       unit_symbol(expected));
}

Error bad(int id, std::string what, Unit expected) {
    return Error{.code = Errc::input, .id = id, .what = std::move(what), .help = example(expected)};
}

}  // namespace

std::string_view unit_symbol(Unit unit) {
    return unit_names[static_cast<std::size_t>(unit)].symbol;
}

std::string_view unit_dimension(Unit unit) {
    return unit_names[static_cast<std::size_t>(unit)].dimension;
}

Result<double> parse_quantity(std::string_view text, Unit expected) {
    std::string_view rest = trim(text);
    if (!rest.empty() && rest.front() == '+') rest.remove_prefix(1);
    double value = 0.0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (parsed.ec == std::errc::invalid_argument) {
        return bad(1032, fmt::format("\"{}\" does not begin with a number", text), expected);
    }
    if (parsed.ec == std::errc::result_out_of_range) {
        return bad(1034, fmt::format("\"{}\" is beyond the range of a double", text), expected);
    }
    const auto length = static_cast<std::size_t>(parsed.ptr - rest.data());
    const std::string_view number = rest.substr(0, length);
    const std::string unit_text = plain_unit(rest.substr(length));
    if (unit_text.empty()) {
        if (expected == Unit::none) return value;
        return bad(1033,
                   fmt::format("\"{}\" has no unit, expected a {} in {}", text,
                               unit_dimension(expected), unit_symbol(expected)),
                   expected);
    }
    const auto unit = split_unit(unit_text);
    if (!unit) {
        return bad(1030,
                   fmt::format("\"{}\" has the unknown unit {}{}", text, unit_text,
                               expected == Unit::none
                                   ? std::string(", expected a bare number")
                                   : fmt::format(", expected a {} in {}", unit_dimension(expected),
                                                 unit_symbol(expected))),
                   expected);
    }
    if (unit->first != expected) {
        return bad(
            1031,
            fmt::format("\"{}\" is a {} ({}), expected a {}{}", text, unit_dimension(unit->first),
                        unit_symbol(unit->first), unit_dimension(expected),
                        expected == Unit::none ? std::string(" without unit")
                                               : fmt::format(" ({})", unit_symbol(expected))),
            expected);
    }
    return scaled(number, value, unit->second);
}

std::string format_quantity(double value, Unit unit) {
    const auto with_unit = [unit](const std::string& number, const std::string& prefix) {
        const std::string symbol = prefix + std::string(unit_symbol(unit));
        return symbol.empty() ? number : number + " " + symbol;
    };
    if (unit == Unit::none || value == 0.0 || !std::isfinite(value)) {
        return with_unit(fmt::format("{:.4g}", value), "");
    }
    // 999.96 prints as 1000 with four digits: choose the prefix after rounding.
    const double rounded = std::stod(fmt::format("{:.3e}", std::abs(value)));
    for (auto prefix = prefixes.rbegin(); prefix != prefixes.rend(); ++prefix) {
        const double scale = std::pow(10.0, prefix->exponent);
        if (rounded >= scale * (1.0 - 1e-12) || prefix->exponent == -18) {
            return with_unit(fmt::format("{:.4g}", value / scale),
                             prefix->symbol ? std::string(1, prefix->symbol) : "");
        }
    }
    return with_unit(fmt::format("{:.4g}", value), "");
}

}  // namespace crosspoint
