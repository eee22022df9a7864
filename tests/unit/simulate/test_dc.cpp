// The operating point: closed forms, hard starts, and what cannot be solved.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/dc.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "support/device_card.hpp"
#include "support/hand_models.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

// A current that falls to 0 in one direction and is not finite in the other: nothing to solve.
class Broken final : public HandModel {
public:
    Broken()
        : HandModel(shaped([](ModelShape& s) {
              s.name = "broken";
              s.terminals = 2;
              s.unknowns = {{.name = "a"}, {.name = "b"}};
              s.static_entries = {{0, 0}};
          })) {}

protected:
    void lane(const EvalPoint&, const Lane& l) const override {
        for (std::size_t u = 0; u < 2; ++u) {
            l.put(l.b.f, u, NAN);
            l.put(l.b.q, u, 0.0);
        }
        l.put(l.b.df, 0, 1.0);
    }
};

void check_audit(const DcResult& r) {
    // Volts over a kilohm round to 1e-18 A: below 1e-16 A nothing relative can be asked.
    CHECK((r.audit.kcl_residual_rel < 1e-9 || r.audit.kcl_residual_A < 1e-16));
    CHECK(r.audit.branch_residual_V < 1e-9);
    CHECK(std::abs(r.audit.power_sources_W - r.audit.power_burnt_W) <=
          1e-9 * std::abs(r.audit.power_sources_W));
}

}  // namespace

TEST_CASE("dc: controlled sources of all four kinds") {
    Netlist n;
    const auto v = n.add_voltage_source("V", n.node("in"), 0, DcWave{2.0});
    n.add_resistor("R", n.node("in"), 0, 1e3);  // 2 mA out of V, so I(V) = -2 mA
    n.add_vcvs("E", n.node("e"), 0, n.node("in"), 0, 3.0);
    n.add_resistor("RE", n.node("e"), 0, 1.0);
    n.add_vccs("G", n.node("g"), 0, n.node("in"), 0, 1e-3);
    n.add_resistor("RG", n.node("g"), 0, 50.0);
    n.add_cccs("F", n.node("f"), 0, v, 2.0);
    n.add_resistor("RF", n.node("f"), 0, 10.0);
    n.add_ccvs("H", n.node("h"), 0, v, 500.0);
    n.add_resistor("RH", n.node("h"), 0, 1.0);
    n.add_inductor("L", n.node("in"), n.node("l"), 1e-9);
    n.add_resistor("RL", n.node("l"), 0, 2e12);
    const auto r = solve_dc(n);
    REQUIRE(r);
    const auto at = [&](const char* node) { return r->solution.node_V[*n.find_node(node)]; };
    CHECK(rel_diff(at("e"), 6.0) < 1e-12);
    CHECK(rel_diff(at("g"), -0.1) < 1e-12);
    CHECK(rel_diff(at("f"), 0.04) < 1e-8);  // -2 * I(V) * 10; RL adds 1e-9 of it
    CHECK(rel_diff(at("h"), -1.0) < 1e-8);
    CHECK(rel_diff(at("l"), 2.0) < 1e-12);
    check_audit(*r);
}

TEST_CASE("dc: a diode from a hard start satisfies its equation") {
    for (const double volts : {-5.0, 0.1, 0.7, 5.0, 50.0}) {
        CAPTURE(volts);
        Netlist n;
        n.add_voltage_source("V", n.node("in"), 0, DcWave{volts});
        n.add_resistor("R", n.node("in"), n.node("d"), 1e3);
        n.add_device({.name = "D", .model = std::make_shared<Diode>(), .nodes = {2, 0}});
        const auto r = solve_dc(n);
        REQUIRE(r);
        CHECK(r->strategy == DcStrategy::newton);
        const double d = r->solution.node_V[2];
        const double i = 1e-14 * std::expm1(d / 0.02585);
        CHECK(std::abs((volts - d) / 1e3 - i) <= 1e-9 * std::abs(i) + 1e-15);
        check_audit(*r);
    }
}

TEST_CASE("dc: random networks of diodes and resistors") {
    for_all(40, [](std::mt19937_64& random) {
        const auto pick = [&](int n) { return static_cast<NodeIndex>(random() % unsigned(n)); };
        Netlist n;
        for (int k = 0; k < 12; ++k) n.node("n" + std::to_string(k));
        n.add_voltage_source("V", 1, 0, DcWave{0.1 * double(pick(200)) - 10.0});
        const auto diode = std::make_shared<Diode>();
        for (NodeIndex k = 1; k < 13; ++k) {
            n.add_resistor("R" + std::to_string(k), k, k == 12 ? 0 : k + 1,
                           std::pow(10.0, double(pick(6))));
            n.add_device({.name = "D" + std::to_string(k),
                          .model = diode,
                          .nodes = {k, pick(13)},
                          .parameters = {std::pow(10.0, -9.0 - double(pick(8)))}});
        }
        const auto r = solve_dc(n);
        REQUIRE(r);
        check_audit(*r);
    });
}

