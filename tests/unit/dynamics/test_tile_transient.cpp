// Tiles over time against closed forms: RC lines, energies of charging, states that follow one
// differential equation; phases that go on where the last one ended; what is refused.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "support/near.hpp"
#include "support/tile_runs.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

std::shared_ptr<const DeviceModel> compiled(const std::string& text) {
    auto result = veriloga::compile_model({"test.va", text}, {});
    INFO((result ? "" : result.error().what));
    REQUIRE(result);
    return std::move(result->model);
}

std::shared_ptr<const DeviceModel> resistor() {
    return compiled(
        "`include \"disciplines.vams\"\n"
        "module r(p, n); inout p, n; electrical p, n;\n"
        "parameter real g = 1e-15;\n"
        "analog I(p, n) <+ g * V(p, n);\nendmodule\n");
}

// A state that follows the voltage: dx/dt = (V - x) / tau; the current does not feel it.
std::shared_ptr<const DeviceModel> follower() {
    return compiled(
        "`include \"disciplines.vams\"\n"
        "nature Xn units = \"1\"; access = X; abstol = 1e-6; endnature\n"
        "nature Rn units = \"1/s\"; access = Rate; abstol = 1e-3; endnature\n"
        "discipline st potential Xn; flow Rn; enddiscipline\n"
        "module f(p, n); inout p, n; electrical p, n; st x;\n"
        "parameter real tau = 1e-6; parameter real g = 1e-4;\n"
        "analog begin\nI(p, n) <+ g * V(p, n);\n"
        "Rate(x) <+ ddt(X(x)) - (V(p, n) - X(x)) / tau;\nend\nendmodule\n");
}

// Voltage of node k of M after a step of 1 V at node 0, segments r, C between nodes, C/2 at the
// end: a uniform ladder, mirrored at its open end, has sine modes.
double ladder_step(std::size_t k, std::size_t M, double rc_s, double t_s) {
    const auto count = static_cast<double>(M);
    double v = 1.0;
    for (std::size_t m = 1; m <= M; ++m) {
        const double theta =
            (2.0 * static_cast<double>(m) - 1.0) * std::numbers::pi / (2.0 * count);
        const double rate = 4.0 / rc_s * std::pow(std::sin(theta / 2.0), 2);
        v -= std::sin(theta * static_cast<double>(k)) / std::tan(theta / 2.0) / count *
             std::exp(-rate * t_s);
    }
    return v;
}

LineSet inner_wires(double segment_ohm) {
    return {.segment_ohm = SegmentResistance::uniform(segment_ohm, false),
            .first_end = {},
            .last_end = {}};
}

Waveform step_up(double volts) { return PwlWave{.time_s = {0.0, 1e-18}, .value = {0.0, volts}}; }

}  // namespace

TEST_CASE("tile over time: a word line is the RC ladder of the textbook") {
    const std::size_t n = 9, M = n - 1;
    const double r = 100.0, C = 1e-15, rc = r * C;
    TileSpec spec{.rows = 2, .cols = n};
    spec.wl = inner_wires(r);
    spec.bl = wires(1.0);
    const EliminatedCellSpec cells = cells_of(resistor(), spec);
    for (const IntegrationMethod method :
         {IntegrationMethod::gear2, IntegrationMethod::trapezoidal}) {
        TileTransientOptions options{.method = method, .reltol = 1e-5, .abstol = 1e-7};
        options.max_step_s = 1.0;
        options.capacitance.wl_segment_F = C;
        const auto tile = make_tile(spec, cells, options);
        TilePhase phase{.duration_s = 30.0 * rc};
        phase.wl_first = {driven(0.0, step_up(1.0)), driven(0.0, DcWave{0.0})};
        phase.bl_first.assign(n, driven(0.0, DcWave{0.0}));
        TileTrace trace;
        const PhaseReport report = run_phase(*tile, phase, &trace);
        CAPTURE(report.steps);
        CHECK(report.steps < 2000);
        double worst_V = 0.0;
        for (std::size_t p = 0; p < trace.time_s.size(); ++p)
            for (std::size_t k = 1; k < n; ++k)
                worst_V = std::max(
                    worst_V, std::abs(trace.a_V[p][k] - ladder_step(k, M, rc, trace.time_s[p])));
        CHECK(worst_V < 3e-4);
        CHECK(worst_V > 1e-9);  // an integration, not the formula
        for (std::size_t k = 0; k < n; ++k) CHECK(std::abs(trace.a_V.back()[n + k]) < 1e-9);
    }
}

