// The interpreter against closed forms, and its derivatives against finite differences.
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "support/near.hpp"
#include "unit/veriloga/checked.hpp"

using crosspoint::testing::for_all;
using crosspoint::testing::rel_diff;
using namespace crosspoint::veriloga;
using namespace crosspoint::veriloga::testing;

namespace {

constexpr double k_over_q = 1.380649e-23 / 1.602176634e-19;

/// Value and slope of an expression of V(p,n) = v.
std::pair<double, double> current(const std::string& expression, double v) {
    Bench m(two_terminals("real x; analog begin x = V(p, n); I(p, n) <+ " + expression + "; end"));
    const Evaluation e = m.at({v, 0.0});
    CHECK(e.f[1] == -e.f[0]);
    CHECK(e.df[1] == -e.df[0]);
    return {e.f[0], e.df[0]};
}

}  // namespace

TEST_CASE("interpreter: a diode has the current and the conductance of its law") {
    Bench m(
        two_terminals("parameter real is = 1e-14 from (0:inf); parameter real cj = 1p;\n"
                      "analog begin I(p, n) <+ is * (limexp(V(p, n) / $vt) - 1.0);\n"
                      "I(p, n) <+ ddt(cj * V(p, n)); end"));
    const double vt = k_over_q * 300.15;
    const Evaluation e = m.at({0.6, 0.1});
    CHECK(rel_diff(e.f[0], 1e-14 * (std::exp(0.5 / vt) - 1.0)) < 1e-13);
    CHECK(rel_diff(e.df[0], 1e-14 * std::exp(0.5 / vt) / vt) < 1e-13);
    CHECK(e.df[1] == -e.df[0]);
    CHECK(rel_diff(e.q[0], 0.5e-12) < 1e-14);
    CHECK(rel_diff(e.dq[0], 1e-12) < 1e-14);
    CHECK(m.unknowns() == std::vector<std::string>{"p", "n"});
}

TEST_CASE("interpreter: a square-law transistor in its three regions") {
    Bench m(
        "module mos(d, g, s); inout d, g, s; electrical d, g, s;\n"
        "parameter real k = 1m; parameter real vth = 0.4; real vov, vds;\n"
        "analog begin vov = V(g, s) - vth; vds = V(d, s);\n"
        "if (vov <= 0) I(d, s) <+ 0;\n"
        "else if (vds < vov) I(d, s) <+ k * (vov - vds / 2) * vds;\n"
        "else I(d, s) <+ k / 2 * vov * vov; end endmodule");
    CHECK(m.at({1.0, 0.3, 0.0}).f[0] == 0.0);
    CHECK(rel_diff(m.at({0.2, 1.0, 0.0}).f[0], 1e-3 * (0.6 - 0.1) * 0.2) < 1e-14);
    const Evaluation e = m.at({1.0, 1.0, 0.0});
    CHECK(rel_diff(e.f[0], 0.5e-3 * 0.36) < 1e-14);
    CHECK(rel_diff(e.df[1], 1e-3 * 0.6) < 1e-14);
    CHECK(e.df[0] == 0.0);
}

TEST_CASE("interpreter: functions of one number against finite differences") {
    for (const char* f : {"exp(x)",        "ln(x)",         "log(x)",
                          "sqrt(x)",       "sin(x)",        "cos(x)",
                          "tan(x)",        "asin(x)",       "acos(x)",
                          "atan(x)",       "sinh(x)",       "cosh(x)",
                          "tanh(x)",       "asinh(x)",      "acosh(1 + x)",
                          "atanh(x)",      "pow(x, 2.5)",   "pow(2.5, x)",
                          "x ** x",        "atan2(x, 0.3)", "atan2(0.3, x)",
                          "hypot(x, 0.7)", "limexp(x)",     "limexp(81 + x)",
                          "abs(-x)",       "min(x, 2)",     "max(x, 0.01)",
                          "1 / x",         "x % 0.15",      "x > 0.2 ? x * x : 3 * x"}) {
        CAPTURE(f);
        for_all(5, [&](std::mt19937_64& random) {
            const double x = 0.21 + 0.08 * static_cast<double>(random() >> 11) * 0x1.0p-53;
            const double step = 1e-5;
            const double slope =
                (current(f, x + step).first - current(f, x - step).first) / (2.0 * step);
            CHECK(rel_diff(current(f, x).second, slope) < 1e-7);
        });
    }
}

