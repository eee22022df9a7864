// The fast engine of tiles over time against the same tile written out as a netlist. Both take the
// same steps by the same formulas, so that what is left is how well each solves them; the formulas
// themselves are tested against closed forms in test_tile_transient.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "support/near.hpp"
#include "support/tile_runs.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

struct Allowed {
    double states = 1e-9, currents = 1e-6, energies = 1e-6, balance = 1e-5;
    double moved = 0.01;  // the states must go at least this far, of the largest
};

// Both engines with these options: end states, energies, currents of the driven ends.
void compare(const TileSpec& spec, const EliminatedCellSpec& cells, const TilePhase& phase,
             TileTransientOptions options, const Allowed& allowed) {
    TileTrace fast_trace, circuit_trace;
    const auto fast = make_tile(spec, cells, options);
    const PhaseReport a = run_phase(*fast, phase, &fast_trace);
    options.engine = TileEngine::circuit;
    const auto circuit = make_tile(spec, cells, options);
    const PhaseReport b = run_phase(*circuit, phase, &circuit_trace);
    CAPTURE(a.method);
    CAPTURE(a.steps);
    for (std::size_t s = 0; s < cells.states.size(); ++s) {
        CHECK(rel_diff_max(fast->cells().states[s], circuit->cells().states[s]) < allowed.states);
        CHECK(rel_diff_max(cells.states[s], circuit->cells().states[s]) >= allowed.moved);
    }
    REQUIRE(a.ends == b.ends);
    double worst_A = 0.0, scale_A = 0.0;
    for (std::size_t p = 0; p < fast_trace.time_s.size(); ++p)
        for (std::size_t k = 0; k < a.ends.size(); ++k) {
            const double i_A = fast_trace.end_A[p][k];
            const double other_A = circuit_trace.at(circuit_trace.end_A, k, fast_trace.time_s[p]);
            scale_A = std::max(scale_A, std::abs(i_A));
            worst_A = std::max(worst_A, std::abs(i_A - other_A));
        }
    CHECK(scale_A > 1e-7);
    CHECK(worst_A < allowed.currents * scale_A);
    const PhaseEnergy &e = a.energy, &f = b.energy;
    CHECK(rel_diff_max(e.end_J, f.end_J) < allowed.energies);
    CHECK(std::abs(e.drivers_J - f.drivers_J) < allowed.energies * f.delivered_J);
    CHECK(std::abs(e.wires_J - f.wires_J) < allowed.energies * f.delivered_J);
    CHECK(std::abs(e.cells_J - f.cells_J) < allowed.balance * f.delivered_J);
    CHECK(std::abs(e.stored_J - f.stored_J) < allowed.energies * f.delivered_J);
    const double taken_J = e.drivers_J + e.wires_J + e.cells_J + e.stored_J;
    CHECK(std::abs(e.delivered_J - taken_J) < allowed.balance * e.delivered_J);
}

void randomize(std::vector<double>& states, double low, double high, std::mt19937_64& random) {
    for (double& x : states) x = std::uniform_real_distribution<double>(low, high)(random);
}

// V/2 on all lines but the selected ones; some lines float.
TilePhase half_select(const TileSpec& spec, double high_V, double duration_s, bool floats,
                      std::mt19937_64& random) {
    TilePhase phase{.duration_s = duration_s};
    const std::size_t row = random() % spec.rows, col = random() % spec.cols;
    phase.wl_first.resize(spec.rows);
    phase.bl_last.resize(spec.cols);
    for (std::size_t i = 0; i < spec.rows; ++i)
        phase.wl_first[i] = driven(50.0, pulse(i == row ? high_V : high_V / 2, duration_s));
    for (std::size_t j = 0; j < spec.cols; ++j)
        phase.bl_last[j] = driven(30.0, pulse(j == col ? 0.0 : high_V / 2, duration_s));
    if (!floats) return phase;
    phase.wl_first[(row + 1) % spec.rows].floating = true;
    phase.bl_last[(col + 1) % spec.cols].floating = true;
    phase.bl_first.resize(spec.cols);
    phase.bl_first[col] = driven(100.0, DcWave{0.0});  // fed from both sides
    return phase;
}

