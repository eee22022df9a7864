// The transient analysis against closed forms, orders of convergence and energy.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/transient.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "support/hand_models.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

constexpr double pi = std::numbers::pi;

Probe probe(const Netlist& n, const char* name) {
    auto made = make_probe(n, name);
    REQUIRE(made);
    return *made;
}

// RC low pass, 1 kohm and 1 nF, driven by a sine of 1 V at 100 kHz that begins at 0.
Netlist driven_rc() {
    Netlist n;
    n.add_voltage_source("V", n.node("in"), 0, SineWave{.amplitude = 1.0, .frequency_Hz = 1e5});
    n.add_resistor("R", n.node("in"), n.node("out"), 1e3);
    n.add_capacitor("C", n.node("out"), 0, 1e-9);
    return n;
}

double driven_rc_V(double t) {
    const double wt = 2.0 * pi * 1e5 * 1e-6;
    const double a = 1.0 / (1.0 + wt * wt);
    return a * (std::sin(wt * t / 1e-6) - wt * std::cos(wt * t / 1e-6) + wt * std::exp(-t / 1e-6));
}

// Largest error at the accepted points.
double rc_error(TransientOptions o) {
    const Netlist n = driven_rc();
    o.stop_s = 2e-5;
    o.probes = {probe(n, "V(out)")};
    MemoryTrace trace;
    const auto result = solve_transient(n, o, trace);
    REQUIRE(result);
    double error = 0.0;
    for (std::size_t k = 0; k < trace.time_s().size(); ++k)
        error = std::max(error, std::abs(trace.values(0)[k] - driven_rc_V(trace.time_s()[k])));
    CHECK(result->report.forced_steps == 0);
    return error;
}

}  // namespace

TEST_CASE("transient: order of convergence with fixed steps") {
    const auto order = [](IntegrationMethod method) {
        TransientOptions o;
        o.method = method;
        o.fixed_step_s = 4e-8;
        const double coarse = rc_error(o);
        o.fixed_step_s = 1e-8;
        return std::log2(coarse / rc_error(o)) / 2.0;
    };
    CHECK(std::abs(order(IntegrationMethod::backward_euler) - 1.0) < 0.1);
    CHECK(std::abs(order(IntegrationMethod::trapezoidal) - 2.0) < 0.15);
    CHECK(std::abs(order(IntegrationMethod::gear2) - 2.0) < 0.15);
}

TEST_CASE("transient: the error follows the tolerance") {
    for (const auto method : {IntegrationMethod::backward_euler, IntegrationMethod::trapezoidal,
                              IntegrationMethod::gear2}) {
        CAPTURE(static_cast<int>(method));
        TransientOptions o;
        o.method = method;
        o.max_step_s = 1e-5;
        o.reltol = 1e-3;
        const double loose = rc_error(o);
        o.reltol = 1e-5;
        o.abstol = 1e-8;
        const double tight = rc_error(o);
        CHECK(loose < 2e-2);
        // A step's error falls as tol; the sum over steps as tol^(p / (p + 1)): 10 or 21.
        const double expected = method == IntegrationMethod::backward_euler ? 10.0 : 21.5;
        CHECK(loose / tight > 0.5 * expected);
        CHECK(loose / tight < 2.5 * expected);
    }
}

TEST_CASE("transient: LC keeps its amplitude with the trapezoidal rule, loses it with Euler") {
    const auto amplitude = [](IntegrationMethod method) {
        Netlist n;
        n.add_capacitor("C", n.node("a"), 0, 1e-9, 1.0);
        n.add_inductor("L", n.node("a"), 0, 1e-3, 0.0);
        TransientOptions o;
        const double period_s = 2.0 * pi * 1e-6;
        o.stop_s = 100.0 * period_s;
        o.fixed_step_s = period_s / 60.0;
        o.method = method;
        o.probes = {probe(n, "V(a)"), probe(n, "I(L)")};
        MemoryTrace trace;
        REQUIRE(solve_transient(n, o, trace));
        CHECK(rel_diff(trace.values(0)[0], 1.0) < 1e-12);
        const double v = trace.values(0).back();
        const double i = trace.values(1).back() * 1e3;  // sqrt(L / C)
        return std::hypot(v, i);
    };
    CHECK(std::abs(amplitude(IntegrationMethod::trapezoidal) - 1.0) < 0.01);
    CHECK(amplitude(IntegrationMethod::backward_euler) < 0.01);
}

