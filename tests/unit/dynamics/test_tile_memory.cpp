// Tiles over time whose cells keep hidden variables and draw random numbers: committed on accepted
// steps only, the same as in the netlist, going on from phase to phase.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "support/near.hpp"
#include "support/tile_runs.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

std::shared_ptr<const DeviceModel> test_model(const std::string& name) {
    return compile_file(CROSSPOINT_SOURCE_DIR "/tests/veriloga_models/" + name + ".va", name).model;
}

std::size_t variable(const EliminatedCellSpec& cells, const std::string& name) {
    const auto& names = cells.model->shape().memory;
    const auto at = std::find(names.begin(), names.end(), name);
    REQUIRE(at != names.end());
    return static_cast<std::size_t>(at - names.begin());
}

TilePhase held_at(const TileSpec& spec, double volts, double duration_s) {
    TilePhase phase{.duration_s = duration_s};
    phase.wl_first.assign(spec.rows, driven(100.0, DcWave{volts}));
    phase.bl_last.assign(spec.cols, driven(50.0, DcWave{0.0}));
    return phase;
}

}  // namespace

TEST_CASE("tile over time: hidden states go on as in the netlist") {
    TileSpec spec{.rows = 3, .cols = 2};
    spec.wl = spec.bl = wires(20.0);
    const EliminatedCellSpec cells = cells_of(test_model("hidden_state_memristor"), spec);
    const std::size_t x = variable(cells, "x");
    TileTransientOptions options;
    options.max_step_s = 1e-3;
    const auto fast = make_tile(spec, cells, options);
    const PhaseReport report = run_phase(*fast, held_at(spec, 1.0, 5e-3), nullptr);
    CHECK(report.steps >= 49);  // the model asks for steps of at most 1e-4 s
    options.engine = TileEngine::circuit;
    const auto circuit = make_tile(spec, cells, options);
    run_phase(*circuit, held_at(spec, 1.0, 5e-3), nullptr);
    CHECK(rel_diff_max(fast->cells().memory[x], circuit->cells().memory[x]) < 1e-9);
    // One equation per cell, dx/dt = rate I window, with nearly 1 V at each cell: Euler's own
    // error is far below 2 percent.
    double expected = 0.5;
    for (int k = 0; k < 5000; ++k)
        expected += 1e-6 * 1e5 / (1e3 * expected + 16e3 * (1.0 - expected)) *
                    (1.0 - std::pow(2.0 * expected - 1.0, 4));
    CHECK(expected > 0.52);
    for (const double value : fast->cells().memory[x])
        CHECK(std::abs(value - expected) < 0.1 * (expected - 0.5));

    // In two phases the way is the same, and the time of the model goes on.
    const auto halves = make_tile(spec, cells, TileTransientOptions{.max_step_s = 1e-3});
    run_phase(*halves, held_at(spec, 1.0, 2.5e-3), nullptr);
    run_phase(*halves, held_at(spec, 1.0, 2.5e-3), nullptr);
    for (std::size_t k = 0; k < cells.cells; ++k)
        CHECK(std::abs(halves->cells().memory[x][k] - fast->cells().memory[x][k]) <
              5e-3 * (expected - 0.5));
    const std::size_t last = variable(cells, "t_last");
    CHECK(rel_diff(halves->cells().memory[last][0], 5e-3) < 1e-12);
    // The circuit engine cannot, and says so.
    const auto again = circuit->run(held_at(spec, 1.0, 1e-3), {});
    REQUIRE(!again);
    CHECK(again.error().id == 7605);
}

TEST_CASE("tile over time: random draws belong to seed, cell and step") {
    TileSpec spec{.rows = 2, .cols = 3};
    spec.wl = spec.bl = wires(1.0);
    const EliminatedCellSpec cells = cells_of(test_model("random_step_rram"), spec);
    const std::size_t gap = variable(cells, "gap");
    TileTransientOptions options;
    options.fixed_step_s = 1e-6;
    const TilePhase phase = held_at(spec, 0.1, 2e-5);
    const auto run = [&](const TileTransientOptions& with) {
        const auto tile = make_tile(spec, cells, with);
        run_phase(*tile, phase, nullptr);
        return tile->cells().memory[gap];
    };
    const std::vector<double> first = run(options);
    CHECK(first == run(options));
    for (std::size_t k = 1; k < first.size(); ++k) CHECK(first[k] != first[0]);
    TileTransientOptions other = options;
    other.seed = 2;
    CHECK(first != run(other));
    other = options;
    other.engine = TileEngine::circuit;
    CHECK(rel_diff_max(first, run(other)) < 1e-12);

    // A checkpoint is states, memory and the number of steps.
    const auto whole = make_tile(spec, cells, options);
    run_phase(*whole, phase, nullptr);
    const CellHistory middle = whole->cells();
    const std::uint64_t steps = whole->step_index();
    CHECK(steps == 20);
    run_phase(*whole, phase, nullptr);
    CHECK(whole->step_index() == 40);
    CHECK(whole->cells().memory[gap] != middle.memory[gap]);
}