TEST_CASE("dc: every continuation by itself finds the operating point") {
    // 12 diodes in series: from zero volts plain Newton with few iterations gives up.
    Netlist n;
    n.add_voltage_source("V", n.node("in"), 0, DcWave{20.0});
    n.add_resistor("R", n.node("in"), n.node("d0"), 10.0);
    const auto diode = std::make_shared<Diode>();
    for (int k = 0; k < 12; ++k)
        n.add_device({.name = "D" + std::to_string(k),
                      .model = diode,
                      .nodes = {n.node("d" + std::to_string(k)),
                                k == 11 ? 0 : n.node("d" + std::to_string(k + 1))}});
    const auto exact = solve_dc(n);
    REQUIRE(exact);
    check_audit(*exact);
    DcOptions few;
    few.newton.max_iterations = 12;
    few.strategies = {DcStrategy::newton};
    const auto refused = solve_dc(n, few);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == 7310);
    for (const auto strategy :
         {DcStrategy::gmin_stepping, DcStrategy::source_stepping, DcStrategy::pseudo_transient}) {
        const std::string name = dc_strategy_name(strategy);
        CAPTURE(name);
        DcOptions only;
        only.strategies = {strategy};
        const auto r = solve_dc(n, only);
        REQUIRE(r);
        CHECK(r->strategy == strategy);
        CHECK(rel_diff_max(r->solution.node_V, exact->solution.node_V) < 1e-9);
        check_audit(*r);
    }
}

TEST_CASE("dc: stopped on request") {
    Netlist n;
    n.add_resistor("R", n.node("a"), 0, 1.0);
    std::stop_source source;
    source.request_stop();
    DcOptions o;
    o.stop = source.get_token();
    CHECK(solve_dc(n, o).error().id == 7312);
}

TEST_CASE("dc: states are held, and without that must be determined") {
    Netlist n;
    n.add_voltage_source("V", n.node("a"), 0, DcWave{0.5});
    n.add_device({.name = "X",
                  .model = std::make_shared<DriftMemristor>(),
                  .nodes = {1, 0},
                  .held = {{.unknown = 2, .value = 0.25}}});
    const auto r = solve_dc(n);
    REQUIRE(r);
    CHECK(r->solution.internal[0][0] == 0.25);
    CHECK(rel_diff(r->solution.branch_A[0], -0.5 / (25.0 + 12000.0)) < 1e-12);
    check_audit(*r);
}

TEST_CASE("dc: what cannot be solved is named") {
    Netlist floating;
    floating.add_voltage_source("V", floating.node("a"), 0, DcWave{1.0});
    floating.add_capacitor("C", floating.node("a"), floating.node("island"), 1e-12);
    floating.add_resistor("R", floating.node("a"), 0, 1.0);
    const auto r = solve_dc(floating);
    REQUIRE_FALSE(r);
    CHECK(r.error().id == 7311);
    CHECK(r.error().what.find("island") != std::string::npos);

    Netlist broken;
    broken.add_voltage_source("V", broken.node("a"), 0, DcWave{1.0});
    broken.add_resistor("R", broken.node("a"), broken.node("bad"), 1.0);
    broken.add_device({.name = "X", .model = std::make_shared<Broken>(), .nodes = {2, 0}});
    const auto b = solve_dc(broken);
    REQUIRE_FALSE(b);
    CHECK(b.error().id == 7310);
    CHECK(b.error().what.find("bad") != std::string::npos);
}

TEST_CASE("a stack of transistors that are all off has an operating point") {
    for (const double line_V : {0.3, 1.0, 5.0, -5.0})
        for (const double gate_V : {0.0, -0.5, -3.0})
            for (const bool both : {false, true}) {
                CAPTURE(line_V);
                CAPTURE(gate_V);
                CAPTURE(both);
                auto cell = compile_file(CROSSPOINT_SOURCE_DIR "/device_models/cell/sram8t_read.va",
                                         "sram8t_read");
                Netlist net;
                const NodeIndex bl = net.node("bl"), gate = net.node("gate");
                net.add_voltage_source("vbl", bl, 0, DcWave{line_V});
                net.add_voltage_source("vg", gate, 0, DcWave{gate_V});
                DeviceInstance device{.name = "x", .model = std::move(cell.model), .nodes = {}};
                device.nodes = {bl, both ? bl : NodeIndex{0}, gate, gate};
                net.add_device(std::move(device));
                const Result<DcResult> dc = solve_dc(net, {});
                INFO((dc ? "" : dc.error().format()));
                REQUIRE(dc);
                CHECK(dc->audit.kcl_residual_A < 1e-16);
                // Nothing flows in the wrong direction, next to nothing without a voltage.
                const double current_A = -dc->solution.branch_A[0];
                if (both)
                    CHECK(std::abs(current_A) < 1e-20);
                else
                    CHECK((current_A == 0.0 || (current_A > 0.0) == (line_V > 0.0)));
            }
}