TEST_CASE("transient: RLC step response rings as the closed form") {
    Netlist n;
    n.add_voltage_source("V", n.node("in"), 0, PwlWave{{0.0, 1e-12}, {0.0, 1.0}});
    n.add_resistor("R", n.node("in"), n.node("m"), 100.0);
    n.add_inductor("L", n.node("m"), n.node("out"), 1e-3);
    n.add_capacitor("C", n.node("out"), 0, 1e-9);
    TransientOptions o;
    o.stop_s = 3e-5;
    o.reltol = 1e-6;
    o.abstol = 1e-9;
    o.probes = {probe(n, "V(out)")};
    MemoryTrace trace;
    const auto result = solve_transient(n, o, trace);
    REQUIRE(result);
    const double damping = 100.0 / 2e-3;
    const double w = std::sqrt(1e12 - damping * damping);
    for (std::size_t k = 0; k < trace.time_s().size(); ++k) {
        const double t = trace.time_s()[k];
        const double exact =
            1.0 - std::exp(-damping * t) * (std::cos(w * t) + damping / w * std::sin(w * t));
        CHECK(std::abs(trace.values(0)[k] - exact) < 1e-3);
    }
}

TEST_CASE("transient: energy of a source that charges a capacitor is C V^2") {
    Netlist n;
    const auto source = n.add_voltage_source(
        "V", n.node("in"), 0,
        PulseWave{.high = 2.0, .delay_s = 1e-7, .rise_s = 1e-10, .fall_s = 1e-10, .width_s = 1.0});
    DeviceInstance rc{.name = "X", .model = std::make_shared<SeriesRc>(), .nodes = {1, 0}};
    n.add_device(rc);
    TransientOptions o;
    o.stop_s = 3e-5;
    o.reltol = 1e-5;
    o.probes = {probe(n, "X.mid")};
    MemoryTrace trace;
    const auto result = solve_transient(n, o, trace);
    REQUIRE(result);
    CHECK(rel_diff(result->source_J[source], 1e-9 * 4.0) < 1e-3);
    CHECK(rel_diff(trace.values(0).back(), 2.0) < 1e-4);
    CHECK(rel_diff(trace.at(0, 1e-7 + 1e-6), 2.0 * (1.0 - std::exp(-1.0))) < 1e-3);
    CHECK(trace.values(0).front() == 0.0);
}

TEST_CASE("transient: a sine is a source of a rectifier, against tiny fixed steps") {
    const auto run = [](double fixed_s, MemoryTrace& trace) {
        Netlist n;
        n.add_voltage_source("V", n.node("in"), 0, SineWave{.amplitude = 5.0, .frequency_Hz = 1e3});
        n.add_device({.name = "D", .model = std::make_shared<Diode>(), .nodes = {1, n.node("o")}});
        n.add_resistor("R", n.node("o"), 0, 1e4);
        n.add_capacitor("C", n.node("o"), 0, 1e-7);
        TransientOptions o;
        o.stop_s = 3e-3;
        o.fixed_step_s = fixed_s;
        o.reltol = 1e-5;
        o.method = IntegrationMethod::gear2;
        o.probes = {probe(n, "V(o)")};
        return solve_transient(n, o, trace);
    };
    MemoryTrace adaptive;
    MemoryTrace reference;
    const auto result = run(0.0, adaptive);
    REQUIRE(result);
    REQUIRE(run(2e-7, reference));
    for (double t = 1e-4; t < 3e-3; t += 1e-4)
        CHECK(std::abs(adaptive.at(0, t) - reference.at(0, t)) < 5e-3);
    CHECK(adaptive.time_s().size() * 10 < reference.time_s().size());
    CHECK(reference.at(0, 2.25e-3) > 4.0);  // it does rectify
}
