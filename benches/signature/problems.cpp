// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>

#include "bench_tile.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/partial_sums.hpp"
#include "crosspoint/periphery/adc.hpp"
#include "crosspoint/solve/ladder_gates.hpp"
#include "method.hpp"
#include "signature.hpp"

namespace crosspoint::bench {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t signature_purpose = 0x7369676E;  // chosen: any number of its own

// Tolerances: well above what another instruction set or another BLAS changes, well below what a
// changed formula, tolerance or default changes. Iterations may stop one step earlier or later, so
// an iterative method is compared to the accuracy that it was asked for.
constexpr double direct_tolerance = 1e-11;
constexpr double iterative_tolerance = 1e-9;
constexpr double float_tolerance = 2e-6;

// Five numbers that no change of the currents is likely to leave as they are: largest, mean of the
// sizes, and means under three sets of positive weights (nothing cancels but opposite currents).
std::vector<double> summary(std::span<const double> values) {
    double largest = 0.0;
    double size = 0.0;
    double weighted[3] = {};
    auto random = rng(1, signature_purpose, 0);
    for (const double value : values) {
        if (std::isnan(value)) continue;  // nodes that float; counted by their own number
        largest = std::max(largest, std::abs(value));
        size += std::abs(value);
        for (double& sum : weighted) sum += (0.5 + uniform(random)) * value;
    }
    const double count = std::max<double>(1.0, static_cast<double>(values.size()));
    return {largest, size / count, weighted[0] / count, weighted[1] / count, weighted[2] / count};
}

std::int64_t count_nan(std::span<const double> values) {
    return std::ranges::count_if(values, [](double v) { return std::isnan(v); });
}

std::string without_target(std::string method) {
    const std::string target = gate_ladder_target();
    if (const auto at = method.find(target); at != std::string::npos)
        method.replace(at, target.size(), "SIMD");
    return method;
}

Outcome failed(std::string name, const Error& error) {
    return {.name = std::move(name), .method = "none", .status = error.what};
}

struct Problem {
    std::string name;
    TileSpec spec;
    CellArray cells;
    Matrix<double> inputs;
};

// Binary cells and inputs that suit the topology.
Problem make_problem(std::string name, TileSpec spec, std::uint64_t index, std::size_t batch = 3) {
    Problem problem{.name = std::move(name), .spec = std::move(spec)};
    const std::size_t m = problem.spec.rows;
    auto random = rng(2, signature_purpose, index);
    problem.cells.g_on_S = Matrix<double>(m, problem.spec.cols);
    for (double& g_S : problem.cells.g_on_S.values())
        g_S = (random() >> 63) != 0 ? 1.0 / 20e3 : 1.0 / 200e3;
    problem.cells.g_off_S = problem.spec.g_leak_S;
    problem.inputs = Matrix<double>(batch, m);
    for (double& x : problem.inputs.values())
        x = problem.spec.gated() ? static_cast<double>(random() >> 63) : 0.2 * uniform(random);
    return problem;
}

TileSpec passive(std::size_t rows, std::size_t cols, double segment_ohm) {
    TileSpec spec{.rows = rows, .cols = cols};
    spec.wl.segment_ohm = SegmentResistance::uniform(segment_ohm, true);
    spec.bl.segment_ohm = SegmentResistance::uniform(segment_ohm, true);
    spec.wl.first_end = LineEnd{EndKind::drive_input, 0.0};
    spec.bl.last_end = LineEnd{EndKind::sense, 0.0};
    return spec;
}

TileSpec gated(Topology topology, std::size_t rows, std::size_t cols, bool same_end,
               double leak_S) {
    TileSpec spec{.topology = topology, .rows = rows, .cols = cols};
    spec.read_V = 0.2;
    spec.g_leak_S = leak_S;
    spec.bl.segment_ohm = SegmentResistance::uniform(5.0, true);
    spec.sl.segment_ohm = SegmentResistance::uniform(4.0, true);
    if (topology == Topology::one_transistor_row) {
        spec.sl.first_end = LineEnd{EndKind::drive_read, 50.0};
        spec.bl.last_end = LineEnd{EndKind::sense, 10.0};
    } else {
        spec.bl.first_end = LineEnd{EndKind::drive_read, 50.0};
        (same_end ? spec.sl.first_end : spec.sl.last_end) = LineEnd{EndKind::sense, 10.0};
    }
    return spec;
}

// Ends and wires out of the ordinary.
std::vector<Problem> odd_meshes() {
    std::vector<Problem> problems;
    TileSpec spec = passive(24, 17, 3.0);
    spec.wl.last_end = LineEnd{EndKind::drive_input, 100.0};
    spec.wl.first_end.resistance_ohm = 30.0;
    spec.bl.first_end = LineEnd{EndKind::sense, 5.0};
    problems.push_back(make_problem("passive 24x17, both sides, end resistances", spec, 21));

    spec = passive(20, 30, 2.0);
    spec.wl.segment_ohm = SegmentResistance::uniform(0.0, false);
    spec.wl.first_end.resistance_ohm = 200.0;
    problems.push_back(make_problem("passive 20x30, word lines without resistance", spec, 22));

    std::vector<double> per_line;
    for (std::size_t j = 0; j < 31; ++j) per_line.push_back(static_cast<double>(j % 5));
    spec = passive(33, 31, 1.0);
    spec.bl.segment_ohm = SegmentResistance::per_line(per_line, true);
    spec.bl.last_end.resistance_ohm = 7.0;
    problems.push_back(make_problem("passive 33x31, a resistance per bit line", spec, 23));

    Problem defects = make_problem("passive 32x32, opens and shorts", passive(32, 32, 5.0), 24);
    for (std::size_t k = 0; k < 32; ++k) defects.cells.g_on_S(5, k) = 0.0;
    defects.cells.g_on_S(11, 3) = infinity;
    defects.cells.g_on_S(20, 20) = infinity;
    problems.push_back(defects);
    return problems;
}

std::vector<Problem> meshes() {
    std::vector<Problem> problems;
    problems.push_back(make_problem("passive 1x1", passive(1, 1, 1.0), 11));
    problems.push_back(make_problem("passive 5x3", passive(5, 3, 2.5), 12));
    problems.push_back(make_problem("passive 100x7", passive(100, 7, 5.0), 13));
    const auto bench_tile = [&](std::size_t n, const char* regime) {
        BenchTile tile = make_bench_tile(n, n, *find_regime(regime), 2, 1);
        problems.push_back({.name = fmt::format("passive {0}x{0} {1}", n, regime),
                            .spec = tile.spec,
                            .cells = tile.cells,
                            .inputs = tile.inputs});
    };
    bench_tile(32, "easy");
    bench_tile(64, "mid");
    bench_tile(64, "hard");
    bench_tile(128, "mid");
    for (Problem& odd : odd_meshes()) problems.push_back(std::move(odd));
    problems.push_back(make_problem("1t1r row 24x20",
                                    gated(Topology::one_transistor_row, 24, 20, false, 1e-9), 25));
    return problems;
}

Outcome run_mesh(const Problem& problem, std::string_view method) {
    std::string name = fmt::format("{} / {}", problem.name, method);
    auto solver = make_solver_by_name(problem.spec, {.method = method});
    if (!solver) return failed(std::move(name), solver.error());
    if (auto done = (*solver)->program(problem.cells); !done)
        return failed(std::move(name), done.error());
    const auto solution = (*solver)->solve(problem.inputs);
    if (!solution) return failed(std::move(name), solution.error());
    const SolveReport& report = solution->report;
    const auto iterations = static_cast<std::int64_t>(report.iterations);
    return {.name = std::move(name),
            .method = without_target(report.method),
            .status = std::string(status_name(report.status)),
            .tolerance = iterations > 0 ? iterative_tolerance : direct_tolerance,
            .slack = iterations > 0 ? static_cast<std::int64_t>(problem.inputs.rows()) : 0,
            .values = summary(solution->i_out_A.values()),
            .work = {static_cast<std::int64_t>(report.unknowns), iterations}};
}

// Node voltages of one tile, by the method that automatic chooses.
Outcome run_nodes() {
    std::string name = "passive 32x32 mid, node voltages";
    const BenchTile tile = make_bench_tile(32, 32, *find_regime("mid"), 1, 1);
    auto solver = make_solver(tile.spec, {.want_nodes = true});
    if (!solver) return failed(std::move(name), solver.error());
    if (auto done = (*solver)->program(tile.cells); !done)
        return failed(std::move(name), done.error());
    const auto solution = (*solver)->solve(tile.inputs);
    if (!solution) return failed(std::move(name), solution.error());
    std::vector<double> values = summary(solution->nodes.wl_V.values());
    const std::vector<double> bit_line = summary(solution->nodes.bl_V.values());
    values.insert(values.end(), bit_line.begin(), bit_line.end());
    return {.name = std::move(name),
            .method = solution->report.method,
            .status = std::string(status_name(solution->report.status)),
            .tolerance = iterative_tolerance,
            .values = values,
            .work = {count_nan(solution->nodes.wl_V.values())}};
}

// Many reads in single precision, through the interface that inference uses.
Outcome run_gates(const Problem& problem, GateMethod method, std::size_t first_row,
                  std::size_t asserted) {
    std::string name = fmt::format("{} / gates {}, rows {} to {}", problem.name,
                                   gate_method_name(method), first_row, first_row + asserted - 1);
    auto solver = make_solver(problem.spec, {.gate_method = method});
    if (!solver) return failed(std::move(name), solver.error());
    if (auto done = (*solver)->program(problem.cells); !done)
        return failed(std::move(name), done.error());
    constexpr std::size_t reads = 200;
    GateBatch gates{.bits = BitMatrix(asserted, reads), .first_row = first_row};
    auto random = rng(3, signature_purpose, asserted);
    for (std::size_t k = 0; k < asserted; ++k)
        for (std::size_t b = 0; b < reads; ++b) gates.bits.set(k, b, (random() >> 63) != 0);
    Matrix<float> i_out_A;
    if (auto done = (*solver)->solve_gates(gates, i_out_A); !done)
        return failed(std::move(name), done.error());
    std::vector<double> values;
    for (std::size_t j = 0; j < i_out_A.rows(); ++j)
        for (std::size_t b = 0; b < reads; ++b)
            values.push_back(static_cast<double>(i_out_A(j, b)));
    return {.name = std::move(name),
            .method = without_target((*solver)->gates_method()),
            .status = "converged",
            .tolerance = float_tolerance,
            .values = summary(values)};
}

void add_ladders(std::vector<Outcome>& outcomes) {
    struct Case {
        std::size_t rows;
        bool same_end;
        double leak_S;
    };
    std::uint64_t index = 30;
    for (const Case& c : {Case{64, true, 0.0}, Case{64, false, 1e-10}, Case{128, false, 0.0},
                          Case{300, false, 0.0}}) {
        const std::string name = fmt::format("1t1r column {}x16, {} end, leak {:g}", c.rows,
                                             c.same_end ? "same" : "opposite", c.leak_S);
        const Problem problem = make_problem(
            name, gated(Topology::one_transistor_column, c.rows, 16, c.same_end, c.leak_S),
            ++index);
        for (const std::string_view method : {"auto", "klu"})
            outcomes.push_back(run_mesh(problem, method));
        for (const GateMethod method : {GateMethod::automatic, GateMethod::masked,
                                        GateMethod::active_list, GateMethod::pattern_table}) {
            if (method == GateMethod::active_list && c.leak_S > 0.0) continue;
            outcomes.push_back(run_gates(problem, method, 0, c.rows));
        }
        if (c.rows == 128) outcomes.push_back(run_gates(problem, GateMethod::automatic, 32, 64));
    }
}

Outcome run_ideal() {
    const Problem problem = make_problem("passive 64x48, ideal", passive(64, 48, 5.0), 41);
    auto solver = make_solver(problem.spec, {.fidelity = Fidelity::ideal});
    if (!solver) return failed(problem.name, solver.error());
    if (auto done = (*solver)->program(problem.cells); !done)
        return failed(problem.name, done.error());
    const auto solution = (*solver)->solve(problem.inputs);
    if (!solution) return failed(problem.name, solution.error());
    return {.name = problem.name,
            .method = solution->report.method,
            .status = std::string(status_name(solution->report.status)),
            .tolerance = direct_tolerance,
            .values = summary(solution->i_out_A.values())};
}

// Counts are integers. Currents stand 1/8 of a step away from every rounding boundary, so that no
// processor can round one the other way.
Outcome run_converter(int bits) {
    constexpr std::size_t rows = 128;
    constexpr std::size_t chunks = rows / 32;
    constexpr std::size_t lanes = 256;
    const Adc adc = make_adc({.bits = bits}, rows, 1e-6, 0.0, 0.0);
    auto random = rng(5, signature_purpose, static_cast<std::uint64_t>(bits));
    std::vector<float> current_A, selected(lanes, 64.0f);
    std::vector<std::uint32_t> x_words, w_words;
    for (std::size_t b = 0; b < lanes; ++b) {
        const auto steps = static_cast<double>(random() % 64) + 0.75 * (uniform(random) - 0.5);
        current_A.push_back(
            static_cast<float>(steps * static_cast<double>(adc.converter.step_counts) *
                               static_cast<double>(adc.scale.lsb_A)));
    }
    for (std::size_t k = 0; k < chunks * lanes; ++k)
        x_words.push_back(static_cast<std::uint32_t>(random()));
    for (std::size_t k = 0; k < chunks; ++k)
        w_words.push_back(static_cast<std::uint32_t>(random()));
    std::vector<std::int32_t> accumulator(lanes, 0), counts(lanes, 0);
    convert_currents(adc, current_A, selected, counts);
    const PartialSumErrors errors =
        add_counts({.lanes = lanes, .x_words = x_words}, {.on = w_words}, counts, 3, accumulator);
    std::int64_t weighted = 0;
    for (std::size_t b = 0; b < lanes; ++b)
        weighted += static_cast<std::int64_t>(b + 1) * accumulator[b];
    return {.name = fmt::format("converter, {} bits", bits),
            .method = "convert_currents, add_counts",
            .status = "converged",
            .work = {errors.count, errors.wrong, errors.sum, errors.sum_squared, errors.largest,
                     weighted}};
}

}  // namespace

std::vector<Outcome> run_problems() {
    std::vector<Outcome> outcomes;
    for (const Problem& problem : meshes())
        for (const std::string_view method : mesh_methods())
            outcomes.push_back(run_mesh(problem, method));
    outcomes.push_back(run_nodes());
    outcomes.push_back(run_ideal());
    add_ladders(outcomes);
    for (const int bits : {0, 4, 6}) outcomes.push_back(run_converter(bits));
    return outcomes;
}

}  // namespace crosspoint::bench
