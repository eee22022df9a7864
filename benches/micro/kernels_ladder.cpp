// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/partial_sums.hpp"
#include "crosspoint/periphery/adc.hpp"
#include "crosspoint/solve/ladder_column.hpp"
#include "crosspoint/solve/ladder_gates.hpp"
#include "kernels.hpp"

namespace crosspoint::bench {
namespace {

constexpr std::size_t rows = 128;
constexpr std::size_t cols = 64;
constexpr std::size_t reads = 4096;

struct GateProblem {
    GateLadder ladder;
    BitMatrix gates;
    Matrix<float> i_out_A;
};

// Binary reads of density 1/2, 5 ohm segments, 100 kohm / 10 Mohm cells.
std::shared_ptr<GateProblem> gate_problem(bool sensed_at_bottom, double leak_S) {
    TileSpec spec{.topology = Topology::one_transistor_column, .rows = rows, .cols = cols};
    spec.read_V = 0.2;
    spec.g_leak_S = leak_S;
    spec.bl.segment_ohm = SegmentResistance::uniform(5.0, true);
    spec.sl.segment_ohm = SegmentResistance::uniform(5.0, true);
    spec.bl.first_end = LineEnd{EndKind::drive_read, 0.0};
    (sensed_at_bottom ? spec.sl.last_end : spec.sl.first_end) = LineEnd{EndKind::sense, 0.0};
    auto random = rng(1, 2, 3);
    CellArray cells{.g_on_S = Matrix<double>(rows, cols), .g_off_S = leak_S};
    for (double& g_S : cells.g_on_S.values()) g_S = random() % 2 != 0 ? 1e-5 : 1e-7;
    auto problem = std::make_shared<GateProblem>();
    problem->ladder = make_gate_ladder(spec, cells).ladder;
    problem->gates = BitMatrix(rows, reads);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::uint64_t& word : problem->gates.row(i)) word = random();
    return problem;
}

// Method A per cell and input: J += g x (1 + e1), e1 += r J; opposite end: also f2 and d2. The
// others do less for the same answer: their share of the peak is by the operations of A.
Kernel gate_ladder(const std::string& name, GateMethod method, bool sensed_at_bottom,
                   double leak_S) {
    const auto problem = gate_problem(sensed_at_bottom, leak_S);
    const double one_tile = 8.0 * rows * cols + reads * rows / 8.0 + 4.0 * reads * cols;
    return {.name = name,
            .cells = static_cast<double>(rows * cols * reads),
            .flops_per_cell = sensed_at_bottom ? 10.0 : 5.0,
            .bytes_per_cell = 1.0 / 8.0 + 4.0 / rows + 8.0 / reads,
            .footprint_bytes = one_tile,
            .single_precision = true,
            .run = [problem, method] {
                run_gate_ladder(problem->ladder, problem->gates, 0, problem->i_out_A, method);
            }};
}

// About 20 operations up and 10 down per cell; a star of 5 numbers is stored and read again.
Kernel double_ladder(const std::string& name) {
    struct Problem {
        LadderColumn column;
        std::vector<double> g_S, b_V, s_V;
        LadderWork work;
    };
    auto problem = std::make_shared<Problem>();
    auto random = rng(4, 5, 6);
    problem->column.b_ohm.assign(rows, 5.0);
    problem->column.s_ohm.assign(rows, 5.0);
    problem->column.b_top = {.ohm = 5.0, .volts = 0.2};
    problem->column.s_bottom = {.ohm = 5.0, .volts = 0.0};
    for (std::size_t i = 0; i < rows; ++i) problem->g_S.push_back(random() % 2 != 0 ? 1e-5 : 1e-7);
    problem->b_V.resize(rows);
    problem->s_V.resize(rows);
    return {.name = name,
            .cells = rows,
            .flops_per_cell = 30.0,
            .bytes_per_cell = 2 * (8.0 + 16.0 + 40.0) + 16.0,
            .footprint_bytes = rows * 96.0,
            .run = [problem] {
                solve_ladder_column(problem->column, problem->g_S, problem->b_V, problem->s_V, 1,
                                    problem->work);
            }};
}

// Per column and read: seven operations (more where converters have errors), and an AND with a
// population count per 32 rows.
Kernel converter(const std::string& name, AdcSpec spec) {
    constexpr std::size_t chunks = rows / 32;
    struct Problem {
        std::vector<float> current_A, selected;
        ReadInputs inputs{.lanes = reads};
        std::vector<std::uint32_t> w_words;
        std::vector<std::int32_t> counts, accumulator;
        Adc adc;
    };
    auto problem = std::make_shared<Problem>();
    auto random = rng(7, 8, 9);
    for (std::size_t b = 0; b < reads; ++b) {
        problem->current_A.push_back(static_cast<float>(uniform(random) * 1e-4));
        problem->selected.push_back(64.0f);
    }
    problem->inputs.x_words.resize(chunks * reads);
    for (std::uint32_t& word : problem->inputs.x_words) word = static_cast<std::uint32_t>(random());
    problem->w_words.resize(chunks);
    for (std::uint32_t& word : problem->w_words) word = static_cast<std::uint32_t>(random());
    problem->accumulator.assign(reads, 0);
    problem->counts.assign(reads, 0);
    const CountScale scale = count_scale(spec, 2e-6, 0.0, 2e-8);
    problem->adc = make_adcs(spec, rows, 1, {&scale, 1}, false, {}).front();
    return {.name = name,
            .cells = static_cast<double>(rows * reads),
            .flops_per_cell = 7.0 / rows,
            .bytes_per_cell = (4.0 + 4.0 + 8.0 + 4.0 * chunks) / rows,
            .footprint_bytes = reads * (16.0 + 4.0 * chunks),
            .single_precision = true,
            .run = [problem] {
                convert_currents(problem->adc, problem->current_A, problem->selected,
                                 problem->counts);
                add_counts(problem->inputs, {.on = problem->w_words}, problem->counts, 1,
                           problem->accumulator);
            }};
}

}  // namespace

