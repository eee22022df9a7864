// The ladder in single precision (method A) against one sgemm of the same shape on one core:
// M = 128 rows, 10,000 binary reads, 64 columns. `error` is the largest relative difference from
// the double recursion over 4096 sampled outputs.
// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/solve/ladder_gates.hpp"
#include "crosspoint/solve/tile_solver.hpp"

extern "C" {
void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*,
            const float*, const int*, const float*, const int*, const float*, float*, const int*);
void openblas_set_num_threads(int);
}

namespace {

using namespace crosspoint;

constexpr std::size_t rows = 128;
constexpr std::size_t cols = 64;
constexpr std::size_t reads = 10000;

struct Problem {
    std::unique_ptr<TileSolver> solver;
    GateBatch gates;
    Matrix<double> inputs;
};

Problem make_problem(bool sensed_at_bottom, double leak_S) {
    TileSpec spec{.topology = Topology::one_transistor_column, .rows = rows, .cols = cols};
    spec.read_V = 0.2;
    spec.g_leak_S = leak_S;
    spec.bl.segment_ohm = SegmentResistance::uniform(5.0, true);
    spec.sl.segment_ohm = SegmentResistance::uniform(5.0, true);
    spec.bl.first_end = LineEnd{EndKind::drive_read, 0.0};
    (sensed_at_bottom ? spec.sl.last_end : spec.sl.first_end) = LineEnd{EndKind::sense, 0.0};
    auto random = rng(1, 2, 3);
    CellArray cells{.g_on_S = Matrix<double>(rows, cols), .g_off_S = leak_S};
    for (double& g : cells.g_on_S.values()) g = random() % 2 ? 1e-5 : 1e-7;
    Problem problem;
    problem.solver = std::move(*make_solver(spec, {}));
    (void)problem.solver->program(cells);
    problem.gates.bits = BitMatrix(rows, reads);
    problem.inputs = Matrix<double>(reads, rows);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t b = 0; b < reads; ++b) {
            const bool on = random() % 2;
            problem.gates.bits.set(i, b, on);
            problem.inputs(b, i) = on;
        }
    return problem;
}

double sampled_error(const Problem& problem, const Matrix<float>& i_A) {
    Matrix<double> few(64, rows);
    for (std::size_t b = 0; b < 64; ++b)
        std::ranges::copy(problem.inputs.row(b * 156), few.row(b).begin());
    const auto exact = problem.solver->solve(few);
    double worst = 0.0;
    for (std::size_t b = 0; b < 64; ++b)
        for (std::size_t j = 0; j < cols; ++j) {
            const double e = exact->i_out_A(b, j);
            worst = std::max(worst, std::abs(static_cast<double>(i_A(j, b * 156)) - e) / e);
        }
    return worst;
}

void count_cells(benchmark::State& state) {
    state.counters["cells/s"] = benchmark::Counter(static_cast<double>(rows * cols * reads),
                                                   benchmark::Counter::kIsIterationInvariantRate);
}

void ladder(benchmark::State& state, bool sensed_at_bottom, double leak_S) {
    const Problem problem = make_problem(sensed_at_bottom, leak_S);
    Matrix<float> i_A;
    for (auto _ : state) {
        benchmark::DoNotOptimize(problem.solver->solve_gates(problem.gates, i_A).ok());
    }
    count_cells(state);
    state.counters["error"] = sampled_error(problem, i_A);
    state.SetLabel(gate_ladder_target());
}

void ladder_double(benchmark::State& state) {
    const Problem problem = make_problem(true, 0.0);
    Matrix<double> few(16, rows);
    for (std::size_t b = 0; b < 16; ++b)
        std::ranges::copy(problem.inputs.row(b), few.row(b).begin());
    for (auto _ : state) benchmark::DoNotOptimize(problem.solver->solve(few)->i_out_A);
    state.counters["cells/s"] = benchmark::Counter(static_cast<double>(rows * cols * 16),
                                                   benchmark::Counter::kIsIterationInvariantRate);
}

void sgemm(benchmark::State& state) {
    openblas_set_num_threads(1);
    std::vector<float> x(reads * rows, 0.5f), g(rows * cols, 1e-5f), i(reads * cols);
    const int m = reads, n = cols, k = rows;
    const float one = 1.0f, zero = 0.0f;
    for (auto _ : state) {
        sgemm_("N", "N", &m, &n, &k, &one, x.data(), &m, g.data(), &k, &zero, i.data(), &m);
        benchmark::DoNotOptimize(i.data());
    }
    count_cells(state);
}

BENCHMARK_CAPTURE(ladder, same_end, false, 0.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ladder, opposite_end, true, 0.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ladder, opposite_end_leak, true, 1e-10)->Unit(benchmark::kMillisecond);
BENCHMARK(ladder_double)->Unit(benchmark::kMillisecond);
BENCHMARK(sgemm)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
