// The last passes over an Ir before it becomes a program of registers: algebra that keeps 1e-13,
// dead code, and an order that keeps few values alive.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crosspoint/veriloga/ir.hpp"

namespace crosspoint::veriloga {

/// Rebuilds the program:
///   x / constant -> x * (1 / constant); pow(x, +-n) -> products for n <= 8, pow(x, 0.5) -> sqrt;
///   c1 * (c2 * x) -> (c1 c2) * x; exp(-x) -> 1 / exp(x) where exp(x) is there as well.
/// sinh and cosh of one argument stay a pair: the evaluator makes both from one exponential.
/// Then drops what no output needs, sorts the outputs, and orders the nodes so that operands are
/// made shortly before their use, the side that needs more registers first.
[[nodiscard]] Ir simplify(const Ir& ir);

/// Largest number of values (without constants and inputs) that are alive at one time.
[[nodiscard]] std::size_t peak_live_values(const Ir& ir);

}  // namespace crosspoint::veriloga
