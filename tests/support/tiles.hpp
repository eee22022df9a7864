// Tiles for tests, and solving them: plain passive arrays; what is odd is added by each test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>

#include <doctest/doctest.h>

#include "crosspoint/solve/tile_solver.hpp"
#include "support/said.hpp"

namespace crosspoint::testing {

struct Tile {
    TileSpec spec;
    CellArray cells;
    Matrix<double> inputs;
};

/// Word lines driven by the input on the left, bit lines sensed at the bottom, a segment before and
/// after every cell.
inline TileSpec passive_spec(std::size_t rows, std::size_t cols, double wl_ohm, double bl_ohm,
                             double driver_ohm, double sense_ohm) {
    TileSpec spec{.topology = Topology::passive, .rows = rows, .cols = cols};
    spec.wl.segment_ohm = SegmentResistance::uniform(wl_ohm, true);
    spec.bl.segment_ohm = SegmentResistance::uniform(bl_ohm, true);
    spec.wl.first_end = {EndKind::drive_input, driver_ohm};
    spec.bl.last_end = {EndKind::sense, sense_ohm};
    return spec;
}

/// Set up, programmed and solved; the first error ends it.
template <class AnyTile>
Result<TileSolution> try_solve(const AnyTile& tile, const SolveOptions& options) {
    auto solver = make_solver(tile.spec, options);
    if (!solver) return solver.error();
    if (auto r = (*solver)->program(tile.cells); !r) return r.error();
    return (*solver)->solve(tile.inputs);
}

/// The same where an error fails the test.
template <class AnyTile>
TileSolution solve_tile(const AnyTile& tile, const SolveOptions& options) {
    auto solution = try_solve(tile, options);
    REQUIRE_MESSAGE(solution.ok(), said(solution));
    return std::move(*solution);
}

}  // namespace crosspoint::testing
