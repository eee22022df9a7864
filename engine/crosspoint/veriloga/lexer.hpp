// Tokens of one file. Nothing is reported here: a malformed token carries its problem along, and is
// reported when the preprocessor passes it on, so that text skipped by `ifdef may be anything.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/veriloga/diagnostics.hpp"
#include "crosspoint/veriloga/source.hpp"

namespace crosspoint::veriloga {

enum class TokenKind : std::uint8_t {
    end,          ///< of the text; one, the last
    newline,      ///< only until the preprocessor is through
    identifier,   ///< also keywords
    escaped,      ///< \name: an identifier that is never a keyword; text without the backslash
    system_name,  ///< $name, with the $
    directive,    ///< `name: a directive or a macro; text without the `
    number,
    string,  ///< text between the quotes, escapes not yet resolved
    punctuation,
    invalid
};

/// Why a token is invalid.
enum class TokenProblem : std::uint8_t {
    none,
    stray_character,
    open_string,
    open_comment,
    malformed_number,
    number_out_of_range,
    unknown_digits,
    lone_backtick
};

struct Token {
    TokenKind kind = TokenKind::end;
    TokenProblem problem = TokenProblem::none;
    bool space_before = false;  ///< white space or a comment stands before it
    bool is_integer = false;    ///< numbers: no point, exponent or scale suffix
    Position at;
    std::string_view text;  ///< into the SourceSet
    double number = 0.0;    ///< value, scale suffix applied
};

/// The tokens of a file, newlines included, with one `end` behind them. A backslash before a line
/// end joins two lines; comments are white space.
/// @param most  stops after this many tokens (the last is still `end`)
std::vector<Token> lex(const SourceSet& sources, std::uint32_t file, std::size_t most);

/// Reports what is wrong with an invalid token: 7010-7016.
void report_problem(const Token& token, Diagnostics& diagnostics);

/// The value of a string token: \n \t \\ \" and \ooo resolved.
std::string decode_string(std::string_view text);

}  // namespace crosspoint::veriloga
