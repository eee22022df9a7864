// Laws that every linear resistive network obeys, on random tiles.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/circuit/audit.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/spice/random_tile.hpp"
#include "support/near.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;
using crosspoint::testing::for_all;
using crosspoint::testing::passive_spec;
using crosspoint::testing::rel_diff;
using crosspoint::testing::rel_diff_max;
using crosspoint::testing::Tile;

namespace {

TileSolution solve_tile(const TileSpec& spec, const CellArray& cells, const Matrix<double>& inputs,
                        SolveOptions options = {}) {
    options.want_nodes = true;
    options.accuracy_rel =
        1e-13;  // as good as rounding allows: the laws below are checked to 1e-12
    return testing::solve_tile(Tile{spec, cells, inputs}, options);
}

AuditReport audit_tile(const TileSpec& spec, const CellArray& cells, const Matrix<double>& inputs,
                       const TileSolution& solution) {
    ExpandedTile tile = expand(spec, cells);
    apply_input(tile, spec, cells, inputs.row(0));
    const auto& first = spec.gated() ? solution.nodes.sl_V : solution.nodes.wl_V;
    std::vector<double> node_V(first.values().begin(), first.values().end());
    const auto bl = solution.nodes.bl_V.values();
    node_V.insert(node_V.end(), bl.begin(), bl.end());
    for (const HeldNode& source : tile.circuit.held) node_V.push_back(source.voltage_V);
    return audit(tile.circuit, node_V, tile.groups);
}

// A passive tile without special cases, for laws that need every line alive.
Tile passive_tile(std::mt19937_64& random, double driver_ohm = 10.0) {
    Tile tile;
    const std::size_t rows = 1 + random() % 12;
    const std::size_t cols = 1 + random() % 12;
    const double wl_ohm = 0.1 + 20.0 * uniform(random);
    const double bl_ohm = 0.1 + 20.0 * uniform(random);
    tile.spec = passive_spec(rows, cols, wl_ohm, bl_ohm, driver_ohm, 20.0 * uniform(random));
    tile.cells.g_on_S = Matrix<double>(tile.spec.rows, tile.spec.cols);
    for (double& g : tile.cells.g_on_S.values()) g = std::pow(10.0, -3.0 - 4.0 * uniform(random));
    tile.inputs = Matrix<double>(1, tile.spec.rows);
    for (double& v : tile.inputs.values()) v = uniform(random) - 0.3;
    return tile;
}

}  // namespace

TEST_CASE("physics: currents balance at every node and the sources deliver what resistors burn") {
    int checked = 0;
    for (std::uint64_t k = 0; k < 1000; ++k) {
        const RandomTile tile = random_tile(21, k, 14);
        INFO(fmt::format("tile {} of seed 21, {}", k, describe_ends(tile.spec)));
        const TileSolution solution = solve_tile(tile.spec, tile.cells, tile.inputs);
        const AuditReport report = audit_tile(tile.spec, tile.cells, tile.inputs, solution);

        CHECK(report.kcl_residual_rel < 1e-12);
        // Voltage rounding across a conductance g leaves about eps g V^2 of either power.
        double largest_V = std::abs(tile.spec.read_V);
        for (const double v : tile.inputs.values())
            if (!tile.spec.gated()) largest_V = std::max(largest_V, std::abs(v));
        const double rounding_W = 1e-12 * largest_V * largest_V * 1e3;
        CHECK(std::abs(report.power_sources_W - report.power_resistors_W) <=
              1e-9 * report.power_resistors_W + rounding_W);
        checked += report.power_resistors_W > 0.0;
    }
    CHECK(checked > 150);
}

TEST_CASE("physics: node voltages lie between the lowest and the highest source") {
    for (std::uint64_t k = 0; k < 200; ++k) {
        const RandomTile tile = random_tile(22, k, 12);
        double low_V = 0.0;
        double high_V = 0.0;
        const auto source = [&](double v) {
            low_V = std::min(low_V, v);
            high_V = std::max(high_V, v);
        };
        source(tile.spec.read_V);
        if (!tile.spec.gated())
            for (const double v : tile.inputs.values()) source(v);
        const double slack_V = 1e-12 * (high_V - low_V);
        const TileSolution solution = solve_tile(tile.spec, tile.cells, tile.inputs);

        for (const Matrix<double>* nodes :
             {&solution.nodes.wl_V, &solution.nodes.bl_V, &solution.nodes.sl_V})
            for (const double v : nodes->values()) {
                if (std::isnan(v)) continue;  // a floating node has no voltage
                CHECK(v >= low_V - slack_V);
                CHECK(v <= high_V + slack_V);
            }
    }
}

