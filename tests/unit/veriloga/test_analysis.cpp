// The analysis: elaboration, structure, parameters, and every refusal with its message.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/near.hpp"
#include "unit/veriloga/checked.hpp"

using crosspoint::testing::rel_diff;
using namespace crosspoint::veriloga;
using namespace crosspoint::veriloga::testing;

namespace {

/// Number of the first message of a source in two_terminals(); 0 when it is accepted.
int refused(const std::string& text, const Bindings& bindings = {}) {
    const Analyzed source(two_terminals(text), bindings, "m");
    CAPTURE(source.messages());
    CHECK(source.front.diagnostics.ok() == source.analyzed);
    if (source.analyzed) return 0;
    const auto& first = source.front.diagnostics.errors().front();
    CHECK(!first.help.empty());
    return first.id;
}

int bind_error(const std::string& text, const Bindings& card) {
    const Analyzed source(two_terminals(text));
    REQUIRE(source.analyzed);
    const auto bound = bind_parameters(source.model, card);
    return bound ? 0 : bound.error().id;
}

}  // namespace

TEST_CASE("analysis: refusals have their own numbers") {
    CHECK(refused("analog I(p, n) <+ V(p, n);") == 0);
    CHECK(refused("analog I(p, n) <+ V(p, q);") == 7051);
    CHECK(refused("electric x;") == 7052);
    CHECK(refused("real x; real x;") == 7054);
    CHECK(refused("real x; real a[0:x]; analog a[0] = 1;") == 7055);
    CHECK(refused("electrical [0:3] a; analog I(a[4]) <+ 1;") == 7056);
    CHECK(refused("real a[0:2000000000];") == 7057);
    CHECK(refused("m again(p, n);") == 7058);
    CHECK(refused("real x; analog I(p, n) <+ p;") == 7063);
    CHECK(refused("real a[0:3]; analog I(p, n) <+ a;") == 7064);
    CHECK(refused("analog I(p, n) <+ exp(1, 2);") == 7070);
    CHECK(refused("analog I(p, n) <+ expp(1);") == 7071);
    CHECK(refused("analog I(p, n) <+ transition(V(p), , 1n);") == 7070);
    CHECK(refused("analog $strobe(1, , 2);") == 7070);
    CHECK(refused("analog I(p, ) <+ 1;") == 7070);
    CHECK(refused("analog function real f; input x; f = f(x); endfunction\n"
                  "analog I(p, n) <+ f(1);") == 7073);
    CHECK(refused("analog function real f; input x; f = V(p); endfunction\n"
                  "analog I(p, n) <+ f(1);") == 7074);
    CHECK(refused("real y; analog if (V(p) > 0) y = idt(V(p)); ") == 7075);
    CHECK(refused("analog I(p, n) <+ \"text\";") == 7076);
    CHECK(refused("analog I(p, n) <+ 1.5 & 2;") == 7077);
    CHECK(refused("analog I(p, n) <+ laplace_nd(V(p), 1, 2);") == 7078);
    CHECK(refused("analog I(p, n) <+ ddx(V(p), V(p, n));") == 7079);
    CHECK(refused("electrical i; analog I(p, n) <+ I(<i>);") == 7080);
    CHECK(refused("analog V(p) : V(n) == 0;") == 7082);
    CHECK(refused("analog @(initial_step) I(p, n) <+ 1;") == 7083);
    CHECK(refused("parameter real x = 1; analog x = 2;") == 7084);
    CHECK(refused("real x; analog @(nosuch(V(p))) x = 1;") == 7085);
    CHECK(refused("analog $fopen(\"x\");") == 7086);
    CHECK(refused("analog I(p, p) <+ 1;") == 7087);
    CHECK(refused("nosuch x(p, n);") == 7050);
}

TEST_CASE("analysis: a misspelled name gets a hint and its place") {
    const Analyzed source(two_terminals("real current; analog I(p, n) <+ curent;"), {}, "", true);
    REQUIRE(!source.analyzed);
    const auto& error = source.front.diagnostics.errors().front();
    CHECK(error.help == "did you mean \"current\"?");
    REQUIRE(error.where.has_value());
    CHECK(error.where->line == 4);
    CHECK(error.where->column == 33);
}

