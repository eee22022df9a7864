// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "crosspoint/veriloga/lexer.hpp"
#include "crosspoint/veriloga/number.hpp"
#include "unit/veriloga/front.hpp"

namespace crosspoint::veriloga {
namespace {

TEST_CASE("numbers: scale letters to the last bit, based integers") {
    struct Row {
        const char* text;
        double value;
        bool is_integer;
    };
    for (const Row& row : {Row{"12", 12, true},
                           Row{"1_000", 1000, true},
                           Row{"2k", 2e3, false},
                           Row{"5M", 5e6, false},
                           Row{"56p", 56e-12, false},
                           Row{"15a", 15e-18, false},
                           Row{"0.1u", 0.1e-6, false},
                           Row{"3T", 3e12, false},
                           Row{"7K", 7e3, false},
                           Row{"1G", 1e9, false},
                           Row{"1m", 1e-3, false},
                           Row{"9n", 9e-9, false},
                           Row{"4f", 4e-15, false},
                           Row{"1.5e-9", 1.5e-9, false},
                           Row{"2E3", 2000, false},
                           Row{"1.", 1, false},
                           Row{".5", 0.5, false},
                           Row{"'hFF", 255, true},
                           Row{"8'b1010_0001", 161, true},
                           Row{"'sd12", 12, true},
                           Row{"12'o17", 15, true}}) {
        CAPTURE(row.text);
        const NumberText read = read_number(row.text);
        CHECK(read.problem == TokenProblem::none);
        CHECK(read.length == std::string(row.text).size());
        CHECK(read.value == row.value);  // the same literal, so the same bits
        CHECK(read.is_integer == row.is_integer);
    }
}

TEST_CASE("numbers: what is not one") {
    CHECK(read_number("10mA").problem == TokenProblem::malformed_number);
    CHECK(read_number("1.5e").problem == TokenProblem::malformed_number);
    CHECK(read_number("2kk").problem == TokenProblem::malformed_number);
    CHECK(read_number("'h").problem == TokenProblem::malformed_number);
    CHECK(read_number("'").problem == TokenProblem::malformed_number);
    CHECK(read_number("'b2").problem == TokenProblem::malformed_number);
    CHECK(read_number("4'b1x").problem == TokenProblem::unknown_digits);
    CHECK(read_number("1e999").problem == TokenProblem::number_out_of_range);
    CHECK(read_number("1e-999").problem == TokenProblem::number_out_of_range);
    CHECK(read_number("'h" + std::string(400, 'f')).problem == TokenProblem::number_out_of_range);
}

TEST_CASE("tokens: longest operator, names, strings, ends of lines") {
    SourceSet sources;
    const std::uint32_t file =
        sources.add({"t", "a<+b<=c**d '{ (*x*) @(*) $abs$ \\e!s \"q\\\"\\n\"\r\n/* \n */ z"});
    const std::vector<Token> tokens = lex(sources, file, 1000);
    std::string all;
    for (const Token& token : tokens) {
        all += token.kind == TokenKind::newline ? "NL|" : std::string(token.text) + "|";
    }
    CHECK(all == "a|<+|b|<=|c|**|d|'{|(*|x|*)|@|(|*|)|$abs$|e!s|q\\\"\\n|NL|z||");
    CHECK(tokens.back().kind == TokenKind::end);
    CHECK(tokens[tokens.size() - 2].at == Position{0, 3, 5});
    CHECK(lex(sources, file, 5).size() == 5);
}

TEST_CASE("strings: escapes") {
    CHECK(decode_string("a\\n\\t\\\\\\\"\\101\\q") == "a\n\t\\\"Aq");
    CHECK(decode_string("\\") == "\\");
    CHECK(decode_string("\\7x") == "\ax");
}

TEST_CASE("texts with bytes of any kind give messages, not crashes") {
    for (int c = 0; c < 256; ++c) {
        const std::string text(1, static_cast<char>(c));
        for (const std::string& one : {text, text + text, "a" + text, text + "a", "'" + text}) {
            const testing::Front front(one);
            CHECK(front.tokens.back().kind == TokenKind::end);
            CHECK_FALSE(front.diagnostics.ok());  // none of them is a module
        }
    }
    CHECK_FALSE(testing::Front(std::string("\0\\\0", 3)).diagnostics.ok());
}

}  // namespace
}  // namespace crosspoint::veriloga
