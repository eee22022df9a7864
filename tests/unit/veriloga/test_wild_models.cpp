// Three more models of tests/veriloga_models, written in the manner of well-known published ones:
// operating points against their equations written out here, transients against an integration of
// our own.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <string>

#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/simulate/transient.hpp"
#include "support/device_card.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

std::shared_ptr<const DeviceModel> model_of(const std::string& name,
                                            const veriloga::Bindings& card = {}) {
    const std::string file = CROSSPOINT_SOURCE_DIR "/tests/veriloga_models/" + name + ".va";
    return compile_file(file, name, card).model;
}

/// A source to ground at every terminal, in order; the device last.
Netlist driven(const std::shared_ptr<const DeviceModel>& model,
               const std::vector<Waveform>& waves) {
    Netlist n;
    DeviceInstance device{.name = "X", .model = model, .nodes = {}};
    for (std::size_t k = 0; k < waves.size(); ++k) {
        device.nodes.push_back(n.new_node("t" + std::to_string(k)));
        n.add_voltage_source("V" + std::to_string(k), device.nodes.back(), 0, waves[k]);
    }
    n.add_device(std::move(device));
    return n;
}

/// The currents into the terminals at the operating point.
std::vector<double> currents(const std::shared_ptr<const DeviceModel>& model,
                             const std::vector<double>& volts) {
    std::vector<Waveform> waves;
    for (const double v : volts) waves.emplace_back(DcWave{v});
    const auto solved = solve_dc(driven(model, waves), {});
    INFO((solved ? "" : solved.error().what));
    REQUIRE(solved);
    std::vector<double> into = solved->solution.branch_A;
    for (double& one : into) one = -one;
    return into;
}

void ran(const Netlist& netlist, TransientOptions options, const std::vector<std::string>& probes,
         MemoryTrace& trace) {
    for (const std::string& name : probes) {
        const auto probe = make_probe(netlist, name);
        REQUIRE(probe);
        options.probes.push_back(*probe);
    }
    const auto result = solve_transient(netlist, options, trace);
    INFO((result ? "" : result.error().what));
    REQUIRE(result);
}

/// Fourth-order Runge-Kutta, 2000 steps.
double integrated(double x, double time_s, const std::function<double(double)>& rate) {
    const double h = time_s / 2000.0;
    for (int k = 0; k < 2000; ++k) {
        const double a = rate(x), b = rate(x + 0.5 * h * a), c = rate(x + 0.5 * h * b),
                     d = rate(x + h * c);
        x += h / 6.0 * (a + 2.0 * b + 2.0 * c + d);
    }
    return x;
}

/// The drain current of bulk_mos with its default parameters, source at 0 V.
double square_law(double vds, double vgs, double vbs) {
    constexpr double vt = 1.380649e-23 * 300.15 / 1.602176634e-19;
    const double vth = 0.4 + 0.4 * (std::sqrt(0.8 - vbs) - std::sqrt(0.8));
    const double vov = 2.0 * vt * std::log1p(std::exp((vgs - vth) / (2.0 * vt)));
    const double vdsat = vov / (1.0 + 0.2 / std::sqrt(0.8));
    const double v = std::min(vds, vdsat);
    const double shape = vds < vdsat ? (vov - 0.5 * vov / vdsat * v) * v : 0.5 * vov * vdsat;
    return 200e-6 * 10.0 * shape * (1.0 + 0.05 * vds) / (1.0 + 0.1 * vov);
}

}  // namespace

TEST_CASE("wild models: a transistor with bulk follows its square law, swaps, and mirrors") {
    const auto nmos = model_of("bulk_mos");
    const auto pmos = model_of("bulk_mos", {{"kind", "pmos"}, {"width", 1e-6}});
    for (const double vgs : {0.2, 0.5, 1.0})
        for (const double vds : {0.02, 0.3, 1.2})
            for (const double vbs : {0.0, -0.5}) {
                CAPTURE(vgs);
                CAPTURE(vds);
                CAPTURE(vbs);
                const double expected = square_law(vds, vgs, vbs);
                CHECK(rel_diff(currents(nmos, {vds, vgs, 0.0, vbs})[0], expected) < 1e-9);
                // drain and source exchanged; all signs turned
                CHECK(rel_diff(currents(nmos, {0.0, vgs, vds, vbs})[0], -expected) < 1e-9);
                CHECK(rel_diff(currents(pmos, {-vds, -vgs, 0.0, -vbs})[0], -expected) < 1e-9);
            }
}

