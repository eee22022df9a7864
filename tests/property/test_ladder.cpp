// The ladder: both groundings at full length, the single-precision kernel against double, and the
// same bits from any number of threads.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "support/near.hpp"
#include "support/said.hpp"

using namespace crosspoint;
using crosspoint::testing::for_all;
using crosspoint::testing::rel_diff;
using crosspoint::testing::said;

namespace {

struct GatedTile {
    TileSpec spec;
    CellArray cells;
    Matrix<double> inputs;
};

GatedTile gated_tile(std::mt19937_64& random, std::size_t rows, std::size_t cols,
                     std::size_t reads) {
    GatedTile tile;
    TileSpec& spec = tile.spec;
    spec.topology = Topology::one_transistor_column;
    spec.rows = rows;
    spec.cols = cols;
    spec.read_V = 0.2;
    const double r_bl = 20.0 * uniform(random);
    spec.bl.segment_ohm = SegmentResistance::uniform(r_bl, random() % 2 == 0);
    spec.sl.segment_ohm =
        SegmentResistance::uniform(r_bl * 2.0 * uniform(random), random() % 2 == 0);
    const LineEnd drive{EndKind::drive_read, random() % 2 ? 0.0 : 100.0 * uniform(random)};
    const LineEnd sense{EndKind::sense, random() % 2 ? 0.0 : 100.0 * uniform(random)};
    const bool bl_drives = random() % 2 == 0;
    LineSet& driven = bl_drives ? spec.bl : spec.sl;
    LineSet& sensed = bl_drives ? spec.sl : spec.bl;
    LineEnd& driven_end = random() % 2 ? driven.first_end : driven.last_end;
    LineEnd& sensed_end = random() % 2 ? sensed.first_end : sensed.last_end;
    driven_end = drive;
    sensed_end = sense;
    tile.cells.g_on_S = Matrix<double>(rows, cols);
    tile.cells.g_off_S = random() % 3 == 0 ? 1e-9 : 0.0;
    for (double& g : tile.cells.g_on_S.values())
        g = random() % 10 == 0 ? 0.0 : (random() % 2 ? 1e-5 : 1e-7) * (0.5 + uniform(random));
    tile.inputs = Matrix<double>(reads, rows);
    const double density = uniform(random);
    for (double& x : tile.inputs.values()) x = uniform(random) < density ? 1.0 : 0.0;
    return tile;
}

// Nodal equations of one column, dense, from the geometry: rows 0 .. m-1 bit line, then source
// line.
double dense_column_A(const GatedTile& tile, std::size_t j) {
    const TileSpec& spec = tile.spec;
    const auto m = static_cast<Eigen::Index>(spec.rows);
    Eigen::MatrixXd a = Eigen::MatrixXd::Zero(2 * m, 2 * m);
    Eigen::VectorXd b = Eigen::VectorXd::Zero(2 * m);
    Eigen::VectorXd to_sense = Eigen::VectorXd::Zero(2 * m);
    const auto rail = [&](const LineSet& set, Eigen::Index offset) {
        for (Eigen::Index k = 1; k < m; ++k) {
            const double g = 1.0 / set.segment_ohm.at(j, static_cast<std::size_t>(k), spec.rows);
            a(offset + k, offset + k) += g;
            a(offset + k - 1, offset + k - 1) += g;
            a(offset + k, offset + k - 1) -= g;
            a(offset + k - 1, offset + k) -= g;
        }
        for (const bool last : {false, true}) {
            const LineEnd& end = last ? set.last_end : set.first_end;
            if (end.kind == EndKind::floating) continue;
            const double g =
                1.0 / (end.resistance_ohm + set.segment_ohm.at(j, last ? spec.rows : 0, spec.rows));
            const Eigen::Index k = offset + (last ? m - 1 : 0);
            a(k, k) += g;
            if (end.kind == EndKind::drive_read) b(k) += g * spec.read_V;
            if (end.kind == EndKind::sense) to_sense(k) += g;
        }
    };
    rail(spec.bl, 0);
    rail(spec.sl, m);
    for (Eigen::Index i = 0; i < m; ++i) {
        const auto row = static_cast<std::size_t>(i);
        const double g =
            tile.inputs(0, row) != 0.0 ? tile.cells.g_on_S(row, j) : tile.cells.g_off_S;
        a(i, i) += g;
        a(m + i, m + i) += g;
        a(i, m + i) -= g;
        a(m + i, i) -= g;
    }
    const Eigen::LLT<Eigen::MatrixXd> llt(a);
    Eigen::VectorXd v = llt.solve(b);
    v += llt.solve(b - a * v);
    return to_sense.dot(v);
}

TileSolution solve_tile(const GatedTile& tile, const SolveOptions& options) {
    auto solver = make_solver(tile.spec, options);
    REQUIRE_MESSAGE(solver.ok(), said(solver));
    REQUIRE((*solver)->program(tile.cells));
    auto solution = (*solver)->solve(tile.inputs);
    REQUIRE_MESSAGE(solution.ok(), said(solution));
    return std::move(*solution);
}

}  // namespace

