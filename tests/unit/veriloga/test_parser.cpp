// Shapes of trees are pinned by the golden texts (tests/golden/veriloga); here are the rules that
// they do not show: grouping, limits, places, recovery.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "unit/veriloga/front.hpp"

namespace crosspoint::veriloga {
namespace {

using testing::expression_of;
using testing::Front;

TEST_CASE("operators group as the standard says") {
    CHECK(expression_of("1 + 2 * 3 - 4") == "((1 + (2 * 3)) - 4)");
    CHECK(expression_of("-a ** b ** c") == "(((-a) ** b) ** c)");
    CHECK(expression_of("a / b * c % d") == "(((a / b) * c) % d)");
    CHECK(expression_of("a || b && c | d ^ e & f == g < h << i + j") ==
          "(a || (b && (c | (d ^ (e & (f == (g < (h << (i + j)))))))))");
    CHECK(expression_of("a ? b : c ? d : e") == "(a ? b : (c ? d : e))");
    CHECK(expression_of("!a != ~b") == "((!a) != (~b))");
    CHECK(expression_of("a--1") == "(a - (-1))");  // no decrement in Verilog-A
    CHECK(expression_of("'{1, {2{a, b}}, '{}}") == "'{1, '{2{a, b}}, '{}}");
    CHECK(expression_of("f(a, , 2)") == "f(a, , 2)");
    CHECK(expression_of("I(<p>) + u1.x.y[3]") == "(I(<p>) + u1.x.y[3])");
}

TEST_CASE("attributes: several groups, without values, with and without commas") {
    const Front front(
        "module m; (* desc = \"a\" units = \"V\", ask *) (* *) (* type = 1 + 1 *) real x, y;"
        " endmodule");
    CHECK(dump_tree(front.tree) ==
          "module m\n  variable real x\n    (* desc = \"a\" *)\n    (* units = \"V\" *)\n    (* "
          "ask *)\n"
          "    (* type = (1 + 1) *)\n  variable real y\n    (* desc = \"a\" *)\n    (* units = "
          "\"V\" *)\n"
          "    (* ask *)\n    (* type = (1 + 1) *)\n");
}

TEST_CASE("nodes know their places and heights") {
    const Front front("module m;\n  analog\n    x = a + f(b);\nendmodule");
    REQUIRE(front.diagnostics.ok());
    const auto& body = std::get<Analog>(front.tree.modules[0].items[0].node).body;
    const auto& assignment = std::get<Assignment>(body->node);
    CHECK(assignment.target.at == Position{0, 3, 5});
    CHECK(assignment.value->at == Position{0, 3, 11});
    CHECK(assignment.value->height == 3);
}

TEST_CASE("depth is limited, with one message") {
    const auto nested = [](std::size_t depth) {
        return "module m; analog x = " + std::string(depth, '(') + "1" + std::string(depth, ')') +
               "; endmodule";
    };
    const auto sum = [](std::size_t terms) {
        std::string text = "module m; analog x = 1";
        for (std::size_t i = 1; i < terms; ++i) text += " + 1";
        return text + "; endmodule";
    };
    const auto blocks = [](std::size_t depth) {
        std::string text = "module m; analog ";
        for (std::size_t i = 0; i < depth; ++i) text += "if (1) begin ";
        for (std::size_t i = 0; i < depth; ++i) text += "end ";
        return text + "endmodule";
    };
    CHECK(Front(nested(200)).diagnostics.ok());
    CHECK(Front(nested(100'000)).ids() == std::vector<int>{7030});
    CHECK(Front(sum(256)).diagnostics.ok());
    CHECK(Front(sum(257)).ids() == std::vector<int>{7030});
    CHECK(Front(sum(100'000)).ids() == std::vector<int>{7030});
    CHECK(Front(blocks(100)).diagnostics.ok());
    CHECK(Front(blocks(100'000)).ids() == std::vector<int>{7030});
    std::string generate = "module m; ";
    for (int i = 0; i < 10'000; ++i) generate += "if (1) begin ";
    CHECK(Front(generate).ids() == std::vector<int>{7030});
    CHECK(Front("module m; analog x = " + std::string(100'000, '-') + "1; endmodule").ids() ==
          std::vector<int>{7030});
}

TEST_CASE("after an error the rest is read") {
    const Front front(
        "module m; real x y; real z;\n analog begin x = ; z = 1; if (x = 1) begin x = 2; end\n"
        "z = 2 end\nendmodule\nmodule n; endmodule");
    CHECK(front.ids() == std::vector<int>{7021, 7027, 7029, 7021});
    CHECK(front.tree.modules.size() == 2);
}

TEST_CASE("at most 20 errors") {
    std::string text = "module m; analog begin ";
    for (int i = 0; i < 1000; ++i) text += "x = ; ";
    const Front front(text + "end endmodule");
    CHECK(front.diagnostics.errors().size() == Diagnostics::max_errors);
}

TEST_CASE("cut short anywhere, a source gives messages and never a tree that is taken for whole") {
    const std::string text =
        "`define F(x) ((x) + 1)\nnature N; access = A; endnature discipline d; potential N; "
        "enddiscipline module m(a, b); inout a, b; d a, b; (* desc = \"t\" *) parameter real p = "
        "`F(2) from [0:inf) exclude '{1}; branch (a, b) c; analog function real f; input x; real "
        "x; "
        "f = x; endfunction sub #(.r(1)) s1(a, b); genvar i; for (i = 0; i < 2; i = i + 1) begin : "
        "g sub t(a); end analog begin : n integer k; for (k = 0; k < 2; k = k + 1) A(c) <+ k; case "
        "(k) 1: ; default: k = 2; endcase @(cross(A(c), +1)) k = 3; end endmodule";
    REQUIRE(Front(text).diagnostics.ok());
    // Behind the discipline a text without a module is whole, but for the missing module.
    for (std::size_t length = 0; length + 1 < text.size(); ++length) {
        const Front front(text.substr(0, length));
        CAPTURE(length);
        CHECK_FALSE(front.diagnostics.ok());
    }
}

TEST_CASE("messages show file, line and caret; tabs do not shift it") {
    const Front front("module m;\n\tanalog x = ;\nendmodule");
    REQUIRE(front.diagnostics.errors().size() == 1);
    CHECK(front.diagnostics.errors()[0].format() ==
          "error[7027]: found `;`, expected an expression\n --> test.va:2:13\n   |\n"
          " 2 |  analog x = ;\n   |             ^");
    CHECK(front.diagnostics.first_error().id == 7027);
}

}  // namespace
}  // namespace crosspoint::veriloga
