// Corners of the language in compiled models: integers of 32 bits, structural parameters,
// parameters that vary below a hierarchy, operators over time in a transient, helpful refusals,
// limits.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>
#include <string>

#include "crosspoint/simulate/transient.hpp"
#include "crosspoint/veriloga/compile.hpp"
#include "support/near.hpp"
#include "support/one_lane.hpp"
#include "unit/veriloga/checked.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;
using veriloga::CompileOptions;

namespace {

Result<veriloga::CompiledSource> compiled(const std::string& text, CompileOptions options = {}) {
    if (options.module.empty()) options.module = "m";
    return veriloga::compile_model(
        {"m.va", "`include \"disciplines.vams\"\n`include \"constants.vams\"\n" + text}, options);
}

std::string two(const std::string& body) {
    return "module m(p, n); inout p, n; electrical p, n; real x, y; integer i, j, k;\n" + body +
           "\nendmodule\n";
}

/// V(p, n) goes to the model as an integer; what it computes comes back as the current.
class Integers {
public:
    explicit Integers(const std::string& expression) {
        auto result =
            compiled(two("analog begin i = V(p); j = V(n); I(p) <+ " + expression + "; end"));
        INFO((result ? "" : result.error().format()));
        REQUIRE(result);
        model_ = std::move(result->model);
    }
    double operator()(double i, double j) const {
        OneLane lane(*model_);
        lane.x = {i, j};
        lane.evaluate();
        return lane.f(0);
    }

private:
    std::unique_ptr<veriloga::CompiledModel> model_;
};

double wrapped(std::int64_t value) {
    return static_cast<double>(static_cast<std::int32_t>(static_cast<std::uint32_t>(value)));
}

int error_of(const std::string& text) {
    const auto result = compiled(text);
    return result ? 0 : result.error().id;
}

/// The trace of I(V), negated, for a wave at p.
void current_of(MemoryTrace& trace, const std::string& body, Waveform wave, double stop_s,
                double reltol = 1e-6) {
    auto result = compiled(two(body));
    INFO((result ? "" : result.error().format()));
    REQUIRE(result);
    Netlist n;
    n.add_voltage_source("V", n.node("a"), 0, std::move(wave));
    n.add_device({.name = "X", .model = std::move(result->model), .nodes = {n.node("a"), 0}});
    TransientOptions options;
    options.stop_s = stop_s;
    options.reltol = reltol;
    options.abstol = 1e-2 * reltol;
    options.probes = {*make_probe(n, "I(V)")};
    const auto run = solve_transient(n, options, trace);
    INFO((run ? "" : run.error().format()));
    REQUIRE(run);
}

}  // namespace

TEST_CASE("language: integers have 32 bits and wrap around, at run time as in constants") {
    const Integers sum("i + j"), difference("i - j"), product("i * j"), square("i ** 2"),
        power("i ** j"), quotient("i / j"), rest("i % j"), minus("-i"), size("abs(i)"),
        left("i << j"), right("i >> j"), mixed("(i ^ j) + (~i & 255) - (i | 1)");
    const double values[] = {0.0, 1.0,    -1.0,    2.0,        -3.0,        7.0,
                             31., 40503., -65537., 123456789., 2147483647., -2147483648.};
    for (const double a : values)
        for (const double b : values) {
            CAPTURE(a);
            CAPTURE(b);
            const auto i = static_cast<std::int64_t>(a), j = static_cast<std::int64_t>(b);
            CHECK(sum(a, b) == wrapped(i + j));
            CHECK(difference(a, b) == wrapped(i - j));
            CHECK(product(a, b) == wrapped(i * j));
            CHECK(square(a, b) == wrapped(i * i));
            CHECK(quotient(a, b) == (j == 0 ? 0.0 : wrapped(i / j)));
            CHECK(rest(a, b) == (j == 0 ? 0.0 : wrapped(i % j)));
            CHECK(minus(a, b) == wrapped(-i));
            CHECK(size(a, b) == wrapped(i < 0 ? -i : i));
            const auto bits = static_cast<std::uint32_t>(i);
            const bool shifts = j >= 0 && j < 32;
            CHECK(left(a, b) == (shifts ? wrapped(bits << j) : 0.0));
            CHECK(right(a, b) == (shifts ? wrapped(bits >> j) : 0.0));
            CHECK(mixed(a, b) == wrapped((i ^ j) + (~i & 255) - (i | 1)));
            if (j >= 0 && j < 100) {
                std::uint32_t expected = 1;
                for (std::int64_t k = 0; k < j; ++k) expected *= bits;
                CHECK(power(a, b) == wrapped(expected));
            }
        }
    CHECK(power(1.0, -5.0) == 1.0);
    CHECK(power(-1.0, -5.0) == -1.0);
    CHECK(power(-1.0, -6.0) == 1.0);
    CHECK(power(2.0, -1.0) == 0.0);
    CHECK(Integers("$rtoi(1e12 * V(p))")(1.0, 0.0) == 2147483647.0);
    CHECK(Integers("2147483647 + 1")(0.0, 0.0) == -2147483648.0);
}

