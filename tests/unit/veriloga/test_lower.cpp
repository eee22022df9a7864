// From Verilog-A text through all stages: what the program of a model computes, which variables are
// memory, and what is refused.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <string>

#include "crosspoint/veriloga/compile.hpp"
#include "crosspoint/veriloga/ir_eval.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::veriloga;
using testing::rel_diff;

namespace {

Result<CompiledSource> compiled(const std::string& body, std::vector<std::string> varying = {},
                                Bindings card = {}) {
    CompileOptions options;
    options.varying = std::move(varying);
    options.card = std::move(card);
    const std::string head =
        "`include \"disciplines.vams\"\nmodule m(p, n);\ninout p, n; electrical p, n;\n";
    return compile_model({"m.va", head + body + "\nendmodule\n"}, options);
}

int refusal(const std::string& body, std::vector<std::string> varying = {}) {
    const Result<CompiledSource> result = compiled(body, std::move(varying));
    return result.ok() ? 0 : result.error().id;
}

struct Outputs {
    const Ir& ir;
    std::vector<double> values;
    double operator()(OutputKind kind, std::uint32_t row = 0, std::uint32_t col = 0) const {
        for (std::size_t k = 0; k < values.size(); ++k)
            if (ir.outputs[k].kind == kind && ir.outputs[k].row == row && ir.outputs[k].col == col)
                return values[k];
        return 0.0;
    }
};

Outputs at(const CompiledSource& source, const IrPoint& point) {
    return {source.model->ir(), evaluate_outputs(source.model->ir(), point)};
}

IrPoint volts(double p, double n = 0.0) {
    IrPoint point;
    point.unknowns = {p, n, 0.0, 0.0};
    return point;
}

constexpr auto f = OutputKind::residual;
constexpr auto q = OutputKind::charge;
constexpr auto df = OutputKind::d_residual;

}  // namespace

TEST_CASE("lower: a resistor, its program pinned") {
    const auto model = compiled("parameter real r = 50; analog I(p, n) <+ V(p, n) / r;");
    REQUIRE(model.ok());
    CHECK(dump_lowered(model->lowered) ==
          "model m\nx0 port p\nx1 port n\n"
          "%0 = 50\n%1 = x1\n%2 = x0\n%3 = subtract %2 %1\n%4 = divide %3 %0\n%5 = negate %4\n"
          "residual[0] = %4\nresidual[1] = %5\n");
    CHECK(dump_ir(model->model->ir()) ==
          "%0 = x1\n%1 = x0\n%2 = subtract %1 %0\n%3 = 0.02\n%4 = multiply %2 %3\n%5 = -0.02\n"
          "%6 = negate %4\n%7 = 0\n"
          "residual[0] = %4\nresidual[1] = %6\nd_residual[0, 0] = %3\nd_residual[0, 1] = %5\n"
          "d_residual[1, 0] = %5\nd_residual[1, 1] = %3\n");
    CHECK(model->warnings.empty());
}

TEST_CASE("lower: a guarded logarithm, charges and node collapse") {
    const std::string body =
        "electrical i; parameter real rs = 0; real v;\n"
        "analog begin v = V(i, n);\n"
        "if (v > 0) I(i, n) <+ ln(v); else I(i, n) <+ 2 * v;\n"
        "I(i, n) <+ ddt(1p * v * v) + 0.5 * ddt(2p * v);\n"
        "if (rs > 0) I(p, i) <+ V(p, i) / rs; else V(p, i) <+ 0; end";
    const auto model = compiled(body);
    REQUIRE(model.ok());
    CHECK(model->lowered.structure.unknowns.size() == 2);
    const Outputs below = at(*model, volts(-1.0)), above = at(*model, volts(4.0));
    CHECK(below(f) == -2.0);
    CHECK(below(df, 0, 0) == 2.0);  // not NaN of the arm that is not taken
    CHECK(above(f) == std::log(4.0));
    CHECK(above(df, 1, 0) == -0.25);
    CHECK(rel_diff(above(q), 16e-12 + 4e-12) < 1e-14);
    CHECK(rel_diff(above(OutputKind::d_charge, 0, 0), 8e-12 + 1e-12) < 1e-14);
    const auto with_series = compiled(body, {}, {{"rs", 10.0}});
    REQUIRE(with_series.ok());
    CHECK(with_series->lowered.structure.unknowns.size() == 3);
    const Result<CompiledSource> varied = compiled(body, {"rs"});
    REQUIRE_FALSE(varied.ok());
    CHECK(varied.error().id == 7122);
}