TEST_CASE("physics: currents add up over inputs and scale with the voltage") {
    for_all(100, [](std::mt19937_64& random) {
        const Tile tile = passive_tile(random);
        const std::size_t m = tile.spec.rows;
        Matrix<double> inputs(4, m);
        for (std::size_t i = 0; i < m; ++i) {
            inputs(0, i) = uniform(random);
            inputs(1, i) = uniform(random) - 0.5;
            inputs(2, i) = inputs(0, i) + inputs(1, i);
            inputs(3, i) = -2.5 * inputs(0, i);
        }

        const TileSolution s = solve_tile(tile.spec, tile.cells, inputs);

        double scale_A = 0.0;
        for (const double i : s.i_out_A.values()) scale_A = std::max(scale_A, std::abs(i));
        for (std::size_t j = 0; j < tile.spec.cols; ++j) {
            CHECK(std::abs(s.i_out_A(0, j) + s.i_out_A(1, j) - s.i_out_A(2, j)) < 1e-12 * scale_A);
            CHECK(std::abs(-2.5 * s.i_out_A(0, j) - s.i_out_A(3, j)) < 1e-12 * scale_A);
        }
    });
}

TEST_CASE("physics: scaling all conductances scales all currents and keeps the voltages") {
    for_all(100, [](std::mt19937_64& random) {
        Tile tile = passive_tile(random);
        const TileSolution before = solve_tile(tile.spec, tile.cells, tile.inputs);
        const double s = 0.01 + 50.0 * uniform(random);
        const auto scaled = [&](const SegmentResistance& r) {
            return SegmentResistance::uniform(r.at(0, 1, 99) / s, true);
        };
        tile.spec.wl.segment_ohm = scaled(tile.spec.wl.segment_ohm);
        tile.spec.bl.segment_ohm = scaled(tile.spec.bl.segment_ohm);
        tile.spec.wl.first_end.resistance_ohm /= s;
        tile.spec.bl.last_end.resistance_ohm /= s;
        for (double& g : tile.cells.g_on_S.values()) g *= s;

        const TileSolution after = solve_tile(tile.spec, tile.cells, tile.inputs);

        for (std::size_t j = 0; j < tile.spec.cols; ++j)
            CHECK(rel_diff(after.i_out_A(0, j), s * before.i_out_A(0, j)) < 1e-10);
        CHECK(rel_diff_max(after.nodes.bl_V.values(), before.nodes.bl_V.values()) < 1e-10);
    });
}

TEST_CASE("physics: the transfer from word line i to bit line j is the same backward") {
    for_all(60, [](std::mt19937_64& random) {
        Tile tile = passive_tile(random, 7.0);
        tile.spec.bl.last_end.resistance_ohm = 7.0;
        const std::size_t m = tile.spec.rows;
        const std::size_t n = tile.spec.cols;
        Matrix<double> unit(m, m, 0.0);
        for (std::size_t i = 0; i < m; ++i) unit(i, i) = 1.0;
        const TileSolution forward = solve_tile(tile.spec, tile.cells, unit);

        // The transposed tile: bit lines become word lines, driven where they were sensed.
        Tile back = tile;
        back.spec.rows = n;
        back.spec.cols = m;
        std::swap(back.spec.wl.segment_ohm, back.spec.bl.segment_ohm);
        back.cells.g_on_S = Matrix<double>(n, m);
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < n; ++j) back.cells.g_on_S(j, i) = tile.cells.g_on_S(i, j);
        back.spec.wl.first_end = LineEnd{};
        back.spec.wl.last_end = LineEnd{EndKind::drive_input, 7.0};
        back.spec.bl.first_end = LineEnd{EndKind::sense, 7.0};
        back.spec.bl.last_end = LineEnd{};
        Matrix<double> unit_back(n, n, 0.0);
        for (std::size_t j = 0; j < n; ++j) unit_back(j, j) = 1.0;
        const TileSolution backward = solve_tile(back.spec, back.cells, unit_back);

        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < n; ++j)
                CHECK(rel_diff(forward.i_out_A(i, j), backward.i_out_A(j, i)) < 1e-9);
    });
}

