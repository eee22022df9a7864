// ngspice as a process, and the comparison: it must agree where it should and fail where it should.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/compare.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "crosspoint/spice/random_tile.hpp"
#include "crosspoint/spice/rounding.hpp"
#include "support/near.hpp"
#include "support/said.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff;
using crosspoint::testing::said;

namespace {

bool skip_without_ngspice() {
    if (find_ngspice()) return false;
    MESSAGE("skipped: ngspice is not installed");
    return true;
}

// A shell script that stands in for ngspice.
class FakeNgspice {
public:
    explicit FakeNgspice(const std::string& body)
        : path_((std::filesystem::temp_directory_path() /
                 ("crosspoint-fake-" + std::to_string(::getpid())))
                    .string()) {
        std::ofstream(path_) << "#!/bin/sh\n" << body << "\n";
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
    }
    ~FakeNgspice() { std::filesystem::remove(path_); }
    [[nodiscard]] NgspiceOptions options(double time_limit_s = 20.0) const {
        return {.time_limit_s = time_limit_s, .program = path_};
    }

private:
    std::string path_;
};

std::size_t folders_left() {
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::temp_directory_path()))
        count +=
            entry.path().filename().string().starts_with("crosspoint-") && entry.is_directory();
    return count;
}

int id_of(const Result<RawPoint>& point) { return point ? 0 : point.error().id; }

}  // namespace

TEST_CASE("ngspice: a divider gives its voltage and its current to the last digit") {
    if (skip_without_ngspice()) return;
    ::setenv("SPICE_ASCIIRAWFILE", "1", 1);  // must not reach the process
    const std::size_t before = folders_left();
    const auto point = run_ngspice("* t\nV1 a 0 1\nR1 a b 3k\nR2 b 0 1k\n.op\n.end\n");
    ::unsetenv("SPICE_ASCIIRAWFILE");

    REQUIRE_MESSAGE(point.ok(), said(point));
    CHECK(rel_diff(point->at("v(b)"), 0.25) < 1e-15);
    CHECK(rel_diff(point->at("i(v1)"), -0.25e-3) < 1e-15);
    CHECK(folders_left() == before);
}

TEST_CASE("ngspice: a singular matrix and a wrong deck are errors with its own words") {
    if (skip_without_ngspice()) return;
    const auto floating = run_ngspice("* t\nV1 a 0 1\nR1 a 0 1\nR2 c d 1k\n.op\n.end\n");
    const auto wrong = run_ngspice("* t\nV1 a 0 1\nR1 a 0 huge\n.op\n.end\n");

    REQUIRE(id_of(floating) == 3004);
    CHECK(floating.error().what.find("singular matrix") != std::string::npos);
    REQUIRE(id_of(wrong) == 3004);
    CHECK(wrong.error().what.find("rror") != std::string::npos);
}

TEST_CASE("ngspice: a missing program and a time limit and garbage are told apart") {
    const FakeNgspice sleeper("exec sleep 30");
    const FakeNgspice* fake = &sleeper;
    const auto begin = std::chrono::steady_clock::now();
    CHECK(id_of(run_ngspice("*\n.end\n", fake->options(0.2))) == 3002);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
    CHECK(id_of(run_ngspice("*\n", {.program = "no-such-program-of-crosspoint"})) == 3001);
    CHECK(id_of(run_ngspice("*\n", {.program = "/no/such/program"})) == 3001);
}

TEST_CASE("ngspice: a program that writes half a raw file or none is caught") {
    {
        const FakeNgspice half("printf 'Flags: real\\nNo. Variables: 1\\n' > tile.raw");
        CHECK(id_of(run_ngspice("*\n", half.options())) == 3003);
    }
    {
        const FakeNgspice nothing("echo 'Error: no idea'");
        const auto point = run_ngspice("*\n", nothing.options());
        REQUIRE(id_of(point) == 3004);
        CHECK(point.error().what == "ngspice reports: Error: no idea");
    }
    const FakeNgspice crash("kill -SEGV $$");
    CHECK(id_of(run_ngspice("*\n", crash.options())) == 3004);
}

