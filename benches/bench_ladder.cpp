// The ladder in single precision against one sgemm of the same shape on one core: methods A
// (masked), B (active lists) and C (pattern tables), M rows, 10,000 binary reads, 64 columns.
// `error` is the largest relative difference from the double recursion over 4096 sampled outputs.
// The cases named `crossover` justify choose_gate_method: B against C by activity, C against A by
// reads per call.
// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/analytic_cells.hpp"
#include "crosspoint/device/kind_cells.hpp"
#include "crosspoint/solve/ladder_gates.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "crosspoint/solve/tile_solver.hpp"

extern "C" {
void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*,
            const float*, const int*, const float*, const int*, const float*, float*, const int*);
void openblas_set_num_threads(int);
}

namespace {

using namespace crosspoint;

constexpr std::size_t cols = 64;
constexpr std::size_t most_reads = 10000;

struct Case {
    GateMethod method = GateMethod::automatic;
    std::size_t rows = 128;
    bool sensed_at_bottom = false;
    double leak_S = 0.0;
    double activity = 0.5;
    std::size_t reads = most_reads;
};

struct Problem {
    std::unique_ptr<TileSolver> solver;
    GateBatch gates;
};

Problem make_problem(const Case& c) {
    TileSpec spec{.topology = Topology::one_transistor_column, .rows = c.rows, .cols = cols};
    spec.read_V = 0.2;
    spec.g_leak_S = c.leak_S;
    spec.bl.segment_ohm = SegmentResistance::uniform(5.0, true);
    spec.sl.segment_ohm = SegmentResistance::uniform(5.0, true);
    spec.bl.first_end = LineEnd{EndKind::drive_read, 0.0};
    (c.sensed_at_bottom ? spec.sl.last_end : spec.sl.first_end) = LineEnd{EndKind::sense, 0.0};
    auto random = rng(1, 2, 3);
    CellArray cells{.g_on_S = Matrix<double>(c.rows, cols), .g_off_S = c.leak_S};
    for (double& g : cells.g_on_S.values())  // with cell to cell variation
        g = (random() % 2 ? 1e-5 : 1e-7) * (0.8 + 0.4 * uniform(random));
    Problem problem;
    problem.solver = std::move(*make_solver(spec, {.gate_method = c.method}));
    (void)problem.solver->program(cells);
    problem.gates.bits = BitMatrix(c.rows, c.reads);
    for (std::size_t i = 0; i < c.rows; ++i)
        for (std::size_t b = 0; b < c.reads; ++b)
            problem.gates.bits.set(i, b, uniform(random) < c.activity);
    return problem;
}

double sampled_error(const Problem& problem, const Matrix<float>& i_A) {
    const BitMatrix& bits = problem.gates.bits;
    const std::size_t samples = std::min<std::size_t>(64, bits.cols());
    const std::size_t step = bits.cols() / samples;
    Matrix<double> few(samples, bits.rows());
    for (std::size_t b = 0; b < samples; ++b)
        for (std::size_t i = 0; i < bits.rows(); ++i) few(b, i) = bits.get(i, b * step) ? 1.0 : 0.0;
    const auto exact = problem.solver->solve(few);
    double worst = 0.0;
    for (std::size_t b = 0; b < samples; ++b)
        for (std::size_t j = 0; j < cols; ++j) {
            const double e = exact->i_out_A(b, j);
            if (e == 0.0) continue;
            worst = std::max(worst, std::abs(static_cast<double>(i_A(j, b * step)) - e) / e);
        }
    return worst;
}

void count_cells(benchmark::State& state, std::size_t cells) {
    state.counters["cells/s"] = benchmark::Counter(static_cast<double>(cells),
                                                   benchmark::Counter::kIsIterationInvariantRate);
}

// The time includes the tables: a call builds and drops them.
void ladder(benchmark::State& state, const Case& c) {
    const Problem problem = make_problem(c);
    Matrix<float> i_A;
    for (auto _ : state)
        benchmark::DoNotOptimize(problem.solver->solve_gates(problem.gates, i_A).ok());
    count_cells(state, c.rows * cols * c.reads);
    state.counters["error"] = sampled_error(problem, i_A);
    state.SetLabel(problem.solver->gates_method());
}

void tables(benchmark::State& state, const Case& c) {
    const Problem problem = make_problem(c);
    for (auto _ : state) benchmark::DoNotOptimize(problem.solver->plan_gates(0, c.rows));
}

void ladder_double(benchmark::State& state, const Case& c) {
    const Problem problem = make_problem(c);
    Matrix<double> few(16, c.rows);
    for (std::size_t b = 0; b < 16; ++b)
        for (std::size_t i = 0; i < c.rows; ++i) few(b, i) = problem.gates.bits.get(i, b) ? 1 : 0;
    for (auto _ : state) benchmark::DoNotOptimize(problem.solver->solve(few)->i_out_A);
    count_cells(state, c.rows * cols * 16);
}

void sgemm(benchmark::State& state, std::size_t rows) {
    openblas_set_num_threads(1);
    std::vector<float> x(most_reads * rows, 0.5f), g(rows * cols, 1e-5f), i(most_reads * cols);
    const int m = most_reads, n = cols, k = static_cast<int>(rows);
    const float one = 1.0f, zero = 0.0f;
    for (auto _ : state) {
        sgemm_("N", "N", &m, &n, &k, &one, x.data(), &m, g.data(), &k, &zero, i.data(), &m);
        benchmark::DoNotOptimize(i.data());
    }
    count_cells(state, rows * cols * most_reads);
}

// A triode transistor and a resistor in every cell, 128 rows: polynomial cells, as many Newton
// steps as the tile needs. `error` against the double solver over 64 reads; `prepare_s` once per
// tile (two kinds: of the first one, which makes what the others share, and `next_prepare_s`).
struct NonlinearCase {
    bool bottom = false;
    bool two_kinds = false;
    double off_V = 0.0;         // above the threshold of 0.4 V: rows that are off conduct
    double table_error = 1e-6;  // of tables where no polynomial fits; 0: exact cells, few reads
};

std::shared_ptr<const CellModel> triodes(std::size_t count, bool two_kinds) {
    auto random = rng(1, 2, 4);
    if (!two_kinds) {
        std::vector<AccessParameters> cells(count);
        for (auto& cell : cells)
            cell = {2e-4, 0.4, (random() % 2 ? 2e4 : 2e5) * (0.8 + 0.4 * uniform(random))};
        return std::make_shared<TriodeCell>(std::move(cells));
    }
    std::vector<std::uint32_t> kind_of(count);
    for (auto& kind : kind_of) kind = random() % 2;
    const auto kinds = std::make_shared<TriodeCell>(
        std::vector<AccessParameters>{{2e-4, 0.4, 2e5}, {2e-4, 0.4, 2e4}});
    return *KindCells::make(kinds, std::move(kind_of));
}

BitMatrix first_reads(const BitMatrix& gates, std::size_t reads) {
    BitMatrix out(gates.rows(), reads);
    for (std::size_t i = 0; i < gates.rows(); ++i)
        for (std::size_t b = 0; b < reads; ++b) out.set(i, b, gates.get(i, b));
    return out;
}

void nonlinear(benchmark::State& state, NonlinearCase c) {
    constexpr std::size_t rows = 128;
    TileSpec spec{.topology = Topology::one_transistor_column};
    spec.rows = rows;
    spec.cols = cols;
    spec.read_V = 0.3;
    spec.bl.segment_ohm = spec.sl.segment_ohm = SegmentResistance::uniform(5.0, true);
    spec.bl.first_end = {EndKind::drive_read, 0.0};
    (c.bottom ? spec.sl.last_end : spec.sl.first_end) = {EndKind::sense, 0.0};
    auto random = rng(1, 2, 5);
    Problem problem;
    problem.gates.bits = BitMatrix(rows, most_reads);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t b = 0; b < most_reads; ++b)
            problem.gates.bits.set(i, b, uniform(random) < 0.5);
    if (c.table_error == 0.0) problem.gates.bits = first_reads(problem.gates.bits, 64);
    const auto share = make_gate_share(c.table_error);
    for (const char* name : {"prepare_s", "next_prepare_s"}) {
        auto solver = std::move(*make_nonlinear_solver(spec, {}, {1.2, c.off_V}, share));
        (void)solver->program(triodes(rows * cols, c.two_kinds));
        const auto start = std::chrono::steady_clock::now();
        (void)solver->plan_gates(0, rows);
        state.counters[name] =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        state.SetLabel(solver->gates_method());
        state.counters["steps"] = solver->gates_check().most_newton_steps;
        problem.solver = std::move(solver);
    }
    Matrix<float> i_A;
    for (auto _ : state)
        benchmark::DoNotOptimize(problem.solver->solve_gates(problem.gates, i_A).ok());
    count_cells(state, rows * cols * problem.gates.bits.cols());
    state.counters["error"] = sampled_error(problem, i_A);
}

