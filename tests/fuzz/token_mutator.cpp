// How libFuzzer changes a source half of the time: by whole tokens and statements, so that more of
// what it tries gets through the parser. The other half are its own changes of bytes.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using Random = std::minstd_rand;

std::size_t below(Random& random, std::size_t n) { return n == 0 ? 0 : random() % n; }

bool word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

// Words, numbers with their points, operators, single blanks and line ends, quoted texts.
std::vector<std::string_view> pieces_of(std::string_view text) {
    constexpr std::string_view operators = "<+|<=|>=|==|!=|&&||||**|<<|>>";
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        if (word(text[at])) {
            const bool number = std::isdigit(static_cast<unsigned char>(text[at])) != 0;
            while (end < text.size() && (word(text[end]) || (number && text[end] == '.'))) ++end;
        } else if (text[at] == '"') {
            while (end < text.size() && text[end - 1] != '\n' && text[end] != '"') ++end;
            end = std::min(end + 1, text.size());
        } else if (end < text.size() && operators.find(text.substr(at, 2)) != operators.npos) {
            ++end;
        }
        pieces.push_back(text.substr(at, end - at));
        at = end;
    }
    return pieces;
}

// One past the semicolon at or behind `at`.
std::size_t statement_end(const std::vector<std::string_view>& pieces, std::size_t at) {
    while (at < pieces.size() && pieces[at] != ";") ++at;
    return std::min(at + 1, pieces.size());
}

// The end of what an opening parenthesis at `at` encloses; `at` + 1 where there is none.
std::size_t group_end(const std::vector<std::string_view>& pieces, std::size_t at) {
    int depth = 0;
    for (std::size_t k = at; k < pieces.size(); ++k) {
        if (pieces[k] == "(") ++depth;
        if (pieces[k] == ")") --depth;
        if (depth <= 0) return k + 1;
    }
    return pieces.size();
}

constexpr std::array<std::string_view, 28> numbers = {
    "0",    "1",     "-1",  "2",       "0.5",        "3",    "1n",   "1e308",    "1e-308", "1u",
    "31",   "32",    "64",  "-5",      "2147483647", "100",  "1e30", "V(p,n)",   "(1/0)",  "1e18",
    "(-1)", "(0/0)", "1e9", "(x*1.0)", "$vt",        "-1e9", "300",  "$abstime",
};
constexpr std::array<std::string_view, 24> calls = {
    "exp", "ln",     "sqrt",     "limexp", "sin",    "tanh",  "floor",      "abs",
    "ddt", "idt",    "atan2",    "pow",    "min",    "max",   "transition", "slew",
    "ddx", "idtmod", "absdelay", "hypot",  "$limit", "$rtoi", "asinh",      "white_noise"};
constexpr std::array<std::string_view, 17> signs = {
    "+", "-", "*", "/", "%", "**", "<", ">", "==", "!=", "&", "|", "^", "&&", "||", "<<", ">>"};

template <class List>
std::string_view one_of(const List& list, Random& random) {
    return list[below(random, list.size())];
}

bool is_in(std::string_view piece, const auto& list) {
    return std::find(list.begin(), list.end(), piece) != list.end();
}

// Something of the same sort as what stood there, or a piece from elsewhere.
std::string_view other_piece(std::string_view piece, const std::vector<std::string_view>& pieces,
                             Random& random) {
    if (below(random, 3) == 0) return one_of(pieces, random);
    if (is_in(piece, signs)) return one_of(signs, random);
    if (is_in(piece, calls)) return one_of(calls, random);
    if (std::isdigit(static_cast<unsigned char>(piece.front())) != 0)
        return one_of(numbers, random);
    if (!word(piece.front())) return piece;
    for (int tries = 0; tries < 20; ++tries) {
        const std::string_view other = one_of(pieces, random);
        if (word(other.front())) return other;
    }
    return piece;
}

std::string joined(const std::vector<std::string_view>& pieces, std::size_t begin,
                   std::size_t end) {
    std::string text;
    for (std::size_t k = begin; k < end; ++k) text += pieces[k];
    return text;
}

std::string changed(const std::vector<std::string_view>& pieces, Random& random) {
    const std::size_t n = pieces.size();
    const std::size_t at = below(random, n), from = below(random, n);
    const std::string before = joined(pieces, 0, at);
    const auto rest = [&](std::size_t end) { return joined(pieces, end, n); };
    switch (below(random, 7)) {
        case 0:
            return before + rest(at + 1);
        case 1:
            return before + rest(statement_end(pieces, at));
        case 2: {  // a statement copied to another place
            const std::size_t place = statement_end(pieces, at);
            const std::size_t begin = statement_end(pieces, from);
            return joined(pieces, 0, place) + joined(pieces, begin, statement_end(pieces, begin)) +
                   rest(place);
        }
        case 3:  // a word or a group in parentheses in place of another
            return before + joined(pieces, from, group_end(pieces, from)) +
                   rest(group_end(pieces, at));
        case 4: {  // a call around a group or word
            const std::size_t end = group_end(pieces, at);
            return before + std::string(one_of(calls, random)) + "(" + joined(pieces, at, end) +
                   ")" + rest(end);
        }
        default:
            return before + std::string(other_piece(pieces[at], pieces, random)) + rest(at + 1);
    }
}

std::size_t put(const std::string& text, std::uint8_t* data, std::size_t most) {
    const std::size_t size = std::min(text.size(), most);
    std::memcpy(data, text.data(), size);
    return size;
}

std::string text_of(const std::uint8_t* data, std::size_t size) { return {data, data + size}; }

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    Random random(seed + 1);
    if (size == 0 || below(random, 4) == 0) return LLVMFuzzerMutate(data, size, most);
    std::string text = text_of(data, size);
    for (std::size_t count = 1 + below(random, 3); count > 0 && !text.empty(); --count)
        text = changed(pieces_of(text), random);
    return put(text, data, most);
}

// A run of statements of the second source somewhere between two of the first.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* two, std::size_t two_size,
                                                 std::uint8_t* out, std::size_t most,
                                                 unsigned seed) {
    Random random(seed + 1);
    const std::string first = text_of(one, one_size), second = text_of(two, two_size);
    const auto into = pieces_of(first), source = pieces_of(second);
    const std::size_t place = statement_end(into, below(random, into.size()));
    const std::size_t begin = statement_end(source, below(random, source.size()));
    std::size_t end = begin;
    for (std::size_t count = 1 + below(random, 3); count > 0; --count)
        end = statement_end(source, end);
    return put(
        joined(into, 0, place) + joined(source, begin, end) + joined(into, place, into.size()), out,
        most);
}
