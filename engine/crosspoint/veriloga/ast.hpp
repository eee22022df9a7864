// The syntax tree of a Verilog-A source: what was written, nothing resolved. The analysis turns one
// module of it into a checked model. `dump_tree` (dump.hpp) prints it. The parser limits the height
// of every expression and the depth of statements (message 7030), so recursion over it is safe.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crosspoint/veriloga/source.hpp"

namespace crosspoint::veriloga {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

enum class UnaryOp : std::uint8_t { plus, minus, logic_not, bit_not };
enum class BinaryOp : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    modulo,
    power,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    logic_and,
    logic_or,
    bit_and,
    bit_or,
    bit_xor,
    bit_xnor,
    shift_left,
    shift_right
};

struct Number {
    double value = 0.0;
    bool is_integer = false;
};
struct Text {
    std::string value;
};  ///< "..." with escapes resolved
struct Name {
    std::string name;
    ExpressionPtr index;
};  ///< x, x[i]; hierarchical a.b as "a.b"
struct Unary {
    UnaryOp op;
    ExpressionPtr operand;
};
struct Binary {
    BinaryOp op;
    ExpressionPtr left, right;
};
struct Conditional {
    ExpressionPtr condition, then, otherwise;
};
/// f(a, b), V(p, n), ddt(q), $temperature, $vt(T): the analysis knows which. An argument that is
/// left out, as in cross(x, 0, , tol), is null. `I(<p>)` has port_flow.
struct Call {
    std::string name;
    std::vector<ExpressionPtr> arguments;
    bool port_flow = false;
};
/// '{a, b} or {a, b}; {n{a, b}} has the count n, else `count` is null.
struct ArrayLiteral {
    std::vector<ExpressionPtr> elements;
    ExpressionPtr count;
};
/// `inf` in a range; `-inf` is Unary minus of it.
struct Infinity {};

struct Expression {
    Position at;
    std::variant<Number, Text, Name, Unary, Binary, Conditional, Call, ArrayLiteral, Infinity> node;
    std::uint32_t height = 1;  ///< levels of this expression, 1 for a leaf; the parser limits it
};

struct Statement;
using StatementPtr = std::unique_ptr<Statement>;
struct Attribute {
    std::string name;
    ExpressionPtr value;
    Position at;
};  ///< (* desc = "..." *)

enum class ValueType : std::uint8_t { real, integer, string };

/// [msb:lsb] of an array
struct Dimension {
    ExpressionPtr left, right;
};
struct VariableDeclaration {
    Position at;
    ValueType type = ValueType::real;
    std::string name;
    std::optional<Dimension> dimension;
    ExpressionPtr initial;
    std::vector<Attribute> attributes;
};
struct ValueRange {  ///< from [lo:hi), exclude (lo:hi), exclude v, from '{"a","b"}
    Position at;
    bool exclude = false;
    ExpressionPtr low, high;  ///< a single value: only `low`
    bool low_closed = true, high_closed = true;
    std::vector<ExpressionPtr> values;  ///< a set, '{...}: then neither `low` nor `high`
};
struct ParameterDeclaration {
    Position at;
    std::optional<ValueType> type;
    std::string name;
    std::optional<Dimension> dimension;
    ExpressionPtr value;
    std::vector<ValueRange> ranges;
    bool local = false;
    std::vector<Attribute> attributes;
};
struct AliasParameter {
    Position at;
    std::string name, target;
};

struct Assignment {
    Expression target;
    ExpressionPtr value;
};  ///< target: Name
struct Contribution {
    Expression target;
    ExpressionPtr value;
};  ///< target: Call; <+
struct IndirectContribution {
    Expression target;
    ExpressionPtr equation;
};  ///< V(a) : x == y (refused)
struct If {
    ExpressionPtr condition;
    StatementPtr then, otherwise;
};
struct CaseItem {
    std::vector<ExpressionPtr> labels;
    StatementPtr body;
};  ///< no labels: default
struct Case {
    ExpressionPtr selector;
    std::vector<CaseItem> items;
};
struct For {
    StatementPtr init;
    ExpressionPtr condition;
    StatementPtr step, body;
};
struct While {
    ExpressionPtr condition;
    StatementPtr body;
};
struct Repeat {
    ExpressionPtr count;
    StatementPtr body;
};
struct Block {
    std::string name;
    std::vector<VariableDeclaration> variables;
    std::vector<ParameterDeclaration> parameters;
    std::vector<StatementPtr> statements;
};
struct Event {
    std::vector<ExpressionPtr> events;
    StatementPtr body;
};  ///< @(a or b): Call or Name
struct Task {
    Expression call;
};  ///< $strobe(...); also a user function called as a statement
struct Empty {};

