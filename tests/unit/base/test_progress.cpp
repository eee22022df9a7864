// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/progress.hpp"

#include <doctest/doctest.h>

using namespace crosspoint;

TEST_CASE("progress: durations read well") {
    CHECK(duration_text(0.2) == "1 s");
    CHECK(duration_text(59.0) == "59 s");
    CHECK(duration_text(59.5) == "1 min 0 s");
    CHECK(duration_text(200.0) == "3 min 20 s");
    CHECK(duration_text(7500.0) == "2 h 5 min");
}

TEST_CASE("progress: the line says what is known and no more") {
    ProgressState state{
        .points_done = 2, .points_total = 16, .images_done = 0, .images_total = 10000};
    CHECK(progress_line(state) == "point 3/16, 0/10000 images");
    state.images_done = 256;
    state.images_per_s = 1234.4;
    state.cells_per_s = 9.234e9;
    state.remaining_s = 80.0;
    state.failed = 1;
    CHECK(progress_line(state) ==
          "point 3/16, 256/10000 images, 1234 images/s, 9.23 G cell evaluations/s, 1 failed, "
          "1 min 20 s left");
    ProgressState early{.points_total = 2, .tiles_done = 5, .tiles_total = 128};
    early.remaining_s = 12.0;
    CHECK(progress_line(early) == "point 1/2, 5/128 tiles prepared, 12 s left");
    state.points_done = 16;
    CHECK(progress_line(state).rfind("point 16/16, 1234 images/s", 0) == 0);
}

TEST_CASE("progress: the clock lets one line through per period") {
    ProgressClock clock(30.0, 30.0);
    CHECK(!clock.due(0.0));
    CHECK(!clock.due(29.9));
    CHECK(clock.due(31.0));
    CHECK(!clock.due(60.0));
    CHECK(clock.due(61.5));
}

TEST_CASE("progress: the rate counts finished work and the work under way") {
    RateMeter meter(10.0);
    CHECK(meter.per_s(10.0) == 0.0);
    meter.add(100.0);
    CHECK(meter.per_s(15.0, 50.0) == 30.0);
}

TEST_CASE("progress: the line of one solve counts inputs, or iterations of a large one") {
    CHECK(progress_line(SolveProgress{.inputs_total = 1000}, 0.1) == "0/1000 inputs");
    SolveProgress state{.inputs_done = 250, .inputs_total = 1000};
    CHECK(progress_line(state, 4.0) == "250/1000 inputs, 12 s left");
    state.inputs_done = 1000;
    CHECK(progress_line(state, 16.0) == "1000/1000 inputs");
    CHECK(progress_line(
              SolveProgress{
                  .inputs_total = 1, .iterations = 34, .residual_A = 3.21e-7, .target_A = 1.1e-15},
              1.0) == "0/1 inputs, iteration 34, residual 3.2e-07 A, target 1.1e-15 A");
    CHECK(progress_line(SolveProgress{.stage = "transfer matrix", .expected_s = 71.0}, 1.0) ==
          "transfer matrix, expected to take 1 min 11 s");
    CHECK(progress_line(SolveProgress{.stage = "factors"}, 1.0) == "factors");
}
