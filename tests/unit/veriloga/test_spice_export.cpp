// The text of exported models, and what is refused. tests/ngspice/ runs such texts.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/spice_export.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "crosspoint/veriloga/compile.hpp"

using namespace crosspoint;
using namespace crosspoint::veriloga;

namespace {

Result<std::string> exported(const std::string& body, const SpiceExportOptions& options = {}) {
    auto made = compile_model({"dut.va",
                               "`include \"disciplines.vams\"\nmodule Dut(GND, n);\n"
                               "inout GND, n; electrical GND, n; real a;\n" +
                                   body + "\nendmodule\n"},
                              {});
    if (!made) return made.error();
    auto written = write_spice_subcircuit(made->lowered, options);
    if (!written) return written.error();
    return std::move(written->text);
}

int refused(const std::string& body) {
    const auto made = exported("analog begin " + body + " end");
    return made ? 0 : made.error().id;
}

}  // namespace

TEST_CASE("spice export: the text of a small model") {
    const auto made = exported("analog I(GND, n) <+ 2.0 * V(GND, n) + ddt(3e-12 * V(GND, n));");
    REQUIRE(made);
    CHECK(*made ==
          "* dut: written from a Verilog-A model, for ngspice 39\n"
          ".subckt dut ngnd n\n"
          "B_f0 ngnd n I = (2 * (v(ngnd) - v(n)))\n"
          "B_q0 _q0 0 V = 1000000000000 * ((v(ngnd) - v(n)) * 3e-12)\n"
          "C_q0 _q0 _i0 1e-12\n"
          "V_q0 _i0 0 0\n"
          "F_q0 ngnd n V_q0 1\n"
          ".ends dut\n");
}

TEST_CASE("spice export: repeated parts become nodes, and lines stay short") {
    const std::string body =
        "analog begin a = exp(V(GND, n)) + sin(V(GND, n)); a = a * a + a; a = a * a - cos(a);"
        " I(GND, n) <+ a * a * a + sqrt(a); end";
    const auto inlined = exported(body, {.name = "x"});
    const auto shared = exported(body, {.name = "x", .inline_operations = 1});
    REQUIRE(inlined);
    REQUIRE(shared);
    CHECK(inlined->find("_v") == std::string::npos);
    CHECK(shared->find("B_n") != std::string::npos);
    CHECK(shared->size() < inlined->size());
    std::size_t column = 0, widest = 0;
    for (const char c : *inlined) {
        column = c == '\n' ? 0 : column + 1;
        widest = std::max(widest, column);
    }
    CHECK(widest <= 100);
}

TEST_CASE("spice export: refuses what ngspice cannot say") {
    CHECK(refused("I(GND, n) <+ transition(V(n) > 0.0 ? 1.0 : 0.0, 0, 1n);") == 7180);
    CHECK(refused("@(cross(V(n), 1)) a = V(GND); I(GND, n) <+ a;") == 7180);
    CHECK(refused("I(GND, n) <+ V(GND) * $rdist_normal(1, 0.0, 1.0);") == 7181);
    CHECK(refused("a = 1.0; @(initial_step) a = 2.0; I(GND, n) <+ a * V(GND);") == 7182);
    CHECK(refused("I(GND, n) <+ V(GND) * ((V(n) > 0.0 ? 5 : 3) & 6);") == 7183);
    CHECK(refused("I(GND, n) <+ min(V(GND), exp(1e4));") == 7184);
    CHECK(refused("I(GND, n) <+ V(GND) * (floor(V(n)) > 0 ? 1 : 2);") == 0);
}

TEST_CASE("spice export: what varies and what is set are parameters") {
    auto made = compile_model(
        {"dut.va",
         "`include \"disciplines.vams\"\nmodule dut(p, n);\ninout p, n;\n"
         "electrical p, n, x; parameter real m = 2.0; parameter real R = 1e3;\n"
         "analog begin I(p, n) <+ m * V(p, n) / R; I(x) <+ V(x) - V(p); end\nendmodule\n"},
        {.card = {}, .varying = {"m", "R"}});
    REQUIRE(made);
    const auto written =
        write_spice_subcircuit(made->lowered, {.states = {{.unknown = 2, .value = 0.25}}});
    REQUIRE(written);
    CHECK(written->parameters == std::vector<std::string>{"m_", "r"});  // m is the multiplier
    CHECK(written->states == std::vector<std::string>{"x"});
    CHECK(written->unknowns == std::vector<std::string>{"p", "n", "x"});
    CHECK(written->text.find(".subckt dut p n params: m_=2 r=1000 x=0.25\n") != std::string::npos);
    CHECK(written->text.find("{m_}") != std::string::npos);
    CHECK(written->text.find("I = (time <= 0 ? v(x) - {x} : (v(x) - v(p)))") != std::string::npos);
}
