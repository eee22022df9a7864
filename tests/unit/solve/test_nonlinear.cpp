// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "crosspoint/device/analytic_cells.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "support/near.hpp"
#include "support/nonlinear_oracle.hpp"
#include "support/tiles.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

using Random = std::mt19937_64;
using Model = std::shared_ptr<const CellModel>;

double between(Random& random, double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
}
double decades(Random& random, double low, double high) {
    return std::exp(between(random, std::log(low), std::log(high)));
}

// Wires with zeros, breaks and uneven values.
SegmentResistance ugly_segments(Random& random, std::size_t lines, std::size_t crossings,
                                bool breaks) {
    Matrix<double> ohm(lines, crossings + 1);
    for (double& r : ohm.values()) {
        const auto kind = random() % 12;
        r = kind == 0 ? 0.0 : kind == 1 && breaks ? inf : decades(random, 0.1, 1e3);
    }
    return SegmentResistance::per_segment(ohm);
}

TileSpec ugly_spec(Random& random, Topology topology) {
    TileSpec spec{.topology = topology,
                  .rows = 1 + random() % 5,
                  .cols = 1 + random() % 4,
                  .read_V = between(random, 0.05, 1.0)};
    const bool breaks = random() % 3 == 0;
    const std::size_t m = spec.rows, n = spec.cols;
    const auto ohm = [&] { return random() % 3 == 0 ? 0.0 : decades(random, 0.1, 1e3); };
    const auto some = [&](EndKind kind) { return LineEnd{kind, ohm()}; };
    spec.bl.segment_ohm = ugly_segments(random, n, m, breaks);
    if (topology == Topology::passive) {
        spec.wl.segment_ohm = ugly_segments(random, m, n, breaks);
        spec.wl.first_end = some(EndKind::drive_input);
        if (random() % 3 == 0) spec.wl.last_end = {EndKind::drive_input, decades(random, 1, 1e3)};
        (random() % 2 == 0 ? spec.bl.first_end : spec.bl.last_end) = some(EndKind::sense);
        return spec;
    }
    const bool along = topology == Topology::one_transistor_column;
    spec.sl.segment_ohm = ugly_segments(random, along ? n : m, along ? m : n, breaks);
    const bool sense_bl = !along || random() % 2 == 0;
    LineSet& sensed = sense_bl ? spec.bl : spec.sl;
    LineSet& driven = sense_bl ? spec.sl : spec.bl;
    (random() % 2 == 0 ? sensed.first_end : sensed.last_end) = some(EndKind::sense);
    (random() % 2 == 0 ? driven.first_end : driven.last_end) = some(EndKind::drive_read);
    return spec;
}

Model random_model(Random& random, std::size_t cells, bool two_terminal) {
    const auto kind = two_terminal ? random() % 2 : 2 + random() % 2;
    std::vector<SinhParameters> sinhs;
    std::vector<SelectorParameters> selectors;
    std::vector<AccessParameters> access;
    for (std::size_t k = 0; k < cells; ++k) {
        sinhs.push_back({decades(random, 1e-7, 1e-4), between(random, 0.0, 8.0)});
        selectors.push_back(
            {decades(random, 1e-12, 1e-8), between(random, 0.03, 0.2), decades(random, 1e2, 1e5)});
        access.push_back({decades(random, 1e-5, 1e-3), between(random, 0.2, 0.5),
                          random() % 4 == 0 ? 0.0 : decades(random, 1e2, 1e5)});
    }
    if (kind == 0) return std::make_shared<SinhCell>(sinhs);
    if (kind == 1) return std::make_shared<SelectorCell>(selectors);
    if (kind == 2) return std::make_shared<TriodeCell>(access);
    return std::make_shared<EkvCell>(access);
}

Matrix<double> random_input(Random& random, const TileSpec& spec) {
    Matrix<double> input(1, spec.rows);
    for (double& x : input.values())
        x = spec.gated() ? static_cast<double>(random() % 2) : between(random, -1.0, 1.0);
    return input;
}

