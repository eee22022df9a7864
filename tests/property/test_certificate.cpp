// The error bound of every mesh method holds against the long double oracle, on tiles from easy to
// absurd: wires of 0 to 1 kohm (and broken), cells spread over 8 decades with on/off up to 1e6,
// open and shorted cells, floating lines, every kind of end, 1x1 to 4096x1.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "support/dense_oracle.hpp"
#include "support/near.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using crosspoint::testing::rel_diff_max;
using crosspoint::testing::Tile;

namespace {

double segment_ohm(std::mt19937_64& random) {
    switch (random() % 6) {
        case 0:
            return 0.0;
        case 1:
            return 1000.0;
        case 2:
            return random() % 8 == 0 ? std::numeric_limits<double>::infinity() : 1.0;
        default:
            return std::pow(10.0, -3.0 + 6.0 * uniform(random));
    }
}

SegmentResistance segments(std::mt19937_64& random, std::size_t lines, std::size_t crossings) {
    const bool first = random() % 2;
    switch (random() % 3) {
        case 0: {
            double ohm = segment_ohm(random);
            if (std::isinf(ohm)) ohm = 1.0;
            return SegmentResistance::uniform(ohm, first);
        }
        case 1: {
            std::vector<double> ohm(lines);
            for (double& r : ohm) r = segment_ohm(random);
            return SegmentResistance::per_line(std::move(ohm), first);
        }
        default: {
            Matrix<double> ohm(lines, crossings + 1);
            for (double& r : ohm.values()) r = segment_ohm(random);
            return SegmentResistance::per_segment(std::move(ohm));
        }
    }
}

LineEnd end_of(std::mt19937_64& random, EndKind kind) {
    const double ohm = random() % 3 == 0 ? 0.0 : std::pow(10.0, 4.0 * uniform(random) - 1.0);
    return {kind, kind == EndKind::floating ? 0.0 : ohm};
}

Tile draw(std::uint64_t seed, std::size_t rows, std::size_t cols) {
    std::mt19937_64 random(seed);
    Tile tile;
    TileSpec& spec = tile.spec;
    const bool gated = random() % 4 == 0;
    spec.topology = gated ? Topology::one_transistor_row : Topology::passive;
    spec.rows = rows;
    spec.cols = cols;
    spec.read_V = 0.5;
    LineSet& across = gated ? spec.sl : spec.wl;
    across.segment_ohm = segments(random, rows, cols);
    spec.bl.segment_ohm = segments(random, cols, rows);
    const EndKind drive = gated ? EndKind::drive_read : EndKind::drive_input;
    const bool left = random() % 2;
    across.first_end = end_of(random, left || random() % 3 == 0 ? drive : EndKind::floating);
    across.last_end = end_of(random, !left || random() % 3 == 0 ? drive : EndKind::floating);
    const bool top = random() % 2;
    const auto other = [&] {
        const std::array kinds = {EndKind::floating, EndKind::sense, EndKind::drive_read};
        return kinds[random() % 3];
    };
    spec.bl.first_end = end_of(random, top ? EndKind::sense : other());
    spec.bl.last_end = end_of(random, top ? other() : EndKind::sense);

    const double on_off = std::pow(10.0, 6.0 * uniform(random));
    const double r_on = std::pow(10.0, 2.0 + 4.0 * uniform(random));
    const bool spread = random() % 3 == 0;
    tile.cells = {.g_on_S = Matrix<double>(rows, cols), .g_off_S = random() % 2 ? 0.0 : 1e-9};
    for (double& g : tile.cells.g_on_S.values()) {
        g = spread ? std::pow(10.0, -10.0 + 8.0 * uniform(random))
                   : (random() % 2 ? 1.0 / r_on : 1.0 / (r_on * on_off));
        if (random() % 40 == 0) g = 0.0;
        if (random() % 200 == 0) g = INFINITY;
    }
    tile.inputs = Matrix<double>(1, rows);
    for (double& v : tile.inputs.values())
        v = gated ? static_cast<double>(random() % 2) : uniform(random) - 0.3;
    return tile;
}

struct Tally {
    int checked = 0, converged = 0, refused = 0;
    double worst_of_converged = 0.0;
};

// Solves by one method and holds the bound of the report against the exact currents.
void check_bound(const Tile& tile, Method method, std::span<const double> exact_A, double slack,
                 Tally& tally) {
    auto solver = make_solver(tile.spec, {.method = method});
    REQUIRE(solver);
    if (!(*solver)->program(tile.cells)) return;
    const auto solution = (*solver)->solve(tile.inputs);
    if (!solution) {  // transfer and direct say beforehand what they cannot take
        CHECK((solution.error().id == 2119 || solution.error().id == 2120));
        ++tally.refused;
        return;
    }
    const SolveReport& report = solution->report;
    CAPTURE(report.method);
    double scale_A = 0.0;
    for (const double i : exact_A) scale_A = std::max(scale_A, std::abs(i));
    const double error = rel_diff_max(solution->i_out_A.values(), exact_A);
    ++tally.checked;
    if (scale_A > 1e-25) CHECK(error <= report.error_bound_rel + slack);
    if (report.status != SolveStatus::converged) return;
    ++tally.converged;
    if (scale_A > 1e-25) tally.worst_of_converged = std::max(tally.worst_of_converged, error);
}

}  // namespace