TEST_CASE("interpreter: ddx and its own derivatives") {
    Bench m(
        two_terminals("electrical i; real g; analog begin\n"
                      "g = ddx(sin(V(p)) * exp(V(i)) + V(p) / V(i), V(i));\n"
                      "I(p, n) <+ g; I(i) <+ V(i); end"));
    const double p = 0.7;
    const double i = 1.3;
    const Evaluation e = m.at({p, 0.0, i});
    CHECK(rel_diff(e.f[0], std::sin(p) * std::exp(i) - p / (i * i)) < 1e-14);
    CHECK(rel_diff(e.df[0], std::cos(p) * std::exp(i) - 1.0 / (i * i)) < 1e-14);
    CHECK(rel_diff(e.df[2], std::sin(p) * std::exp(i) + 2.0 * p / (i * i * i)) < 1e-14);
}

TEST_CASE("interpreter: an inductor has a flow and its flux as charge") {
    Bench m(two_terminals("parameter real l = 2n; analog V(p, n) <+ l * ddt(I(p, n));"));
    CHECK(m.unknowns() == std::vector<std::string>{"p", "n", "I((p,n))"});
    const Evaluation e = m.at({0.5, 0.2, 3.0});
    CHECK(e.f[0] == 3.0);
    CHECK(e.f[1] == -3.0);
    CHECK(rel_diff(e.f[2], 0.3) < 1e-14);
    CHECK(rel_diff(e.q[2], -6e-9) < 1e-14);
    CHECK(rel_diff(e.dq[8], -2e-9) < 1e-14);
}

TEST_CASE("interpreter: a ddt that is multiplied by a voltage has an unknown of its own") {
    Bench m(two_terminals("real w; analog begin w = ddt(2 * V(p, n)); I(p, n) <+ V(p) * w; end"));
    CHECK(m.unknowns() == std::vector<std::string>{"p", "n", "ddt#0"});
    const Evaluation e = m.at({0.5, 0.0, 3.0});
    CHECK(e.f[0] == 1.5);
    CHECK(e.df[0] == 3.0);
    CHECK(e.f[2] == 3.0);
    CHECK(e.q[2] == -1.0);
}

TEST_CASE("interpreter: a switch branch is a potential or a flow as its condition says") {
    Bench m(
        "module sw(p, n, c); inout p, n, c; electrical p, n, c;\n"
        "analog if (V(c) > 0.5) V(p, n) <+ 0; else I(p, n) <+ 1m; endmodule");
    CHECK(m.structure.branches.at(0) == BranchKind::switching);
    CHECK(m.at({1.0, 0.25, 1.0, 7.0}).f[3] == 0.75);
    CHECK(rel_diff(m.at({1.0, 0.25, 0.0, 7.0}).f[3], 7.0 - 1e-3) < 1e-14);
}

TEST_CASE("interpreter: idt integrates, starts at its condition, and is held by reset") {
    Bench m(two_terminals("analog I(p, n) <+ idt(V(p, n), 0.25, V(n) > 1);"));
    const Evaluation dc = m.at({2.0, 0.0, 0.5});
    CHECK(dc.f[2] == 0.25);
    m.point.dc = false;
    const Evaluation run = m.at({2.0, 0.0, 0.5});
    CHECK(run.f[2] == -2.0);
    CHECK(run.q[2] == 0.5);
    CHECK(run.dq[8] == 1.0);
    const Evaluation reset = m.at({2.0, 1.5, 0.5});  // pulled to 0.25
    CHECK(rel_diff(reset.f[2], 0.25e12) < 1e-15);
    CHECK(reset.q[2] == 0.5);
    CHECK(rel_diff(reset.df[8], 1e12) < 1e-15);
}

TEST_CASE("interpreter: integers divide to integers, conversions round away from zero") {
    CHECK(current("7 / 2 * x", 1.0).first == 3.0);
    CHECK(current("7.0 / 2 * x", 1.0).first == 3.5);
    Bench m(two_terminals("integer k; analog begin k = 2.5 * V(p); I(p, n) <+ k; end"));
    CHECK(m.at({1.0, 0.0}).f[0] == 3.0);
    CHECK(m.at({-1.0, 0.0}).f[0] == -3.0);
    CHECK(m.at({1.0, 0.0}).df[0] == 0.0);
    CHECK(m.at({std::numeric_limits<double>::quiet_NaN(), 0.0}).f[0] == 0.0);
}