TEST_CASE("ladder: both groundings agree with a dense solution for M up to 512") {
    std::mt19937_64 random(5);
    for (const std::size_t m : {1u, 2u, 3u, 17u, 64u, 128u, 255u, 512u}) {
        for (const bool same_end : {true, false}) {
            GatedTile tile = gated_tile(random, m, 2, 1);
            tile.spec.bl.segment_ohm = SegmentResistance::uniform(2.0 + uniform(random), true);
            tile.spec.sl.segment_ohm = SegmentResistance::uniform(1.0 + uniform(random), true);
            tile.spec.bl.first_end = {EndKind::drive_read, 12.0};
            tile.spec.bl.last_end = LineEnd{};
            tile.spec.sl.first_end = same_end ? LineEnd{EndKind::sense, 30.0} : LineEnd{};
            tile.spec.sl.last_end = same_end ? LineEnd{} : LineEnd{EndKind::sense, 30.0};
            CAPTURE(m);
            CAPTURE(same_end);

            const TileSolution ladder = solve_tile(tile, {});

            CHECK(ladder.report.status == SolveStatus::converged);
            for (std::size_t j = 0; j < 2; ++j)
                CHECK(rel_diff(ladder.i_out_A(0, j), dense_column_A(tile, j)) < 1e-10);
        }
    }
}

TEST_CASE("ladder: the float kernel is within 1e-6 of double on every end and leak") {
    double worst = 0.0;
    int columns = 0;
    for_all(120, [&](std::mt19937_64& random) {
        const std::size_t rows = 1 + random() % 160;
        const GatedTile tile = gated_tile(random, rows, 1 + random() % 9, 1 + random() % 150);
        const TileSolution exact = solve_tile(tile, {});
        const TileSolution fast = solve_tile(tile, {.precision = Precision::single_precision});
        REQUIRE(fast.report.method.find("float") != std::string::npos);

        for (std::size_t j = 0; j < tile.spec.cols; ++j)
            for (std::size_t b = 0; b < tile.inputs.rows(); ++b)
                worst = std::max(worst, rel_diff(fast.i_out_A(b, j), exact.i_out_A(b, j)));
        CHECK(worst < 1e-6);
        ++columns;
    });
    MESSAGE("largest relative error of a float column current: " << worst);
    CHECK(worst > 0.0);  // the two paths are really two paths
    CHECK(columns == 120);
}

