// Operators from loose to tight: ?:  ||  &&  |  ^ ~^  &  == !=  < <= > >=  << >>  + -  * / %  **
// unary. All but ?: group from the left, ** too, as the standard says.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crosspoint/veriloga/parser_state.hpp"

namespace crosspoint::veriloga {
namespace {

struct Operator {
    std::string_view sign;
    int precedence;
    BinaryOp op;
};
constexpr std::array<Operator, 25> operators{
    {{"||", 1, BinaryOp::logic_or},      {"&&", 2, BinaryOp::logic_and},
     {"|", 3, BinaryOp::bit_or},         {"^", 4, BinaryOp::bit_xor},
     {"^~", 4, BinaryOp::bit_xnor},      {"~^", 4, BinaryOp::bit_xnor},
     {"&", 5, BinaryOp::bit_and},        {"==", 6, BinaryOp::equal},
     {"!=", 6, BinaryOp::not_equal},     {"===", 6, BinaryOp::equal},
     {"!==", 6, BinaryOp::not_equal},    {"<", 7, BinaryOp::less},
     {"<=", 7, BinaryOp::less_equal},    {">", 7, BinaryOp::greater},
     {">=", 7, BinaryOp::greater_equal}, {"<<", 8, BinaryOp::shift_left},
     {">>", 8, BinaryOp::shift_right},   {"<<<", 8, BinaryOp::shift_left},
     {">>>", 8, BinaryOp::shift_right},  {"+", 9, BinaryOp::add},
     {"-", 9, BinaryOp::subtract},       {"*", 10, BinaryOp::multiply},
     {"/", 10, BinaryOp::divide},        {"%", 10, BinaryOp::modulo},
     {"**", 11, BinaryOp::power}}};

const Operator* operator_of(const Token& token) {
    if (token.kind != TokenKind::punctuation) return nullptr;
    const auto found = std::ranges::find(operators, token.text, &Operator::sign);
    return found == operators.end() ? nullptr : &*found;
}

}  // namespace

ExpressionPtr Parser::expression() {
    const Level level(*this);
    if (lost_) return nullptr;
    ExpressionPtr condition = binary(1);
    if (!at("?")) return condition;
    const Position place = take().at;
    ExpressionPtr then = expression();
    expect(":", "between the two values of ?:");
    ExpressionPtr otherwise = expression();
    const std::uint32_t below =
        std::max({height_of(condition), height_of(then), height_of(otherwise)});
    return make(place, Conditional{std::move(condition), std::move(then), std::move(otherwise)},
                below);
}

ExpressionPtr Parser::binary(int lowest) {
    ExpressionPtr left = unary();
    while (!lost_) {
        const Operator* op = operator_of(peek());
        if (op == nullptr || op->precedence < lowest) break;
        const Position place = take().at;
        ExpressionPtr right = binary(op->precedence + 1);
        const std::uint32_t below = std::max(height_of(left), height_of(right));
        left = make(place, Binary{op->op, std::move(left), std::move(right)}, below);
    }
    return left;
}

ExpressionPtr Parser::unary() {
    const Position place = peek().at;
    const auto build = [&](UnaryOp op) -> ExpressionPtr {
        const Level level(*this);
        if (lost_) return nullptr;
        take();
        ExpressionPtr operand = unary();
        const std::uint32_t below = height_of(operand);
        return make(place, Unary{op, std::move(operand)}, below);
    };
    if (at("+")) return build(UnaryOp::plus);
    if (at("-")) return build(UnaryOp::minus);
    if (at("!")) return build(UnaryOp::logic_not);
    if (at("~")) return build(UnaryOp::bit_not);
    for (const std::string_view sign : {"&", "|", "^", "~&", "~|", "~^", "^~"}) {
        if (!at(sign)) continue;
        beyond_subset(
            place,
            fmt::format("`{}` before an operand combines the bits of a digital vector", sign),
            "compare numbers instead, for example x != 0");
    }
    return primary();
}

ExpressionPtr Parser::primary() {
    const Token& token = peek();
    const Position place = token.at;
    if (token.kind == TokenKind::number) {
        take();
        return make(place, Number{token.number, token.is_integer}, 0);
    }
    if (token.kind == TokenKind::string) {
        take();
        return make(place, Text{decode_string(token.text)}, 0);
    }
    if (accept("inf")) return make(place, Infinity{}, 0);
    if (at("(")) return parenthesized();
    if (at("'{") || at("{")) return array_literal();
    if (at_name() || token.kind == TokenKind::system_name) return name_or_call();
    std::string help;
    if (at("=")) help = "`==` compares, `=` assigns";
    if (at("<")) help = "the flow into a port is I(<port>)";
    refuse_found(7027, "an expression", std::move(help));
    return nullptr;
}

ExpressionPtr Parser::parenthesized() {
    take();
    ExpressionPtr inner = expression();
    if (at("=")) {
        equals_sign("found `=` inside an expression");
    }
    expect(")", "to close the parenthesis");
    return inner;
}

// x, x[i], a.b.c, f(...), $f, $f(...), I(<p>)
ExpressionPtr Parser::name_or_call() {
    const Token& first = take();
    const Position place = first.at;
    std::string name(first.text);
    while (at(".") && at_name(1)) {
        take();
        name += "." + std::string(take().text);
    }
    if (at("(")) {
        Call call{std::move(name), {}, false};
        call_arguments(call);
        std::uint32_t below = 0;
        for (const ExpressionPtr& argument : call.arguments) {
            below = std::max(below, height_of(argument));
        }
        return make(place, std::move(call), below);
    }
    if (first.kind == TokenKind::system_name)
        return make(place, Call{std::move(name), {}, false}, 0);
    ExpressionPtr index;
    if (accept("[")) {
        index = expression();
        if (at(":")) {
            beyond_subset(peek().at, "a range of elements is not supported here",
                          "name each element, or loop over them with a genvar");
        }
        expect("]", "to close the index");
        if (at("[") || at(".")) {
            beyond_subset(
                peek().at, "only one index, at the end of a name, is supported",
                "use one array per row, or name the inner nodes of instances without an index");
        }
    }
    const std::uint32_t below = height_of(index);
    return make(place, Name{std::move(name), std::move(index)}, below);
}

void Parser::call_arguments(Call& call) {
    expect("(", "before the arguments");
    if (accept(")")) return;
    if (accept("<")) {
        call.port_flow = true;
        call.arguments.push_back(at_name() ? name_or_call() : nullptr);
        if (!call.arguments.back()) expected("the name of a port");
        remember_port_flow(call.arguments.back());
        expect(">", "after the name of the port");
        expect(")", "after I(<port>");
        return;
    }
    do {
        const bool left_out = at(",") || at(")");
        call.arguments.push_back(left_out ? nullptr : expression());
    } while (accept(","));
    if (at("=")) {
        equals_sign("found `=` inside an expression");
    }
    expect(")", "after the arguments");
}

ExpressionPtr Parser::array_literal() {
    const Level level(*this);
    const Position place = take().at;
    ArrayLiteral literal;
    std::uint32_t below = 0;
    const auto element = [&] {
        literal.elements.push_back(expression());
        below = std::max(below, height_of(literal.elements.back()));
    };
    if (!at("}")) element();
    if (accept("{")) {  // {n{a, b}}: the first was the count
        literal.count = std::move(literal.elements.back());
        literal.elements.clear();
        do {
            element();
        } while (accept(","));
        expect("}", "after the repeated elements");
    } else {
        while (accept(",")) element();
    }
    expect("}", "after the elements of an array");
    return make(place, std::move(literal), below);
}

// [left:right], if there is one. [n] is [0:n-1] in other languages: said in the message.
std::optional<Dimension> Parser::dimension() {
    if (!accept("[")) return std::nullopt;
    Dimension range;
    range.left = expression();
    if (at("]")) {
        expected("`:` in the range of an array", "write both ends, [0:3] for four elements");
    }
    expect(":", "in the range of an array");
    range.right = expression();
    expect("]", "after the range of an array");
    if (at("["))
        beyond_subset(peek().at, "an array has one dimension here",
                      "use one index: real x[0:rows * columns - 1]; x[i * columns + j]");
    return range;
}

// Any number of (* name, name = value *).
std::vector<Attribute> Parser::attributes() {
    std::vector<Attribute> all;
    while (accept("(*")) {
        if (accept("*)")) continue;
        do {
            Attribute one;
            one.at = peek().at;
            // Attribute names may be words that are reserved elsewhere.
            if (peek().kind == TokenKind::identifier || peek().kind == TokenKind::escaped) {
                one.name = take().text;
            } else {
                expected("the name of an attribute", "write (* desc = \"text\" *)");
            }
            if (accept("=")) one.value = expression();
            all.push_back(std::move(one));
            // Commas belong between them, but some published models leave them out.
        } while (accept(",") || peek().kind == TokenKind::identifier);
        expect("*)", "after the attributes");
    }
    return all;
}

}  // namespace crosspoint::veriloga
