// The choice among the kernels of ladder_gates.hpp, and their call.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/ladder_gates.hpp"

#include <cmath>

#include "crosspoint/base/error.hpp"
#include "crosspoint/solve/ladder_gates_call.hpp"

namespace crosspoint {

std::string_view gate_method_name(GateMethod method) {
    switch (method) {
        case GateMethod::automatic:
            return "auto";
        case GateMethod::masked:
            return "masked";
        case GateMethod::active_list:
            return "active_list";
        case GateMethod::pattern_table:
            return "pattern_table";
    }
    return "unknown";
}

OffRows off_rows(const GateLadderCall& t, std::size_t column, std::size_t from, std::size_t to) {
    const float* r_ohm = t.segment_ohm + column * t.rows;
    // In double, as the sums can be long; four of them, to hide the latency of an addition.
    double wire_ohm[4] = {0.0, 0.0, 0.0, 0.0};
    if (t.g_off_S == 0.0f) {
        for (std::size_t i = from; i < to; ++i)
            wire_ohm[(i - from) % 4] += static_cast<double>(r_ohm[i]);
        const double sum = (wire_ohm[0] + wire_ohm[1]) + (wire_ohm[2] + wire_ohm[3]);
        return {.z_bottom_ohm = 0.0f, .y_S = 0.0f, .z_top_ohm = static_cast<float>(sum)};
    }
    const double g_S = static_cast<double>(t.g_off_S);
    double e1 = 0.0, j1 = 0.0, d2 = 0.0, f2 = 0.0;
    for (std::size_t i = to; i-- > from;) {
        const double r = static_cast<double>(r_ohm[i]);
        j1 += g_S + g_S * e1;
        f2 += g_S * d2;
        e1 += r * j1;
        d2 += r + r * f2;
    }
    if (from == to) return {.z_bottom_ohm = 0.0f, .y_S = 0.0f, .z_top_ohm = 0.0f};
    return {.z_bottom_ohm = static_cast<float>(f2 / j1),
            .y_S = static_cast<float>(j1),
            .z_top_ohm = static_cast<float>(e1 / j1)};
}

bool gate_method_fits(const GateLadder& ladder, GateMethod method) {
    const bool general = ladder.rescale_rows != 0 || !ladder.driven_ohm.empty();
    switch (method) {
        case GateMethod::automatic:
        case GateMethod::masked:
            return true;
        case GateMethod::active_list:
            return !general && ladder.g_off_S == 0.0f;
        case GateMethod::pattern_table:
            return !general;
    }
    return false;
}

GateMethod choose_gate_method(const GateLadder& ladder, GateMethod wanted) {
    if (wanted == GateMethod::automatic) wanted = GateMethod::pattern_table;
    return gate_method_fits(ladder, wanted) ? wanted : GateMethod::masked;
}

void run_gate_ladder(const GateLadder& ladder, const BitMatrix& gates, std::size_t first_row,
                     Matrix<float>& i_out_A, GateMethod wanted) {
    const std::size_t asserted = gates.rows();
    const std::size_t stride = gates.words_per_row() * 64;
    if (i_out_A.rows() != ladder.cols || i_out_A.cols() != stride)
        i_out_A = Matrix<float>(ladder.cols, stride);
    // Kernel rows count from the driven end.
    const std::size_t first = ladder.rows_reversed ? ladder.rows - first_row - asserted : first_row;
    const GateLadderCall call{
        .g_on_S = ladder.g_on_S.data(),
        .segment_ohm = ladder.segment_ohm.data(),
        .driven_ohm = ladder.driven_ohm.empty() ? nullptr : ladder.driven_ohm.data(),
        .end_ohm = ladder.end_ohm.data(),
        .alpha = ladder.alpha.data(),
        .rows = ladder.rows,
        .cols = ladder.cols,
        .g_off_S = ladder.g_off_S,
        .drive_V = ladder.drive_V,
        .rows_reversed = ladder.rows_reversed,
        .sensed_at_bottom = ladder.sensed_at_bottom,
        .rescale_rows = ladder.rescale_rows,
        .bits = reinterpret_cast<const std::uint8_t*>(gates.words().data()),
        .row_bytes = gates.words_per_row() * 8,
        .first = first,
        .last = first + asserted,
        .reads = gates.cols(),
        .i_out_A = i_out_A.values().data(),
        .stride = stride};
    switch (choose_gate_method(ladder, wanted)) {
        case GateMethod::pattern_table:
            return run_pattern_table(call);
        case GateMethod::automatic:
        case GateMethod::masked:
        case GateMethod::active_list:
            return run_masked(call);
    }
}

}  // namespace crosspoint