TEST_CASE("tile over time: a gate line is the same ladder") {
    const std::size_t n = 9, M = n - 1;
    const double r = 1000.0, C = 2e-15, rc = r * C;
    TileSpec spec{.topology = Topology::one_transistor_column, .rows = 1, .cols = n};
    spec.wl = inner_wires(r);
    spec.bl = spec.sl = wires(1.0);
    const EliminatedCellSpec cells =
        cells_of(compiled("`include \"disciplines.vams\"\n"
                          "module t(bl, sl, wl); inout bl, sl, wl; electrical bl, sl, wl;\n"
                          "analog I(bl, sl) <+ 1e-6 * V(wl) * V(bl, sl);\nendmodule\n"),
                 spec);
    TileTransientOptions options{.reltol = 1e-5, .abstol = 1e-7};
    options.max_step_s = 1.0;
    options.capacitance.wl_segment_F = C;
    const auto tile = make_tile(spec, cells, options);
    TilePhase phase{.duration_s = 30.0 * rc};
    phase.bl_first.assign(n, driven(0.0, DcWave{0.1}));
    phase.sl_first.assign(n, driven(0.0, DcWave{0.0}));
    phase.gate = {step_up(1.0)};
    TileTrace trace;
    run_phase(*tile, phase, &trace);
    double worst_V = 0.0;
    for (std::size_t p = 0; p < trace.time_s.size(); ++p)
        for (std::size_t k = 1; k < n; ++k)
            worst_V = std::max(
                worst_V, std::abs(trace.gate_V[p][k] - ladder_step(k, M, rc, trace.time_s[p])));
    CHECK(worst_V < 3e-4);
    CHECK(worst_V > 1e-9);
    // The current follows the gate: 1 V there and 0.1 V across 1e-6 S, less 2 ohm of wire.
    CHECK(rel_diff(trace.end_A.back()[n - 1], 1e-7 * trace.gate_V.back()[n - 1]) < 1e-5);
}

TEST_CASE("tile over time: charging takes C V^2, half of it stays") {
    TileSpec spec{.rows = 3, .cols = 4};
    spec.wl = wires(200.0);
    spec.bl = wires(100.0);
    const EliminatedCellSpec cells = cells_of(resistor(), spec);
    TileTransientOptions options{.reltol = 1e-5, .abstol = 1e-7};
    options.max_step_s = 1.0;
    options.capacitance = {.wl_segment_F = 2e-15, .bl_segment_F = 1e-15};
    const auto tile = make_tile(spec, cells, options);
    TilePhase phase{.duration_s = 1e-9};
    phase.wl_first.assign(3, driven(500.0, step_up(2.0)));
    phase.bl_last.assign(4, driven(50.0, DcWave{0.0}));
    const PhaseReport up = run_phase(*tile, phase, nullptr);
    // Word lines: 4 crossings, 3 inner segments and 2 at the ends.
    const double C = 3 * 5 * 2e-15, V = 2.0;
    CHECK(rel_diff(up.energy.delivered_J, C * V * V) < 1e-3);
    CHECK(rel_diff(up.energy.stored_J, 0.5 * C * V * V) < 1e-6);
    CHECK(rel_diff(up.energy.drivers_J + up.energy.wires_J, 0.5 * C * V * V) < 1e-3);
    CHECK(up.energy.wires_J > 0.05 * up.energy.drivers_J);
    CHECK(up.energy.cells_J < 1e-6 * up.energy.stored_J);
    // The next phase begins with what is left on the lines, and gives it back as heat.
    phase.wl_first.assign(3, driven(500.0, DcWave{0.0}));
    const PhaseReport down = run_phase(*tile, phase, nullptr);
    CHECK(rel_diff(down.energy.stored_J, -0.5 * C * V * V) < 1e-6);
    CHECK(rel_diff(down.energy.drivers_J + down.energy.wires_J, 0.5 * C * V * V) < 1e-3);
    CHECK(std::abs(down.energy.delivered_J) < 1e-6 * up.energy.delivered_J);
}

