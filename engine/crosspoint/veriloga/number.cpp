// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/number.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>
#include <utility>

namespace crosspoint::veriloga {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

constexpr std::array<std::pair<char, std::string_view>, 11> scales{{{'T', "e12"},
                                                                    {'G', "e9"},
                                                                    {'M', "e6"},
                                                                    {'K', "e3"},
                                                                    {'k', "e3"},
                                                                    {'m', "e-3"},
                                                                    {'u', "e-6"},
                                                                    {'n', "e-9"},
                                                                    {'p', "e-12"},
                                                                    {'f', "e-15"},
                                                                    {'a', "e-18"}}};

std::string_view scale_of(char letter) {
    for (const auto& [name, exponent] : scales) {
        if (name == letter) return exponent;
    }
    return {};
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    NumberText read() {
        digits();
        if (peek() == '\'' && integer_) return based();
        if (peek() == '.') {
            integer_ = false;
            take();
            digits();
        }
        if (const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
            (peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
            integer_ = false;
            for (std::size_t i = 0; i <= sign; ++i) take();
            digits();
        } else if (const std::string_view scale = scale_of(peek()); !scale.empty()) {
            // The scale goes into the text that is converted, so that 56p is 56e-12 to the last
            // bit.
            integer_ = false;
            ++at_;
            decimal_ += scale;
        }
        if (is_word(peek())) return malformed();
        return convert();
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    void take() { decimal_ += text_[at_++]; }
    void digits() {
        while (is_digit(peek()) || (peek() == '_' && !decimal_.empty())) {
            if (peek() == '_') {
                ++at_;
            } else {
                take();
            }
        }
    }
    NumberText malformed(TokenProblem problem = TokenProblem::malformed_number) {
        while (is_word(peek())) ++at_;
        return {at_ == 0 ? 1 : at_, 0.0, false, problem};
    }

    NumberText convert() {
        double value = 0.0;
        const auto [end, failure] =
            std::from_chars(decimal_.data(), decimal_.data() + decimal_.size(), value);
        if (failure == std::errc::result_out_of_range) {
            return {at_, 0.0, false, TokenProblem::number_out_of_range};
        }
        if (failure != std::errc{} || end != decimal_.data() + decimal_.size()) return malformed();
        return {at_, value, integer_, TokenProblem::none};
    }

    // [size] ' [s] base digits. The size only cuts bits off, which no model needs; it is not used.
    NumberText based() {
        ++at_;
        if (peek() == 's' || peek() == 'S') ++at_;
        unsigned base = 0;
        switch (peek()) {
            case 'b':
            case 'B':
                base = 2;
                break;
            case 'o':
            case 'O':
                base = 8;
                break;
            case 'd':
            case 'D':
                base = 10;
                break;
            case 'h':
            case 'H':
                base = 16;
                break;
            default:
                return malformed();
        }
        ++at_;
        double value = 0.0;
        std::size_t count = 0;
        for (; is_word(peek()) || peek() == '?'; ++at_) {
            const char c = peek();
            if (c == '_') continue;
            if (c == 'x' || c == 'X' || c == 'z' || c == 'Z' || c == '?') {
                return malformed(TokenProblem::unknown_digits);
            }
            unsigned digit = 99;
            if (is_digit(c)) digit = static_cast<unsigned>(c - '0');
            if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
            if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
            if (digit >= base) return malformed();
            value = value * base + digit;
            ++count;
        }
        if (count == 0) return malformed();
        if (!std::isfinite(value)) return {at_, 0.0, false, TokenProblem::number_out_of_range};
        return {at_, value, true, TokenProblem::none};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string decimal_;
    bool integer_ = true;
};

}  // namespace

NumberText read_number(std::string_view text) { return Reader(text).read(); }

}  // namespace crosspoint::veriloga
