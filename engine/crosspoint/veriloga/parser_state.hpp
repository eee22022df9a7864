// The parser's class, shared by the parse_*.cpp files: parse_expression, parse_statement,
// parse_declaration and parse_module each hold the functions of their part of the grammar.
// After an error the parser is "lost": peek() shows the end of the text, so that every loop ends
// and every function returns; the function that handles whole statements or items then
// resynchronizes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crosspoint/veriloga/ast.hpp"
#include "crosspoint/veriloga/parser.hpp"

namespace crosspoint::veriloga {

class Parser {
public:
    Parser(std::span<const Token> tokens, Diagnostics& diagnostics)
        : tokens_(tokens), diagnostics_(diagnostics) {}

    SourceTree source_tree();

private:
    // parser.cpp: tokens and errors
    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const;
    [[nodiscard]] bool at_end() const { return peek().kind == TokenKind::end; }
    [[nodiscard]] bool at(std::string_view text, std::size_t ahead = 0) const;
    [[nodiscard]] bool at_name(std::size_t ahead = 0) const;
    const Token& take();
    bool accept(std::string_view text);
    bool expect(std::string_view text, std::string_view where);
    bool expect_semicolon(std::string_view after);
    std::string expect_name(std::string_view what);
    void refuse(Position at, int id, std::string what, std::string help = {});
    void refuse_found(int id, std::string_view wanted, std::string help = {});
    void expected(std::string_view wanted, std::string help = {});
    void unexpected(Position at, std::string what, std::string help = {});
    void digital(Position at, std::string what, std::string help);
    void beyond_subset(Position at, std::string what, std::string help);
    void not_closed(Position at, std::string what, std::string help);
    void equals_sign(std::string what);
    [[nodiscard]] std::string found() const;
    void synchronize(std::size_t from);
    void skip_loop_head(std::size_t from);
    void give_up(Position at, std::string what, std::string help);
    bool refuse_digital();
    void skip_past(std::string_view closing);

    // One level deeper while it lives; lost when that is too deep.
    class Level {
    public:
        explicit Level(Parser& parser);
        ~Level() { --parser_.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        Parser& parser_;
    };

    // parse_expression.cpp
    ExpressionPtr expression();
    ExpressionPtr binary(int lowest);
    ExpressionPtr unary();
    ExpressionPtr primary();
    ExpressionPtr parenthesized();
    ExpressionPtr name_or_call();
    ExpressionPtr array_literal();
    void call_arguments(Call& call);
    template <class Node>
    ExpressionPtr make(Position at, Node node, std::uint32_t below);
    std::optional<Dimension> dimension();
    std::vector<Attribute> attributes();

    // parse_statement.cpp
    StatementPtr statement();
    void statement_node(Statement& into);
    void simple_statement(Statement& into);
    void assignment_or_contribution(Statement& into, ExpressionPtr target);
    StatementPtr loop_assignment();
    If if_statement();
    Case case_statement();
    For for_statement();
    Block block();
    void block_declarations(Block& into);
    Event event();
    ExpressionPtr event_expression();

    // parse_declaration.cpp
    bool at_variable_type() const;
    ValueType value_type();
    void variables(std::vector<VariableDeclaration>& into, const std::vector<Attribute>& given);
    void parameters(std::vector<ParameterDeclaration>& into, const std::vector<Attribute>& given);
    ParameterDeclaration one_parameter(bool local, std::optional<ValueType> type);
    ValueRange value_range();
    void range_bounds(ValueRange& into);
    AliasParameter alias_parameter();
    FunctionDeclaration function();
    void function_declaration(FunctionDeclaration& into);
    Nature nature();
    Discipline discipline();
    void discipline_item(Discipline& into);

    // parse_module.cpp
    void top_level(SourceTree& into);
    Module module();
    void header_ports(Module& into);
    void header_port(Module& into, Direction& direction, std::string& discipline);
    void header_parameters(Module& into);
    void items_until(std::string_view closing, std::vector<Item>& into);
    void item(std::vector<Item>& into);
    void plain_item(std::vector<Item>& into, const std::vector<Attribute>& given);
    void directions(std::vector<Item>& into);
    void nets(std::vector<Item>& into, const std::string& discipline,
              const std::vector<Attribute>& given);
    void branches(std::vector<Item>& into);
    void analog(std::vector<Item>& into);
    void instances(std::vector<Item>& into);
    Instance one_instance(const std::string& module, std::size_t parameters_at);
    void connections(std::vector<Connection>& into);
    void check_discipline(Position at, const std::string& name);
    bool at_direction() const { return at("input") || at("output") || at("inout"); }
    Direction direction();
    bool refuse_foreign();
    void remember_port_flow(const ExpressionPtr& port);
    [[nodiscard]] std::size_t behind_range(std::size_t ahead) const;

    // parse_generate.cpp
    bool generate_item(std::vector<Item>& into);
    GenerateBlock generate_block();
    std::unique_ptr<GenerateFor> generate_for();
    std::unique_ptr<GenerateIf> generate_if();
    std::unique_ptr<GenerateCase> generate_case();

    std::span<const Token> tokens_;
    Diagnostics& diagnostics_;
    std::size_t next_ = 0;
    bool lost_ = false;
    bool gave_up_ = false;  // too deep: nothing more is read or said
    std::uint32_t depth_ = 0;
    std::set<std::string> disciplines_;   // declared so far
    std::vector<Port>* ports_ = nullptr;  // of the module being parsed
    std::vector<std::string>* probed_ports_ = nullptr;
};

/// Levels of an expression that may be missing.
inline std::uint32_t height_of(const ExpressionPtr& expression) {
    return expression ? expression->height : 0;
}

/// A new expression node; lost (7030) when it would be too high.
template <class Node>
ExpressionPtr Parser::make(Position at, Node node, std::uint32_t below) {
    if (below >= max_depth) {
        give_up(at, "this expression is too deep",
                "at most 256 levels; name parts of it with variables");
    }
    auto made = std::make_unique<Expression>();
    made->at = at;
    made->node = std::move(node);
    made->height = below + 1;
    return made;
}

}  // namespace crosspoint::veriloga