TEST_CASE("language: a loop counter costs no wrapping") {
    const auto plain = compiled(two("analog begin i = V(p) > 0; j = i + 1; I(p) <+ j; end"));
    REQUIRE(plain);
    for (const veriloga::IrNode& node : plain->model->ir().nodes)
        CHECK(node.op != veriloga::Op::floor);
}

TEST_CASE("language: a structural parameter is bound as it was analyzed, or the model again") {
    const std::string text =
        "module m(p, n); inout p, n; electrical p, n; parameter integer N = 3 from [1:100];\n"
        "parameter real scale = 1; electrical [0:N] x; genvar g;\n"
        "analog begin for (g = 0; g < N; g = g + 1) I(x[g], x[g + 1]) <+ scale * V(x[g], x[g + "
        "1]);\n"
        "V(p, x[0]) <+ 0; V(x[N], n) <+ 0; end endmodule\n";
    const veriloga::testing::Analyzed three(text);
    REQUIRE(three.analyzed);
    CHECK(veriloga::bind_parameters(three.model, {{"scale", 2.0}}));
    CHECK(veriloga::bind_parameters(three.model, {{"N", 3.0}}));
    const auto changed = veriloga::bind_parameters(three.model, {{"N", 5.0}});
    REQUIRE_FALSE(changed);
    CHECK(changed.error().id == 7145);
    CHECK(changed.error().what.find("with 3, and is given 5") != std::string::npos);
    // compile_model analyzes with the card it binds
    CompileOptions options;
    for (const double n : {1.0, 3.0, 5.0}) {
        options.card = {{"N", n}};
        const auto model = compiled(text, options);
        REQUIRE(model);
        CHECK(model->model->shape().unknowns.size() == 2 + static_cast<std::size_t>(n) - 1);
    }
    options.card = {};
    options.varying = {"scale"};
    CHECK(compiled(text, options));
    const std::string real_size =
        "module m(p, n); inout p, n; electrical p, n;\n"
        "parameter real size = 3; electrical [0:size] x;\n"
        "analog I(p, n) <+ V(p, n); endmodule\n";
    options.varying = {"size"};
    const auto varied = compiled(real_size, options);
    REQUIRE_FALSE(varied);
    CHECK(varied.error().id == 7121);
}

TEST_CASE("language: a parameter of the top that varies reaches the sub-modules") {
    CompileOptions options;
    options.varying = {"r"};
    const auto model = compiled(
        "module leaf(a, b); inout a, b; electrical a, b; parameter real R = 1; parameter real G = "
        "1 / R;\nanalog I(a, b) <+ G * V(a, b); endmodule\n"
        "module pair(a, b); inout a, b; electrical a, b; parameter real R = 7;\n"
        "leaf #(.R(2 * R)) u(a, b); leaf v(a, b); endmodule\n"
        "module m(p, n); inout p, n; electrical p, n; parameter real r = 10;\n"
        "pair #(.R(r + 1)) w(p, n); endmodule\n",
        options);
    INFO((model ? "" : model.error().format()));
    REQUIRE(model);
    alignas(64) double x[16] = {1.0, 1.0, 1.0}, r[8] = {10.0, 4.0, 0.5}, f[16] = {};
    EvalBlock block{.lanes = 3, .stride = 8, .unknowns = x, .parameters = r};
    block.f = f;
    model->model->evaluate({}, block);
    for (std::size_t k = 0; k < 3; ++k)
        CHECK(rel_diff(f[k], 1.0 / (2.0 * (r[k] + 1.0)) + 1.0) < 1e-14);
}

TEST_CASE("language: transition in a transient has corners where the source changes") {
    MemoryTrace trace;
    current_of(trace, "analog I(p, n) <+ transition(V(p, n) > 0.5 ? 1.0 : 0.0, 2n, 4n, 8n);",
               PulseWave{.low = 0.0,
                         .high = 1.0,
                         .delay_s = 10e-9,
                         .rise_s = 1e-12,
                         .fall_s = 1e-12,
                         .width_s = 20e-9},
               60e-9);
    const auto at = [&](double ns) { return -trace.at(0, 1e-9 * ns); };
    const double expected[][2] = {{5, 0},    {11.9, 0},  {13, 0.25}, {14, 0.5}, {16.1, 1}, {30, 1},
                                  {31.9, 1}, {34, 0.75}, {36, 0.5},  {40.1, 0}, {55, 0}};
    for (const auto& [ns, value] : expected) {
        CAPTURE(ns);
        CHECK(std::abs(at(ns) - value) < 2e-3);
    }
}