TEST_CASE("certificate: the bound holds on 10,000 random small tiles") {
    Tally cg, transfer, direct;
    double largest_slack = 0.0;
    for (std::uint64_t k = 0; k < 10000; ++k) {
        std::mt19937_64 random(k);
        const std::size_t rows = 1 + random() % 5;
        const std::size_t cols = 1 + random() % 4;
        const Tile tile = draw(k * 7919 + 1, rows, cols);
        if (!tile.spec.validate()) continue;
        auto solver = make_solver(tile.spec, {});
        if (!solver || !(*solver)->program(tile.cells)) continue;  // two ideal sources joined
        INFO(fmt::format("tile {}: {} x {}", k, rows, cols));
        const auto exact_A = testing::dense_currents_A(tile.spec, tile.cells, tile.inputs.row(0));
        // Where 1e-3 ohm stand beside 1e12 ohm the long double oracle itself is off by up to 1e-11:
        // what it and sparse LU disagree by says how much.
        auto lu = make_solver(tile.spec, {.method = Method::klu});
        REQUIRE((*lu)->program(tile.cells));
        const double slack =
            1e-15 + rel_diff_max((*lu)->solve(tile.inputs)->i_out_A.values(), exact_A);
        check_bound(tile, Method::schur_cg, exact_A, slack, cg);
        if (k % 4 == 0) check_bound(tile, Method::transfer, exact_A, slack, transfer);
        if (k % 4 == 0) check_bound(tile, Method::direct, exact_A, slack, direct);
        largest_slack = std::max(largest_slack, slack);
    }
    MESSAGE(
        fmt::format("schur-cg {} checked, {} converged, worst {:.1e}; transfer {} / {} / {:.1e}, "
                    "{} refused; direct {} / {} / {:.1e}",
                    cg.checked, cg.converged, cg.worst_of_converged, transfer.checked,
                    transfer.converged, transfer.worst_of_converged, transfer.refused,
                    direct.checked, direct.converged, direct.worst_of_converged));
    CHECK(largest_slack < 1e-9);
    CHECK(cg.checked > 8000);
    CHECK(cg.converged > cg.checked * 99 / 100);
    CHECK(cg.worst_of_converged <= 1e-9);
    CHECK(transfer.worst_of_converged <= 1e-9);
    CHECK(direct.worst_of_converged <= 1e-9);
    CHECK(transfer.checked > 500);
    CHECK(direct.checked > 500);
}

namespace {

// As drawn, but no wire is ideal and cells conduct well: hardness 25 and above, mostly.
Tile harder(Tile tile, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    LineSet& across = tile.spec.gated() ? tile.spec.sl : tile.spec.wl;
    const auto wires = [&](std::size_t lines, std::size_t crossings) {
        Matrix<double> ohm(lines, crossings + 1);
        for (double& r : ohm.values()) r = std::pow(10.0, 1.0 + 2.0 * uniform(random));
        return SegmentResistance::per_segment(std::move(ohm));
    };
    across.segment_ohm = wires(tile.spec.rows, tile.spec.cols);
    tile.spec.bl.segment_ohm = wires(tile.spec.cols, tile.spec.rows);
    for (double& g : tile.cells.g_on_S.values())
        if (random() % 2) g = std::pow(10.0, -5.0 + 2.0 * uniform(random));
    return tile;
}

// Random tiles of these shapes by Schur-CG against sparse LU.
void check_against_lu(std::span<const std::array<std::size_t, 2>> shapes, std::uint64_t count,
                      std::uint64_t seed, bool hard) {
    int converged = 0;
    int all = 0;
    for (std::uint64_t k = 0; k < count; ++k) {
        const auto [rows, cols] = shapes[k % shapes.size()];
        const Tile drawn = draw(k * 104729 + seed, rows, cols);
        const Tile tile = hard ? harder(drawn, k) : drawn;
        if (!tile.spec.validate()) continue;
        auto solver = make_solver(tile.spec, {.method = Method::schur_cg});
        if (!solver || !(*solver)->program(tile.cells)) continue;
        auto lu = make_solver(tile.spec, {.fidelity = Fidelity::circuit});
        REQUIRE((*lu)->program(tile.cells));
        const auto exact = (*lu)->solve(tile.inputs);
        REQUIRE(exact);
        if (!(exact->report.error_bound_rel < 1e-7)) continue;
        const auto ours = (*solver)->solve(tile.inputs);
        REQUIRE(ours);
        INFO(fmt::format("tile {}: {} x {}, {}", k, rows, cols, ours->report.method));
        double scale_A = 0.0;
        for (const double i : exact->i_out_A.values()) scale_A = std::max(scale_A, std::abs(i));
        if (scale_A < 1e-25) continue;
        ++all;
        converged += ours->report.status == SolveStatus::converged;
        CHECK(rel_diff_max(ours->i_out_A.values(), exact->i_out_A.values()) <=
              ours->report.error_bound_rel + exact->report.error_bound_rel + 1e-15);
    }
    CHECK(all > static_cast<int>(count) * 4 / 9);
    CHECK(converged > all * 9 / 10);
}

}  // namespace

TEST_CASE("certificate: long thin tiles, 1x1 to 4096x1 and 1x4096, against sparse LU") {
    const std::array<std::array<std::size_t, 2>, 9> shapes{
        {{1, 1}, {1, 64}, {64, 1}, {2, 513}, {700, 3}, {1, 4096}, {4096, 1}, {4095, 2}, {3, 1000}}};
    check_against_lu(shapes, 45, 3, false);
}

TEST_CASE("certificate: tiles large and hard enough for a coarse grid, against sparse LU") {
    const std::array<std::array<std::size_t, 2>, 5> shapes{
        {{40, 40}, {33, 64}, {64, 33}, {100, 12}, {12, 100}}};
    check_against_lu(shapes, 60, 17, true);
}
