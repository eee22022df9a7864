// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "crosspoint/device/analytic_cells.hpp"
#include "crosspoint/solve/nonlinear_gates.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "support/near.hpp"
#include "support/said.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

TEST_CASE("nonlinear float ladder: within 1e-5 of the double reference, both groundings") {
    for (const bool bottom : {false, true})
        for (const std::size_t rows : {1u, 7u, 128u}) {
            CAPTURE(bottom);
            CAPTURE(rows);
            constexpr std::size_t cols = 3, reads = 70;
            std::mt19937_64 random(rows);
            std::uniform_real_distribution<double> spread(0.8, 1.25);
            TileSpec spec{.topology = Topology::one_transistor_column};
            spec.rows = rows;
            spec.cols = cols;
            spec.read_V = 0.3;
            spec.bl.segment_ohm = SegmentResistance::uniform(2.0, true);
            spec.sl.segment_ohm = SegmentResistance::uniform(1.0, true);
            spec.bl.first_end = {EndKind::drive_read, 20.0};
            (bottom ? spec.sl.last_end : spec.sl.first_end) = {EndKind::sense, 10.0};
            std::vector<AccessParameters> cells(rows * cols);
            TriodeLadder ladder;
            ladder.rows = rows;
            ladder.cols = cols;
            ladder.drive_V = 0.3f;
            ladder.sensed_at_bottom = bottom;
            for (std::size_t j = 0; j < cols; ++j) {
                ladder.s_bottom_ohm.push_back(11.0f);
                for (std::size_t i = 0; i < rows; ++i) {
                    const double r_ohm = (random() % 2 ? 1e4 : 1e5) * spread(random);
                    cells[i * cols + j] = {2e-4 * spread(random), 0.4, r_ohm};
                    ladder.beta_A_per_V2.push_back(
                        static_cast<float>(cells[i * cols + j].beta_A_per_V2));
                    ladder.overdrive_V.push_back(0.8f);
                    ladder.cell_ohm.push_back(static_cast<float>(r_ohm));
                    ladder.b_ohm.push_back(i == 0 ? 22.0f : 2.0f);
                    ladder.s_ohm.push_back(i == 0 ? 11.0f : 1.0f);
                }
            }
            BitMatrix gates(rows, reads);
            Matrix<double> inputs(reads, rows);
            for (std::size_t b = 0; b < reads; ++b)
                for (std::size_t i = 0; i < rows; ++i)
                    if (b != 0 && random() % 2) {
                        gates.set(i, b, true);
                        inputs(b, i) = 1.0;
                    }
            Matrix<float> fast_A;
            run_triode_ladder(ladder, gates, triode_sweeps, fast_A);
            auto solver = make_nonlinear_solver(spec, {}, {1.2, 0.0});
            REQUIRE(solver.ok());
            REQUIRE((*solver)->program(std::make_shared<TriodeCell>(cells)).ok());
            const auto exact = (*solver)->solve(inputs);
            REQUIRE_MESSAGE(exact.ok(), said(exact));
            CHECK(exact->report.status == SolveStatus::converged);
            double worst = 0.0;
            for (std::size_t b = 1; b < reads; ++b)
                for (std::size_t j = 0; j < cols; ++j)
                    worst = std::max(
                        worst, rel_diff(static_cast<double>(fast_A(j, b)), exact->i_out_A(b, j)));
            CHECK(worst < 1e-5);
            CHECK(fast_A(0, 0) == 0.0f);
        }
}
