// Programming: what must hold whatever the model, the closed form of a cell whose state follows its
// voltage, and runs that are stopped and go on.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/program.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stop_token>
#include <string>

#include "crosspoint/dynamics/program_checkpoint.hpp"
#include "crosspoint/dynamics/tile_read.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "support/drift_cell.hpp"
#include "support/near.hpp"
#include "support/temp_folder.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

ProgramPlan plan_for(Matrix<double> target_S) {
    ProgramPlan plan;
    plan.target_S = std::move(target_S);
    plan.tolerance_rel = 0.04;
    plan.set = {.start_V = 0.6, .step_V = 0.02, .stop_V = 1.0, .width_s = 2e-8, .rise_s = 1e-9};
    plan.reset = {.start_V = -0.6, .step_V = 0.02, .stop_V = -1.0, .width_s = 2e-8, .rise_s = 1e-9};
    plan.read.read_V = 0.1;
    return plan;
}

ProgramPlan one_pulse(std::size_t rows, std::size_t cols, double volts) {
    ProgramPlan plan = plan_for({});
    plan.pulse_count = Matrix<double>(rows, cols, 1.0);
    plan.set = {.start_V = volts, .step_V = 0.0, .stop_V = volts, .width_s = 2e-8, .rise_s = 1e-9};
    return plan;
}

// 1.9, 2.2, 2.5, ... uS, scattered.
Matrix<double> scattered_targets(std::size_t rows, std::size_t cols) {
    Matrix<double> out(rows, cols);
    for (std::size_t k = 0; k < out.size(); ++k)
        out.values()[k] = 1e-6 * (1.9 + 0.3 * static_cast<double>((7 * k + 3) % 11));
    return out;
}

ProgramResult programmed(const TileSpec& spec, const ProgramPlan& plan,
                         const veriloga::Bindings& card = {}) {
    const EliminatedCellSpec cells = drift_cells("drift", spec.rows * spec.cols, card);
    auto result = program_tile(spec, cells, plan, first_program_state(spec, cells));
    REQUIRE_MESSAGE(result.ok(), said(result));
    return std::move(*result);
}

}  // namespace

TEST_CASE("program: write-verify brings every cell into its window") {
    const TileSpec spec = passive_spec(2, 3, 5.0, 5.0, 100.0, 100.0);
    for (const WriteOrder order : {WriteOrder::cell, WriteOrder::row}) {
        ProgramPlan plan = plan_for(scattered_targets(2, 3));
        plan.target_S(1, 2) = std::nan("");
        plan.order = order;
        plan.passes = 3;  // half-selected cells move: later passes repair them
        plan.setup.scheme = WriteScheme::third;
        const ProgramResult result = programmed(spec, plan, steep_card());
        CHECK(result.complete);
        CHECK(result.missed == 0);
        for (std::size_t k = 0; k < 6; ++k) {
            if (k == 5) continue;
            CAPTURE(k);
            const double target_S = plan.target_S.values()[k];
            CHECK(rel_diff(result.reached_S.values()[k], target_S) <=
                  0.0418 /* 0.04 of the target */);
        }
        CHECK(std::isnan(result.error_rel(1, 2)));
        CHECK(result.state.set_pulses(1, 2) == 0.0);
        CHECK(result.energy_J > 0.0);
    }
}

TEST_CASE("program: a cell that cannot reach its window is reported") {
    const TileSpec spec = passive_spec(2, 2, 1.0, 1.0, 0.0, 0.0);
    ProgramPlan plan = plan_for(Matrix<double>(2, 2, 1.9e-6));
    plan.target_S(0, 1) = 1e-3;  // far beyond what five pulses give
    plan.max_pulses = 5;
    const ProgramResult result = programmed(spec, plan);
    CHECK(result.missed >= 1);
    CHECK(result.state.set_pulses(0, 1) == 5.0);
    CHECK(result.error_rel(0, 1) < -0.9);
}

