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

namespace {
// Below this fraction of active rows method B is the faster one: it meets method C at 0.14 to 0.19
// for 64 to 512 rows at either end (benches/bench_ladder.cpp).
constexpr double sparse_activity = 0.15;
}  // namespace

bool gate_method_fits(const GateLadder& ladder, GateMethod method) {
    const bool general = ladder.rescale_rows != 0 || !ladder.driven_ohm.empty();
    switch (method) {
        case GateMethod::automatic:
        case GateMethod::masked:
            return true;
        case GateMethod::active_list:
            return !general && ladder.g_off_S == 0.0f;
        case GateMethod::pattern_table:
            return !general && gate_table_fits();
    }
    return false;
}

const char* gate_method_title(GateMethod method) {
    switch (method) {
        case GateMethod::pattern_table:
            return "method C (pattern tables)";
        case GateMethod::active_list:
            return "method B (active rows)";
        case GateMethod::automatic:
        case GateMethod::masked:
            break;
    }
    return "method A (masked)";
}

GateMethod choose_gate_method(const GateLadder& ladder, GateMethod wanted, double activity) {
    if (wanted == GateMethod::automatic)
        wanted = activity < sparse_activity && gate_method_fits(ladder, GateMethod::active_list)
                     ? GateMethod::active_list
                     : GateMethod::pattern_table;
    return gate_method_fits(ladder, wanted) ? wanted : GateMethod::masked;
}

namespace {

constexpr std::size_t most_table_floats = 4 * 1024 * 1024;

// Everything but the reads.
GateLadderCall make_call(const GateLadder& ladder, std::size_t first_row, std::size_t asserted) {
    // Kernel rows count from the driven end.
    const std::size_t first = ladder.rows_reversed ? ladder.rows - first_row - asserted : first_row;
    return {.g_on_S = ladder.g_on_S.data(),
            .segment_ohm = ladder.segment_ohm.data(),
            .driven_ohm = ladder.driven_ohm.empty() ? nullptr : ladder.driven_ohm.data(),
            .sensed_ohm = ladder.sensed_ohm.empty() ? nullptr : ladder.sensed_ohm.data(),
            .end_ohm = ladder.end_ohm.data(),
            .alpha = ladder.alpha.data(),
            .rows = ladder.rows,
            .cols = ladder.cols,
            .g_off_S = ladder.g_off_S,
            .drive_V = ladder.drive_V,
            .rows_reversed = ladder.rows_reversed,
            .sensed_at_bottom = ladder.sensed_at_bottom,
            .rescale_rows = ladder.rescale_rows,
            .bits = nullptr,
            .row_bytes = 0,
            .first = first,
            .last = first + asserted,
            .reads = 0,
            .i_out_A = nullptr,
            .stride = 0};
}

}  // namespace

std::unique_ptr<GateTables> make_gate_tables(const GateLadder& ladder, std::size_t first_row,
                                             std::size_t rows, GateMethod wanted) {
    if (choose_gate_method(ladder, wanted, 0.5) != GateMethod::pattern_table) return nullptr;
    const GateLadderCall call = make_call(ladder, first_row, rows);
    const std::size_t floats = gate_table_floats(call, ladder.cols);
    if (floats > most_table_floats) return nullptr;
    auto tables = std::make_unique<GateTables>();
    tables->first_row = first_row;
    tables->rows = rows;
    constexpr std::size_t line = 64 / sizeof(float);
    tables->values.resize(floats + line);
    const auto address = reinterpret_cast<std::uintptr_t>(tables->values.data());
    tables->first_value = (64 - address % 64) % 64 / sizeof(float);
    build_gate_tables(call, tables->values.data() + tables->first_value);
    tables->ends.resize(2 * ladder.cols);
    find_off_rows(call, tables->ends.data());
    return tables;
}

void run_gate_ladder(const GateLadder& ladder, const BitMatrix& gates, std::size_t first_row,
                     Matrix<float>& i_out_A, GateMethod wanted, const GateTables* tables) {
    const std::size_t stride = gates.words_per_row() * 64;
    if (i_out_A.rows() != ladder.cols || i_out_A.cols() != stride)
        i_out_A = Matrix<float>(ladder.cols, stride);
    GateLadderCall call = make_call(ladder, first_row, gates.rows());
    call.bits = reinterpret_cast<const std::uint8_t*>(gates.words().data());
    call.row_bytes = gates.words_per_row() * 8;
    call.reads = gates.cols();
    call.i_out_A = i_out_A.values().data();
    call.stride = stride;
    switch (choose_gate_method(ladder, wanted, 0.5)) {
        case GateMethod::pattern_table:
            CROSSPOINT_ASSERT(tables == nullptr ||
                              (tables->first_row == first_row && tables->rows == gates.rows()));
            if (tables == nullptr) return run_pattern_table(call, nullptr, nullptr);
            return run_pattern_table(call, tables->values.data() + tables->first_value,
                                     tables->ends.data());
        case GateMethod::active_list:
            return run_active_list(call, gates);
        case GateMethod::automatic:
        case GateMethod::masked:
            break;
    }
    call.driven_ohm != nullptr || call.rescale_rows != 0 ? run_general(call) : run_masked(call);
}

}  // namespace crosspoint
