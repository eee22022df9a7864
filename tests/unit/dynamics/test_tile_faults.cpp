// Open, shorted and stuck cells among model cells over time: the fast engine against the same tile
// written out as a netlist, where an open or shorted cell is a resistor of its own; what must stay;
// points at the times asked for.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "crosspoint/dynamics/program.hpp"
#include "support/near.hpp"
#include "support/tile_runs.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

constexpr double sound = std::numeric_limits<double>::quiet_NaN();

// 3 x 3: a short at [0, 1], an open cell at [1, 1], a stuck one at [1, 2] in the row that is
// written.
EliminatedCellSpec with_faults(EliminatedCellSpec cells) {
    cells.fault_S.assign(9, sound);
    cells.fault_S[1] = 1.0 / 300.0;
    cells.fault_S[4] = 0.0;
    cells.stuck.assign(9, 0);
    cells.stuck[5] = 1;
    return cells;
}

TilePhase write_row(const TileSpec& spec, double high_V, double duration_s) {
    TilePhase phase{.duration_s = duration_s};
    const bool gated = spec.gated();
    if (gated) {
        phase.sl_first.assign(3, driven(30.0, DcWave{0.0}));
        phase.gate.assign(3, DcWave{0.0});
        phase.gate[1] = DcWave{3.0};
    }
    auto& first = gated ? phase.bl_first : phase.wl_first;
    for (std::size_t k = 0; k < 3; ++k)
        first.push_back(driven(50.0, pulse(gated || k == 1 ? high_V : high_V / 2, duration_s)));
    if (!gated) phase.bl_last.assign(3, driven(30.0, DcWave{0.0}));
    return phase;
}

struct Ran {
    CellHistory end;
    TileTrace trace;
    PhaseReport report;
};

Ran run(const TileSpec& spec, const EliminatedCellSpec& cells, const TilePhase& phase,
        TileEngine engine) {
    TileTransientOptions options{.engine = engine};
    options.capacitance = {.bl_segment_F = 1e-15, .sl_segment_F = 1e-15};
    const auto tile = make_tile(spec, cells, options);
    Ran out;
    out.report = run_phase(*tile, phase, &out.trace);
    out.end = tile->cells();
    return out;
}

void compare(const TileSpec& spec, const EliminatedCellSpec& cells, const TilePhase& phase) {
    const EliminatedCellSpec faulty = with_faults(cells);
    const Ran fast = run(spec, faulty, phase, TileEngine::fast);
    const Ran circuit = run(spec, faulty, phase, TileEngine::circuit);
    // Charges of wires and cells are one row in the netlist, so that the steps are not the same.
    CHECK(rel_diff_max(fast.end.states[0], circuit.end.states[0]) < 1e-6);
    // Those that are no cells and those that are stuck stay; a sound one of the same row does not.
    for (const Ran* one : {&fast, &circuit}) {
        for (const std::size_t c : {1u, 4u, 5u})
            CHECK(rel_diff(one->end.states[0][c], cells.states[0][c]) < 1e-12);
        CHECK(rel_diff(one->end.states[0][3], cells.states[0][3]) > 0.02);
        for (const auto& now : one->trace.states)
            CHECK(rel_diff(now[0][5], cells.states[0][5]) < 1e-12);
    }
    double worst_A = 0.0, scale_A = 0.0;
    for (std::size_t p = 0; p < fast.trace.time_s.size(); ++p)
        for (std::size_t k = 0; k < fast.report.ends.size(); ++k) {
            const double other_A = circuit.trace.at(circuit.trace.end_A, k, fast.trace.time_s[p]);
            scale_A = std::max(scale_A, std::abs(other_A));
            worst_A = std::max(worst_A, std::abs(fast.trace.end_A[p][k] - other_A));
        }
    CHECK(scale_A > 1e-6);
    CHECK(worst_A < 2e-4 * scale_A);  // on a line between two points, at ramps
    CHECK(rel_diff(fast.report.energy.delivered_J, circuit.report.energy.delivered_J) < 1e-5);
    // The faults are in the network.
    const Ran whole = run(spec, cells, phase, TileEngine::fast);
    CHECK(rel_diff(whole.report.energy.delivered_J, fast.report.energy.delivered_J) > 2e-3);
}

