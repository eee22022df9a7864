// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crosspoint/veriloga/number.hpp"

namespace crosspoint::veriloga {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_letter(c) || is_digit(c) || c == '$'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

// Longest first, so that the first match is the right one.
constexpr std::array<std::string_view, 25> long_punctuation{
    "<<<", ">>>", "===", "!==", "<+", "<=", ">=", "==", "!=", "&&", "||", "**", "<<",
    ">>",  "^~",  "~^",  "'{",  "(*", "*)", "+=", "-=", "->", "~&", "~|", "::"};
constexpr std::string_view single_punctuation = "()[]{}<>,;:.=+-*/%!~&|^?@#";

class Lexer {
public:
    Lexer(const SourceSet& sources, std::uint32_t file)
        : text_(sources.text(file)), at_{file, 1, 1} {}

    std::vector<Token> all(std::size_t most) {
        std::vector<Token> tokens;
        while (offset_ < text_.size() && tokens.size() + 1 < most) {
            const std::size_t before = offset_;
            const Position problem_at = at_;
            if (skip_space()) {
                space_ = true;
                continue;
            }
            if (offset_ != before) {  // a comment without its end: the rest of the text
                tokens.push_back({TokenKind::invalid, TokenProblem::open_comment, true, false,
                                  problem_at, text_.substr(before, 2)});
                continue;
            }
            tokens.push_back(next());
            space_ = false;
        }
        tokens.push_back({TokenKind::end, TokenProblem::none, true, false, at_, {}});
        return tokens;
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
    }
    [[nodiscard]] std::string_view rest() const { return text_.substr(offset_); }

    void advance(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i, ++offset_) {
            if (text_[offset_] == '\n') {
                ++at_.line;
                at_.column = 1;
            } else {
                ++at_.column;
            }
        }
    }

    // Takes one stretch of white space or one comment. False: none here, or a comment that does not
    // end (then everything is taken).
    bool skip_space() {
        if (is_blank(peek())) {
            advance(1);
            return true;
        }
        if (peek() == '\\') return skip_line_joint();
        if (rest().starts_with("//")) {
            advance(std::min(rest().find('\n'), rest().size()));
            return true;
        }
        if (!rest().starts_with("/*")) return false;
        const std::size_t close = rest().find("*/", 2);
        advance(close == std::string_view::npos ? rest().size() : close + 2);
        return close != std::string_view::npos;
    }

    // A backslash, blanks, and a line end. (Blanks before the line end are a common slip.)
    bool skip_line_joint() {
        std::size_t length = 1;
        while (is_blank(peek(length))) ++length;
        if (peek(length) != '\n') return false;
        advance(length + 1);
        return true;
    }

    Token take(TokenKind kind, std::size_t length) {
        Token token{kind, TokenProblem::none, space_, false, at_, text_.substr(offset_, length)};
        advance(length);
        return token;
    }
    Token take_invalid(TokenProblem problem, std::size_t length) {
        Token token = take(TokenKind::invalid, length);
        token.problem = problem;
        return token;
    }
    [[nodiscard]] std::size_t name_length(std::size_t from) const {
        std::size_t length = from;
        while (is_name(peek(length))) ++length;
        return length;
    }

    Token next() {
        const char c = peek();
        if (c == '\n') return take(TokenKind::newline, 1);
        if (is_letter(c)) return take(TokenKind::identifier, name_length(1));
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
        if (c == '\'' && peek(1) != '{') return number();
        if (c == '"') return string();
        if (c == '$' && is_letter(peek(1))) return take(TokenKind::system_name, name_length(1));
        if (c == '`') return directive();
        if (c == '\\') return escaped_name();
        return punctuation();
    }

    Token number() {
        const NumberText found = read_number(rest());
        if (found.problem != TokenProblem::none) return take_invalid(found.problem, found.length);
        Token token = take(TokenKind::number, found.length);
        token.number = found.value;
        token.is_integer = found.is_integer;
        return token;
    }

    Token string() {
        std::size_t length = 1;
        while (offset_ + length < text_.size() && peek(length) != '"' && peek(length) != '\n') {
            const bool pair = peek(length) == '\\' && offset_ + length + 1 < text_.size();
            length += pair ? 2 : 1;
        }
        if (peek(length) != '"') {
            return take_invalid(TokenProblem::open_string,
                                std::min(length, text_.size() - offset_));
        }
        Token token = take(TokenKind::string, length + 1);
        token.text = token.text.substr(1, token.text.size() - 2);
        return token;
    }

