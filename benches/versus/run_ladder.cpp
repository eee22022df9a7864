// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/rng.hpp"
#include "measure.hpp"
#include "runs.hpp"

namespace crosspoint::bench {

Result<nlohmann::json> run_ladder(std::size_t rows, const RunLimits& limits) {
    constexpr std::size_t cols = 64;
    constexpr std::size_t reads = 4096;
    constexpr std::size_t few = 8;
    TileSpec spec{.topology = Topology::one_transistor_column, .rows = rows, .cols = cols};
    spec.read_V = 0.2;
    for (LineSet* set : {&spec.bl, &spec.sl})
        set->segment_ohm = SegmentResistance::uniform(5.0, true);
    spec.bl.first_end = LineEnd{EndKind::drive_read, 0.0};
    spec.sl.last_end = LineEnd{EndKind::sense, 0.0};
    auto random = rng(1, 2, rows);
    CellArray cells{.g_on_S = Matrix<double>(rows, cols)};
    for (double& g_S : cells.g_on_S.values()) g_S = (random() >> 63) != 0 ? 1e-5 : 1e-7;
    GateBatch gates{.bits = BitMatrix(rows, reads)};
    Matrix<double> inputs(few, rows);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t b = 0; b < reads; ++b) {
            const bool on = (random() >> 63) != 0;
            gates.bits.set(i, b, on);
            if (b < few) inputs(b, i) = on ? 1.0 : 0.0;
        }

    auto solver = make_solver(spec, {});
    if (!solver) return solver.error();
    if (auto done = (*solver)->program(cells); !done) return done.error();
    Matrix<float> i_out_A;
    if (auto done = (*solver)->solve_gates(gates, i_out_A); !done) return done.error();
    const Timing program = repeat(limits.repeat_s, [&] { (void)(*solver)->program(cells); });
    const Timing in_double = repeat(limits.repeat_s, [&] { (void)(*solver)->solve(inputs); });
    const Timing in_float =
        repeat(limits.repeat_s, [&] { (void)(*solver)->solve_gates(gates, i_out_A); });
    const auto cell_count = static_cast<double>(rows * cols);
    return nlohmann::json{{"rows", rows},
                          {"program_s", program.median_s},
                          {"double_s", in_double.median_s / few},
                          {"float_s", in_float.median_s / reads},
                          {"double_ns_per_cell", in_double.median_s / few / cell_count * 1e9},
                          {"float_ns_per_cell", in_float.median_s / reads / cell_count * 1e9},
                          {"gates_method", (*solver)->gates_method()}};
}

}  // namespace crosspoint::bench