TEST_CASE("language: slew and absdelay in a transient") {
    MemoryTrace slewed;
    current_of(slewed, "analog I(p, n) <+ slew(V(p, n), 1e8, -2e8);",
               PulseWave{.low = 0.0,
                         .high = 1.0,
                         .delay_s = 10e-9,
                         .rise_s = 1e-12,
                         .fall_s = 1e-12,
                         .width_s = 20e-9},
               60e-9);
    for (const auto& [ns, value] :
         {std::pair{5.0, 0.0}, {15.0, 0.5}, {18.0, 0.8}, {25.0, 1.0}, {32.5, 0.5}, {40.0, 0.0}}) {
        CAPTURE(ns);
        CHECK(std::abs(-slewed.at(0, 1e-9 * ns) - value) < 5e-3);
    }
    MemoryTrace delayed;
    current_of(delayed, "analog begin $bound_step(0.2n); I(p, n) <+ absdelay(V(p, n), 10n); end",
               SineWave{.amplitude = 1.0, .frequency_Hz = 2e7}, 100e-9);
    for (double ns = 15.0; ns < 100.0; ns += 7.0) {
        CAPTURE(ns);
        const double expected = std::sin(2.0 * std::numbers::pi * 2e7 * 1e-9 * (ns - 10.0));
        CHECK(std::abs(-delayed.at(0, 1e-9 * ns) - expected) < 5e-3);
    }
}

TEST_CASE("language: the phase of an oscillator keeps its digits over thousands of turns") {
    // 1000 turns; with a tolerance relative to the running phase the error would be a thousand
    // times larger than that of one turn.
    const std::string body =
        "analog I(p, n) <+ sin(2 * `M_PI * idtmod(1e9 * (1 + V(p, n)), 0.0, 1.0));";
    auto result = compiled(two(body));
    REQUIRE(result);
    CHECK(result->model->shape().unknowns.back().modulus == 1.0);
    MemoryTrace trace;
    current_of(trace, body, PwlWave{.time_s = {0.0, 1e-6}, .value = {0.0, 0.001}}, 1e-6, 1e-5);
    const auto phase = [](double t) { return 1e9 * (t + 0.5e3 * t * t); };
    for (const double t : {0.5e-6, 0.9e-6, 0.99e-6}) {
        // the nearest point of the trace, for the sine moves fast
        double best = 1.0, found = 0.0;
        for (std::size_t k = 0; k < trace.time_s().size(); ++k)
            if (std::abs(trace.time_s()[k] - t) < std::abs(best - t)) {
                best = trace.time_s()[k];
                found = -trace.values(0)[k];
            }
        CHECK(std::abs(found - std::sin(2.0 * std::numbers::pi * phase(best))) < 5e-3);
    }
}

TEST_CASE("language: a charge under analysis(\"static\") starts with the operating point") {
    // V(s) is held at 0.75 before the transient and decays from there, with 1 us.
    MemoryTrace trace;
    current_of(trace,
               "electrical s; analog begin if (analysis(\"static\")) V(s) <+ 0.75;\n"
               "else I(s) <+ ddt(V(s)) + 1e6 * V(s); I(p, n) <+ V(s); end",
               DcWave{0.0}, 2e-6);
    for (const double t : {0.0, 0.1e-6, 1e-6, 2e-6}) {
        CAPTURE(t);
        CHECK(std::abs(-trace.at(0, t) - 0.75 * std::exp(-1e6 * t)) < 1e-4);
    }
}

TEST_CASE("language: what is outside of the subset is refused with what to write instead") {
    const auto help_of = [](const std::string& body) {
        const auto result = compiled(two(body));
        REQUIRE_FALSE(result);
        return result.error().help;
    };
    CHECK(help_of("real w[0:2][0:2]; analog I(p) <+ 1;").find("i * columns + j") !=
          std::string::npos);
    CHECK(help_of("analog begin x = expm1(V(p)); end").find("exp(x) - 1") != std::string::npos);
    CHECK(help_of("electrical q; analog x = I(<q>);").find("I(a, b)") != std::string::npos);
    CHECK(help_of("analog begin k = $fopen(\"f\"); end").find("$strobe") != std::string::npos);
    CHECK(error_of(two("analog I(p) <+ ddt(1p * V(p), Charge) + idt(V(p), 0, 0, Flux);")) == 0);
}

TEST_CASE("language: functions that call functions end with a message, not with the day") {
    std::string text =
        "module m(p); inout p; electrical p;\n"
        "analog function real f0; input a; real a; f0 = a + 1; endfunction\n";
    for (int k = 1; k < 40; ++k)
        text += "analog function real f" + std::to_string(k) + "; input a; real a; f" +
                std::to_string(k) + " = f" + std::to_string(k - 1) + "(a) + f" +
                std::to_string(k - 1) + "(a); endfunction\n";
    CompileOptions options;
    options.operations = 2000;
    const auto result = compiled(text + "analog I(p) <+ f39(V(p)); endmodule\n", options);
    REQUIRE_FALSE(result);
    CHECK(result.error().id == 7123);
}