TEST_CASE("ladder: the float kernel stays within 1e-6 on columns of up to 1024 rows") {
    std::mt19937_64 random(6);
    for (const std::size_t m : {129u, 256u, 512u, 1024u}) {
        for (const bool same_end : {true, false}) {
            GatedTile tile = gated_tile(random, m, 4, 128);
            tile.spec.bl.segment_ohm = SegmentResistance::uniform(0.5, true);
            tile.spec.sl.segment_ohm = SegmentResistance::uniform(0.5, true);
            tile.spec.bl.first_end = {EndKind::drive_read, 0.0};
            tile.spec.bl.last_end = LineEnd{};
            tile.spec.sl.first_end = same_end ? LineEnd{EndKind::sense, 0.0} : LineEnd{};
            tile.spec.sl.last_end = same_end ? LineEnd{} : LineEnd{EndKind::sense, 0.0};
            for (double& x : tile.inputs.values()) x = random() % 2 == 0 ? 1.0 : 0.0;
            CAPTURE(m);
            CAPTURE(same_end);

            const TileSolution exact = solve_tile(tile, {});
            const TileSolution fast = solve_tile(tile, {.precision = Precision::single_precision});

            REQUIRE(fast.report.method.find("float") != std::string::npos);
            double worst = 0.0;
            for (std::size_t j = 0; j < 4; ++j)
                for (std::size_t b = 0; b < 128; ++b)
                    worst = std::max(worst, rel_diff(fast.i_out_A(b, j), exact.i_out_A(b, j)));
            CHECK(worst < 1e-6);
        }
    }
}

TEST_CASE("ladder: asserting a row group equals driving those rows alone") {
    for_all(40, [](std::mt19937_64& random) {
        GatedTile tile = gated_tile(random, 2 + random() % 100, 3, 70);
        const std::size_t first = random() % (tile.spec.rows - 1);
        const std::size_t count = 1 + random() % (tile.spec.rows - first);
        GateBatch gates{.bits = BitMatrix(count, 70), .first_row = first};
        for (std::size_t b = 0; b < 70; ++b)
            for (std::size_t i = 0; i < tile.spec.rows; ++i) {
                if (i < first || i >= first + count)
                    tile.inputs(b, i) = 0.0;
                else if (tile.inputs(b, i) != 0.0)
                    gates.bits.set(i - first, b, true);
            }
        const TileSolution exact = solve_tile(tile, {});
        auto solver = make_solver(tile.spec, {});
        REQUIRE((*solver)->program(tile.cells));
        Matrix<float> i_A;

        REQUIRE((*solver)->solve_gates(gates, i_A));

        for (std::size_t j = 0; j < 3; ++j)
            for (std::size_t b = 0; b < 70; ++b)
                CHECK(rel_diff(static_cast<double>(i_A(j, b)), exact.i_out_A(b, j)) < 1e-6);
    });
}

TEST_CASE("ladder: a column with a short falls back to double and says so") {
    std::mt19937_64 random(3);
    GatedTile tile = gated_tile(random, 128, 2, 4);
    tile.cells.g_on_S(5, 1) = std::numeric_limits<double>::infinity();

    const TileSolution s = solve_tile(tile, {.precision = Precision::single_precision});

    CHECK(s.report.status == SolveStatus::converged);
    REQUIRE(s.report.remarks.size() == 1);
    CHECK(s.report.remarks[0].find("double precision") != std::string::npos);
}

TEST_CASE("ladder and mesh: the same bits from one thread and from three") {
    std::mt19937_64 random(4);
    GatedTile tile = gated_tile(random, 33, 20, 37);
    for (const Fidelity f : {Fidelity::ladder, Fidelity::mesh}) {
        const TileSolution one = solve_tile(tile, {.fidelity = f, .threads = 1});
        const TileSolution three = solve_tile(tile, {.fidelity = f, .threads = 3});

        CHECK(one.i_out_A == three.i_out_A);
        CHECK(one.report.kcl_residual_A == three.report.kcl_residual_A);
    }
    tile = gated_tile(random, 40, 5, 1500);
    SolveOptions options{.precision = Precision::single_precision, .threads = 1};
    const TileSolution one = solve_tile(tile, options);
    options.threads = 3;
    const TileSolution three = solve_tile(tile, options);
    REQUIRE(one.report.method.find("float") != std::string::npos);
    CHECK(one.i_out_A == three.i_out_A);
}