template <class Run, class Argument>
void add(const std::string& name, Run run, Argument argument) {
    benchmark::RegisterBenchmark(name.c_str(), run, argument)->Unit(benchmark::kMicrosecond);
}

void register_all() {
    const std::pair<const char*, GateMethod> dense[] = {{"A", GateMethod::masked},
                                                        {"C", GateMethod::pattern_table}};
    for (const std::size_t rows : {64u, 128u, 256u, 512u}) {
        const std::string m = "/M" + std::to_string(rows);
        add("sgemm" + m, sgemm, rows);
        for (const bool bottom : {false, true}) {
            const std::string end = bottom ? "/opposite_end" : "/same_end";
            for (const auto& [name, method] : dense)
                for (const double leak_S : {0.0, 1e-10})
                    add(name + m + end + (leak_S > 0.0 ? "_leak" : ""), ladder,
                        Case{method, rows, bottom, leak_S});
            for (const double activity : {0.05, 0.1, 0.2, 0.5})
                add("B" + m + end + "/activity" + std::to_string(activity).substr(0, 4), ladder,
                    Case{GateMethod::active_list, rows, bottom, 0.0, activity});
        }
        add("tables" + m, tables, Case{GateMethod::pattern_table, rows});
    }
    for (const std::size_t reads : {16u, 64u, 128u, 256u, 512u, 1024u})
        for (const auto& [name, method] : dense)
            add(std::string("crossover/") + name + "/reads" + std::to_string(reads), ladder,
                Case{method, 128, true, 0.0, 0.5, reads});
    for (const double activity : {0.1, 0.15, 0.2, 0.25, 0.3})
        add("crossover/B/activity" + std::to_string(activity).substr(0, 4), ladder,
            Case{GateMethod::active_list, 128, true, 0.0, activity});
    for (const bool bottom : {false, true}) {
        const std::string end = bottom ? "opposite_end" : "same_end";
        add("nonlinear/M128/" + end, nonlinear, NonlinearCase{bottom});
        add("nonlinear/M128/" + end + "/two_kinds", nonlinear, NonlinearCase{bottom, true});
        add("nonlinear/M128/" + end + "/two_kinds_leak", nonlinear,
            NonlinearCase{bottom, true, 0.8});
        add("nonlinear/M128/" + end + "/two_kinds_leak_exact", nonlinear,
            NonlinearCase{bottom, true, 0.8, 0.0});
    }
    add("ladder_double/M128", ladder_double, Case{.rows = 128, .sensed_at_bottom = true});
}

}  // namespace

int main(int argc, char** argv) {
    register_all();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
