// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "crosspoint/veriloga/parser_state.hpp"

namespace crosspoint::veriloga {
namespace {

// An attribute stands before a list of names and belongs to each of them. Values are literals or
// small expressions: copied node by node.
ExpressionPtr copy(const Expression* from) {
    if (from == nullptr) return nullptr;
    auto made = std::make_unique<Expression>();
    made->at = from->at;
    made->height = from->height;
    if (const auto* number = std::get_if<Number>(&from->node)) {
        made->node = *number;
    } else if (const auto* text = std::get_if<Text>(&from->node)) {
        made->node = *text;
    } else if (const auto* name = std::get_if<Name>(&from->node)) {
        made->node = Name{name->name, copy(name->index.get())};
    } else if (const auto* unary = std::get_if<Unary>(&from->node)) {
        made->node = Unary{unary->op, copy(unary->operand.get())};
    } else if (const auto* binary = std::get_if<Binary>(&from->node)) {
        made->node = Binary{binary->op, copy(binary->left.get()), copy(binary->right.get())};
    }
    return made;
}

std::vector<Attribute> copy(const std::vector<Attribute>& from) {
    std::vector<Attribute> made;
    for (const Attribute& one : from) made.push_back({one.name, copy(one.value.get()), one.at});
    return made;
}

}  // namespace

bool Parser::at_variable_type() const { return at("real") || at("integer") || at("string"); }

ValueType Parser::value_type() {
    const std::string_view word = take().text;
    return word == "real"      ? ValueType::real
           : word == "integer" ? ValueType::integer
                               : ValueType::string;
}

// real a, b = 1.0, c[0:3];
void Parser::variables(std::vector<VariableDeclaration>& into,
                       const std::vector<Attribute>& given) {
    const ValueType type = value_type();
    do {
        VariableDeclaration one;
        one.at = peek().at;
        one.type = type;
        one.name = expect_name("the name of a variable");
        one.dimension = dimension();
        if (accept("=")) one.initial = expression();
        one.attributes = copy(given);
        into.push_back(std::move(one));
    } while (accept(","));
    expect_semicolon("a declaration");
}

// parameter real a = 1 from [0:inf), b = 2;
void Parser::parameters(std::vector<ParameterDeclaration>& into,
                        const std::vector<Attribute>& given) {
    const bool local = take().text == "localparam";
    std::optional<ValueType> type;
    if (at_variable_type()) type = value_type();
    do {
        into.push_back(one_parameter(local, type));
        into.back().attributes = copy(given);
    } while (accept(","));
    expect_semicolon("a parameter");
}

ParameterDeclaration Parser::one_parameter(bool local, std::optional<ValueType> type) {
    ParameterDeclaration one;
    one.local = local;
    one.type = type;
    one.dimension = dimension();
    one.at = peek().at;
    one.name = expect_name("the name of a parameter");
    if (!one.dimension) one.dimension = dimension();
    expect("=", "and a default value after the name of a parameter");
    one.value = expression();
    while (at("from") || at("exclude")) one.ranges.push_back(value_range());
    return one;
}

// from [lo:hi), exclude value, exclude (lo:hi), from '{"a", "b"}
ValueRange Parser::value_range() {
    ValueRange range;
    range.at = peek().at;
    range.exclude = take().text == "exclude";
    if (at("'{") || at("{")) {
        ExpressionPtr set = array_literal();
        if (set) range.values = std::move(std::get<ArrayLiteral>(set->node).elements);
    } else if (at("[") || at("(")) {
        range_bounds(range);
    } else if (range.exclude) {
        range.low = expression();
    } else {
        expected("a range after `from`", "write from [0:1], from (0:inf) or from '{\"a\"}");
    }
    return range;
}

void Parser::range_bounds(ValueRange& into) {
    into.low_closed = take().text == "[";
    into.low = expression();
    if (into.exclude && !into.low_closed && accept(")")) {  // exclude (value)
        into.low_closed = true;
        return;
    }
    expect(":", "between the ends of a range");
    into.high = expression();
    into.high_closed = at("]");
    if (!accept("]")) expect(")", "after the range; [ ] include the end and ( ) do not");
}

AliasParameter Parser::alias_parameter() {
    take();
    AliasParameter made;
    made.at = peek().at;
    made.name = expect_name("the new name of a parameter");
    expect("=", "after the new name");
    made.target = expect_name("the name of a parameter");
    expect_semicolon("an alias");
    return made;
}

// analog function [type] name; declarations, one statement, endfunction. Stands behind `analog`.
FunctionDeclaration Parser::function() {
    take();
    FunctionDeclaration made;
    if (at_variable_type()) made.type = value_type();
    made.at = peek().at;
    made.name = expect_name("the name of the function");
    if (at("(")) {
        beyond_subset(peek().at, "arguments in the head of a function are not supported",
                      "write `analog function real f; input a; real a; ...`");
    }
    expect_semicolon("the head of a function");
    while (at("input") || at("output") || at("inout") || at_variable_type()) {
        const std::size_t from = next_;
        function_declaration(made);
        if (lost_) synchronize(from);
    }
    Block body;
    const Position begin = peek().at;
    while (!at_end() && !at("endfunction") && !at("endmodule")) {
        body.statements.push_back(statement());
    }
    expect("endfunction", "to close the function");
    if (body.statements.size() == 1) {
        made.body = std::move(body.statements.front());
    } else {
        made.body = std::make_unique<Statement>();
        made.body->at = begin;
        made.body->node = std::move(body);
    }
    return made;
}

void Parser::function_declaration(FunctionDeclaration& into) {
    if (at_variable_type()) return variables(into.variables, {});
    const Direction way = direction();
    // `input real a, b;` declares the types as well.
    std::optional<ValueType> type;
    if (at_variable_type()) type = value_type();
    do {
        const Position place = peek().at;
        const std::string name = expect_name("the name of an argument");
        into.arguments.push_back({name, way});
        if (!type) continue;
        VariableDeclaration variable;
        variable.at = place;
        variable.type = *type;
        variable.name = name;
        into.variables.push_back(std::move(variable));
    } while (accept(","));
    expect_semicolon("the arguments");
}

Nature Parser::nature() {
    take();
    Nature made;
    made.at = peek().at;
    made.name = expect_name("the name of the nature");
    if (accept(":")) {
        made.parent = expect_name("the name of the parent nature");
        while (accept(".")) made.parent += "." + expect_name("`potential` or `flow`");
    }
    accept(";");
    while (!at_end() && !at("endnature")) {
        const std::size_t from = next_;
        Attribute one;
        one.at = peek().at;
        one.name = expect_name("an attribute of the nature, or `endnature`");
        expect("=", "after the attribute of a nature");
        one.value = expression();
        made.attributes.push_back(std::move(one));
        expect_semicolon("the attribute of a nature");
        if (!lost_) continue;
        synchronize(from);
        if (at("module") || at("discipline") || at("nature")) return made;
    }
    expect("endnature", "to close the nature");
    return made;
}

Discipline Parser::discipline() {
    take();
    Discipline made;
    made.at = peek().at;
    made.name = expect_name("the name of the discipline");
    disciplines_.insert(made.name);
    accept(";");
    while (!at_end() && !at("enddiscipline")) {
        const std::size_t from = next_;
        discipline_item(made);
        if (!lost_) continue;
        synchronize(from);
        if (at("module") || at("discipline") || at("nature")) return made;
    }
    expect("enddiscipline", "to close the discipline");
    return made;
}

void Parser::discipline_item(Discipline& into) {
    if (accept("domain")) {
        into.discrete = at("discrete");
        if (!accept("discrete")) expect("continuous", "after `domain`");
    } else if ((at("potential") || at("flow")) && at(".", 1)) {
        beyond_subset(
            peek().at, "a discipline that overrides its nature is not supported",
            "derive a nature, `nature Mine : Voltage; abstol = 1e-3; endnature`, and use that");
    } else if (accept("potential")) {
        into.potential = expect_name("the name of a nature");
    } else if (accept("flow")) {
        into.flow = expect_name("the name of a nature");
    } else {
        expected("`potential`, `flow`, `domain` or `enddiscipline`");
    }
    expect_semicolon("a part of the discipline");
}

}  // namespace crosspoint::veriloga
