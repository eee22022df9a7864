// Waveforms, the checks of a netlist, and that the audit sees what is wrong.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/circuit/netlist.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "crosspoint/circuit/net_audit.hpp"
#include "crosspoint/simulate/dc.hpp"
#include "support/hand_models.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

int id_of(const Netlist& n) {
    const auto checked = n.check();
    return checked ? 0 : checked.error().id;
}

int id_of(Waveform wave) {
    Netlist n;
    n.add_voltage_source("V", n.node("a"), 0, std::move(wave));
    return id_of(n);
}

}  // namespace

TEST_CASE("waveform: a pulse train, its corners, its values") {
    const PulseWave p{.low = 1.0,
                      .high = 3.0,
                      .delay_s = 1.0,
                      .rise_s = 0.5,
                      .fall_s = 0.25,
                      .width_s = 1.0,
                      .period_s = 4.0};
    CHECK(wave_value(p, 0.0) == 1.0);
    CHECK(wave_value(p, 1.25) == 2.0);
    CHECK(wave_value(p, 2.0) == 3.0);
    CHECK(wave_value(p, 2.625) == 2.0);
    CHECK(wave_value(p, 4.0) == 1.0);
    CHECK(wave_value(p, 401.25) == 2.0);
    CHECK(wave_next_corner(p, 0.0) == 1.0);
    CHECK(wave_next_corner(p, 1.0) == 1.5);
    CHECK(wave_next_corner(p, 1.5) == 2.5);
    CHECK(wave_next_corner(p, 2.5) == 2.75);
    CHECK(wave_next_corner(p, 2.75) == 5.0);
    CHECK(wave_next_corner(p, 400.5) == 401.0);
    CHECK(wave_next_corner(PulseWave{.width_s = 1.0}, 5.0) == infinity);
}

TEST_CASE("waveform: lines, sine and exponential") {
    const PwlWave w{{1.0, 2.0, 4.0}, {0.0, 1.0, -1.0}};
    CHECK(wave_value(w, 0.0) == 0.0);
    CHECK(wave_value(w, 1.5) == 0.5);
    CHECK(wave_value(w, 3.0) == 0.0);
    CHECK(wave_value(w, 9.0) == -1.0);
    CHECK(wave_next_corner(w, 2.0) == 4.0);
    CHECK(wave_next_corner(w, 4.0) == infinity);
    const SineWave s{.offset = 1.0, .amplitude = 2.0, .frequency_Hz = 0.25, .delay_s = 1.0};
    CHECK(wave_value(s, 0.5) == 1.0);
    CHECK(rel_diff(wave_value(s, 2.0), 3.0) < 1e-15);
    const ExpWave e{.to = 1.0, .rise_tau_s = 2.0, .fall_delay_s = 4.0, .fall_tau_s = 1.0};
    CHECK(rel_diff(wave_value(e, 2.0), 1.0 - std::exp(-1.0)) < 1e-15);
    CHECK(std::abs(wave_value(e, 100.0)) < 1e-12);
}

TEST_CASE("netlist: ugly inputs are refused by number") {
    CHECK(id_of(DcWave{NAN}) == 7301);
    CHECK(id_of(PulseWave{.rise_s = 0.0}) == 7301);
    CHECK(id_of(PulseWave{.width_s = -1.0}) == 7301);
    CHECK(id_of(PulseWave{.rise_s = 1.0, .period_s = 1.0}) == 7301);
    CHECK(id_of(PwlWave{}) == 7301);
    CHECK(id_of(PwlWave{{0.0, 0.0}, {0.0, 1.0}}) == 7301);
    CHECK(id_of(PwlWave{{0.0, 1.0}, {0.0}}) == 7301);
    CHECK(id_of(PwlWave{{0.0, infinity}, {0.0, 1.0}}) == 7301);
    CHECK(id_of(SineWave{.frequency_Hz = -1.0}) == 7301);
    CHECK(id_of(ExpWave{.rise_tau_s = 0.0}) == 7301);
    for (const double ohm : {0.0, -1.0, infinity, double(NAN)}) {
        Netlist n;
        n.add_resistor("R", n.node("a"), 0, ohm);
        CHECK(id_of(n) == 7302);
    }
    Netlist twice;
    twice.add_resistor("R", twice.node("a"), 0, 1.0);
    twice.add_capacitor("R", twice.node("a"), 0, 1.0);
    CHECK(id_of(twice) == 7303);
    Netlist control;
    const auto r = control.add_resistor("R", control.node("a"), 0, 1.0);
    control.add_cccs("F", 1, 0, r, 1.0);
    CHECK(id_of(control) == 7305);
    Netlist nowhere;
    nowhere.add_resistor("R", 7, 0, 1.0);
    CHECK(id_of(nowhere) == 7305);
}

TEST_CASE("netlist: a device must fit its model") {
    const auto id = [](DeviceInstance d) {
        Netlist n;
        n.node("a");
        d.name = "X";
        n.add_device(std::move(d));
        return id_of(n);
    };
    DeviceInstance good{.name = "X", .model = std::make_shared<DriftMemristor>(), .nodes = {1, 0}};
    CHECK(id(good) == 0);
    DeviceInstance bad = good;
    bad.model = nullptr;
    CHECK(id(bad) == 7304);
    bad = good;
    bad.nodes = {1};
    CHECK(id(bad) == 7304);
    bad.nodes = {1, 9};
    CHECK(id(bad) == 7304);
    bad = good;
    bad.parameters = {1.0, 2.0};
    CHECK(id(bad) == 7304);
    bad = good;
    bad.memory = {1.0};
    CHECK(id(bad) == 7304);
    bad = good;
    bad.held = {{.unknown = 0, .value = 1.0}};
    CHECK(id(bad) == 7304);
    bad.held = {{.unknown = 3, .value = 1.0}};
    CHECK(id(bad) == 7304);
    bad.held = {{.unknown = 2, .value = NAN}};
    CHECK(id(bad) == 7304);
}

TEST_CASE("net_audit: every kind of lie is seen") {
    Netlist n;
    n.add_voltage_source("V", n.node("in"), 0, DcWave{1.0});
    n.add_resistor("R", n.node("in"), n.node("out"), 1e3);
    n.add_device({.name = "D", .model = std::make_shared<Diode>(), .nodes = {2, 0}});
    const auto r = solve_dc(n);
    REQUIRE(r);
    const EvalPoint point;
    CHECK(audit_netlist(n, r->solution, point, true).kcl_residual_A < 1e-15);
    NetSolution lie = r->solution;
    lie.node_V[2] += 1e-3;
    CHECK(audit_netlist(n, lie, point, true).kcl_residual_A > 1e-7);
    CHECK(audit_netlist(n, lie, point, true).worst_node == "out");
    lie = r->solution;
    lie.node_V[1] += 1e-3;
    CHECK(audit_netlist(n, lie, point, true).branch_residual_V > 0.9e-3);
    lie = r->solution;
    lie.branch_A[0] *= 1.001;
    CHECK(audit_netlist(n, lie, point, true).worst_node == "in");
    lie.node_V[2] = NAN;
    CHECK(std::isnan(audit_netlist(n, lie, point, true).kcl_residual_A));
}