TEST_CASE("analysis: without disciplines the include is named") {
    const Analyzed source(two_terminals("analog I(p, n) <+ 1;"), {}, "", false);
    REQUIRE(!source.analyzed);
    CHECK(source.messages().find("disciplines.vams") != std::string::npos);
}

TEST_CASE("analysis: several errors are reported in one run") {
    const Analyzed source(two_terminals("analog begin I(p, n) <+ aa; I(p, n) <+ bb; end"));
    CHECK(source.front.diagnostics.errors().size() == 2);
}

TEST_CASE("analysis: sub-modules are flattened, with parameters, arrays and open ports") {
    Bench m(
        "module r(a, b, c); inout a, b, c; electrical a, b, c; parameter real r = 1k;\n"
        "analog begin I(a, b) <+ V(a, b) / r; if (!$port_connected(c)) I(c) <+ V(c); end\n"
        "endmodule\n"
        "module top(p, n); inout p, n; electrical p, n; electrical [0:1] x;\n"
        "parameter real scale = 2; r #(.r(100 * scale)) first(p, x[0], );\n"
        "r #(50) mid[0:1]({x[0], x[0]}, {x[1], x[1]}, n); r last(.b(n), .a(x[1]));\n"
        "endmodule",
        {{"scale", 3.0}});
    CHECK(m.unknowns() == std::vector<std::string>{"p", "n", "x[0]", "x[1]", "first.c", "last.c"});
    const Evaluation e = m.at({1.0, 0.0, 0.4, 0.3, 0.0, 0.0});
    CHECK(rel_diff(e.f[0], 0.6 / 300.0) < 1e-14);
    CHECK(rel_diff(e.f[2], -0.6 / 300.0 + 2.0 * 0.1 / 50.0) < 1e-13);
    CHECK(rel_diff(e.f[1], -0.3e-3) < 1e-14);
}

TEST_CASE("analysis: generate loops, conditions and genvar loops unroll") {
    Bench m(two_terminals("parameter integer n_stage = 3; genvar i, k; real sum;\n"
                          "electrical [0:n_stage] x;\n"
                          "for (i = 0; i < n_stage; i = i + 1) begin : s\n"
                          "  analog I(x[i], x[i + 1]) <+ V(x[i], x[i + 1]);\n end\n"
                          "if (n_stage > 3) begin analog I(p, n) <+ 7; end\n"
                          "else begin analog I(p, n) <+ 5; end\n"
                          "analog begin sum = 0;\n"
                          "for (k = 0; k < n_stage; k = k + 1) sum = sum + k * V(x[k]);\n"
                          "I(p, n) <+ sum; end"),
            {{"n_stage", 4.0}});
    CHECK(m.structure.unknowns.size() == 7);
    CHECK(m.source.model.parameters[0].structural);
    CHECK(m.at({0, 0, 1, 1, 1, 1, 1}).f[0] == 13.0);
}

TEST_CASE("analysis: functions may stand after their use and give outputs") {
    Bench m(
        two_terminals("real b; parameter real g = 2; analog begin I(p, n) <+ f(V(p), b);\n"
                      "I(p, n) <+ b; end\n"
                      "analog function real f; input a; output twice; real a, twice;\n"
                      "begin twice = 2 * a; f = g * a; end endfunction"));
    const Evaluation e = m.at({1.5, 0.0});
    CHECK(e.f[0] == 6.0);
    CHECK(e.df[0] == 4.0);
}

TEST_CASE("analysis: a nature of the source gives its access functions") {
    Bench m(
        "nature Gap; access = G; units = \"m\"; abstol = 1e-12; endnature\n"
        "nature Rate; access = R; units = \"m/s\"; abstol = 1e-6; endnature\n"
        "discipline state; potential Gap; flow Rate; enddiscipline\n"
        "module m(p, n); inout p, n; electrical p, n; state x;\n"
        "analog begin R(x) <+ ddt(G(x)) - V(p, n); I(p, n) <+ V(p, n) * G(x); end\n"
        "endmodule");
    CHECK(!m.source.model.nodes[2].electrical);
    CHECK(m.source.model.nodes[2].potential.units == "m");
    const Evaluation e = m.at({2.0, 0.5, 4.0});
    CHECK(e.f[2] == -1.5);
    CHECK(e.q[2] == 4.0);
    CHECK(e.f[0] == 6.0);
    CHECK(Analyzed("module m(p); inout p; electrical p; analog I(p) <+ Temp(p); endmodule")
              .front.diagnostics.errors()
              .front()
              .id == 7072);
}