TEST_CASE("compare: every method that fits agrees with ngspice") {
    if (skip_without_ngspice()) return;
    for (std::uint64_t k = 0; k < 12; ++k) {
        CAPTURE(k);
        const RandomTile tile = random_tile(2, k, 6);
        const auto comparison = compare(tile.spec, tile.cells, tile.inputs);

        REQUIRE_MESSAGE(comparison.ok(), said(comparison));
        CHECK(comparison->methods.size() ==
              (tile.spec.topology == Topology::one_transistor_column ? 3 : 2));
        CHECK(comparison->worst().difference.agrees(1e-9));
    }
}

TEST_CASE("compare: a cell that differs by 1e-7 on one side is found") {
    if (skip_without_ngspice()) return;
    TileSpec spec;
    spec.rows = spec.cols = 4;
    spec.wl.segment_ohm = spec.bl.segment_ohm = SegmentResistance::uniform(2.0, true);
    spec.wl.first_end = {EndKind::drive_input, 10.0};
    spec.bl.last_end = {EndKind::sense, 10.0};
    const CellArray cells{Matrix<double>(4, 4, 1e-4), 0.0};
    CellArray perturbed = cells;
    perturbed.g_on_S(2, 1) *= 1.0 + 1e-7;
    const Matrix<double> inputs(2, 4, {0.1, 0.2, 0.3, 0.4, 0.4, 0.3, 0.2, 0.1});

    const auto theirs = solve_by_ngspice(spec, perturbed, inputs);
    REQUIRE(theirs.ok());
    const auto solver = make_solver(spec, {.want_nodes = true});
    REQUIRE(solver.ok());
    REQUIRE((*solver)->program(cells).ok());
    const auto ours = (*solver)->solve(inputs);
    REQUIRE(ours.ok());
    const Difference found = difference_of(*ours, *theirs, spec, cells, inputs);

    CHECK_FALSE(found.agrees(1e-9));
    CHECK(found.difference_rel > 1e-8);
    CHECK(found.difference_rel < 1e-7);
    CHECK(found.difference_A > 100.0 * found.floor_A);
    CHECK(found.difference_V > 0.0);
}

TEST_CASE("compare: no current on both sides agrees and a NaN never does") {
    const double nan = std::numeric_limits<double>::quiet_NaN();

    CHECK(Difference{}.agrees(1e-9));
    CHECK(Difference{
        .largest_A = 1e-21, .difference_A = 1e-21, .difference_rel = 1.0, .floor_A = 1e-20}
              .agrees(1e-9));
    CHECK_FALSE(
        Difference{.largest_A = 1e-6, .difference_A = 1e-6, .difference_rel = 1.0, .floor_A = 1e-20}
            .agrees(1e-9));
    // Explained by rounding, but not agreement: some current does flow.
    CHECK_FALSE(Difference{
        .largest_A = 1e-9, .difference_A = 1e-15, .difference_rel = 1e-6, .floor_A = 1e-14}
                    .agrees(1e-9));
    CHECK_FALSE(Difference{.largest_A = 1.0, .difference_A = nan, .difference_rel = nan}.agrees(1));
    CHECK_FALSE(Difference{.largest_A = nan, .difference_A = nan, .difference_rel = nan}.agrees(1));
}

TEST_CASE("rounding: a 1 x 1 tile has the floor that its nodes give") {
    // W0_0 at 0.5 V share 1/2, B0_0 at 0.5 V share 1/2: wires of 1 S each, a cell that is a short
    // in all but name.
    TileSpec spec;
    spec.wl.segment_ohm = spec.bl.segment_ohm = SegmentResistance::uniform(1.0, true);
    spec.wl.first_end = {EndKind::drive_input, 0.0};
    spec.bl.last_end = {EndKind::sense, 0.0};
    const CellArray cells{Matrix<double>(1, 1, 1e9), 0.0};
    const RoundingEstimate rounding = estimate_rounding(spec, cells, std::array{1.0});

    // Two nodes of about 1e9 S, and the held nodes: the sense node has no voltage, the drive node
    // no share.
    const double expected_A =
        8.0 * std::numeric_limits<double>::epsilon() * (2.0 * (1e9 + 1.0) * 0.25 + 0.5);
    CHECK(rel_diff(rounding.floor_A, expected_A) < 1e-6);
    CHECK(rel_diff(rounding.largest_A, 0.5) < 1e-8);
}