TileSolution solve_model(const TileSpec& spec, const Model& model, const Matrix<double>& input,
                         const SolveOptions& options, GateLevels levels = {}) {
    auto solver = make_nonlinear_solver(spec, options, levels);
    REQUIRE_MESSAGE(solver.ok(), said(solver));
    const auto programmed = (*solver)->program(model);
    REQUIRE_MESSAGE(programmed.ok(), said(programmed));
    auto solution = (*solver)->solve(input);
    REQUIRE_MESSAGE(solution.ok(), said(solution));
    return std::move(*solution);
}

bool conflicting(const TileSpec& spec) {
    return !check_network(expand(spec, {.g_on_S = Matrix<double>(spec.rows, spec.cols)}));
}

// One random tile by the method of the topology and by sparse LU, against the dense oracle.
void check_against_oracle(Random& random, Topology topology, bool two_terminal) {
    const TileSpec spec = ugly_spec(random, topology);
    if (conflicting(spec)) return;
    const Model model = random_model(random, spec.rows * spec.cols, two_terminal);
    const Matrix<double> input = random_input(random, spec);
    const GateLevels levels{between(random, 0.7, 1.3), 0.0};
    std::vector<double> row(input.row(0).begin(), input.row(0).end()), gate_V;
    for (const double x : row)
        if (spec.gated()) gate_V.push_back(x != 0.0 ? levels.on_V : levels.off_V);
    const DenseAnswer oracle = dense_newton(spec, *model, row, gate_V);
    if (!oracle.ok) return;
    for (const Fidelity fidelity : {Fidelity::automatic, Fidelity::circuit}) {
        const TileSolution s = solve_model(spec, model, input, {.fidelity = fidelity}, levels);
        CAPTURE(s.report.method);
        CAPTURE(model->describe());
        const std::string remark = s.report.remarks.empty() ? "" : s.report.remarks.front();
        CAPTURE(remark);
        double scale_A = 0.0;
        for (const double i : oracle.i_out_A) scale_A = std::max(scale_A, std::abs(i));
        // Outputs of broken lines are 0 in a network that carries currents: no relative bound.
        CHECK(s.report.status != SolveStatus::not_converged);
        if (scale_A > 1e-12) CHECK(s.report.status == SolveStatus::converged);
        for (std::size_t j = 0; j < spec.cols; ++j)
            CHECK(std::abs(s.i_out_A(0, j) - oracle.i_out_A[j]) <= 2e-9 * scale_A + 1e-16);
        CHECK(s.report.kcl_residual_A <= 1e-9 * scale_A + 1e-14);
    }
}

}  // namespace

TEST_CASE("nonlinear ladder: ugly columns agree with dense Newton in long double") {
    for_all(60, [](Random& random) {
        check_against_oracle(random, Topology::one_transistor_column, random() % 3 == 0);
    });
}

TEST_CASE("nonlinear mesh: ugly passive tiles agree with dense Newton in long double") {
    for_all(60, [](Random& random) { check_against_oracle(random, Topology::passive, true); });
}

TEST_CASE("nonlinear crossing source lines: ugly tiles agree with dense Newton in long double") {
    for_all(60, [](Random& random) {
        check_against_oracle(random, Topology::one_transistor_row, random() % 2 == 0);
    });
}

