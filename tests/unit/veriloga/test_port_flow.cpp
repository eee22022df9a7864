// I(<p>), the current into a port: what the source at the port delivers, static and with charges,
// in sub-modules what they alone take; and what is refused.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/simulate/transient.hpp"
#include "crosspoint/veriloga/compile.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;
using namespace crosspoint::veriloga;

namespace {

std::shared_ptr<const DeviceModel> compiled(const std::string& text, const char* module = "") {
    CompileOptions options;
    options.module = module;
    auto result = compile_model({"m.va", "`include \"disciplines.vams\"\n" + text}, options);
    INFO((result ? "" : result.error().format()));
    REQUIRE(result);
    return std::move(result->model);
}

int refused(const std::string& text) {
    const auto result = compile_model({"m.va", "`include \"disciplines.vams\"\n" + text}, {});
    return result ? 0 : result.error().id;
}

constexpr const char* meter =
    "module m(p, n, out); inout p, n, out; electrical p, n, out; branch (<p>) port;\n"
    "analog begin I(p, n) <+ V(p, n) / 1k; I(p) <+ V(p) / 4k + ddt(1n * V(p) * V(p));\n"
    "V(out) <+ 1k * FLOW; end endmodule\n";

std::string with(const std::string& flow) {
    std::string text = meter;
    return text.replace(text.find("FLOW"), 4, flow);
}

}  // namespace

TEST_CASE("port flow: the sum of all branches at the port, by every way to write it") {
    for (const char* flow : {"I(<p>)", "I(port)", "flow(<p>)", "-(-I(<p>))"}) {
        CAPTURE(flow);
        Netlist n;
        n.add_voltage_source("P", n.node("p"), 0, DcWave{2.0});
        n.add_voltage_source("N", n.node("n"), 0, DcWave{0.5});
        n.add_device({.name = "X",
                      .model = compiled(with(flow)),
                      .nodes = {n.node("p"), n.node("n"), n.node("out")}});
        const auto solved = solve_dc(n);
        INFO((solved ? "" : solved.error().format()));
        REQUIRE(solved);
        // 1.5 V / 1k + 2 V / 4k
        CHECK(rel_diff(solved->solution.node_V[n.node("out")], 2.0) < 1e-9);
        CHECK(rel_diff(-solved->solution.branch_A[0], 2e-3) < 1e-9);
    }
}

TEST_CASE("port flow: the current of charges is in it") {
    Netlist n;
    n.add_voltage_source("P", n.node("p"), 0, SineWave{.amplitude = 1.0, .frequency_Hz = 1e6});
    n.add_device(
        {.name = "X", .model = compiled(with("I(<p>)")), .nodes = {n.node("p"), 0, n.node("out")}});
    TransientOptions options;
    options.stop_s = 2e-6;
    options.probes = {
        {.name = {}, .kind = ProbeKind::node_V, .index = n.node("out")},
        {.name = {}, .kind = ProbeKind::branch_A, .index = 0},
    };
    MemoryTrace trace;
    REQUIRE(solve_transient(n, options, trace));
    double worst = 0.0, largest = 0.0;
    for (std::size_t k = 1; k < trace.time_s().size(); ++k) {
        worst = std::max(worst, std::abs(trace.values(0)[k] + 1e3 * trace.values(1)[k]));
        largest = std::max(largest, std::abs(trace.values(0)[k]));
    }
    CHECK(largest > 6.0);  // 2 n w / 2 = 6.3 mA and 1.25 mA
    CHECK(worst < 1e-6);
}

TEST_CASE("port flow: a sub-module sees what it takes itself, of a bus element too") {
    const auto model = compiled(
        "module part(a, b, out); inout a, b, out; electrical a, b, out; parameter real R = 1k;\n"
        "analog begin I(a, b) <+ V(a, b) / R; V(out) <+ 1k * I(<a>); end endmodule\n"
        "module top(bus, s, t, u); inout [0:1] bus; inout s, t, u; electrical [0:1] bus;\n"
        "electrical s, t, u; part #(.R(2k)) A(bus[0], bus[1], s);\n"
        "part #(.R(3k)) B(bus[0], bus[1], t);\n"
        "analog begin V(u) <+ 1k * I(<bus[1]>); I(bus[1]) <+ V(bus[1]) / 1k; end endmodule\n",
        "top");
    Netlist n;
    n.add_voltage_source("P", n.node("p"), 0, DcWave{3.0});
    n.add_voltage_source("N", n.node("n"), 0, DcWave{-3.0});
    n.add_device({.name = "X",
                  .model = model,
                  .nodes = {n.node("p"), n.node("n"), n.node("s"), n.node("t"), n.node("u")}});
    const auto solved = solve_dc(n);
    INFO((solved ? "" : solved.error().format()));
    REQUIRE(solved);
    const auto V = [&](const char* name) { return solved->solution.node_V[n.node(name)]; };
    CHECK(rel_diff(V("s"), 3.0) < 1e-9);
    CHECK(rel_diff(V("t"), 2.0) < 1e-9);
    CHECK(rel_diff(V("u"), -8.0) < 1e-9);  // both parts, and -3 V / 1k of its own
}

TEST_CASE("port flow: what is no port, no flow, or contributed to") {
    const std::string head =
        "module m(p, n); inout p, n; electrical p, n, i; real x; analog function real f;\n"
        "input x; real x; f = x; endfunction\n";
    CHECK(refused(head + "analog begin I(p, n) <+ V(p, n); x = I(<i>); end endmodule\n") == 7080);
    CHECK(refused(head + "analog begin I(p, n) <+ V(p, n); x = V(<p>); end endmodule\n") == 7072);
    CHECK(refused(head + "branch (<i>) b; analog I(p, n) <+ V(p, n); endmodule\n") == 7080);
    CHECK(refused(head + "branch (<p>) b; analog I(b) <+ V(p, n); endmodule\n") == 7083);
    CHECK(refused(head + "analog I(<p>) <+ V(p, n); endmodule\n") == 7083);
}
