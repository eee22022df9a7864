// What models say: format texts against C's own printf, which messages a point has, and what the
// solvers do with them.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/simulate/transient.hpp"
#include "crosspoint/veriloga/compile.hpp"

using namespace crosspoint;
using namespace crosspoint::veriloga;

namespace {

std::shared_ptr<const DeviceModel> speaker(const std::string& body) {
    auto compiled =
        compile_model({"speaker.va",
                       "`include \"disciplines.vams\"\nmodule speaker(p, n); inout p, n;\n"
                       "electrical p, n; real x; integer k;\nparameter string who = \"50%\";\n" +
                           body + "\nendmodule\n"},
                      {});
    INFO((compiled ? "" : compiled.error().format()));
    REQUIRE(compiled);
    return std::move(compiled->model);
}

Netlist circuit_of(const std::shared_ptr<const DeviceModel>& model, Waveform wave) {
    Netlist n;
    n.add_voltage_source("V", n.node("a"), 0, std::move(wave));
    n.add_device({.name = "X7", .model = model, .nodes = {n.node("a"), 0}});
    return n;
}

struct Heard {
    std::vector<DeviceMessage> all;
    [[nodiscard]] MessageSink sink() {
        return [this](const DeviceMessage& one) { all.push_back(one); };
    }
    [[nodiscard]] std::vector<std::string> texts() const {
        std::vector<std::string> texts;
        for (const DeviceMessage& one : all) texts.push_back(one.message.text);
        return texts;
    }
};

/// What the model says at the operating point with `volts`.
std::vector<std::string> said_at(double volts, const std::string& body) {
    Heard heard;
    DcOptions options;
    options.messages = heard.sink();
    const Netlist netlist = circuit_of(speaker(body), DcWave{volts});
    const auto solved = solve_dc(netlist, options);
    INFO((solved ? "" : solved.error().format()));
    REQUIRE(solved);
    return heard.texts();
}

}  // namespace

TEST_CASE("messages: conversions are those of printf, and those that Verilog adds") {
    const auto said =
        said_at(-0.0123,
                "analog begin I(p, n) <+ V(p, n); x = V(p, n);\n"
                "$strobe(\"%g|%12.3e|%-9.4f|%G|%+.2E\", x, x, x, x, x);\n"
                "$strobe(\"%d|%5d|%05d|%h|%o|%b|%c\", -3, 42, 42, 255, 8, 5, 65);\n"
                "$strobe(\"%d %s %d%%\", 2.6, who, 7);\n"
                "$strobe(\"%r %.1r %r\", 2.5e3, 4.7e-9, 0.0);\n"
                "$strobe(\"%m\"); $display(\"a\", 1, \"b%d\", 2); $write(x); $strobe; end");
    REQUIRE(said.size() == 8);
    char expected[100];
    std::snprintf(expected, sizeof expected, "%g|%12.3e|%-9.4f|%G|%+.2E", -0.0123, -0.0123, -0.0123,
                  -0.0123, -0.0123);
    CHECK(said[0] == expected);
    CHECK(said[1] == "-3|   42|00042|ff|10|101|A");
    CHECK(said[2] == "3 50% 7%");
    CHECK(said[3] == "2.5000k 4.7n 0.0000");
    CHECK(said[4] == "X7");
    CHECK(said[5] == "a 1b2");
    CHECK(said[6] == "-0.0123");
    CHECK(said[7].empty());
}

TEST_CASE("messages: a format with too few values is warned of and shows its place") {
    const auto compiled =
        compile_model({"m.va",
                       "`include \"disciplines.vams\"\nmodule m(p); inout p; electrical p;\n"
                       "analog begin I(p) <+ V(p); $strobe(\"%g and %g\", 1.5); end endmodule\n"},
                      {});
    REQUIRE(compiled);
    REQUIRE(compiled->warnings.size() == 1);
    CHECK(compiled->warnings[0].id == 7141);
    Heard heard;
    DcOptions options;
    options.messages = heard.sink();
    Netlist n;
    n.add_voltage_source("V", n.node("a"), 0, DcWave{1.0});
    n.add_device({.name = "X",
                  .model = compiled->model->shape().speaks
                               ? std::shared_ptr<const DeviceModel>(compiled->model.get(),
                                                                    [](const auto*) {})
                               : nullptr,
                  .nodes = {n.node("a")}});
    REQUIRE(solve_dc(n, options));
    CHECK(heard.texts() == std::vector<std::string>{"1.5 and %g"});
}