TEST_CASE("nonlinear: steep selectors at up to 5 V on any wires and floating lines converge") {
    for_all(12, [](Random& random) {
        for (const Topology topology :
             {Topology::passive, Topology::one_transistor_column, Topology::one_transistor_row})
            for (const double wire_ohm : {0.0, 1.0, 1e3})
                for (const double volts : {0.5, 5.0}) {
                    TileSpec spec{.topology = topology,
                                  .rows = 1 + random() % 24,
                                  .cols = 1 + random() % 24,
                                  .read_V = volts};
                    const auto wires = SegmentResistance::uniform(wire_ohm, true);
                    spec.wl.segment_ohm = spec.bl.segment_ohm = spec.sl.segment_ohm = wires;
                    spec.wl.first_end = {EndKind::drive_input, 10.0};
                    spec.bl.last_end = {EndKind::sense, 10.0};
                    spec.sl.first_end = {EndKind::drive_read, 10.0};
                    std::vector<SelectorParameters> cells;
                    for (std::size_t k = 0; k < spec.rows * spec.cols; ++k)
                        cells.push_back({decades(random, 1e-16, 1e-9), between(random, 0.02, 0.1),
                                         random() % 3 == 0 ? 0.0 : decades(random, 1e2, 1e6)});
                    Matrix<double> input = random_input(random, spec);
                    for (double& x : input.values()) x *= spec.gated() ? 1.0 : volts;
                    CAPTURE(topology_name(topology));
                    CAPTURE(wire_ohm);
                    CAPTURE(volts);
                    const auto model = std::make_shared<SelectorCell>(cells);
                    const TileSolution s = solve_model(spec, model, input, {});
                    const std::string said =
                        s.report.remarks.empty() ? "" : s.report.remarks.front();
                    CHECK_MESSAGE(s.report.status == SolveStatus::converged, said);
                    const TileSolution exact =
                        solve_model(spec, model, input, {.fidelity = Fidelity::circuit});
                    const std::string why =
                        exact.report.remarks.empty() ? "" : exact.report.remarks.front();
                    CHECK_MESSAGE(exact.report.status == SolveStatus::converged, why);
                    CHECK(rel_diff_max(s.i_out_A.values(), exact.i_out_A.values()) < 1e-8);
                }
    });
}

TEST_CASE("nonlinear: what has no solution says where, and gives no number") {
    const TileSpec spec = passive_spec(2, 2, 1.0, 1.0, 0.0, 0.0);
    // exp(a V) beyond the range of doubles wherever the line search ends: an overflowing device.
    const auto model = std::make_shared<SinhCell>(std::vector<SinhParameters>(4, {1e300, 1e9}));
    const Matrix<double> input(1, 2, 1.0);
    const TileSolution s = solve_model(spec, model, input, {});
    CHECK(s.report.status == SolveStatus::not_converged);
    CHECK(std::isnan(s.i_out_A(0, 0)));
    CHECK(std::isnan(s.report.error_bound_rel));
    REQUIRE(!s.report.remarks.empty());
    CHECK(s.report.remarks.front().find("node ") != std::string::npos);
    CHECK(status_name(s.report.status) == "not_converged");
}

TEST_CASE("nonlinear: linear cells give what the linear solvers give") {
    for (const Topology topology :
         {Topology::passive, Topology::one_transistor_column, Topology::one_transistor_row}) {
        Tile tile{passive_spec(7, 5, 3.0, 2.0, 10.0, 5.0),
                  {Matrix<double>(7, 5, 2e-5), 1e-9},
                  Matrix<double>(2, 7, 1.0)};
        tile.inputs(1, 3) = 0.0;
        tile.spec.topology = topology;
        tile.spec.read_V = 0.4;
        tile.spec.sl.first_end = {EndKind::drive_read, 2.0};
        tile.spec.sl.segment_ohm = SegmentResistance::uniform(1.5, true);
        tile.cells.g_on_S(2, 2) = 0.0;
        const TileSolution linear = solve_tile(tile, {});
        auto solver = make_nonlinear_solver(tile.spec, {.want_nodes = true});
        REQUIRE(solver.ok());
        REQUIRE((*solver)->program(tile.cells).ok());
        const auto s = (*solver)->solve(tile.inputs);
        REQUIRE(s.ok());
        CHECK(s->report.status == SolveStatus::converged);
        CHECK(rel_diff_max(s->i_out_A.values(), linear.i_out_A.values()) < 1e-10);
        CHECK(s->nodes.bl_V.rows() == 14);
        CHECK(s->report.newton_iterations > 0);
    }
}

TEST_CASE("nonlinear: the same bits for any number of threads and any batch") {
    Random random(5);
    const TileSpec spec = passive_spec(20, 30, 2.0, 2.0, 10.0, 5.0);
    const Model model = random_model(random, 600, true);
    Matrix<double> inputs(3, 20);
    for (double& x : inputs.values()) x = between(random, -1.0, 1.0);
    const TileSolution one = solve_model(spec, model, inputs, {.threads = 1});
    const TileSolution two = solve_model(spec, model, inputs, {.threads = 2});
    CHECK(one.i_out_A == two.i_out_A);
    Matrix<double> last(1, 20);
    std::ranges::copy(inputs.row(2), last.row(0).begin());
    const TileSolution alone = solve_model(spec, model, last, {.threads = 2});
    for (std::size_t j = 0; j < 30; ++j) CHECK(alone.i_out_A(0, j) == one.i_out_A(2, j));
}

