// The transient analysis with devices that have states, hidden memory and events.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include "crosspoint/base/npy.hpp"
#include "crosspoint/simulate/transient.hpp"
#include "support/hand_models.hpp"
#include "support/near.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

Probe probe(const Netlist& n, const char* name) {
    auto made = make_probe(n, name);
    REQUIRE(made);
    return *made;
}

Netlist driven(std::shared_ptr<const DeviceModel> model, Waveform wave) {
    Netlist n;
    n.add_voltage_source("V", n.node("a"), 0, std::move(wave));
    n.add_device({.name = "X", .model = std::move(model), .nodes = {n.node("a"), 0}});
    return n;
}

}  // namespace

TEST_CASE("transient: memristor hysteresis agrees with an ODE solver") {
    Netlist n =
        driven(std::make_shared<DriftMemristor>(), SineWave{.amplitude = 1.0, .frequency_Hz = 1.0});
    n.set_held(0, {{.unknown = 2, .value = 0.1}});
    TransientOptions o;
    o.stop_s = 1.0;
    o.reltol = 1e-6;
    o.abstol = 1e-8;
    o.max_step_s = 2e-3;
    o.probes = {probe(n, "X.x"), probe(n, "I(V)")};
    MemoryTrace trace;
    const auto result = solve_transient(n, o, trace);
    REQUIRE(result);
    CHECK(trace.values(0).front() == 0.1);
    // scipy 1.10, DOP853, rtol 1e-12: dx/dt = 1e4 sin(2 pi t) 4 x (1 - x) / (100 x + 16000 (1 - x))
    const double exact[][2] = {{0.125, 0.1123503748}, {0.25, 0.1488157562},  {0.375, 0.1970963887},
                               {0.5, 0.2214150893},   {0.625, 0.1970963887}, {0.75, 0.1488157562},
                               {1, 0.1000000000}};
    for (const auto& [t, x] : exact) {
        CAPTURE(t);
        CHECK(rel_diff(trace.at(0, t), x) < 2e-4);
    }
    CHECK(result->report.steps < 3000);
    CHECK(result->final.internal[0][0] == trace.values(0).back());
}

TEST_CASE("transient: hidden memory advances on accepted steps only") {
    // A pulse edge forces rejected steps; the sum over accepted ones is the integral of V.
    Netlist n = driven(
        std::make_shared<Counter>(),
        PulseWave{.high = 1.0, .delay_s = 1e-6, .rise_s = 1e-9, .fall_s = 1e-9, .width_s = 2e-6});
    n.add_resistor("R", n.node("a"), n.node("o"), 1e3);
    n.add_capacitor("C", n.node("o"), 0, 1e-10);
    TransientOptions o;
    o.stop_s = 5e-6;
    o.probes = {probe(n, "X.count"), probe(n, "X.sum"), probe(n, "X.t_last")};
    MemoryTrace trace;
    const auto result = solve_transient(n, o, trace);
    REQUIRE(result);
    CHECK(result->report.rejected_error > 0);
    for (std::size_t k = 0; k < trace.time_s().size(); ++k) {
        CHECK(trace.values(0)[k] == static_cast<double>(k + 1));  // time 0 is a point as well
        CHECK(trace.values(2)[k] == trace.time_s()[k]);
    }
    CHECK(rel_diff(trace.values(1).back(), 2.001e-6) < 1e-3);
    CHECK(trace.values(0).back() == static_cast<double>(result->report.steps + 1));
}

TEST_CASE("transient: a crossing is located and a timer met exactly") {
    Netlist n;
    n.add_voltage_source("G", n.node("g"), 0, PwlWave{{0.0, 1e-6}, {0.0, 1.0}});
    n.add_voltage_source("V", n.node("in"), 0, DcWave{1.0});
    n.add_resistor("R", n.node("in"), n.node("o"), 1e3);
    n.add_device({.name = "X",
                  .model = std::make_shared<LatchSwitch>(7.3e-7),
                  .nodes = {n.node("o"), 0, n.node("g")}});
    TransientOptions o;
    o.stop_s = 1e-6;
    o.probes = {probe(n, "V(o)"), probe(n, "X.closed")};
    MemoryTrace trace;
    const auto result = solve_transient(n, o, trace);
    REQUIRE(result);
    CHECK(result->report.events == 1);
    const auto closed = std::ranges::find(trace.values(1), 1.0);
    REQUIRE(closed != trace.values(1).end());
    const double at_s = trace.time_s()[static_cast<std::size_t>(closed - trace.values(1).begin())];
    CHECK(at_s >= 0.5e-6);
    CHECK(at_s - 0.5e-6 < 2e-12);
    CHECK(std::ranges::count(trace.time_s(), 7.3e-7) == 1);
    CHECK(trace.at(0, 4e-7) > 0.99);
    CHECK(trace.at(0, 6e-7) < 0.01);
    CHECK(trace.at(0, 9e-7) > 0.99);
}