TEST_CASE("wild models: parasitic resistances of a transistor have nodes of their own, or none") {
    CHECK(model_of("bulk_mos")->shape().unknowns.size() == 4);
    const auto model = model_of("bulk_mos", {{"rs", 1e3}});
    CHECK(model->shape().unknowns.size() == 5);
    const double i = currents(model, {1.0, 1.2, 0.0, 0.0})[0];
    const double drop = 1e3 * i;  // the inner transistor sees what is left
    CHECK(rel_diff(i, square_law(1.0 - drop, 1.2 - drop, -drop)) < 1e-8);
}

TEST_CASE("wild models: the gate of a transistor takes C dV/dt") {
    const Netlist n = driven(model_of("bulk_mos"),
                             {DcWave{0.5}, PwlWave{.time_s = {0.0, 1e-9}, .value = {0.0, 1.0}},
                              DcWave{0.0}, DcWave{0.0}});
    TransientOptions options;
    options.stop_s = 0.9e-9;
    options.reltol = 1e-6;
    MemoryTrace trace;
    ran(n, options, {"I(V1)"}, trace);
    const double expected = -10e-3 * 1e-6 * 100e-9 * 1e9;  // cox w l times 1 V per ns
    CHECK(rel_diff(trace.at(0, 0.45e-9), expected) < 1e-6);
}

TEST_CASE("wild models: a memristor of thresholds and windows moves as its equation says") {
    const auto model = model_of("window_memristor");
    const auto run = [&](double volts, double stop_s) {
        Netlist n;
        n.add_voltage_source("V", n.node("a"), 0, DcWave{volts});
        n.add_device({.name = "X", .model = model, .nodes = {n.node("a"), 0, n.node("x")}});
        TransientOptions options;
        options.stop_s = stop_s;
        options.reltol = 1e-7;
        options.abstol = 1e-9;
        MemoryTrace trace;
        ran(n, options, {"V(x)", "I(V)"}, trace);
        CHECK(rel_diff(trace.values(1).front(), -0.17 * 0.11 * std::sinh(0.05 * volts)) < 1e-9);
        return trace.values(0).back();
    };
    CHECK(std::abs(run(0.1, 1e-3) - 0.11) < 1e-12);  // below the threshold
    const auto up = [](double x) {
        const double window = x < 0.3 ? 1.0 : std::exp(-(x - 0.3)) * ((0.3 - x) / 0.7 + 1.0);
        return 4e3 * (std::exp(1.0) - std::exp(0.16)) * window;
    };
    for (const double stop_s : {20e-6, 200e-6})
        CHECK(rel_diff(run(1.0, stop_s), integrated(0.11, stop_s, up)) < 1e-4);
    const auto down = [](double x) {
        const double window = x > 0.5 ? 1.0 : std::exp(5.0 * (x - 0.5)) * x / 0.5;
        return -4e3 * (std::exp(0.5) - std::exp(0.15)) * window;
    };
    CHECK(rel_diff(run(-0.5, 500e-6), integrated(0.11, 500e-6, down)) < 1e-4);
}

TEST_CASE("wild models: a gap moved by macros of file scope, with conditional contributions") {
    const auto model = model_of("file_scope_rram", {{"rth", 0.0}, {"bidirectional", 0.0}});
    const double vt = 8.617333262e-5 * 300.0;
    const double rate = 1e9 * std::exp(-0.6 / vt) * std::sinh(0.8 * 0.6 / vt);  // per second
    const double stop_s = 0.5 / rate;
    const Netlist n = driven(model, {DcWave{0.6}, DcWave{0.0}});
    TransientOptions options;
    options.stop_s = stop_s;
    MemoryTrace trace;
    ran(n, options, {"X.gap", "I(V0)"}, trace);
    REQUIRE(trace.time_s().size() >= static_cast<std::size_t>(stop_s / 1e-9));  // $bound_step
    CHECK(trace.values(0).front() == 1.0);
    CHECK(std::abs(trace.values(0).back() - 0.5) < 1e-9);
    const double expected = -1e-3 * std::exp(-0.5 / 0.25) * std::sinh(0.6 / 0.25);
    CHECK(rel_diff(trace.values(1).back(), expected) < 1e-8);
    CHECK(rel_diff(currents(model, {-0.6, 0.0})[0], -0.6e-9) < 1e-12);
    // The second half of a long run stands at the bound.
    options.stop_s = 2.0 * stop_s;
    MemoryTrace second;
    ran(n, options, {"X.gap"}, second);
    CHECK(second.values(0).back() == 0.2);
}