TEST_CASE("lower: a branch that switches between current and potential") {
    const auto model =
        compiled("analog if (V(p, n) > 1) V(p, n) <+ 1.5; else I(p, n) <+ 1m * V(p, n);");
    REQUIRE(model.ok());
    REQUIRE(model->lowered.structure.unknowns.size() == 3);
    IrPoint point = volts(2.0);
    point.unknowns[2] = 0.25;
    CHECK(at(*model, point)(f, 2) == 0.5);
    CHECK(at(*model, point)(f, 0) == 0.25);
    CHECK(at(*model, point)(df, 2, 2) == 0.0);
    point.unknowns[0] = 0.5;
    CHECK(rel_diff(at(*model, point)(f, 2), 0.25 - 0.5e-3) < 1e-15);
    CHECK(at(*model, point)(df, 2, 2) == 1.0);
}

TEST_CASE("lower: variables that keep their value are memory, others are not") {
    const auto model = compiled(
        "parameter real k = 2; real x, tl, c, y; integer n_steps;\n"
        "analog begin @(initial_step) begin x = 0.25; c = 3 * k; end\n"
        "y = V(p, n); n_steps = n_steps + 1;\n"
        "x = x + y * ($abstime - tl); tl = $abstime;\n"
        "I(p, n) <+ c * x * y; end");
    REQUIRE(model.ok());
    REQUIRE(model->lowered.memory.size() == 2);  // c is set once; nothing needs n_steps
    CHECK(model->lowered.memory[0].name == "x");
    CHECK(model->lowered.memory[1].name == "tl");
    REQUIRE(model->warnings.size() == 1);
    CHECK(model->warnings[0].id == 7130);
    CHECK(model->warnings[0].what.find("x, tl") != std::string::npos);
    IrPoint point = volts(2.0);
    point.memory = {0.5, 1.0};
    point.time_s = 1.25;
    point.step_s = 0.25;
    point.analysis = 2;
    const Outputs later = at(*model, point);
    CHECK(later(OutputKind::memory_next, 0) == 1.0);
    CHECK(later(OutputKind::memory_next, 1) == 1.25);
    CHECK(later(f) == 12.0);
    CHECK(later(df, 0, 0) == 6.0 * 1.0 + 12.0 * 0.25);
    point.initial_step = true;
    CHECK(at(*model, point)(OutputKind::memory_next, 0) == 0.25 + 2.0 * 0.25);
}

TEST_CASE("lower: variables of analog initial are constants") {
    const auto model = compiled(
        "real w[0:2]; integer i; analog initial for (i = 0; i < 3; i = i + 1) w[i] = i + 1;\n"
        "analog I(p, n) <+ w[2] * V(p, n);");
    REQUIRE(model.ok());
    CHECK(model->lowered.memory.empty());
    CHECK(at(*model, volts(2.0))(f) == 6.0);
}