TEST_CASE("messages: %m names the instances below the device") {
    CompileOptions chosen;
    chosen.module = "pair";
    auto compiled = compile_model(
        {"m.va",
         "`include \"disciplines.vams\"\n"
         "module leaf(p, n); inout p, n; electrical p, n;\n"
         "analog begin I(p, n) <+ V(p, n); $strobe(\"%m 100%%m\"); end endmodule\n"
         "module pair(p, n); inout p, n; electrical p, n, i; leaf A(p, i); leaf B(i, n);\n"
         "analog $strobe(\"top %m\"); endmodule\n"},
        chosen);
    REQUIRE(compiled);
    Heard heard;
    DcOptions options;
    options.messages = heard.sink();
    const Netlist netlist = circuit_of(std::move(compiled->model), DcWave{1.0});
    REQUIRE(solve_dc(netlist, options));
    CHECK(heard.texts() == std::vector<std::string>{"top X7", "X7.A 100%m", "X7.B 100%m"});
}

TEST_CASE("messages: kinds, conditions and the order of statements") {
    Heard heard;
    DcOptions options;
    options.messages = heard.sink();
    const Netlist netlist = circuit_of(
        speaker("analog begin I(p, n) <+ V(p, n);\n"
                "if (V(p, n) > 1) $error(\"too much\"); else $warning(\"little\");\n"
                "@(initial_step) $info(\"first\"); @(final_step) $strobe(\"last\"); end"),
        DcWave{2.0});
    REQUIRE(solve_dc(netlist, options));
    REQUIRE(heard.all.size() == 3);
    CHECK(heard.all[0].message.kind == MessageKind::error);
    CHECK(heard.all[0].message.text == "too much");
    CHECK(heard.all[0].device == "X7");
    CHECK(heard.all[1].message.kind == MessageKind::display);
    CHECK(heard.all[2].message.text == "last");
}

TEST_CASE("messages: a transient speaks at accepted points only, with the memory of before") {
    // k counts accepted points; a speech during iterations or rejected steps would break the order.
    Heard heard;
    TransientOptions options;
    options.stop_s = 1e-6;
    options.messages = heard.sink();
    const Netlist netlist = circuit_of(
        speaker("analog begin k = k + 1; I(p, n) <+ pow(V(p, n), 3) + ddt(1n * V(p, n));\n"
                "$strobe(\"%d\", k); @(final_step) $strobe(\"end\"); end"),
        SineWave{.amplitude = 1.0, .frequency_Hz = 3e6});
    MemoryTrace trace;
    const auto run = solve_transient(netlist, options, trace);
    REQUIRE(run);
    CHECK(run->report.rejected_error > 0);  // else the test says nothing
    REQUIRE(heard.all.size() == trace.time_s().size() + 1);
    for (std::size_t k = 0; k + 1 < heard.all.size(); ++k) {
        CHECK(heard.all[k].message.text == std::to_string(k + 1));
        CHECK(heard.all[k].time_s == trace.time_s()[k]);
    }
    CHECK(heard.all.back().message.text == "end");
}

TEST_CASE("messages: $fatal is an error, $finish ends a transient") {
    const auto run = [](const std::string& body, Heard& heard, MemoryTrace& trace) {
        TransientOptions options;
        options.stop_s = 1e-6;
        options.messages = heard.sink();
        const Netlist netlist =
            circuit_of(speaker("analog begin I(p, n) <+ V(p, n); " + body + " end"),
                       PwlWave{.time_s = {0.0, 1e-6}, .value = {0.0, 1.0}});
        return solve_transient(netlist, options, trace);
    };
    Heard heard;
    MemoryTrace trace;
    const auto fatal = run(
        "@(cross(V(p, n) - 0.5, +1)) $fatal(1, \"%m broke at %.2f V\", V(p, n));", heard, trace);
    REQUIRE_FALSE(fatal);
    CHECK(fatal.error().id == 7140);
    CHECK(fatal.error().what.find("X7 broke at 0.50 V") != std::string::npos);
    CHECK(trace.time_s().back() < 0.51e-6);
    CHECK(trace.time_s().back() > 0.3e-6);
    REQUIRE(heard.all.size() == 1);  // the sink hears it too, as the last
    CHECK(heard.all[0].message.kind == MessageKind::fatal);
    heard.all.clear();

    MemoryTrace second;
    const auto finish =
        run("@(timer(0.25u)) begin $strobe(\"half\"); $finish(2); end", heard, second);
    REQUIRE(finish);
    CHECK(finish->report.finished);
    CHECK(finish->report.end_s == 0.25e-6);
    REQUIRE(heard.all.size() == 2);
    CHECK(heard.all[0].message.text == "half");
    CHECK(heard.all[1].message.kind == MessageKind::finish);

    const Netlist netlist = circuit_of(
        speaker("analog begin I(p, n) <+ V(p, n); if (V(p, n) > 1) $fatal; end"), DcWave{1.5});
    const auto dc = solve_dc(netlist, {});
    REQUIRE_FALSE(dc);
    CHECK(dc.error().id == 7140);
}
