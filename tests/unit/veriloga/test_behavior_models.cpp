// The models of tests/veriloga_models, each of which stands for an idiom of published models: they
// behave as their head comments say, at operating points and over time.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
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

Netlist two_terminal(const std::shared_ptr<const DeviceModel>& model, Waveform wave) {
    Netlist n;
    n.add_voltage_source("V", n.node("a"), 0, std::move(wave));
    n.add_device({.name = "X", .model = model, .nodes = {n.node("a"), 0}});
    return n;
}

TransientOptions until(const Netlist& netlist, double stop_s, std::vector<std::string> probes) {
    TransientOptions options;
    options.stop_s = stop_s;
    options.reltol = 1e-6;
    options.abstol = 1e-8;
    for (const std::string& name : probes) {
        const auto probe = make_probe(netlist, name);
        INFO(name);
        REQUIRE(probe);
        options.probes.push_back(*probe);
    }
    return options;
}

TransientResult ran(const Netlist& netlist, const TransientOptions& options, MemoryTrace& trace) {
    auto result = solve_transient(netlist, options, trace);
    INFO((result ? "" : result.error().what));
    REQUIRE(result);
    return std::move(*result);
}

/// The magnetization after 50 ns at `volts`, from `start`.
double magnetization(double volts, double start) {
    Netlist n = two_terminal(model_of("custom_nature_mtj"), DcWave{volts});
    n.set_held(0, {{.unknown = 2, .value = start}});
    const TransientOptions options = until(n, 50e-9, {"X.mz", "I(V)"});
    MemoryTrace trace;
    ran(n, options, trace);
    CHECK(trace.values(0).front() == start);
    const double ohm = 1.0 / (0.5 * (2e-4 + 1e-4) + 0.5 * (2e-4 - 1e-4) * start);
    CHECK(rel_diff(trace.values(1).front(), -volts / ohm) < 1e-9);
    return trace.values(0).back();
}

/// Nine pulses of 1 V, 40 us long with ramps of 1 us, one every 100 us from 20 us on.
PwlWave nine_pulses() {
    PwlWave wave;
    const auto point = [&](double microseconds, double volts) {
        wave.time_s.push_back(1e-6 * microseconds);
        wave.value.push_back(volts);
    };
    for (int k = 0; k < 9; ++k) {
        const double at = 20.0 + 100.0 * k;
        point(at, 0.0);
        point(at + 1.0, 1.0);
        point(at + 41.0, 1.0);
        point(at + 42.0, 0.0);
    }
    return wave;
}

/// The gaps of `cells` instances after 100 steps of 1 us.
std::vector<double> random_gaps(std::size_t cells, std::uint64_t seed) {
    const auto model = model_of("random_step_rram");
    Netlist n;
    n.add_voltage_source("V", n.node("a"), 0, DcWave{0.1});
    for (std::size_t k = 0; k < cells; ++k)
        n.add_device({.name = "X" + std::to_string(k), .model = model, .nodes = {n.node("a"), 0}});
    TransientOptions options = until(n, 1e-4, {});
    options.fixed_step_s = 1e-6;
    options.seed = seed;
    MemoryTrace trace;
    const TransientResult result = ran(n, options, trace);
    const auto& names = model->shape().memory;
    const auto at = std::find(names.begin(), names.end(), "gap") - names.begin();
    REQUIRE(static_cast<std::size_t>(at) < names.size());
    std::vector<double> gaps;
    for (const auto& memory : result.final.memory)
        gaps.push_back(memory[static_cast<std::size_t>(at)]);
    return gaps;
}

}  // namespace

TEST_CASE("behavior models: a magnetization with natures of its own turns and returns") {
    const double rest = std::sqrt(0.99);  // where m (1 - m^2) = 0.01 m
    CHECK(rel_diff(magnetization(0.0, 0.5), rest) < 1e-5);
    CHECK(rel_diff(magnetization(0.0, -0.5), -rest) < 1e-5);
    CHECK(magnetization(0.1, -0.99) < -0.95);  // a fifth of i_c
    CHECK(magnetization(1.0, -0.99) > 0.95);   // twice i_c
    CHECK(magnetization(-1.0, 0.99) < -0.95);
}

TEST_CASE("behavior models: a variable that is moved on by hand follows the charge") {
    const Netlist n = two_terminal(model_of("hidden_state_memristor"), DcWave{0.1});
    const auto point = solve_dc(n, {});
    REQUIRE(point);
    const TransientOptions options = until(n, 10e-3, {"X.x", "I(V)"});
    MemoryTrace trace;
    const TransientResult result = ran(n, options, trace);
    CHECK(trace.values(0).front() == 0.5);
    CHECK(rel_diff(trace.values(1).front(), -0.1 / 8500.0) < 1e-12);
    CHECK(result.report.steps >= 100);  // $bound_step(1e-4)
    double charge = 0.0;
    for (std::size_t k = 1; k < trace.time_s().size(); ++k)
        charge -= 0.5 * (trace.values(1)[k] + trace.values(1)[k - 1]) *
                  (trace.time_s()[k] - trace.time_s()[k - 1]);
    CHECK(rel_diff(trace.values(0).back() - 0.5, 1e5 * charge) < 1e-3);
    CHECK(trace.values(0).back() > 0.51);
}

TEST_CASE("behavior models: crossings move a level up, a timer down, an integral runs along") {
    Netlist n;
    n.add_voltage_source("Vg", n.node("g"), 0, nine_pulses());
    n.add_voltage_source("Vd", n.node("d"), 0, DcWave{0.1});
    n.add_device({.name = "X",
                  .model = model_of("pulse_counter_synapse"),
                  .nodes = {n.node("g"), n.node("d"), 0}});
    const TransientOptions options = until(n, 3.5e-3, {"I(Vd)", "X.sum"});
    MemoryTrace trace;
    ran(n, options, trace);
    const auto level = [&](double microseconds) {
        return -trace.at(0, 1e-6 * microseconds) / 0.1 / 1e-6 - 1.0;
    };
    for (int k = 0; k < 9; ++k) {
        CAPTURE(k);
        CHECK(std::abs(level(100.0 * k + 15.0) - std::min(k, 7)) < 1e-6);
    }
    for (int period = 1; period <= 3; ++period) {
        CAPTURE(period);
        CHECK(std::abs(level(1000.0 * period - 10.0) - (8.0 - period)) < 1e-6);
        CHECK(std::abs(level(1000.0 * period + 10.0) - (7.0 - period)) < 1e-6);
    }
    for (const int pulses : {1, 5, 9}) {
        CAPTURE(pulses);
        CHECK(rel_diff(trace.at(1, 1e-6 * (100.0 * pulses - 1.0)), 1e3 * 41e-6 * pulses) < 1e-4);
    }
}

TEST_CASE("behavior models: random steps repeat, differ by seed and cell, and spread as sqrt(t)") {
    const std::vector<double> gaps = random_gaps(200, 1);
    CHECK(gaps == random_gaps(200, 1));
    CHECK(gaps != random_gaps(200, 2));
    CHECK(gaps[0] != gaps[1]);
    double mean = 0.0, square = 0.0;
    for (const double gap : gaps) mean += gap / 200.0;
    for (const double gap : gaps) square += (gap - mean) * (gap - mean) / 199.0;
    CHECK(std::abs(mean - 1.0) < 0.03);                     // four times 0.1 / sqrt(200)
    CHECK(rel_diff(std::sqrt(square), 10.0 * 1e-2) < 0.2);  // four times 1 / sqrt(400)
}