TileSpec tile_of(Topology topology) {
    TileSpec spec{.topology = topology, .rows = 3, .cols = 3};
    spec.bl = wires(10.0);
    if (topology == Topology::passive)
        spec.wl = wires(20.0);
    else
        spec.sl = wires(15.0);
    return spec;
}

}  // namespace

TEST_CASE("tile over time: faulty cells of a passive tile agree with the netlist") {
    const TileSpec spec = tile_of(Topology::passive);
    EliminatedCellSpec cells =
        cells_of(shipped_model("rram/rram_stanford.va", "rram_stanford"), spec);
    cells.states[0].assign(9, 1.4);
    compare(spec, cells, write_row(spec, 2.2, 1e-7));
}

TEST_CASE("tile over time: faulty cells of 1T1R tiles agree with the netlist") {
    const auto model = shipped_model("cell/cell_1t1r_stanford.va", "cell_1t1r_stanford");
    for (const Topology topology :
         {Topology::one_transistor_column, Topology::one_transistor_row}) {
        const TileSpec spec = tile_of(topology);
        EliminatedCellSpec cells = cells_of(model, spec);
        cells.states[0].assign(9, 1.4);
        compare(spec, cells, write_row(spec, 3.0, 1e-6));
    }
}

TEST_CASE("tile over time: steps end at the times that are asked for") {
    const TileSpec spec = tile_of(Topology::passive);
    EliminatedCellSpec cells =
        cells_of(shipped_model("rram/rram_stanford.va", "rram_stanford"), spec);
    cells.states[0].assign(9, 1.4);
    TilePhase phase = write_row(spec, 1.0, 1e-7);
    const Ran before = run(spec, cells, phase, TileEngine::fast);
    phase.output_s = {1.2345e-9, 3.3e-8, 3.30001e-8, 7.7e-8};
    for (const TileEngine engine : {TileEngine::fast, TileEngine::circuit}) {
        const Ran ran = run(spec, cells, phase, engine);
        for (const double time_s : phase.output_s)
            CHECK(std::ranges::find(ran.trace.time_s, time_s) != ran.trace.time_s.end());
        // They are no corners: the integration does not begin anew.
        CHECK(ran.report.steps < before.report.steps + 20);
    }
}

TEST_CASE("programming: open, shorted and stuck cells are missed, the others are reached") {
    const TileSpec spec = [] {
        TileSpec tile = tile_of(Topology::passive);
        tile.wl.first_end = {.kind = EndKind::drive_input, .resistance_ohm = 10.0};
        tile.bl.last_end = {.kind = EndKind::sense, .resistance_ohm = 10.0};
        return tile;
    }();
    EliminatedCellSpec cells =
        cells_of(shipped_model("rram/rram_stanford.va", "rram_stanford"), spec);
    cells.states[0].assign(9, 1.7);
    const EliminatedCellSpec faulty = with_faults(cells);
    CellHistory wanted{.states = cells.states, .memory = {}};
    wanted.states[0].assign(9, 0.6);
    ProgramPlan plan;
    plan.read = {.read_V = 0.1, .levels = {}};
    plan.verify = VerifyRead::cell;
    const auto target = cell_conductance_S(spec, cells, wanted, plan.read);
    REQUIRE(target);
    plan.target_S = *target;
    plan.tolerance_rel = 0.5;
    plan.max_pulses = 3;
    plan.set = {.start_V = 2.0, .step_V = 0.1, .stop_V = 2.4, .width_s = 2e-8, .rise_s = 1e-9};
    plan.reset = {.start_V = -1.2, .step_V = 0.1, .stop_V = -1.6, .width_s = 2e-8, .rise_s = 1e-9};
    plan.order = WriteOrder::row;
    const auto result = program_tile(spec, faulty, plan, first_program_state(spec, faulty));
    INFO((result ? "" : result.error().what));
    REQUIRE(result);
    for (const std::size_t c : {1u, 4u, 5u}) {
        CHECK(std::abs(result->error_rel.values()[c]) > 0.5);
        CHECK(rel_diff(result->state.cells.states[0][c], 1.7) < 1e-12);
    }
    CHECK(rel_diff(result->cell_S.values()[1], 1.0 / 300.0) < 1e-12);
    CHECK(result->cell_S.values()[4] == 0.0);
    CHECK(result->missed >= 3);
    CHECK(result->missed < 9);
    for (const double worst : result->state.disturb_worst.values()) CHECK(std::isfinite(worst));
}
