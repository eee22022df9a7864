// Cells that have several inner solutions at the same voltages of their terminals: what is returned
// is an operating point of the tile all the same, and the report says which kind.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "crosspoint/device/eliminated_cell.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "support/hand_models.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

// a - 20 kohm - x - tunnel diode - b. The diode's current falls between 0.28 and 0.72 V, faster
// than the resistor's can: from 1.28 to 1.72 V over the cell there are three solutions.
class TunnelCell final : public HandModel {
public:
    static constexpr double g_S = 5e-5;
    static double diode_A(double v) { return 1e-3 * ((v - 1.5) * v + 0.6) * v; }

    TunnelCell()
        : HandModel(shaped([](ModelShape& s) {
              s.name = "tunnel";
              s.terminals = 2;
              s.unknowns = {{.name = "a"}, {.name = "b"}, {"x", UnknownKind::node}};
              s.static_entries = {{0, 0}, {0, 2}, {1, 1}, {1, 2}, {2, 0}, {2, 1}, {2, 2}};
          })) {}

protected:
    void lane(const EvalPoint&, const Lane& lane) const override {
        const double v = lane.x(2) - lane.x(1);
        const double through_A = g_S * (lane.x(0) - lane.x(2)), down_A = diode_A(v);
        const double d_S = 1e-3 * ((3.0 * v - 3.0) * v + 0.6);
        const double f[] = {through_A, -down_A, down_A - through_A};
        const double df[] = {g_S, -g_S, d_S, -d_S, -g_S, -d_S, d_S + g_S};
        for (std::size_t u = 0; u < 3; ++u) lane.put(lane.b.f, u, f[u]);
        for (std::size_t e = 0; e < 7; ++e) lane.put(lane.b.df, e, df[e]);
    }
};

struct Outcome {
    std::string remarks;
    double cell_A = 0.0, column_A = 0.0;  // largest misses
};

// A tile with inputs around the voltages where the cells jump.
Outcome run(std::uint64_t seed, double wire_ohm) {
    constexpr std::size_t m = 12, n = 10;
    TileSpec spec{.topology = Topology::passive, .rows = m, .cols = n};
    spec.wl.segment_ohm = spec.bl.segment_ohm = SegmentResistance::uniform(wire_ohm, true);
    spec.wl.first_end = {EndKind::drive_input, 0.0};
    spec.bl.last_end = {EndKind::sense, 0.0};
    EliminatedCellSpec cell;
    cell.model = std::make_shared<TunnelCell>();
    cell.roles = {TerminalRole::line_a, TerminalRole::line_b};
    cell.cells = m * n;
    std::shared_ptr<const CellModel> model = std::move(EliminatedCell::make(cell).value());
    const auto solver = std::move(make_nonlinear_solver(spec, {.want_nodes = true}, {}).value());
    REQUIRE(solver->program(model));
    std::mt19937_64 random(seed);
    Matrix<double> input(1, m);
    for (double& x : input.values()) x = std::uniform_real_distribution<double>(1.0, 2.2)(random);
    const TileSolution solution = solver->solve(input).value();
    REQUIRE(solution.report.status == SolveStatus::converged);

    Outcome out;
    for (const std::string& remark : solution.report.remarks) out.remarks += remark + "\n";
    for (std::size_t j = 0; j < n; ++j) {
        double sum_A = 0.0;
        for (std::size_t i = 0; i < m; ++i) {
            // The closed form: what the resistor leaves of the voltage makes the same current.
            const double current_A = solution.cells.a_A(i, j);
            const double inner_V = solution.nodes.wl_V(i, j) - current_A / TunnelCell::g_S;
            const double diode_A = TunnelCell::diode_A(inner_V - solution.nodes.bl_V(i, j));
            out.cell_A = std::max(out.cell_A, std::abs(diode_A - current_A));
            sum_A -= solution.cells.b_A(i, j);
        }
        out.column_A = std::max(out.column_A, std::abs(sum_A - solution.i_out_A(0, j)));
    }
    return out;
}

}  // namespace

TEST_CASE("tiles whose cells jump have an operating point, inner nodes included") {
    int alone = 0, followed = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed)
        for (const double wire_ohm : {1.0, 300.0}) {
            CAPTURE(seed);
            CAPTURE(wire_ohm);
            const Outcome out = run(seed, wire_ohm);
            CHECK(out.cell_A < 1e-12);
            CHECK(out.column_A < 1e-12);
            if (out.remarks.find("among others") != std::string::npos)
                ++followed;
            else
                ++alone;
        }
    CHECK(alone > 0);
    CHECK(followed > 0);
}
