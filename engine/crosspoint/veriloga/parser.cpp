// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crosspoint/veriloga/parser_state.hpp"

namespace crosspoint::veriloga {
namespace {

// Words that are never names. Words of digital Verilog are left out: models use some as names.
constexpr std::array<std::string_view, 44> reserved{
    "aliasparam",    "analog",      "begin",       "branch",    "case",      "casex",
    "casez",         "default",     "discipline",  "else",      "end",       "endcase",
    "enddiscipline", "endfunction", "endgenerate", "endmodule", "endnature", "endparamset",
    "exclude",       "for",         "from",        "function",  "generate",  "genvar",
    "ground",        "if",          "inf",         "inout",     "input",     "integer",
    "localparam",    "macromodule", "module",      "nature",    "or",        "output",
    "parameter",     "paramset",    "real",        "repeat",    "string",    "while",
    "connectmodule", "connectrules"};

bool is_reserved(std::string_view word) {
    return std::ranges::find(reserved, word) != reserved.end();
}

struct DigitalWord {
    std::string_view word;
    std::string_view instead;
};
constexpr std::array<DigitalWord, 18> digital_words{
    {{"always", "write `analog begin ... end`; react to crossings with @(cross(...))"},
     {"initial", "write `analog initial` or @(initial_step) inside the analog block"},
     {"assign", "write a contribution, V(out) <+ ..., inside the analog block"},
     {"reg", "write `real` or `integer` for a variable"},
     {"wire", "write `electrical` for a node"},
     {"wreal", "write `electrical` for a node"},
     {"logic", "write `electrical` for a node or `integer` for a variable"},
     {"time", "write `real` for a variable"},
     {"event", "use the analog events cross, above, timer"},
     {"task", "write an analog function"},
     {"defparam", "give parameters with the instance: name #(.p(value)) i1(...)"},
     {"specify", "compact models have no timing checks; remove it"},
     {"primitive", "digital primitives are not compact models; remove it"},
     {"supply0", "write `ground` for a node at 0 V"},
     {"supply1", "write `electrical` and a voltage contribution"},
     {"forever", "use a loop with a bound that is known at compile time"},
     {"fork", "analog statements run one after the other; remove it"},
     {"wait", "use the analog events cross, above, timer"}}};

}  // namespace

const Token& Parser::peek(std::size_t ahead) const {
    if (lost_ || next_ + ahead >= tokens_.size()) return tokens_.back();
    return tokens_[next_ + ahead];
}

bool Parser::at(std::string_view text, std::size_t ahead) const {
    const Token& token = peek(ahead);
    return (token.kind == TokenKind::punctuation || token.kind == TokenKind::identifier) &&
           token.text == text;
}

bool Parser::at_name(std::size_t ahead) const {
    const Token& token = peek(ahead);
    return token.kind == TokenKind::escaped ||
           (token.kind == TokenKind::identifier && !is_reserved(token.text));
}

const Token& Parser::take() {
    const Token& token = peek();
    if (!lost_ && next_ + 1 < tokens_.size()) ++next_;
    return token;
}

bool Parser::accept(std::string_view text) {
    if (!at(text)) return false;
    take();
    return true;
}

bool Parser::expect(std::string_view text, std::string_view where) {
    if (accept(text)) return true;
    expected(fmt::format("`{}` {}", text, where));
    return false;
}

// Reported at the end of what stands before, where the semicolon belongs; when the next token is on
// another line, that is all that was wrong, and the parser goes on.
bool Parser::expect_semicolon(std::string_view after) {
    if (accept(";")) return true;
    if (lost_) return false;
    Position place = peek().at;
    bool line_ended = false;
    if (next_ > 0 && tokens_[next_ - 1].at.file == place.file &&
        tokens_[next_ - 1].at.line < place.line) {
        const Token& before = tokens_[next_ - 1];
        line_ended = true;
        place = before.at;
        place.column += static_cast<std::uint32_t>(before.text.size());
        if (before.kind == TokenKind::string) place.column += 2;
    }
    refuse(place, 7021, fmt::format("found {}, expected `;` after {}", found(), after),
           "end it with a semicolon");
    if (line_ended && !gave_up_) lost_ = false;
    return false;
}

std::string Parser::expect_name(std::string_view what) {
    if (at_name()) return std::string(take().text);
    if (peek().kind == TokenKind::identifier) {
        refuse_found(7025, what, "a reserved word cannot be a name; choose another one");
    } else {
        expected(what);
    }
    return {};
}

std::string Parser::found() const {
    const Token& token = peek();
    switch (token.kind) {
        case TokenKind::end:
            return "the end of the text";
        case TokenKind::string:
            return fmt::format("the string \"{:.40}\"", token.text);
        case TokenKind::number:
            return fmt::format("the number {:.40}", token.text);
        default:
            return fmt::format("`{:.40}`", token.text);
    }
}

void Parser::refuse(Position place, int id, std::string what, std::string help) {
    if (lost_ || gave_up_) {
        lost_ = true;
        return;
    }
    diagnostics_.error(place, id, std::move(what), std::move(help));
    lost_ = true;
}

void Parser::refuse_found(int id, std::string_view wanted, std::string help) {
    if (lost_) return;
    const Position place = peek().at;
    refuse(place, id, fmt::format("found {}, expected {}", found(), wanted), std::move(help));
}

void Parser::expected(std::string_view wanted, std::string help) {
    if (lost_) return;
    const Position place = peek().at;
    unexpected(place, fmt::format("found {}, expected {}", found(), wanted), std::move(help));
}

void Parser::unexpected(Position place, std::string what, std::string help) {
    refuse(place, 7020, std::move(what), std::move(help));
}
void Parser::digital(Position place, std::string what, std::string help) {
    refuse(place, 7023, std::move(what), std::move(help));
}
void Parser::beyond_subset(Position place, std::string what, std::string help) {
    refuse(place, 7024, std::move(what), std::move(help));
}
void Parser::not_closed(Position place, std::string what, std::string help) {
    refuse(place, 7028, std::move(what), std::move(help));
}
void Parser::equals_sign(std::string what) {
    const Position place = peek().at;
    refuse(place, 7029, std::move(what), "`==` compares, `=` assigns");
}

// After an error: on to behind the next semicolon, or to a word that begins or closes something; a
// block or case that begins on the way is skipped whole. `from` is where the failed statement or
// item began: at least one token beyond it is taken.
void Parser::synchronize(std::size_t from) {
    lost_ = false;
    if (diagnostics_.full() || gave_up_) next_ = tokens_.size() - 1;
    if (tokens_[from].text == "for") skip_loop_head(from);
    if (next_ == from && !at_end() && !at("begin") && !at("case")) take();
    std::size_t open = 0;
    while (!at_end()) {
        if (at("begin") || at("case")) {
            ++open;
        } else if (open > 0 && (at("end") || at("endcase"))) {
            take();
            if (--open == 0 && !at("else")) return;
            continue;
        } else if (open == 0 && accept(";")) {
            return;
        }
        for (const std::string_view word :
             {"end", "endcase", "endmodule", "endfunction", "endgenerate", "endnature",
              "enddiscipline", "module", "analog", "nature", "discipline", "parameter"}) {
            if (at(word)) return;
        }
        take();
    }
}

// A loop that failed in its head: on to behind the head, whose semicolons end no statement.
void Parser::skip_loop_head(std::size_t from) {
    std::size_t open = 0;
    std::size_t semicolons = 0;
    for (std::size_t i = from + 1; i < tokens_.size() && semicolons <= 2; ++i) {
        if (tokens_[i].kind != TokenKind::punctuation) continue;
        if (tokens_[i].text == ";") ++semicolons;
        if (tokens_[i].text == "(") ++open;
        if (tokens_[i].text == ")" && open > 0 && --open == 0) {
            if (next_ <= i) next_ = i + 1;
            return;
        }
        if (open == 0) return;
    }
}

void Parser::give_up(Position place, std::string what, std::string help) {
    refuse(place, 7030, std::move(what), std::move(help));
    gave_up_ = true;
    next_ = tokens_.size() - 1;
}

void Parser::skip_past(std::string_view closing) {
    lost_ = false;
    while (!at_end() && !at(closing)) take();
    accept(closing);
}

bool Parser::refuse_digital() {
    if (peek().kind != TokenKind::identifier) return false;
    for (const DigitalWord& word : digital_words) {
        // `time[0] = 1;` is a variable that has such a name.
        if (peek().text != word.word || at("=", behind_range(1))) continue;
        digital(peek().at, fmt::format("`{}` belongs to digital Verilog", word.word),
                std::string(word.instead));
        return true;
    }
    return false;
}

Parser::Level::Level(Parser& parser) : parser_(parser) {
    if (++parser_.depth_ > max_depth) {
        parser_.give_up(parser_.peek().at, "the text is nested too deep here",
                        "at most 256 levels; use functions, or name parts with variables");
    }
}

SourceTree parse(std::span<const Token> tokens, Diagnostics& diagnostics) {
    return Parser(tokens, diagnostics).source_tree();
}

SourceTree parse_sources(SourceSet& sources, std::uint32_t root, const PreprocessOptions& options,
                         Diagnostics& diagnostics) {
    const std::vector<Token> tokens = preprocess(sources, root, options, diagnostics);
    if (!diagnostics.ok()) return {};
    return parse(tokens, diagnostics);
}

}  // namespace crosspoint::veriloga