std::vector<KernelEntry> ladder_kernels() {
    const auto entry = [](const std::string& name, auto make) {
        return KernelEntry{name, [name, make] { return make(name); }};
    };
    return {
        entry("ladder_masked/same_end",
              [](auto& n) { return gate_ladder(n, GateMethod::masked, false, 0.0); }),
        entry("ladder_masked/opposite_end",
              [](auto& n) { return gate_ladder(n, GateMethod::masked, true, 0.0); }),
        entry("ladder_active/opposite_end",
              [](auto& n) { return gate_ladder(n, GateMethod::active_list, true, 0.0); }),
        entry("ladder_table/same_end",
              [](auto& n) { return gate_ladder(n, GateMethod::pattern_table, false, 0.0); }),
        entry("ladder_table/opposite_end",
              [](auto& n) { return gate_ladder(n, GateMethod::pattern_table, true, 0.0); }),
        entry("ladder_table/opposite_end_leak",
              [](auto& n) { return gate_ladder(n, GateMethod::pattern_table, true, 1e-10); }),
        entry("ladder_double/column", [](auto& n) { return double_ladder(n); }),
        entry("adc/column", [](auto& n) { return converter(n, {.bits = 5}); }),
        entry("adc/sar_column",
              [](auto& n) {
                  return converter(
                      n,
                      {.bits = 5, .kind = AdcKind::sar, .errors = {.unit_capacitor_sigma = 0.02}});
              }),
        entry("adc/noisy_sar_column",
              [](auto& n) {
                  return converter(n,
                                   {.bits = 5,
                                    .kind = AdcKind::sar,
                                    .errors = {.unit_capacitor_sigma = 0.02, .noise_codes = 0.3}});
              }),
    };
}

}  // namespace crosspoint::bench