TEST_CASE("interpreter: hidden state, events and loops") {
    Bench m(
        two_terminals("real x; integer hits, k; real sum; analog begin\n"
                      "@(initial_step) x = 5; @(cross(V(p, n) - 0.5, 1)) hits = hits + 1;\n"
                      "x = x + 1; sum = 0; for (k = 1; k <= 4; k = k + 1) sum = sum + k;\n"
                      "repeat (3) sum = sum + 100; I(p, n) <+ x + sum + 1000 * hits; end"));
    m.point.initial_step = true;
    CHECK(m.at({0.0, 0.0}).f[0] == 316.0);
    m.accept(0.0, {0.0, 0.0});
    m.point.initial_step = false;
    CHECK(m.accept(1.0, {1.0, 0.0}).f[0] == 1317.0);
    CHECK(m.accept(2.0, {1.0, 0.0}).f[0] == 1318.0);
    CHECK(m.accept(3.0, {0.0, 0.0}).f[0] == 1319.0);
}

TEST_CASE("interpreter: transition, slew, absdelay, timer") {
    Bench t(two_terminals("analog I(p, n) <+ transition(V(p, n), 1.0, 2.0);"));
    CHECK(t.accept(0.0, {0.0, 0.0}).f[0] == 0.0);
    CHECK(t.accept(1.0, {4.0, 0.0}).f[0] == 0.0);
    CHECK(t.accept(3.0, {4.0, 0.0}).f[0] == 2.0);
    CHECK(t.accept(9.0, {4.0, 0.0}).f[0] == 4.0);
    Bench s(two_terminals("analog I(p, n) <+ slew(V(p, n), 0.5, -0.25);"));
    CHECK(s.accept(0.0, {0.0, 0.0}).f[0] == 0.0);
    CHECK(s.accept(2.0, {9.0, 0.0}).f[0] == 1.0);
    CHECK(s.accept(3.0, {-9.0, 0.0}).f[0] == 0.75);
    Bench d(two_terminals("analog I(p, n) <+ absdelay(V(p, n), 1.5);"));
    CHECK(d.accept(0.0, {0.0, 0.0}).f[0] == 0.0);
    CHECK(d.accept(1.0, {2.0, 0.0}).f[0] == 0.0);
    CHECK(d.accept(2.0, {2.0, 0.0}).f[0] == 1.0);
    Bench c(
        two_terminals("integer k; analog begin @(timer(1.0, 0.5)) k = k + 1;\n"
                      "I(p, n) <+ k; end"));
    CHECK(c.accept(0.9, {0.0, 0.0}).f[0] == 0.0);
    CHECK(c.accept(1.0, {0.0, 0.0}).timers_s == std::vector<double>{1.5});
    CHECK(c.accept(1.2, {0.0, 0.0}).f[0] == 1.0);
    CHECK(c.accept(1.5, {0.0, 0.0}).f[0] == 2.0);
}

TEST_CASE("interpreter: a timer fires where the transient starts when that is its time") {
    Bench c(
        two_terminals("integer k; analog begin @(timer(0.0, 0.5)) k = k + 1;\n"
                      "I(p, n) <+ k; end"));
    CHECK(c.at({0.0, 0.0}).f[0] == 0.0);  // dc alone
    c.point.analysis = "tran";
    const Evaluation start = c.at({0.0, 0.0});
    CHECK(start.f[0] == 1.0);
    c.memory = start.next;
    CHECK(c.accept(0.25, {0.0, 0.0}).f[0] == 1.0);
    CHECK(c.accept(0.5, {0.0, 0.0}).f[0] == 2.0);
}

TEST_CASE("interpreter: noise, messages, random numbers, an endless loop") {
    Bench m(two_terminals(
        "real r; analog begin r = $rdist_normal(7, 1.0, 2.0);\n"
        "I(p, n) <+ r + white_noise(2.0, \"th\") + flicker_noise(V(p), 1.1, \"fl\");\n"
        "$strobe(\"r is\", r); $bound_step(1n); end"));
    m.point.draw = [](RandomKind, Index, double seed, double mean, double deviation) {
        return seed + mean + 10 * deviation;
    };
    const Evaluation e = m.at({3.0, 0.0});
    CHECK(e.f[0] == 28.0);
    REQUIRE(e.noise.size() == 2);
    CHECK(e.noise[0].density == 2.0);
    CHECK(e.noise[1].density == 3.0);
    CHECK(e.noise[1].exponent == 1.1);
    REQUIRE(e.messages.size() == 1);
    CHECK(e.messages[0].text == "r is 28");
    CHECK(e.bound_step_s == 1e-9);
    Bench endless(two_terminals("real x; analog begin while (V(p) > 0) x = 1; end"));
    CHECK(!endless.at({1.0, 0.0}).failure.empty());
    CHECK(endless.at({-1.0, 0.0}).failure.empty());
}