TEST_CASE("program: the disturb of half-selected cells is that of V/2 and of V/3") {
    const TileSpec spec = passive_spec(3, 3, 0.0, 0.0, 0.0, 0.0);
    for (const auto& [scheme, share] :
         {std::pair{WriteScheme::half, 0.5}, std::pair{WriteScheme::third, 1.0 / 3.0}}) {
        ProgramPlan plan = one_pulse(3, 3, 0.9);
        plan.pulse_count = Matrix<double>(3, 3, 0.0);
        plan.pulse_count(1, 1) = 1.0;
        plan.setup.scheme = scheme;
        plan.verify = VerifyRead::cell;
        plan.engine.reltol = 1e-6;
        const ProgramResult result = programmed(spec, plan);
        REQUIRE(result.state.log.size() == 1);
        const double expected_S = 9e-6 * drift_of_pulse(share * 0.9, 2e-8, 1e-9);
        CHECK(rel_diff(result.state.disturb_S(1, 0), expected_S) < 1e-3);
        CHECK(rel_diff(result.state.disturb_S(0, 1), expected_S) < 1e-3);
        CHECK(rel_diff(result.state.log[0].disturb_row, expected_S / 1.9e-6) < 1e-3);
        CHECK(result.state.disturb_S(1, 1) == 0.0);
        const double others = scheme == WriteScheme::half ? 0.0 : -expected_S;
        CHECK(std::abs(result.state.disturb_S(0, 0) - others) < 1e-3 * expected_S);
    }
}

TEST_CASE("program: with wires the reached state falls with the distance from the drivers") {
    const TileSpec spec = passive_spec(5, 5, 300.0, 300.0, 0.0, 0.0);  // WL left, BL bottom
    ProgramPlan plan = one_pulse(5, 5, 0.9);
    plan.independent = true;
    plan.verify = VerifyRead::cell;
    plan.setup.scheme = WriteScheme::half;
    const ProgramResult result = programmed(spec, plan);
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < 5; ++j) {
            CAPTURE(i);
            CAPTURE(j);
            if (j > 0) CHECK(result.reached_S(i, j) < result.reached_S(i, j - 1));
            if (i > 0) CHECK(result.reached_S(i, j) > result.reached_S(i - 1, j));
        }
    // The cell at the drivers gets nearly what it would get without wires, never more.
    const double ideal_S = 1.9e-6 + 9e-6 * drift_of_pulse(0.9, 2e-8, 1e-9);
    CHECK(result.reached_S(4, 0) < ideal_S);
    CHECK(result.reached_S(4, 0) > 0.9 * ideal_S);
}

TEST_CASE("program: the energy of a pulse is the integral over its ideal cells") {
    const TileSpec spec = passive_spec(2, 2, 0.0, 0.0, 0.0, 0.0);
    ProgramPlan plan = one_pulse(2, 2, 0.3);  // low: the states hardly move
    plan.pulse_count = Matrix<double>(2, 2, 0.0);
    plan.pulse_count(0, 0) = 1.0;
    plan.setup.scheme = WriteScheme::half;
    const ProgramResult result = programmed(spec, plan);
    // v^2 g over a trapezoid: width + 2 rise / 3; three cells see V, V/2, V/2.
    const double expected_J = 0.09 * (1.0 + 2.0 * 0.25) * 1.9e-6 * (2e-8 + 2e-9 / 3.0);
    CHECK(result.energy_J > expected_J);
    CHECK(rel_diff(result.energy_J, expected_J) < 0.1);
}

TEST_CASE("program: fast engine and circuit end in the same states") {
    const TileSpec spec = passive_spec(3, 3, 50.0, 80.0, 100.0, 20.0);
    for (const WriteScheme scheme : {WriteScheme::half, WriteScheme::floating}) {
        ProgramPlan plan = one_pulse(3, 3, 0.8);
        plan.setup.scheme = scheme;
        plan.engine.reltol = 1e-6;
        const ProgramResult fast = programmed(spec, plan);
        plan.engine.engine = TileEngine::circuit;
        const ProgramResult circuit = programmed(spec, plan);
        CHECK(fast.method != circuit.method);
        CHECK(rel_diff_max(fast.state.cells.states[0], circuit.state.cells.states[0]) < 1e-4);
        CHECK(rel_diff(fast.energy_J, circuit.energy_J) < 1e-3);
    }
}