TEST_CASE("transient: corners of sources are time points") {
    const PulseWave pulse{.high = 1.0,
                          .delay_s = 1e-7,
                          .rise_s = 1e-9,
                          .fall_s = 2e-9,
                          .width_s = 1e-8,
                          .period_s = 1e-7};
    Netlist n = driven(std::make_shared<SeriesRc>(), pulse);
    TransientOptions o;
    o.stop_s = 5e-7;
    MemoryTrace trace;
    REQUIRE(solve_transient(n, o, trace));
    double corner_s = 0.0;
    int corners = 0;
    while ((corner_s = wave_next_corner(pulse, corner_s + 1e-15)) < o.stop_s) {
        CHECK(std::ranges::count(trace.time_s(), corner_s) == 1);
        ++corners;
    }
    CHECK(corners == 16);
    CHECK(trace.time_s().back() == o.stop_s);
    CHECK(std::ranges::is_sorted(trace.time_s()));
}

TEST_CASE("transient: stops on request, and says how far it came") {
    Netlist n = driven(std::make_shared<SeriesRc>(), SineWave{.amplitude = 1, .frequency_Hz = 1e6});
    std::stop_source source;
    TransientOptions o;
    o.stop_s = 1e-5;
    o.stop = source.get_token();
    o.progress = [&](const TransientProgress& p) {
        if (p.time_s > 3e-6) source.request_stop();
    };
    MemoryTrace trace;
    const auto result = solve_transient(n, o, trace);
    REQUIRE(result);
    CHECK(result->report.stopped);
    CHECK(result->report.end_s > 3e-6);
    CHECK(result->report.end_s < 4e-6);
    CHECK(trace.time_s().back() == result->report.end_s);
}

TEST_CASE("transient: traces stream to files that read back") {
    const TempFolder folder;
    Netlist n = driven(std::make_shared<SeriesRc>(), SineWave{.amplitude = 1, .frequency_Hz = 1e6});
    TransientOptions o;
    o.stop_s = 1e-6;
    o.probes = {probe(n, "V(a)"), probe(n, "X.mid")};
    MemoryTrace memory;
    REQUIRE(solve_transient(n, o, memory));
    FileTrace npy(folder.path() + "/t.npy");
    FileTrace csv(folder.path() + "/t.csv");
    REQUIRE(solve_transient(n, o, npy));
    REQUIRE(solve_transient(n, o, csv));
    const auto array = read_npy(folder.path() + "/t.npy");
    REQUIRE(array);
    REQUIRE(array->shape == std::vector<std::size_t>{memory.time_s().size(), 3});
    for (std::size_t k = 0; k < memory.time_s().size(); ++k) {
        CHECK(array->values[3 * k] == memory.time_s()[k]);
        CHECK(array->values[3 * k + 2] == memory.values(1)[k]);
    }
    std::ifstream text(folder.path() + "/t.csv");
    std::string head;
    std::getline(text, head);
    CHECK(head == "time_s,V(a),X.mid");
    FileTrace nowhere(folder.path() + "/no/such/t.npy");
    const auto refused = solve_transient(n, o, nowhere);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == 7320);
}

TEST_CASE("transient: ugly inputs are refused by number") {
    Netlist n = driven(std::make_shared<SeriesRc>(), DcWave{1.0});
    MemoryTrace trace;
    const auto id = [&](auto change) {
        TransientOptions o;
        o.stop_s = 1e-6;
        change(o);
        const auto result = solve_transient(n, o, trace);
        return result ? 0 : result.error().id;
    };
    using O = TransientOptions;
    CHECK(id([](O& o) { o.stop_s = 0.0; }) == 7314);
    CHECK(id([](O& o) { o.stop_s = -1.0; }) == 7314);
    CHECK(id([](O& o) { o.stop_s = std::numeric_limits<double>::infinity(); }) == 7314);
    CHECK(id([](O& o) { o.reltol = 0.0; }) == 7314);
    CHECK(id([](O& o) { o.fixed_step_s = -1.0; }) == 7314);
    CHECK(id([](O& o) { o.max_step_s = NAN; }) == 7314);
    CHECK(id([](O&) {}) == 0);
    for (const char* name : {"V(nowhere)", "I(X)", "X.", "X.nothing", "", "V()", "Y.mid"})
        CHECK(make_probe(n, name).error().id == 7315);
}
