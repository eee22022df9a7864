// A tile of device models as a netlist: against the linear solvers where the cells are linear, by
// its audit where they are not, and the settling of a read on wires with capacitance.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/array/expand_devices.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/simulate/transient.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "support/hand_models.hpp"
#include "support/near.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

Tile random_tile(Topology topology, std::mt19937_64& random) {
    const auto pick = [&](std::initializer_list<double> list) {
        return *(list.begin() + static_cast<long>(random() % list.size()));
    };
    const std::size_t m = 1 + random() % 6;
    const std::size_t n = 1 + random() % 6;
    Tile t{passive_spec(m, n, pick({0.0, 1.0, 20.0}), pick({0.0, 2.0}), pick({0.0, 100.0}),
                        pick({0.0, 50.0})),
           {},
           Matrix<double>(1, m, 0.0)};
    if (topology != Topology::passive) {
        t.spec.topology = topology;
        t.spec.wl = {};
        t.spec.sl.segment_ohm = SegmentResistance::uniform(pick({1.0, 3.0}), random() % 2 == 0);
        t.spec.sl.first_end = {EndKind::drive_read, 10.0};
        t.spec.read_V = 0.3;
    }
    if (random() % 2 == 0) t.spec.bl.first_end = {EndKind::sense, 0.0};
    t.cells.g_on_S = Matrix<double>(m, n, 0.0);
    for (double& g : t.cells.g_on_S.values()) g = pick({1e-6, 1e-4, 1e-3});
    for (std::size_t i = 0; i < m; ++i)
        t.inputs(0, i) = t.spec.gated() ? double(random() % 2) : pick({0.0, 0.2, -0.5});
    return t;
}

TileNetlist netlist_of(const Tile& t, const WireCapacitance& wires) {
    DeviceCells cells{.model = std::make_shared<LinearCell>(t.spec.gated())};
    for (const double g : t.cells.g_on_S.values()) cells.parameters.push_back({g});
    auto expanded = expand_devices(t.spec, cells, wires);
    REQUIRE_MESSAGE(expanded.ok(), said(expanded));
    std::vector<Waveform> waves;
    for (std::size_t i = 0; i < t.spec.rows; ++i) waves.emplace_back(DcWave{t.inputs(0, i)});
    expanded->set_inputs(waves);
    return std::move(*expanded);
}

}  // namespace

TEST_CASE("expand_devices: linear cells agree with the linear circuit solver") {
    for (const Topology topology :
         {Topology::passive, Topology::one_transistor_column, Topology::one_transistor_row}) {
        CAPTURE(static_cast<int>(topology));
        for_all(30, [&](std::mt19937_64& random) {
            const Tile t = random_tile(topology, random);
            const TileSolution expected = solve_tile(t, {.fidelity = Fidelity::circuit});
            const TileNetlist tile = netlist_of(t, {});
            const auto r = solve_dc(tile.netlist);
            REQUIRE_MESSAGE(r.ok(), said(r));
            const std::vector<double> currents = tile.sense_A(r->solution);
            for (std::size_t j = 0; j < t.spec.cols; ++j)
                CHECK(std::abs(currents[j] - expected.i_out_A(0, j)) <=
                      1e-9 * std::abs(expected.i_out_A(0, j)) + 1e-16);
        });
    }
}

TEST_CASE("expand_devices: a read settles to its dc currents, more slowly on slower wires") {
    std::mt19937_64 random(7);
    Tile t = random_tile(Topology::passive, random);
    t.spec = passive_spec(4, 3, 10.0, 10.0, 1e3, 100.0);
    t.cells.g_on_S = Matrix<double>(4, 3, 1e-5);
    t.inputs = Matrix<double>(1, 4, 0.5);
    const auto settling_s = [&](double segment_F) {
        TileNetlist tile = netlist_of(t, {.wl_segment_F = segment_F, .bl_segment_F = segment_F});
        const auto dc = solve_dc(tile.netlist);
        REQUIRE(dc);
        std::vector<Waveform> steps(4, PwlWave{{0.0, 1e-13}, {0.0, 0.5}});
        tile.set_inputs(steps);
        TransientOptions o;
        o.stop_s = 200.0 * 1e3 * 4.0 * segment_F;
        const std::size_t foot = tile.port_source[4];  // after the four drivers: column 0
        const Element& e = tile.netlist.elements()[foot];
        auto probe = make_probe(tile.netlist, "I(" + e.name + ")");
        REQUIRE(probe);
        o.probes = {*probe};
        MemoryTrace trace;
        const auto run = solve_transient(tile.netlist, o, trace);
        REQUIRE(run);
        CHECK(rel_diff(trace.values(0).back(), tile.sense_A(dc->solution)[0]) < 1e-4);
        CHECK(std::abs(trace.values(0).front()) < 1e-15);
        std::size_t k = trace.time_s().size();
        while (k > 0 && rel_diff(trace.values(0)[k - 1], trace.values(0).back()) < 0.01) --k;
        return trace.time_s()[k];
    };
    const double slow_s = settling_s(2e-15);
    // ln(100) (1 kohm + wires) times four segments' capacitance: a lumped estimate.
    CHECK(slow_s > 0.8 * 4.6 * 1e3 * 8e-15);
    CHECK(slow_s < 2.0 * 4.6 * 1.1e3 * 8e-15);
    CHECK(rel_diff(slow_s / settling_s(1e-15), 2.0) < 0.15);
}

