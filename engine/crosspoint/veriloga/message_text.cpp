// Format texts as in C, with what Verilog adds: %m, %b, %r, and conversions that fit any number.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/message_text.hpp"

#include <fmt/format.h>
#include <fmt/printf.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cctype>
#include <cmath>
#include <utility>

namespace crosspoint::veriloga {

namespace {

constexpr std::string_view flags = "0123456789.+-# ";
constexpr std::string_view conversions = "dDiIhHxXoObBcCsSeEfFgGrRtT";
constexpr std::size_t longest_format = 12;  // a width of more digits is none

std::int64_t whole(double value) {
    if (std::isnan(value)) return 0;
    return static_cast<std::int64_t>(std::clamp(std::round(value), -0x1.0p62, 0x1.0p62));
}

/// With a scale suffix, as 2.5k; the mantissa has the format's digits.
std::string scaled(const std::string& options, double value) {
    constexpr std::array<std::string_view, 9> suffixes = {"f", "p", "n", "u", "m",
                                                          "",  "k", "M", "G"};
    const double size = std::abs(value);
    int power = 0;
    if (size > 0.0 && std::isfinite(size))
        power = std::clamp(static_cast<int>(std::floor(std::log10(size) / 3.0)), -5, 3);
    const double mantissa = value / std::pow(1000.0, power);
    const std::string digits = options.find('.') == std::string::npos ? ".4f" : "f";
    return fmt::sprintf("%" + options + digits, mantissa) +
           std::string(suffixes[static_cast<std::size_t>(power + 5)]);
}

std::string converted(const MessagePart& part, double value) {
    if (part.format.empty())
        return part.is_integer ? fmt::format("{}", whole(value)) : fmt::sprintf("%g", value);
    const std::string options = part.format.substr(1, part.format.size() - 2);
    const char letter = part.format.back();
    switch (letter) {
        case 'd':
        case 'D':
        case 'i':
        case 'I':
        case 't':
        case 'T':
            return std::isfinite(value) ? fmt::sprintf("%" + options + "d", whole(value))
                                        : fmt::sprintf("%" + options + "g", value);
        case 'h':
        case 'H':
        case 'x':
        case 'X':
            return fmt::sprintf("%" + options + "x", static_cast<std::uint32_t>(whole(value)));
        case 'o':
        case 'O':
            return fmt::sprintf("%" + options + "o", static_cast<std::uint32_t>(whole(value)));
        case 'b':
        case 'B': {
            const std::string digits =
                std::bitset<32>(static_cast<std::uint32_t>(whole(value))).to_string();
            return digits.substr(std::min<std::size_t>(digits.find('1'), 31));
        }
        case 'c':
        case 'C':
            return std::string(1, static_cast<char>(whole(value) & 0x7f));
        case 'r':
        case 'R':
            return scaled(options, value);
        case 's':
        case 'S':
            return fmt::sprintf("%g", value);
        default:
            return fmt::sprintf("%" + options + letter, value);
    }
}

}  // namespace

void MessageBuilder::literal(const std::string& text) {
    if (!text.empty()) parts_.push_back({.text = text});
}

void MessageBuilder::place(const std::string& format) {
    waiting_.push_back(parts_.size());
    parts_.push_back({.format = format});
}

void MessageBuilder::split(const std::string& format) {
    std::string text;
    for (std::size_t k = 0; k < format.size(); ++k) {
        const std::size_t letter = std::min(format.find_first_not_of(flags, k + 1), format.size());
        const bool is_place = format[k] == '%' && letter < format.size();
        if (is_place && format[letter] == '%') {
            text += '%';
        } else if (is_place && (format[letter] == 'm' || format[letter] == 'M')) {
            literal(std::exchange(text, {}));
            parts_.push_back({.is_instance = true});
        } else if (is_place && letter - k < longest_format &&
                   conversions.find(format[letter]) != std::string_view::npos) {
            literal(std::exchange(text, {}));
            place(format.substr(k, letter - k + 1));
        } else {
            text += format[k];
            continue;
        }
        k = letter;
    }
    literal(text);
}

void MessageBuilder::add_text(const std::string& text) {
    if (waiting_.empty()) return split(text);
    parts_[waiting_.front()] = {.text = text};
    waiting_.erase(waiting_.begin());
}

void MessageBuilder::add_value(std::uint32_t argument, bool is_integer) {
    if (waiting_.empty()) {
        if (!parts_.empty()) literal(" ");
        waiting_.push_back(parts_.size());
        parts_.emplace_back();
    }
    MessagePart& part = parts_[waiting_.front()];
    part.argument = argument;
    part.is_integer = is_integer;
    waiting_.erase(waiting_.begin());
}

std::vector<MessagePart> MessageBuilder::take() {
    for (const std::size_t k : waiting_) parts_[k] = {.text = parts_[k].format};
    waiting_.clear();
    return std::move(parts_);
}

std::string message_text(const LoweredMessage& message, std::span<const double> values,
                         std::string_view instance) {
    std::string text;
    for (const MessagePart& part : message.parts) {
        if (part.is_instance)
            text += instance;
        else if (part.argument && *part.argument < values.size())
            text += converted(part, values[*part.argument]);
        else
            text += part.text;
    }
    return text;
}

MessageKind message_kind(TaskKind kind) {
    switch (kind) {
        case TaskKind::warning:
            return MessageKind::warning;
        case TaskKind::error:
            return MessageKind::error;
        case TaskKind::fatal:
            return MessageKind::fatal;
        case TaskKind::finish:
            return MessageKind::finish;
        default:
            return MessageKind::display;
    }
}

}  // namespace crosspoint::veriloga