TEST_CASE("analysis: V(b,a) and V(a,b) are one branch") {
    Bench m(two_terminals("analog begin I(p, n) <+ 1; I(n, p) <+ 3; end"));
    CHECK(m.source.model.branches.size() == 1);
    CHECK(m.at({0.0, 0.0}).f[0] == -2.0);
}

TEST_CASE("structure: a series resistance collapses its node when it is zero") {
    const std::string text = two_terminals(
        "electrical i; parameter real rs = 0;\n"
        "real r; analog begin r = 2 * rs; I(i, n) <+ V(i, n);\n"
        "if (r > 0) I(p, i) <+ V(p, i) / r;\n"
        "else V(p, i) <+ 0; end");
    Bench zero(text);
    CHECK(zero.unknowns() == std::vector<std::string>{"p", "n"});
    CHECK(zero.at({0.5, 0.0}).f[0] == 0.5);
    Bench some(text, {{"rs", 1.0}});
    CHECK(some.unknowns() == std::vector<std::string>{"p", "n", "i"});
    CHECK(some.at({1.0, 0.0, 0.5}).f[0] == 0.25);
}

TEST_CASE("structure: two ports do not collapse, a probed branch keeps its flow") {
    Bench ports(two_terminals("analog V(p, n) <+ 0;"));
    CHECK(ports.structure.branches[0] == BranchKind::voltage);
    Bench probe(
        two_terminals("electrical i; analog begin V(p, i) <+ 0; I(i, n) <+ 1;\n"
                      "I(n) <+ I(p, i); end"));
    CHECK(probe.unknowns().back() == "I((p,i))");
    Bench shorted(two_terminals("electrical i; analog I(n) <+ I(p, i);"));
    CHECK(shorted.structure.branches.back() == BranchKind::shorted);
}

TEST_CASE("analysis: repeated lists, and arguments left out of an event") {
    Bench m(
        two_terminals("parameter real t[0:3] = '{1, {3{2}}}; integer k; analog begin\n"
                      "@(cross(V(p), +1, , 1u)) k = 1; I(p, n) <+ t[0] + t[3]; end"));
    CHECK(m.at({0, 0}).f[0] == 3.0);
    CHECK(refused("parameter real t[0:3] = '{2000000000{2}};") == 7057);
    CHECK(refused("real k; analog @(cross(, 1)) k = 1;") == 7070);
}

TEST_CASE("bindings: defaults, aliases, types and ranges") {
    const std::string text =
        "parameter real a = 2 from (0:10] exclude 5; parameter real b = a * 3;\n"
        "parameter integer k = 3; parameter string s = \"x\" from '{\"x\", \"y\"};\n"
        "parameter real t[0:1] = '{1, 2}; aliasparam alt = a; localparam real c = b;\n"
        "analog I(p, n) <+ a + b + c + k + t[1] + (s == \"y\");";
    CHECK(Bench(two_terminals(text)).at({0, 0}).f[0] == 19.0);
    CHECK(Bench(two_terminals(text), {{"alt", 1.0}, {"s", std::string("y")}}).at({0, 0}).f[0] ==
          13.0);
    CHECK(bind_error(text, {{"a", 10.0}}) == 0);
    CHECK(bind_error(text, {{"a", 0.0}}) == 7098);
    CHECK(bind_error(text, {{"a", 5.0}}) == 7098);
    CHECK(bind_error(text, {{"s", std::string("z")}}) == 7098);
    CHECK(bind_error(text, {{"c", 1.0}}) == 7096);
    CHECK(bind_error(text, {{"aa", 1.0}}) == 7096);
    CHECK(bind_error(text, {{"k", 1.5}}) == 7097);
    CHECK(bind_error(text, {{"a", std::string("1")}}) == 7097);
    CHECK(bind_error(text, {{"t", std::vector<double>{1.0}}}) == 7097);
    CHECK(bind_error("parameter real d = ln(-1.0);", {}) == 7099);
}