TEST_CASE("lower: loops, functions, arrays with run-time indices") {
    const auto model = compiled(
        "real a[0:3], s, o; integer i;\n"
        "analog function real poly; input x; output twice; real x, twice;\n"
        "begin twice = 2 * x; poly = x * x + 1; end endfunction\n"
        "analog begin s = 0;\n"
        "for (i = 0; i < 4; i = i + 1) begin a[i] = i * V(p, n); s = s + a[i]; end\n"
        "i = V(p, n); a[i] = 100;\n"
        "I(p, n) <+ s + a[1] + poly(V(p, n), o) + o; end");
    REQUIRE(model.ok());
    CHECK(at(*model, volts(3.0))(f) == 18.0 + 3.0 + 10.0 + 6.0);
    CHECK(at(*model, volts(1.0))(f) == 6.0 + 100.0 + 2.0 + 2.0);
    CHECK(model->warnings.empty());
    CHECK(refusal("integer i; real s; analog begin i = 0; s = 0;\n"
                  "while (s < V(p, n)) s = s + 1; I(p, n) <+ s; end") == 7126);
    CHECK(refusal("integer i; analog begin for (i = 0; i < 1; i = i + 0) I(p, n) <+ 1; end") ==
          7127);
}

TEST_CASE("lower: parameters that vary, and defaults that follow them") {
    const auto model = compiled(
        "parameter real a = 2; parameter real b = 3 * a; analog I(p, n) <+ b * V(p, n);", {"a"});
    REQUIRE(model.ok());
    REQUIRE(model->lowered.varying.size() == 1);
    CHECK(model->lowered.varying[0].value == 2.0);
    IrPoint point = volts(1.0);
    point.parameters = {5.0};
    CHECK(at(*model, point)(f) == 15.0);
    CHECK(refusal("analog I(p, n) <+ 1;", {"nobody"}) == 7121);
    CHECK(refusal("parameter integer k = 1; analog I(p, n) <+ k;", {"k"}) == 7121);
}

TEST_CASE("lower: ddt in a product has an unknown; idt is a state") {
    const auto model = compiled("analog I(p, n) <+ V(p, n) * ddt(V(p, n)) + idt(V(p, n), 0.5);");
    REQUIRE(model.ok());
    REQUIRE(model->lowered.structure.unknowns.size() == 4);
    const auto& unknowns = model->model->shape().unknowns;
    CHECK(unknowns[2].kind == crosspoint::UnknownKind::state);
    IrPoint point = volts(2.0);
    point.unknowns[2] = 0.75;
    point.unknowns[3] = 4.0;
    CHECK(at(*model, point)(f) == 8.75);
    CHECK(at(*model, point)(f, 2) == 0.25);  // dc: s = 0.5
    CHECK(at(*model, point)(q, 3) == -2.0);
    point.analysis = 2;
    CHECK(at(*model, point)(f, 2) == -2.0);
    CHECK(at(*model, point)(q, 2) == 0.75);
    CHECK(at(*model, point)(f, 3) == 4.0);
}

TEST_CASE("lower: ddx, $limit, $vt and $simparam") {
    const auto model = compiled(
        "real i0; analog begin i0 = V(p) * V(p) * V(n);\n"
        "I(p, n) <+ ddx(i0, V(p)) + $limit(V(n)) + $vt + $simparam(\"gmin\"); end");
    REQUIRE(model.ok());
    IrPoint point = volts(3.0, 5.0);
    point.gmin_S = 0.5;
    const double vt = 1.380649e-23 * 300.15 / 1.602176634e-19;
    CHECK(rel_diff(at(*model, point)(f), 30.0 + 5.0 + vt + 0.5) < 1e-15);
    CHECK(at(*model, point)(df, 0, 0) == 10.0);
    CHECK(refusal("analog I(p, n) <+ $simparam(\"nobody knows\");") == 7135);
}

