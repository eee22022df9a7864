// Every exact method gives the same currents, on random tiles of every kind.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/spice/random_tile.hpp"
#include "support/dense_oracle.hpp"
#include "support/near.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;
using crosspoint::testing::rel_diff_max;
using crosspoint::testing::solve_tile;

TEST_CASE("methods: ladder and mesh and circuit agree with the dense oracle on random tiles") {
    int ladders = 0;
    for (std::uint64_t k = 0; k < 400; ++k) {
        const RandomTile tile = random_tile(11, k, 6);
        INFO(fmt::format("tile {} of seed 11: {} {} x {} {}", k, topology_name(tile.spec.topology),
                         tile.spec.rows, tile.spec.cols, describe_ends(tile.spec)));
        const auto oracle = testing::dense_currents_A(tile.spec, tile.cells, tile.inputs.row(0));

        for (const Fidelity f : {Fidelity::mesh, Fidelity::circuit, Fidelity::ladder}) {
            if (f == Fidelity::ladder && tile.spec.topology != Topology::one_transistor_column)
                continue;
            ladders += f == Fidelity::ladder;
            const TileSolution solution = solve_tile(tile, {.fidelity = f, .accuracy_rel = 1e-11});
            CAPTURE(fidelity_name(f));
            CHECK(solution.report.status == SolveStatus::converged);
            CHECK(rel_diff_max(solution.i_out_A.values(), oracle) < 1e-11);
            CHECK(rel_diff_max(solution.i_out_A.values(), oracle) <=
                  solution.report.error_bound_rel + 1e-12);
        }
    }
    CHECK(ladders > 50);
}

TEST_CASE("methods: ladder and mesh agree on larger random tiles") {
    for (std::uint64_t k = 0; k < 60; ++k) {
        const RandomTile tile = random_tile(12, k, 48);
        INFO(fmt::format("tile {} of seed 12: {} {} x {} {}", k, topology_name(tile.spec.topology),
                         tile.spec.rows, tile.spec.cols, describe_ends(tile.spec)));
        const TileSolution automatic = solve_tile(tile, {});
        const TileSolution circuit = solve_tile(tile, {.fidelity = Fidelity::circuit});

        CHECK(automatic.report.status == SolveStatus::converged);
        CHECK(rel_diff_max(automatic.i_out_A.values(), circuit.i_out_A.values()) < 1e-9);
    }
}