TEST_CASE("expand_devices: capacitance of the wires adds up to that of all segments") {
    std::mt19937_64 random(3);
    for (const bool ends : {true, false}) {
        Tile t{passive_spec(3, 5, 1.0, 2.0, 10.0, 10.0), {}, Matrix<double>(1, 3, 0.0)};
        t.spec.bl.segment_ohm = SegmentResistance::uniform(2.0, ends);
        t.cells.g_on_S = Matrix<double>(3, 5, 1e-5);
        const TileNetlist tile = netlist_of(t, {.wl_segment_F = 1.0, .bl_segment_F = 100.0});
        double sum_F = 0.0;
        for (const Element& e : tile.netlist.elements())
            if (e.kind == ElementKind::capacitor) sum_F += e.value;
        CHECK(sum_F == 3.0 * 6.0 + 100.0 * 5.0 * (ends ? 4.0 : 2.0));
    }
}

TEST_CASE("expand_devices: diodes as cells balance at every node") {
    const TileSpec spec = passive_spec(8, 8, 5.0, 5.0, 50.0, 50.0);
    auto tile = expand_devices(spec, {.model = std::make_shared<Diode>()}, {});
    REQUIRE(tile);
    std::vector<Waveform> waves;
    for (int i = 0; i < 8; ++i) waves.emplace_back(DcWave{i % 2 == 0 ? 1.5 : -0.3});
    tile->set_inputs(waves);
    const auto r = solve_dc(tile->netlist);
    REQUIRE_MESSAGE(r.ok(), said(r));
    CHECK((r->audit.kcl_residual_rel < 1e-9 || r->audit.kcl_residual_A < 1e-16));
    for (const double i_A : tile->sense_A(r->solution)) CHECK(i_A > 1e-3);
}

TEST_CASE("expand_devices: a gate line with capacitance opens its far cells later") {
    Tile t{passive_spec(1, 8, 0.0, 1.0, 0.0, 0.0), {}, Matrix<double>(1, 1, 0.0)};
    t.spec.topology = Topology::one_transistor_column;
    t.spec.wl.segment_ohm = SegmentResistance::uniform(100.0, true);
    t.spec.sl.segment_ohm = SegmentResistance::uniform(1.0, true);
    t.spec.sl.first_end = {EndKind::drive_read, 10.0};
    t.spec.read_V = 0.3;
    t.cells.g_on_S = Matrix<double>(1, 8, 1e-4);
    TileNetlist tile = netlist_of(t, {.wl_segment_F = 1e-14});
    tile.set_inputs(std::vector<Waveform>{PwlWave{{0.0, 1e-13}, {0.0, 1.0}}});
    TransientOptions o;
    o.stop_s = 5e-10;
    for (const char* name : {"V(G0_0)", "V(G0_7)"}) {
        auto probe = make_probe(tile.netlist, name);
        REQUIRE(probe);
        o.probes.push_back(*probe);
    }
    MemoryTrace trace;
    REQUIRE(solve_transient(tile.netlist, o, trace));
    CHECK(trace.at(0, 1e-11) > 0.4);
    CHECK(trace.at(1, 1e-11) < 0.2);
    CHECK(rel_diff(trace.values(1).back(), 1.0) < 1e-3);
}

TEST_CASE("expand_devices: ugly inputs are refused by number") {
    const TileSpec spec = passive_spec(2, 2, 1.0, 1.0, 0.0, 0.0);
    const auto id = [&](const DeviceCells& cells, const WireCapacitance& wires = {}) {
        const auto tile = expand_devices(spec, cells, wires);
        return tile ? 0 : tile.error().id;
    };
    const auto cell = std::make_shared<LinearCell>(false);
    CHECK(id({.model = cell}) == 0);
    CHECK(id({}) == 2013);
    CHECK(id({.model = std::make_shared<LinearCell>(true)}) == 2013);
    CHECK(id({.model = cell, .terminal_a = 1}) == 2013);
    CHECK(id({.model = cell, .terminal_b = 7}) == 2013);
    CHECK(id({.model = cell, .parameters = {{1.0}}}) == 2013);
    CHECK(id({.model = cell, .parameters = {{1.0}, {1.0}, {1.0}, {1.0, 2.0}}}) == 7304);
    CHECK(id({.model = cell}, {.wl_segment_F = -1.0}) == 7302);
    CHECK(id({.model = cell}, {.bl_segment_F = NAN}) == 7302);
}
