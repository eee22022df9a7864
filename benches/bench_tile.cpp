// One passive tile, one input: `mesh` (sparse LDLT) against `circuit` (KLU), from cells to currents
// (program) and for one more input (solve, with audit and proved error bound). 1 ohm segments,
// 10 kohm / 100 kohm cells, ideal line ends. `differ` is the largest relative difference of the
// two.
// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace {

using namespace crosspoint;

struct PassiveTile {
    TileSpec spec;
    CellArray cells;
    Matrix<double> input;
};

PassiveTile make_tile(std::size_t n) {
    PassiveTile tile{.spec = {.rows = n, .cols = n}};
    tile.spec.wl.segment_ohm = SegmentResistance::uniform(1.0, true);
    tile.spec.bl.segment_ohm = SegmentResistance::uniform(1.0, true);
    tile.spec.wl.first_end = LineEnd{EndKind::drive_input, 0.0};
    tile.spec.bl.last_end = LineEnd{EndKind::sense, 0.0};
    auto random = rng(4, 5, 6);
    tile.cells.g_on_S = Matrix<double>(n, n);
    for (double& g : tile.cells.g_on_S.values()) g = random() % 2 ? 1e-4 : 1e-5;
    tile.input = Matrix<double>(1, n);
    for (double& v : tile.input.values()) v = 0.2 * uniform(random);
    return tile;
}

std::unique_ptr<TileSolver> make(const PassiveTile& tile, Fidelity fidelity) {
    auto solver = std::move(*make_solver(tile.spec, {.fidelity = fidelity}));
    (void)solver->program(tile.cells);
    return solver;
}

void program(benchmark::State& state, Fidelity fidelity) {
    const PassiveTile tile = make_tile(static_cast<std::size_t>(state.range(0)));
    const auto solver = make(tile, fidelity);
    for (auto _ : state) benchmark::DoNotOptimize(solver->program(tile.cells).ok());
}

void solve(benchmark::State& state, Fidelity fidelity) {
    const PassiveTile tile = make_tile(static_cast<std::size_t>(state.range(0)));
    const auto solver = make(tile, fidelity);
    for (auto _ : state) benchmark::DoNotOptimize(solver->solve(tile.input)->i_out_A);
    const auto ours = solver->solve(tile.input);
    const auto other = make(tile, Fidelity::circuit)->solve(tile.input);
    double differ_A = 0.0;
    double scale_A = 0.0;
    for (std::size_t j = 0; j < tile.spec.cols; ++j) {
        differ_A = std::max(differ_A, std::abs(ours->i_out_A(0, j) - other->i_out_A(0, j)));
        scale_A = std::max(scale_A, std::abs(other->i_out_A(0, j)));
    }
    state.counters["differ"] = differ_A / scale_A;
    state.counters["bound"] = ours->report.error_bound_rel;
}

void sizes(benchmark::internal::Benchmark* bench) {
    for (const std::int64_t n : {32, 64, 128}) bench->Arg(n);
    bench->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(program, mesh, Fidelity::mesh)->Apply(sizes);
BENCHMARK_CAPTURE(program, circuit, Fidelity::circuit)->Apply(sizes);
BENCHMARK_CAPTURE(solve, mesh, Fidelity::mesh)->Apply(sizes);
BENCHMARK_CAPTURE(solve, circuit, Fidelity::circuit)->Apply(sizes);

}  // namespace

BENCHMARK_MAIN();