TEST_CASE("physics: a tile turned upside down with its ends gives the same currents") {
    for_all(60, [](std::mt19937_64& random) {
        TileSpec spec;
        spec.topology = Topology::one_transistor_column;
        spec.rows = 1 + random() % 20;
        spec.cols = 1 + random() % 5;
        spec.read_V = 0.2;
        spec.bl.segment_ohm = SegmentResistance::uniform(5.0 * uniform(random), true);
        spec.sl.segment_ohm = SegmentResistance::uniform(5.0 * uniform(random), true);
        spec.bl.first_end = LineEnd{EndKind::drive_read, 3.0};
        spec.sl.last_end = LineEnd{EndKind::sense, 4.0};
        CellArray cells{.g_on_S = Matrix<double>(spec.rows, spec.cols)};
        for (double& g : cells.g_on_S.values()) g = std::pow(10.0, -3.0 - 3.0 * uniform(random));
        Matrix<double> input(1, spec.rows);
        for (double& x : input.values()) x = static_cast<double>(random() % 2);
        const TileSolution upright = solve_tile(spec, cells, input);

        std::swap(spec.bl.first_end, spec.bl.last_end);
        std::swap(spec.sl.first_end, spec.sl.last_end);
        CellArray flipped = cells;
        Matrix<double> flipped_input = input;
        for (std::size_t i = 0; i < spec.rows; ++i) {
            flipped_input(0, i) = input(0, spec.rows - 1 - i);
            for (std::size_t j = 0; j < spec.cols; ++j)
                flipped.g_on_S(i, j) = cells.g_on_S(spec.rows - 1 - i, j);
        }
        const TileSolution turned = solve_tile(spec, flipped, flipped_input);

        for (std::size_t j = 0; j < spec.cols; ++j)
            CHECK(rel_diff(upright.i_out_A(0, j), turned.i_out_A(0, j)) < 1e-11);
    });
}

TEST_CASE("physics: without any resistance the currents are the plain sums") {
    for_all(60, [](std::mt19937_64& random) {
        Tile tile = passive_tile(random, 0.0);
        tile.spec.bl.last_end.resistance_ohm = 0.0;
        const auto at = [&](double ohm, Fidelity fidelity) {
            tile.spec.wl.segment_ohm = SegmentResistance::uniform(ohm, true);
            tile.spec.bl.segment_ohm = SegmentResistance::uniform(ohm, true);
            return solve_tile(tile.spec, tile.cells, tile.inputs, {.fidelity = fidelity});
        };

        const TileSolution ideal = at(0.0, Fidelity::ideal);
        const TileSolution exact_zero = at(0.0, Fidelity::mesh);
        const TileSolution nearly = at(1e-6, Fidelity::mesh);

        CHECK(rel_diff_max(exact_zero.i_out_A.values(), ideal.i_out_A.values()) < 1e-13);
        CHECK(rel_diff_max(nearly.i_out_A.values(), ideal.i_out_A.values()) < 1e-6);
    });
}

TEST_CASE("physics: a larger wire resistance never raises the current of a driven tile") {
    for_all(40, [](std::mt19937_64& random) {
        Tile tile = passive_tile(random);
        for (double& v : tile.inputs.values()) v = 0.3;
        double before_A = 1e9;
        for (const double ohm : {0.1, 1.0, 10.0, 100.0}) {
            tile.spec.bl.segment_ohm = SegmentResistance::uniform(ohm, true);
            const TileSolution s = solve_tile(tile.spec, tile.cells, tile.inputs);
            double total_A = 0.0;
            for (const double i : s.i_out_A.values()) total_A += i;
            CHECK(total_A <= before_A * (1.0 + 1e-12));
            before_A = total_A;
        }
    });
}

TEST_CASE("physics: the badcrossbar convention on a 2 x 2 solved by hand") {
    // One column of two cells, 1 ohm segments, WL driven at the left through one segment, BL to
    // ground through one segment at the bottom; cells 1 ohm. Each cell hangs on V through
    // 1 + 1 ohm. Column nodes b0, b1:  b0: (1-b0)/2 = b0-b1;  b1: (b0-b1) + (0-b1)/2 = b1
    // for V = (1, 0):  b0 = 5/11, b1 = 2/11, so the output is 2/11 A.
    TileSpec spec{.rows = 2, .cols = 1};
    spec.wl.segment_ohm = SegmentResistance::uniform(1.0, true);
    spec.bl.segment_ohm = SegmentResistance::uniform(1.0, true);
    spec.wl.first_end = LineEnd{EndKind::drive_input, 0.0};
    spec.bl.last_end = LineEnd{EndKind::sense, 0.0};
    const CellArray cells{.g_on_S = Matrix<double>(2, 1, 1.0)};
    Matrix<double> inputs(1, 2);
    inputs(0, 0) = 1.0;

    const TileSolution with_first = solve_tile(spec, cells, inputs);
    // Without the first segments each cell hangs on V through 1 ohm and b1 is the ground itself:
    // b0: (1-b0) = b0, so b0 = 1/2 flows to ground as 1/2 A; the second cell has no voltage.
    spec.wl.segment_ohm = SegmentResistance::uniform(1.0, false);
    spec.bl.segment_ohm = SegmentResistance::uniform(1.0, false);
    const TileSolution without_first = solve_tile(spec, cells, inputs);

    CHECK(rel_diff(with_first.i_out_A(0, 0), 2.0 / 11.0) < 1e-15);
    CHECK(rel_diff(with_first.nodes.bl_V(0, 0), 5.0 / 11.0) < 1e-15);
    CHECK(rel_diff(without_first.i_out_A(0, 0), 0.5) < 1e-15);
}
