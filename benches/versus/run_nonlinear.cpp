// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "crosspoint/device/analytic_cells.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "measure.hpp"
#include "peer_newton.hpp"
#include "runs.hpp"

namespace crosspoint::bench {
namespace {

using nlohmann::json;

std::shared_ptr<const SinhCell> bent_cells(const BenchTile& tile, const Bend& bend) {
    std::vector<SinhParameters> cells;
    for (const double g_S : tile.cells.g_on_S.values())
        cells.push_back({.conductance_S = g_S, .steepness_per_V = bend.steepness_per_V});
    return std::make_shared<SinhCell>(std::move(cells));
}

double difference(std::span<const double> currents_A, std::span<const double> true_A) {
    double largest_A = 0.0, off_A = 0.0;
    for (std::size_t j = 0; j < true_A.size(); ++j) {
        largest_A = std::max(largest_A, std::abs(true_A[j]));
        off_A = std::max(off_A, std::abs(currents_A[j] - true_A[j]));
    }
    return off_A / largest_A;
}

Error failed(const std::string& what) {
    return {.code = Errc::numerics, .what = what + " did not solve the mesh of sinh cells"};
}

// Processor time of a new solver and of one more solve on it.
struct Ours {
    std::vector<double> scratch_s, again_s;
    TileSolution solution;
};

Result<void> run_ours(const BenchTile& tile, const std::shared_ptr<const CellModel>& cells,
                      const Matrix<double>& input_V, double accuracy_rel, Ours& out) {
    double start_s = thread_s();
    auto solver = make_nonlinear_solver(tile.spec, {.accuracy_rel = accuracy_rel});
    if (!solver) return solver.error();
    if (auto done = (*solver)->program(cells); !done) return done;
    for (auto* times : {&out.scratch_s, &out.again_s}) {
        auto solution = (*solver)->solve(input_V);
        if (!solution) return solution.error();
        if (solution->report.status != SolveStatus::converged) return failed("Crosspoint");
        times->push_back(thread_s() - start_s);
        start_s = thread_s();
        out.solution = std::move(*solution);
    }
    return {};
}

}  // namespace

Result<json> run_nonlinear(const BenchTile& tile, const Bend& bend, const std::string& peer_name,
                           double accuracy_rel, const RunLimits& limits) {
    const auto cells = bent_cells(tile, bend);
    Matrix<double> input_V = first_inputs(tile.inputs, 1);
    double largest_V = 0.0;
    for (const double v : input_V.values()) largest_V = std::max(largest_V, v);
    for (double& v : input_V.values()) v *= bend.swing_V / largest_V;

    BenchTile open = tile;  // the wires alone: the cells keep their places in the pattern
    for (double& g_S : open.cells.g_on_S.values()) g_S = 0.0;
    const NodalMatrix wires = assemble(open);
    NodalMatrix matrix = assemble(tile);
    const std::vector<int> order = nested_dissection(tile.spec.rows, tile.spec.cols);
    const auto peer = make_peer(peer_name, matrix, order);
    if (!peer)
        return Error{.code = Errc::usage,
                     .what = fmt::format("this build has no peer '{}'", peer_name),
                     .help = fmt::format("choose one of {}", fmt::join(peer_names(), ", "))};
    double start_s = thread_s();
    if (!peer->factor()) return failed(peer_name);
    const double first_factor_s = thread_s() - start_s;
    PeerNewton newton(tile, wires, *cells, *peer);
    if (!newton.solve(input_V.row(0), 0.0).ok) return failed(peer_name);
    const std::vector<double> true_A = newton.currents_A();

    // In turns: what slows the machine down slows both.
    Ours ours;
    std::vector<double> theirs_s;
    PeerNewton::Outcome theirs;
    const double begin_s = clock_s();
    while (theirs_s.size() < 3 || (theirs_s.size() < 25 && clock_s() - begin_s < limits.repeat_s)) {
        for (std::size_t k = 0; k < 3; ++k)  // they are short beside the other
            if (auto done = run_ours(tile, cells, input_V, accuracy_rel, ours); !done)
                return done.error();
        start_s = thread_s();
        theirs = newton.solve(input_V.row(0), 0.1 * accuracy_rel);
        theirs_s.push_back(thread_s() - start_s);
        if (!theirs.ok) return failed(peer_name);
    }
    const SolveReport& report = ours.solution.report;
    const double scratch_s = timing_of(ours.scratch_s).median_s;
    const double again_s = timing_of(ours.again_s).median_s;
    const double peer_s = timing_of(theirs_s).median_s;
    return json{{"rows", tile.spec.rows},
                {"regime", tile.regime},
                {"steepness_per_V", bend.steepness_per_V},
                {"swing_V", bend.swing_V},
                {"peer", peer_name},
                {"scratch_s", scratch_s},
                {"again_s", again_s},
                {"newton", report.newton_iterations},
                {"cg", report.iterations},
                {"error_rel", difference(ours.solution.i_out_A.row(0), true_A)},
                {"error_bound_rel", report.error_bound_rel},
                {"peer_s", peer_s},
                {"peer_first_factor_s", first_factor_s},
                {"peer_newton", theirs.iterations},
                {"peer_error_rel", difference(newton.currents_A(), true_A)},
                {"ratio_scratch", peer_s / scratch_s},
                {"ratio_again", peer_s / again_s},
                {"repetitions", theirs_s.size()}};
}

}  // namespace crosspoint::bench
