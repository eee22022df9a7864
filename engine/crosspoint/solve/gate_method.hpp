// The methods by which the ladder computes many gated reads in single precision (section 4 of
// engine/docs/physics.md). All are exact up to rounding; they differ in speed only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace crosspoint {

/// The currents of a read depend on the method in the last bits, never on the batch it is in.
enum class GateMethod : std::uint8_t {
    automatic,     ///< chosen per programmed tile (choose_gate_method)
    masked,        ///< A: SIMD over reads, one masked cell per row
    active_list,   ///< B: SIMD over columns, only the rows that are on; no leak
    pattern_table  ///< C: SIMD over reads, a few rows at once from tables in vector registers
};

std::string_view gate_method_name(GateMethod method);  ///< "auto", "masked", ...

}  // namespace crosspoint
