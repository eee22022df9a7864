// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crosspoint/veriloga/advice.hpp"
#include "crosspoint/veriloga/parser_state.hpp"

namespace crosspoint::veriloga {
namespace {

// What follows the name of a variable in assignments of C.
constexpr std::array<std::string_view, 14> foreign_assignments = {
    "+", "-", "*", "/", "%", "&", "|", "^", "**", "<<", ">>", "+=", "-=", "*="};

}  // namespace

// One statement. A failed one is skipped here, so that the statements around it are read.
StatementPtr Parser::statement() {
    const Level level(*this);
    if (lost_) return nullptr;
    const std::size_t from = next_;
    auto made = std::make_unique<Statement>();
    made->attributes = attributes();
    made->at = peek().at;
    made->node = Empty{};
    statement_node(*made);
    if (lost_) synchronize(from);
    return made;
}

void Parser::statement_node(Statement& into) {
    if (accept(";")) return;
    if (at("begin")) {
        into.node = block();
    } else if (at("if")) {
        into.node = if_statement();
    } else if (at("case")) {
        into.node = case_statement();
    } else if (at("for")) {
        into.node = for_statement();
    } else if (accept("while")) {
        expect("(", "after `while`");
        ExpressionPtr condition = expression();
        expect(")", "after the condition");
        into.node = While{std::move(condition), statement()};
    } else if (accept("repeat")) {
        expect("(", "after `repeat`");
        ExpressionPtr count = expression();
        expect(")", "after the count");
        into.node = Repeat{std::move(count), statement()};
    } else if (at("@")) {
        into.node = event();
    } else {
        simple_statement(into);
    }
}

void Parser::simple_statement(Statement& into) {
    if (at_variable_type() || at("parameter") || at("localparam")) {
        refuse(peek().at, 7026, fmt::format("found {}, expected a statement", found()),
               "declarations stand at the beginning of a block or in the module");
        return;
    }
    if (refuse_digital()) return;
    if (at("casex") || at("casez")) {
        digital(peek().at, fmt::format("{} belongs to digital Verilog", found()), "write `case`");
        return skip_past("endcase");
    }
    if (at("#") || at("->")) {
        return digital(peek().at, fmt::format("{} belongs to digital Verilog", found()),
                       "write timer or transition() for delays");
    }
    if (at("generate")) {
        return beyond_subset(peek().at, "`generate` inside an analog block is not supported",
                             "write a `for` loop over a genvar");
    }
    if (refuse_foreign()) return;
    if (!at_name() && peek().kind != TokenKind::system_name) {
        return refuse_found(7026, "a statement",
                            at("{") ? "assign the variables one by one"
                            : at("else")
                                ? "the `if` before it ended already; check for a stray `;` or "
                                  "a missing begin ... end"
                                : "");
    }
    ExpressionPtr target = name_or_call();
    if (lost_) return;
    assignment_or_contribution(into, std::move(target));
}

// break; ++x; and the like. A variable may have such a name: `do = 1;`.
bool Parser::refuse_foreign() {
    if ((at("+") && at("+", 1)) || (at("-") && at("-", 1))) {
        unexpected(peek().at, fmt::format("found {}, expected a statement", found()),
                   fmt::format("write the whole assignment, x = x {} 1", peek().text));
        return true;
    }
    if (peek().kind != TokenKind::identifier || at("=", behind_range(1))) return false;
    const std::string_view instead = instead_of_statement(peek().text);
    if (instead.empty()) return false;
    beyond_subset(peek().at, fmt::format("`{}` is no statement of analog blocks", peek().text),
                  std::string(instead));
    return true;
}

// What follows the first name or call of a statement decides what it is.
void Parser::assignment_or_contribution(Statement& into, ExpressionPtr target) {
    const Call* const call = std::get_if<Call>(&target->node);
    const bool access = call != nullptr && !call->name.starts_with('$');
    if (accept("<+")) {
        if (!access) {
            return refuse(
                target->at, 7022, "the left side of `<+` is not an access function",
                "write V(a, b) <+ ... or I(a, b) <+ ...; variables are assigned with `=`");
        }
        ExpressionPtr value = expression();
        into.node = Contribution{std::move(*target), std::move(value)};
        expect_semicolon("a contribution");
    } else if (at("=")) {
        if (call != nullptr) {
            return refuse(peek().at, 7022, "found `=` after an access function, expected `<+`",
                          "a current or voltage is contributed: I(a, b) <+ ...");
        }
        take();
        ExpressionPtr value = expression();
        into.node = Assignment{std::move(*target), std::move(value)};
        expect_semicolon("an assignment");
    } else if (access && accept(":")) {
        ExpressionPtr equation = expression();
        into.node = IndirectContribution{std::move(*target), std::move(equation)};
        expect_semicolon("an indirect contribution");
    } else if (at("<=")) {
        digital(peek().at, "found `<=` as an assignment, which belongs to digital Verilog",
                "write `=` for a variable and `<+` for a contribution");
    } else if (std::ranges::any_of(foreign_assignments,
                                   [&](std::string_view one) { return at(one); })) {
        const std::string sign(peek().text.substr(0, peek().text.find('=')));
        const auto* name = std::get_if<Name>(&target->node);
        const std::string left = name != nullptr && !name->index ? name->name : "x";
        unexpected(peek().at, fmt::format("found {}, expected `=` or `<+`", found()),
                   fmt::format("write the whole assignment, {0} = {0} {1} {2}", left, sign,
                               at(sign, 1) ? "1" : "..."));
    } else if (call == nullptr) {
        const bool two_names = at_name();
        expected(
            "`=` or `<+` after a name",
            two_names ? "declarations stand at the beginning of a block or in the module" : "");
    } else {
        into.node = Task{std::move(*target)};
        expect_semicolon("a call");
    }
}

// The assignments in the head of a for loop, without a semicolon.
StatementPtr Parser::loop_assignment() {
    auto made = std::make_unique<Statement>();
    made->at = peek().at;
    if (at("genvar") || at("integer")) {
        beyond_subset(peek().at, "a declaration in the head of a loop is not supported",
                      "declare the variable before the loop");
        return made;
    }
    if (!at_name()) {
        expected("an assignment, i = 0");
        return made;
    }
    ExpressionPtr target = name_or_call();
    if (at("+") || at("-") || at("+=") || at("-=")) {
        expected("`=`", "write the whole assignment, i = i + 1");
    }
    expect("=", "in the head of a loop");
    ExpressionPtr value = expression();
    if (target) made->node = Assignment{std::move(*target), std::move(value)};
    return made;
}

If Parser::if_statement() {
    take();
    If made;
    expect("(", "after `if`");
    made.condition = expression();
    if (at("=")) {
        equals_sign("found `=` inside a condition");
    }
    expect(")", "after the condition");
    made.then = statement();
    if (accept("else")) made.otherwise = statement();
    return made;
}

Case Parser::case_statement() {
    take();
    Case made;
    expect("(", "after `case`");
    made.selector = expression();
    expect(")", "after the selector");
    while (!at_end() && !at("endcase") && !at("endmodule")) {
        CaseItem item;
        if (accept("default")) {
            accept(":");
        } else {
            do {
                item.labels.push_back(expression());
            } while (accept(","));
            expect(":", "after the labels of a case");
        }
        item.body = statement();
        made.items.push_back(std::move(item));
    }
    expect("endcase", "to close `case`");
    return made;
}

For Parser::for_statement() {
    take();
    For made;
    expect("(", "after `for`");
    made.init = loop_assignment();
    expect(";", "in the head of a loop");
    made.condition = expression();
    expect(";", "in the head of a loop");
    made.step = loop_assignment();
    expect(")", "after the head of a loop");
    made.body = statement();
    return made;
}

Block Parser::block() {
    const Position begin = take().at;
    Block made;
    if (accept(":")) made.name = expect_name("the name of the block");
    block_declarations(made);
    while (!at_end() && !at("end") && !at("endmodule") && !at("endfunction") && !at("endcase")) {
        made.statements.push_back(statement());
    }
    if (at("endmodule") || at("endfunction") || at("endcase") || (at_end() && !lost_)) {
        not_closed(begin, "this `begin` has no `end`", "close the block with `end`");
    }
    expect("end", "to close the block");
    return made;
}

void Parser::block_declarations(Block& into) {
    while (!at_end()) {
        const std::size_t from = next_;
        std::vector<Attribute> given = attributes();
        if (at_variable_type()) {
            variables(into.variables, given);
        } else if (at("parameter") || at("localparam")) {
            parameters(into.parameters, given);
        } else {
            if (!lost_) next_ = from;  // attributes of the first statement
            return;
        }
        if (lost_) synchronize(from);
    }
}

Event Parser::event() {
    take();
    Event made;
    expect("(", "after `@`");
    do {
        made.events.push_back(event_expression());
    } while (accept("or") || accept(","));
    expect(")", "after the events");
    made.body = statement();
    return made;
}

ExpressionPtr Parser::event_expression() {
    if (at("posedge") || at("negedge") || at("*")) {
        digital(peek().at, fmt::format("{} belongs to digital Verilog", found()),
                "use @(cross(V(a) - level, +1)) for a rising and -1 for a falling edge");
        return nullptr;
    }
    if (!at_name()) {
        expected("an event", "events are initial_step, final_step, cross, above, timer");
        return nullptr;
    }
    return name_or_call();
}

}  // namespace crosspoint::veriloga