TEST_CASE("nonlinear: wrong use is refused by number") {
    const TileSpec spec = passive_spec(2, 2, 1.0, 1.0, 1.0, 1.0);
    CHECK(make_nonlinear_solver(spec, {.fidelity = Fidelity::ladder}).error().id == 7401);
    CHECK(make_nonlinear_solver(spec, {.fidelity = Fidelity::ideal}).error().id == 7401);
    CHECK(make_nonlinear_solver(spec, {}, {inf, 0.0}).error().id == 7402);
    auto solver = make_nonlinear_solver(spec, {});
    REQUIRE(solver.ok());
    CHECK((*solver)->solve(Matrix<double>(1, 2)).error().id == 7404);
    CHECK((*solver)->program(nullptr).error().id == 7400);
    CHECK(
        (*solver)->program(std::make_shared<SinhCell>(std::vector<SinhParameters>(3))).error().id ==
        7400);
    CHECK((*solver)->program({Matrix<double>(2, 2, inf), 0.0}).error().id == 7403);
}

TEST_CASE(
    "nonlinear: meshes of transistor cells agree with sparse LU, tell how far they are, stop") {
    const std::size_t n = 24;
    TileSpec spec{.topology = Topology::one_transistor_row, .rows = n, .cols = n, .read_V = 0.5};
    spec.bl.segment_ohm = spec.sl.segment_ohm = SegmentResistance::uniform(1000.0, true);
    spec.sl.first_end = {EndKind::drive_read, 10.0};
    spec.bl.last_end = {EndKind::sense, 10.0};
    std::vector<AccessParameters> cells;
    Random random(5);
    for (std::size_t k = 0; k < n * n; ++k) cells.push_back({2e-4, 0.4, decades(random, 1e3, 1e6)});
    const auto model = std::make_shared<EkvCell>(cells);
    const Matrix<double> input = random_input(random, spec);
    std::size_t told = 0, done = 0;
    double last_A = 0.0;
    SolveOptions options;
    options.progress = [&](const SolveProgress& state) {
        ++told;
        done = state.inputs_done;
        if (state.residual_A > 0.0) last_A = state.residual_A;
    };
    const TileSolution s = solve_model(spec, model, input, options);
    CHECK(s.report.status == SolveStatus::converged);
    CHECK(s.report.method.find("BiCGStab") != std::string::npos);
    CHECK(s.report.memory_bytes > n * n * 100);
    CHECK(told > 3);
    CHECK(done == 1);
    CHECK(last_A > 0.0);
    const TileSolution exact = solve_model(spec, model, input, {.fidelity = Fidelity::circuit});
    CHECK(exact.report.status == SolveStatus::converged);
    CHECK(rel_diff_max(s.i_out_A.values(), exact.i_out_A.values()) < 1e-8);

    std::stop_source stop;
    options.stop = stop.get_token();
    options.progress = [&](const SolveProgress&) { stop.request_stop(); };
    auto solver = make_nonlinear_solver(spec, options, {});
    REQUIRE(solver.ok());
    REQUIRE((*solver)->program(model).ok());
    const auto stopped = (*solver)->solve(input);
    REQUIRE_FALSE(stopped.ok());
    CHECK(stopped.error().id == 2116);
}

TEST_CASE("nonlinear: every EKV cell has a current, whatever the voltages") {
    Random random(11);
    CellScratch scratch;
    for (int k = 0; k < 20000; ++k) {
        const EkvCell cell({{2e-4, 0.4, decades(random, 1e3, 1e6)}});
        const double a_V = between(random, -2, 2), b_V = between(random, -2, 2), gate_V = 1.0;
        double i_A = 0.0;
        CHECK(cell.evaluate({.a_V = &a_V, .b_V = &b_V, .gate_V = &gate_V, .lanes = 1},
                            {.i_a_A = &i_A}, scratch) == 0);
    }
}