TEST_CASE("tile over time: floating lines keep their charge") {
    TileSpec spec{.rows = 2, .cols = 2};
    spec.wl = spec.bl = wires(10.0);
    EliminatedCellSpec cells = cells_of(compiled("`include \"disciplines.vams\"\n"
                                                 "module r(p, n); inout p, n; electrical p, n;\n"
                                                 "analog I(p, n) <+ 1e-6 * V(p, n);\nendmodule\n"),
                                        spec);
    TileTransientOptions options{.reltol = 1e-6, .abstol = 1e-8};
    options.capacitance = {.wl_segment_F = 1e-15, .bl_segment_F = 1e-15};
    const auto tile = make_tile(spec, cells, options);
    TilePhase phase{.duration_s = 1e-9};
    phase.wl_first.assign(2, driven(10.0, DcWave{1.0}));
    phase.bl_first.assign(2, driven(10.0, DcWave{1.0}));
    run_phase(*tile, phase, nullptr);
    // Word lines float, bit lines are grounded: both discharge through 4 cells of 1 uS,
    // tau = 3 fF / 2 uS each (wires of 10 ohm hardly matter).
    phase.wl_first.clear();
    phase.bl_first.assign(2, driven(10.0, DcWave{0.0}));
    TileTrace trace;
    run_phase(*tile, phase, &trace);
    const double expected = std::exp(-1e-9 / (3e-15 / 2e-6));
    CHECK(rel_diff(trace.a_V.back()[0], expected) < 2e-4);
    CHECK(rel_diff(trace.a_V.back()[3], expected) < 2e-4);
}

TEST_CASE("tile over time: states follow their equation, and cuts do not disturb them") {
    const double tau = 1e-6;
    TileSpec spec{.rows = 3, .cols = 2};
    EliminatedCellSpec cells = cells_of(follower(), spec);
    cells.states[0] = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5};
    TileTransientOptions options{.reltol = 1e-6, .abstol = 1e-8};
    const auto tile = make_tile(spec, cells, options);
    TilePhase phase{.duration_s = 0.5 * tau};
    phase.wl_first.assign(3, driven(0.0, DcWave{0.8}));
    phase.bl_first.assign(2, driven(0.0, DcWave{0.0}));
    const auto exact = [&](std::size_t k, double t_s) {
        return 0.8 + (cells.states[0][k] - 0.8) * std::exp(-t_s / tau);
    };
    PhaseReport report = run_phase(*tile, phase, nullptr);
    for (std::size_t k = 0; k < 6; ++k)
        CHECK(std::abs(tile->cells().states[0][k] - exact(k, 0.5 * tau)) < 1e-5);
    // 0.8 V across six cells of 1e-4 S for half a tau
    CHECK(rel_diff(report.energy.delivered_J, 6 * 0.64 * 1e-4 * 0.5 * tau) < 1e-9);
    CHECK(rel_diff(report.energy.cells_J, report.energy.delivered_J) < 1e-9);
    const CellHistory half = tile->cells();
    run_phase(*tile, phase, nullptr);
    for (std::size_t k = 0; k < 6; ++k)
        CHECK(std::abs(tile->cells().states[0][k] - exact(k, tau)) < 1e-5);
    // From a checkpoint the rest is the same.
    const auto other = make_tile(spec, cells, options);
    REQUIRE(other->set_cells(half));
    run_phase(*other, phase, nullptr);
    CHECK(rel_diff_max(other->cells().states[0], tile->cells().states[0]) < 1e-6);
    const EliminatedCellSpec held = held_cells(cells, tile->cells());
    CHECK(held.states[0] == tile->cells().states[0]);
}

TEST_CASE("tile over time: the order of the formulas") {
    // Halving a fixed step divides the error of a smooth state by 2 (Euler) or 4.
    TileSpec spec{.rows = 1, .cols = 1};
    const EliminatedCellSpec cells = cells_of(follower(), spec);
    const double tau = 1e-6;
    TilePhase phase{.duration_s = tau};
    phase.wl_first = {driven(0.0, SineWave{.amplitude = 1.0, .frequency_Hz = 0.5 / tau})};
    phase.bl_first = {driven(0.0, DcWave{0.0})};
    // dx/dt = (sin(w t) - x) / tau from 0
    const double w = std::numbers::pi;  // times tau
    const double exact = (std::sin(w) - w * std::cos(w) + w * std::exp(-1.0)) / (1.0 + w * w);
    for (const auto& [method, order] :
         {std::pair{IntegrationMethod::backward_euler, 1},
          std::pair{IntegrationMethod::trapezoidal, 2}, std::pair{IntegrationMethod::gear2, 2}}) {
        double errors[2];
        for (const int half : {0, 1}) {
            TileTransientOptions options{.method = method};
            options.fixed_step_s = tau / (half == 0 ? 200.0 : 400.0);
            const auto tile = make_tile(spec, cells, options);
            run_phase(*tile, phase, nullptr);
            errors[half] = std::abs(tile->cells().states[0][0] - exact);
        }
        CAPTURE(order);
        const double gain = errors[0] / errors[1];
        CHECK(gain > 0.9 * std::exp2(order));
        CHECK(gain < 1.1 * std::exp2(order));
    }
}