TEST_CASE("program: a run that is stopped and resumed from its file ends with the same bits") {
    const TileSpec spec = passive_spec(2, 2, 20.0, 20.0, 50.0, 50.0);
    const EliminatedCellSpec cells = drift_cells("drift", 4, steep_card());
    const ProgramState first = first_program_state(spec, cells);
    const ProgramPlan plan = plan_for(scattered_targets(2, 2));
    const auto whole = program_tile(spec, cells, plan, first);
    REQUIRE_MESSAGE(whole.ok(), said(whole));
    CHECK(whole->state.log.size() > 4);

    const TempFolder folder;
    const std::string path = folder / "state.npz";
    ProgramPlan cut = plan;
    std::stop_source stop;
    cut.engine.stop = stop.get_token();
    const ProgramHooks hooks{.progress = [&](std::size_t done, std::size_t, std::size_t) {
        if (done == 2) stop.request_stop();
    }};
    const auto half = program_tile(spec, cells, cut, first, hooks);
    REQUIRE(half.ok());
    CHECK_FALSE(half->complete);
    CHECK(half->state.unit == 2);
    REQUIRE(save_program_state(path, 77, half->state).ok());
    const auto loaded = load_program_state(path, 77, first);
    REQUIRE_MESSAGE(loaded.ok(), said(loaded));
    CHECK(*loaded == half->state);
    const auto rest = program_tile(spec, cells, plan, *loaded);
    REQUIRE(rest.ok());
    CHECK(rest->state == whole->state);
    CHECK(rest->reached_S == whole->reached_S);

    const auto foreign = load_program_state(path, 78, first);
    REQUIRE_FALSE(foreign.ok());
    CHECK(foreign.error().id == 7636);
    const TileSpec larger = passive_spec(4, 3, 20.0, 20.0, 50.0, 50.0);
    const auto misfit =
        load_program_state(path, 77, first_program_state(larger, drift_cells("drift", 12)));
    REQUIRE_FALSE(misfit.ok());
    CHECK(misfit.error().id == 7635);
}

TEST_CASE("program: reads of a tile that changes are those of the resistors that it is") {
    const TileSpec spec = passive_spec(3, 4, 50.0, 20.0, 100.0, 30.0);
    const EliminatedCellSpec cells = drift_cells("drift", 12);
    const auto reader = RowReader::make(spec, cells, {.read_V = 0.1});
    REQUIRE_MESSAGE(reader.ok(), said(reader));
    auto resistors = make_solver(spec, {});
    REQUIRE(resistors.ok());
    for (std::size_t time = 0; time < 3; ++time) {
        CellHistory now{.states = cells.states, .memory = cells.memory};
        Matrix<double> g_S(3, 4);
        for (std::size_t k = 0; k < 12; ++k) {
            now.states[0][k] = 0.05 + 0.07 * static_cast<double>((5 * k + 3) % 12 + 2 * time);
            g_S.values()[k] = 1e-6 + 9e-6 * now.states[0][k];
        }
        const auto linear = make_cells(spec, g_S);
        REQUIRE(linear.ok());
        REQUIRE((*resistors)->program(*linear).ok());
        for (std::size_t row = 0; row < 3; ++row) {
            Matrix<double> input(1, 3, 0.0);
            input(0, row) = 0.1;
            const auto exact = (*resistors)->solve(input);
            REQUIRE(exact.ok());
            const auto read_S = reader->conductance_S(now, row);
            REQUIRE_MESSAGE(read_S.ok(), said(read_S));
            for (std::size_t j = 0; j < 4; ++j)
                CHECK(rel_diff((*read_S)[j], exact->i_out_A(0, j) / 0.1) < 1e-8);
        }
    }
}

TEST_CASE("program: plans out of range are refused") {
    const TileSpec spec = passive_spec(2, 2, 1.0, 1.0, 0.0, 0.0);
    const EliminatedCellSpec cells = drift_cells("drift", 4);
    const ProgramPlan good = plan_for(Matrix<double>(2, 2, 2e-6));
    std::vector<ProgramPlan> bad(6, good);
    bad[0].target_S = Matrix<double>(2, 3, 2e-6);
    bad[1].target_S(0, 0) = -1.0;
    bad[2].set.start_V = 0.0;
    bad[3].reset.stop_V = 0.1;
    bad[4].read.read_V = 0.0;
    bad[5].target_S = {};
    bad[5].pulse_count = Matrix<double>(2, 2, 0.5);
    for (const ProgramPlan& plan : bad) {
        const auto result = program_tile(spec, cells, plan, first_program_state(spec, cells));
        REQUIRE_FALSE(result.ok());
        CHECK(result.error().id == 7634);
    }
}