TEST_CASE("lower: events fire between the last accepted point and this one") {
    const auto model = compiled(
        "real g; analog begin @(initial_step) g = 1;\n"
        "@(cross(V(p, n) - 1, +1)) g = 2; @(timer(2, 3)) g = 4;\n"
        "I(p, n) <+ g * V(p, n); end");
    REQUIRE(model.ok());
    REQUIRE(model->lowered.events.size() == 2);
    REQUIRE(model->lowered.memory.size() == 2);
    IrPoint point = volts(1.5);
    point.analysis = 2;
    point.memory = {1.0, -0.5};  // g, V - 1 before
    point.time_s = 1.0;
    point.step_s = 0.5;
    CHECK(at(*model, point)(f) == 3.0);
    CHECK(at(*model, point)(OutputKind::event, 0) == 0.5);
    CHECK(at(*model, point)(OutputKind::event, 1) == 2.0);
    point.memory[1] = 0.5;
    CHECK(at(*model, point)(f) == 1.5);
    point.time_s = 5.0;
    CHECK(at(*model, point)(f) == 6.0);
    CHECK(at(*model, point)(OutputKind::event, 1) == 8.0);
}

TEST_CASE("lower: transition and slew in time, identities in dc") {
    const auto model = compiled(
        "analog I(p, n) <+ transition(V(p, n) > 0.5 ? 1.0 : 0.0, 0, 1) + slew(V(p, n), 2, -1);");
    REQUIRE(model.ok());
    IrPoint point = volts(0.25);
    const auto step = [&](double v, double time_s) {
        const Outputs outputs = at(*model, point);
        std::vector<double> next;
        for (std::uint32_t k = 0; k < model->lowered.memory.size(); ++k)
            next.push_back(outputs(OutputKind::memory_next, k));
        point.memory = next;
        point.analysis = 2;
        point.step_s = time_s - point.time_s;
        point.time_s = time_s;
        point.unknowns[0] = v;
        return at(*model, point)(f);
    };
    CHECK(at(*model, point)(f) == 0.25);
    CHECK(step(1.0, 0.125) == 0.0 + 0.5);  // the ramp begins; the slope is 2
    CHECK(at(*model, point)(OutputKind::event, 0) == 1.125);
    CHECK(step(1.0, 0.625) == 0.5 + 1.0);
    CHECK(step(0.0, 0.875) == 0.75 + 0.75);  // a new ramp from where it stands; falls by 1 per s
    CHECK(step(0.0, 1.125) == 0.75 * 0.75 + 0.5);
}

TEST_CASE("lower: messages, noise, $bound_step and draws") {
    const auto model = compiled(
        "analog begin if (V(p, n) > 1) $strobe(\"v = %g, 100%%\", V(p, n));\n"
        "$bound_step(1n); I(p, n) <+ white_noise(4 * V(p, n), \"thermal\");\n"
        "I(p, n) <+ $rdist_normal(1, 0, 1); end");
    REQUIRE(model.ok());
    REQUIRE(model->lowered.messages.size() == 1);
    CHECK(model->lowered.messages[0].parts.size() == 3);
    CHECK(at(*model, volts(0.5))(OutputKind::message_when) == 0.0);
    CHECK(at(*model, volts(1.5))(OutputKind::message_when) == 1.0);
    CHECK(at(*model, volts(1.5))(OutputKind::message_argument) == 1.5);
    CHECK(at(*model, volts(0.5))(OutputKind::bound_step) == 1e-9);
    REQUIRE(model->lowered.noise.size() == 1);
    CHECK(model->lowered.noise[0].name == "thermal");
    CHECK(at(*model, volts(0.5))(OutputKind::noise) == 2.0);
    CHECK(model->model->shape().random);
    IrPoint point = volts(0.5);
    const double one = at(*model, point)(f);
    CHECK(at(*model, point)(f) == one);
    point.place.cell = 1;
    CHECK(at(*model, point)(f) != one);
}

TEST_CASE("compile: errors of every stage come back") {
    CHECK_FALSE(compiled("analog I(p, n) <+ ;").ok());
    CHECK_FALSE(compiled("analog I(p, n) <+ nobody;").ok());
    CHECK_FALSE(
        compiled("parameter real r = 1 from (0:inf); analog I(p, n) <+ r;", {}, {{"r", -1.0}})
            .ok());
}