struct Statement {
    Position at;
    std::vector<Attribute> attributes;
    std::variant<Assignment, Contribution, IndirectContribution, If, Case, For, While, Repeat,
                 Block, Event, Task, Empty>
        node;
};

enum class Direction : std::uint8_t { unspecified, input, output, inout };
struct Port {
    Position at;
    std::string name;
    Direction direction = Direction::unspecified;
    std::optional<Dimension> range;
};
/// `electrical a, b;`. The discipline "ground" is a ground declaration.
struct Net {
    Position at;
    std::string discipline, name;
    std::optional<Dimension> range;
    std::vector<Attribute> attributes;
};
/// `branch (a, b) x;` with 1 or 2 terminals, Name each. `branch (<p>) x;` has port_flow.
struct BranchDeclaration {
    Position at;
    std::string name;
    std::optional<Dimension> range;
    std::vector<ExpressionPtr> terminals;
    bool port_flow = false;
};
struct Genvar {
    Position at;
    std::string name;
};
struct FunctionDeclaration {
    Position at;
    ValueType type = ValueType::real;
    std::string name;
    struct Argument {
        std::string name;
        Direction direction;
    };
    std::vector<Argument> arguments;
    std::vector<VariableDeclaration> variables;  ///< types of arguments too
    StatementPtr body;
};
struct Connection {
    std::string port;
    ExpressionPtr value;
    Position at;
};  ///< port empty: by order; value null: open
struct Instance {
    Position at;
    std::string module, name;
    std::optional<Dimension> range;
    std::vector<Connection> parameters, ports;
};
struct Analog {
    StatementPtr body;
    bool initial = false;
};  ///< analog / analog initial
struct GenerateFor;
struct GenerateIf;
struct GenerateCase;
struct GenerateBlock;
/// What may stand in a module body, in order.
struct Item {
    Position at;
    std::variant<Net, BranchDeclaration, VariableDeclaration, ParameterDeclaration, AliasParameter,
                 Genvar, FunctionDeclaration, Instance, Analog, std::unique_ptr<GenerateFor>,
                 std::unique_ptr<GenerateIf>, std::unique_ptr<GenerateCase>,
                 std::unique_ptr<GenerateBlock>>
        node;
};
struct GenerateBlock {
    std::string name;
    std::vector<Item> items;
};
struct GenerateFor {
    StatementPtr init;
    ExpressionPtr condition;
    StatementPtr step;
    GenerateBlock body;
};
struct GenerateIf {
    ExpressionPtr condition;
    GenerateBlock then, otherwise;
};
struct GenerateCase {
    ExpressionPtr selector;
    struct Item {
        std::vector<ExpressionPtr> labels;
        GenerateBlock body;
    };
    std::vector<Item> items;
};

struct Module {
    Position at;
    std::string name;
    std::vector<Port> ports;
    std::vector<Item> items;
    std::vector<Attribute> attributes;
    std::vector<std::string> probed_ports;  ///< those whose flow I(<p>) is read somewhere inside
};
/// Attributes: access, units, abstol, ddt_nature, ... `parent` is empty or a nature's name.
struct Nature {
    Position at;
    std::string name, parent;
    std::vector<Attribute> attributes;
};
struct Discipline {
    Position at;
    std::string name, potential, flow;
    bool discrete = false;
};
struct SourceTree {
    std::vector<Nature> natures;
    std::vector<Discipline> disciplines;
    std::vector<Module> modules;
};

}  // namespace crosspoint::veriloga