    Token directive() {
        const std::size_t length = is_letter(peek(1)) ? name_length(2) : 1;
        if (length == 1) return take_invalid(TokenProblem::lone_backtick, 1);
        Token token = take(TokenKind::directive, length);
        token.text.remove_prefix(1);
        return token;
    }

    Token escaped_name() {
        std::size_t length = 1;
        while (peek(length) > ' ' && peek(length) <= '~') ++length;
        if (length == 1) return take_invalid(TokenProblem::stray_character, 1);
        Token token = take(TokenKind::escaped, length);
        token.text.remove_prefix(1);
        return token;
    }

    Token punctuation() {
        // @(*): three signs, no attribute.
        const bool behind_parenthesis = offset_ > 0 && text_[offset_ - 1] == '(';
        if (rest().starts_with("(*)") || (rest().starts_with("*)") && behind_parenthesis)) {
            return take(TokenKind::punctuation, 1);
        }
        for (const std::string_view sign : long_punctuation) {
            if (rest().starts_with(sign)) return take(TokenKind::punctuation, sign.size());
        }
        if (peek() != '\0' && single_punctuation.find(peek()) != std::string_view::npos) {
            return take(TokenKind::punctuation, 1);
        }
        // A character beyond ASCII is several bytes: one message for all of them.
        std::size_t length = 1;
        while ((static_cast<unsigned char>(peek(length)) & 0xC0U) == 0x80U) ++length;
        return take_invalid(TokenProblem::stray_character, length);
    }

    std::string_view text_;
    std::size_t offset_ = 0;
    Position at_;
    bool space_ = true;
};

std::string shown(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 40)) {
        if (c >= ' ' && c <= '~') {
            out += c;
        } else {
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        }
    }
    return out;
}

}  // namespace

std::vector<Token> lex(const SourceSet& sources, std::uint32_t file, std::size_t most) {
    return Lexer(sources, file).all(most);
}

void report_problem(const Token& token, Diagnostics& diagnostics) {
    switch (token.problem) {
        case TokenProblem::none:
            break;
        case TokenProblem::stray_character:
            diagnostics.error(
                token.at, 7010,
                fmt::format("the character {} has no meaning here", shown(token.text)),
                "remove it; text that was copied from a document may hold quotes or "
                "dashes that only look right");
            break;
        case TokenProblem::open_string:
            diagnostics.error(token.at, 7011, "this string does not end on its line",
                              "close it with \" or join the lines");
            break;
        case TokenProblem::open_comment:
            diagnostics.error(token.at, 7012, "this comment does not end", "close it with */");
            break;
        case TokenProblem::malformed_number:
            diagnostics.error(
                token.at, 7013, fmt::format("{} is not a number", shown(token.text)),
                "numbers are 12, 1.5e-9, or have one of the scale letters T G M K k m "
                "u n p f a right behind them, without a unit");
            break;
        case TokenProblem::number_out_of_range:
            diagnostics.error(token.at, 7014,
                              fmt::format("{} is beyond what a real holds", shown(token.text)),
                              "reals reach from 2.3e-308 to 1.7e308");
            break;
        case TokenProblem::unknown_digits:
            diagnostics.error(token.at, 7015,
                              fmt::format("{} has x or z digits, which only digital code knows",
                                          shown(token.text)),
                              "write a plain number");
            break;
        case TokenProblem::lone_backtick:
            diagnostics.error(token.at, 7016, "a ` without a name behind it",
                              "write `name; `` and `\" of SystemVerilog are not supported");
            break;
    }
}

std::string decode_string(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const char c = text[++i];
        if (c >= '0' && c <= '7') {
            unsigned code = 0;
            std::size_t digits = 0;
            while (digits < 3 && i + digits < text.size() && text[i + digits] >= '0' &&
                   text[i + digits] <= '7') {
                code = code * 8 + static_cast<unsigned>(text[i + digits] - '0');
                ++digits;
            }
            i += digits - 1;
            out += static_cast<char>(static_cast<unsigned char>(code & 0xFFU));
        } else {
            out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
    }
    return out;
}

}  // namespace crosspoint::veriloga