struct PassiveCase {
    const char* file;
    const char* module;
    double low, high;  // of the state
    double amplitude_V, duration_s;
};

}  // namespace

TEST_CASE("tile over time: passive tiles agree with the netlist") {
    const PassiveCase cases[] = {
        {"rram/rram_stanford.va", "rram_stanford", 0.4, 1.4, 2.2, 1e-7},
        {"rram/vteam.va", "vteam", 0.5, 2.5, 1.4, 4e-6},
    };
    for (const PassiveCase& one : cases) {
        const auto model = shipped_model(one.file, one.module);
        for_all(2, [&](std::mt19937_64& random) {
            for (const double farad : {0.0, 1e-15}) {
                CAPTURE(one.module);
                CAPTURE(farad);
                TileSpec spec{.rows = 2 + random() % 4, .cols = 2 + random() % 4};
                spec.wl = wires(20.0);
                spec.bl = wires(10.0);
                EliminatedCellSpec cells = cells_of(model, spec);
                randomize(cells.states[0], one.low, one.high, random);
                const bool floats = random() % 2 == 0 && spec.rows > 2 && spec.cols > 2;
                CAPTURE(floats);
                const TilePhase phase =
                    half_select(spec, one.amplitude_V, one.duration_s, floats, random);
                TileTransientOptions options{.reltol = 1e-4, .abstol = 1e-6};
                options.capacitance = {.wl_segment_F = farad, .bl_segment_F = 2.0 * farad};
                compare(spec, cells, phase, options, {});
            }
        });
    }
}

TEST_CASE("tile over time: a passive tile of cells without states agrees with the netlist") {
    const auto model = shipped_model("rram/sinh_resistor.va", "sinh_resistor");
    std::mt19937_64 random(3);
    TileSpec spec{.rows = 6, .cols = 5};
    spec.wl = wires(200.0);
    spec.bl = wires(100.0);
    const EliminatedCellSpec cells = cells_of(model, spec);
    TileTransientOptions options;
    options.capacitance = {.wl_segment_F = 1e-15, .bl_segment_F = 1e-15};
    for (const IntegrationMethod method :
         {IntegrationMethod::backward_euler, IntegrationMethod::trapezoidal}) {
        options.method = method;
        compare(spec, cells, half_select(spec, 1.0, 1e-9, true, random), options,
                {.balance = 3e-2, .moved = 0.0});
    }
}

TEST_CASE("tile over time: 1T1R tiles agree with the netlist") {
    const auto model = shipped_model("cell/cell_1t1r_stanford.va", "cell_1t1r_stanford");
    for (const Topology topology : {Topology::one_transistor_column, Topology::one_transistor_row})
        for (const double farad : {0.0, 1e-15}) {
            CAPTURE(topology_name(topology));
            CAPTURE(farad);
            TileSpec spec{.topology = topology, .rows = 4, .cols = 3};
            spec.bl = wires(10.0);
            spec.sl = wires(15.0);
            spec.wl = wires(1000.0);
            spec.wl.first_end.resistance_ohm = 500.0;
            EliminatedCellSpec cells = cells_of(model, spec);
            std::mt19937_64 random(7);
            randomize(cells.states[0], 0.5, 1.4, random);
            const bool row = topology == Topology::one_transistor_row;
            const double T = 1e-6;
            TilePhase phase{.duration_s = T};
            phase.bl_first.assign(3, driven(50.0, pulse(3.0, T)));
            phase.sl_last.assign(row ? 4 : 3, driven(20.0, DcWave{0.0}));
            for (std::size_t i = 0; i < 4; ++i)
                phase.gate.push_back(i == 1 ? pulse(3.0, T) : DcWave{0.0});
            TileTransientOptions options{.reltol = 1e-4, .abstol = 1e-6};
            options.capacitance = {
                .wl_segment_F = farad, .bl_segment_F = farad, .sl_segment_F = farad};
            // With an RC gate line the netlist has the charge of the gates on it, too.
            Allowed allowed;
            if (farad > 0.0)
                allowed = {.states = 1e-2,
                           .currents = 2e-2,
                           .energies = 1e-2,
                           .balance = 1e-2,
                           .moved = 0.01};
            compare(spec, cells, phase, options, allowed);
        }
}
