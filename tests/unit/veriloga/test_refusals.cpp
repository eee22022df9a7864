// Messages of parser, analysis and lowering that no other test asks for: each from a source that a
// user could write, next to the one that is accepted.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "crosspoint/veriloga/compile.hpp"

using namespace crosspoint;
using namespace crosspoint::veriloga;

namespace {

const std::string disciplines = "`include \"disciplines.vams\"\n";

std::string two_pins(const std::string& body) {
    return disciplines + "module m(p, n);\ninout p, n; electrical p, n;\n" + body + "\nendmodule\n";
}

/// Number of the error of a whole source, which must have a place and a remedy; 0: accepted.
int refused(const std::string& text, std::vector<std::string> varying = {}) {
    CompileOptions options;
    options.varying = std::move(varying);
    const Result<CompiledSource> result = compile_model({"m.va", text}, options);
    if (result) return 0;
    CAPTURE(result.error().format());
    CHECK(!result.error().help.empty());
    REQUIRE(result.error().where.has_value());
    CHECK(result.error().where->line > 0);
    return result.error().id;
}

int refused_body(const std::string& body, std::vector<std::string> varying = {}) {
    return refused(two_pins(body), std::move(varying));
}

/// Number of the first warning of a source that is accepted; 0: none.
int warned(const std::string& body) {
    const Result<CompiledSource> result = compile_model({"m.va", two_pins(body)}, {});
    REQUIRE(result.ok());
    return result->warnings.empty() ? 0 : result->warnings.front().id;
}

}  // namespace

TEST_CASE("refusals: `=` and `<+` mixed up") {
    CHECK(refused_body("real x; analog begin x = 1; I(p, n) <+ x; end") == 0);
    CHECK(refused_body("real x; analog x <+ 1;") == 7022);
    CHECK(refused_body("analog I(p, n) = 1;") == 7022);
}

TEST_CASE("refusals: ports and disciplines") {
    CHECK(refused(disciplines + "module m(p, n); inout p, n; electrical p; endmodule") == 7053);
    CHECK(refused("discipline bit domain discrete; enddiscipline\n"
                  "module m(p, n); inout p, n; bit p, n; endmodule") == 7088);
    const std::string nature = "nature N; units = \"V\"; abstol = 1u;",
                      rest =
                          " endnature discipline d potential N; enddiscipline\n"
                          "module m(p, n); inout p, n; d p, n; endmodule";
    CHECK(refused(nature + " access = W;" + rest) == 0);
    CHECK(refused(nature + rest) == 7089);
}

TEST_CASE("refusals: loops of genvars count, and end") {
    CHECK(refused_body("genvar i; real x; analog for (i = 0; i < 3; i = i + 1) x = i;") == 0);
    CHECK(refused_body("genvar i; real x; analog for (i = 0; i < 3; x = x + 1) x = 1;") == 7062);
    CHECK(refused_body("genvar i; real x; analog for (i = 0; i < 3; i = i) x = 1;") == 7062);
    CHECK(refused_body("genvar i, k; for (i = 0; i < 3; k = k + 1) begin end") == 7062);
}

TEST_CASE("refusals: an output argument is a variable of its type") {
    const std::string function =
        "analog function real f; output y; real y; begin y = 1; f = 1; end endfunction\n"
        "real x; integer k; analog begin x = ";
    CHECK(refused_body(function + "f(x); end") == 0);
    CHECK(refused_body(function + "f(2.0); end") == 7081);
    CHECK(refused_body(function + "f(k); end") == 7081);
}

TEST_CASE("refusals: texts are known before the run") {
    const std::string chosen =
        " s = \"a\"; else s = \"b\"; $strobe(\"%s\", s); I(p, n) <+ V(p, n); end";
    CHECK(refused_body("parameter real r = 1; string s; analog begin if (r > 0)" + chosen) == 0);
    CHECK(refused_body("string s; analog begin if (V(p, n) > 0)" + chosen) == 7125);
    CHECK(refused_body("string s; analog begin s = V(p, n) > 0 ? \"a\" : \"b\"; end") == 7125);
}

TEST_CASE("refusals: what a parameter decides about the equations cannot vary from cell to cell") {
    const std::string head = "parameter real r = 0; real y; analog begin y = 0; ";
    const std::string use = " I(p, n) <+ y + V(p, n); end";
    const std::string flow = head + "if (r > 0) y = I(p, n);" + use;
    CHECK(refused_body(flow) == 0);
    CHECK(refused_body(flow, {"r"}) == 7133);
    const std::string scaled = head + "if (r > 0) y = V(p, n) * ddt(V(p, n));" + use;
    CHECK(refused_body(scaled) == 0);
    CHECK(refused_body(scaled, {"r"}) == 7134);
    const std::string printed = head + "if (r > 0) $strobe(\"%g\", ddt(V(p, n)));" + use;
    CHECK(refused_body(printed) == 0);
    CHECK(refused_body(printed, {"r"}) == 7128);
}

TEST_CASE("refusals: an operator that needs an unknown is executed once") {
    const auto times = [](const std::string& count) {
        return "real x; analog begin x = 0; repeat (" + count +
               ") x = x + V(p, n) * ddt(V(p, n)); I(p, n) <+ x; end";
    };
    CHECK(refused_body(times("1")) == 0);
    CHECK(refused_body(times("2")) == 7136);
}

TEST_CASE("refusals: warnings of the lowering") {
    const std::string array = "real a[0:2]; analog begin a[0] = V(p, n); ";
    CHECK(warned(array + "I(p, n) <+ a[0]; end") == 0);
    CHECK(warned(array + "a[3] = 1; I(p, n) <+ a[0]; end") == 7124);
    CHECK(warned(array + "I(p, n) <+ a[0] + a[3]; end") == 7132);
    CHECK(warned("analog if (analysis(\"tran\")) I(p, n) <+ V(p, n);") == 0);
    CHECK(warned("analog if (analysis(\"transient\")) I(p, n) <+ V(p, n);") == 7131);
}