TEST_CASE("tile over time: threads do not change a bit") {
    TileSpec spec{.topology = Topology::one_transistor_column, .rows = 6, .cols = 5};
    spec.bl = wires(10.0);
    spec.sl = wires(15.0);
    const auto model = shipped_model("cell/cell_1t1r_stanford.va", "cell_1t1r_stanford");
    EliminatedCellSpec cells = cells_of(model, spec);
    std::ranges::fill(cells.states[0], 1.0);
    TilePhase phase{.duration_s = 1e-7};
    phase.bl_first.assign(5, driven(50.0, pulse(3.0, 1e-7)));
    phase.sl_last.assign(5, driven(20.0, DcWave{0.0}));
    phase.gate.assign(6, DcWave{2.0});
    std::vector<double> states[2];
    for (const int threads : {1, 3}) {
        TileTransientOptions options;
        options.threads = threads;
        const auto tile = make_tile(spec, cells, options);
        run_phase(*tile, phase, nullptr);
        states[threads == 3 ? 1 : 0] = tile->cells().states[0];
    }
    CHECK(states[0] == states[1]);
    CHECK(states[0][0] != 1.0);
}

TEST_CASE("tile over time: stopping, and what is refused") {
    TileSpec spec{.rows = 2, .cols = 3};
    spec.wl = spec.bl = wires(1.0);
    const EliminatedCellSpec cells = cells_of(follower(), spec);
    TilePhase phase{.duration_s = 1e-6};
    phase.wl_first.assign(2, driven(0.0, DcWave{0.5}));
    phase.bl_first.assign(3, driven(0.0, DcWave{0.0}));
    std::stop_source stop;
    TileTransientOptions options;
    options.stop = stop.get_token();
    options.progress = [&](const TileProgress& p) {
        if (p.time_s > 0.3e-6) stop.request_stop();
    };
    const auto tile = make_tile(spec, cells, options);
    const PhaseReport report = run_phase(*tile, phase, nullptr);
    CHECK(report.stopped);
    CHECK(report.end_s > 0.3e-6);
    CHECK(report.end_s < 0.5e-6);
    const double exact = 0.5 - 0.5 * std::exp(-report.end_s / 1e-6);
    CHECK(std::abs(tile->cells().states[0][0] - exact) < 1e-3);

    const auto refused = [&](const TilePhase& bad) {
        const auto done = make_tile(spec, cells, {})->run(bad, {});
        REQUIRE(!done);
        return done.error().id;
    };
    TilePhase bad = phase;
    bad.wl_first.pop_back();
    CHECK(refused(bad) == 7600);
    bad = phase;
    bad.duration_s = 0.0;
    CHECK(refused(bad) == 7600);
    bad = phase;
    bad.sl_first.assign(3, EndDrive{});
    CHECK(refused(bad) == 7600);
    bad = phase;
    bad.wl_first[1].resistance_ohm = -1.0;
    CHECK(refused(bad) == 7600);
    bad = phase;
    bad.gate.assign(2, DcWave{1.0});
    CHECK(refused(bad) == 7600);
    bad = phase;
    bad.wl_first[0].voltage_V = PwlWave{.time_s = {1.0, 0.5}, .value = {0.0, 1.0}};
    CHECK(refused(bad) == 7301);

    TileTransientOptions wrong;
    wrong.reltol = 2.0;
    CHECK(make_tile_transient(spec, cells, wrong).error().id == 7604);
    wrong = {};
    wrong.capacitance.bl_segment_F = -1e-15;
    CHECK(make_tile_transient(spec, cells, wrong).error().id == 7604);
    CellHistory short_one = tile->cells();
    short_one.states[0].pop_back();
    CHECK(tile->set_cells(short_one).error().id == 7603);
    // Both ends of a line without resistance, ideal sources: no unique currents.
    TileSpec joined{.rows = 2, .cols = 3};
    TilePhase both = phase;
    both.wl_last = both.wl_first;
    const auto conflict = make_tile(joined, cells, {})->run(both, {});
    REQUIRE(!conflict);
    CHECK(conflict.error().id == 7606);
    const EliminatedCellSpec events = [&] {
        EliminatedCellSpec out =
            cells_of(compiled("`include \"disciplines.vams\"\n"
                              "module e(p, n); inout p, n; electrical p, n; real k;\n"
                              "analog begin\n@(cross(V(p, n) - 0.5, 1)) k = k + 1;\n"
                              "I(p, n) <+ 1e-6 * V(p, n) * (1 + k);\nend\nendmodule\n"),
                     spec);
        return out;
    }();
    CHECK(make_tile_transient(spec, events, {}).error().id == 7601);
    TileTransientOptions by_circuit;
    by_circuit.engine = TileEngine::circuit;
    CHECK(make_tile_transient(spec, events, by_circuit));
}
