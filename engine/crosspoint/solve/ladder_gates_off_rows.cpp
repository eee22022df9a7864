// The rows that no read of a call asserts, for method C of ladder_gates.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/ladder_gates_call.hpp"

namespace crosspoint {
namespace {

// In double, as the sums can be long.
OffRows off_rows(const GateLadderCall& t, std::size_t column, std::size_t from, std::size_t to) {
    const float* r_ohm = t.segment_ohm + column * t.rows;
    if (t.g_off_S == 0.0f) {
        double wire_ohm[4] = {0.0, 0.0, 0.0, 0.0};  // four sums hide the latency of an addition
        for (std::size_t i = from; i < to; ++i)
            wire_ohm[(i - from) % 4] += static_cast<double>(r_ohm[i]);
        const double sum = (wire_ohm[0] + wire_ohm[1]) + (wire_ohm[2] + wire_ohm[3]);
        return {.z_top_ohm = static_cast<float>(sum)};
    }
    if (from == to) return {};
    const auto g_S = static_cast<double>(t.g_off_S);
    double e1 = 0.0, j1 = 0.0, d2 = 0.0, f2 = 0.0;  // d1 - 1, J1, d2, J2 - 1
    for (std::size_t i = to; i-- > from;) {
        const auto r = static_cast<double>(r_ohm[i]);
        j1 += g_S + g_S * e1;
        f2 += g_S * d2;
        e1 += r * j1;
        d2 += r + r * f2;
    }
    return {.z_bottom_ohm = static_cast<float>(f2 / j1),
            .y_S = static_cast<float>(j1),
            .z_top_ohm = static_cast<float>(e1 / j1)};
}

}  // namespace

void find_off_rows(const GateLadderCall& call, OffRows* ends) {
    for (std::size_t j = 0; j < call.cols; ++j) {
        ends[j] = off_rows(call, j, call.last, call.rows);
        ends[call.cols + j] = off_rows(call, j, 0, call.first);
    }
}

}  // namespace crosspoint
