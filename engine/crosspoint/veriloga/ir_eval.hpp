// What an operation of the intermediate form means, and an evaluator that does one lane in the
// obvious way. The vector evaluator is tested against it, and constants are folded by it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "crosspoint/device/model.hpp"
#include "crosspoint/veriloga/ir.hpp"

namespace crosspoint::veriloga {

/// The value of one operation; unused operands are ignored. Not for constant, input, random.
[[nodiscard]] double apply_operation(Op op, double a, double b, double c);

/// What names the stream of a draw besides its site: the same for all tries of one step.
struct DrawPlace {
    std::uint64_t seed = 1, step_index = 0, cell = 0;
};

/// One draw: a pure function of all its arguments, so a run repeats bit for bit.
/// @param seed_argument value of the seed argument of the call
/// @return NaN for arguments outside the distribution's domain
[[nodiscard]] double draw_random(RandomDraw draw, double a, double b, double seed_argument,
                                 std::uint32_t site, const DrawPlace& place);

/// The value of an input that all lanes share: any but unknown, parameter and memory.
[[nodiscard]] double shared_input(const IrInput& input, const EvalPoint& point);

/// Values of the inputs of one lane. Missing elements read as 0.
struct IrPoint {
    std::vector<double> unknowns, parameters, memory;
    double time_s = 0.0, step_s = 0.0, temperature_K = 300.15, gmin_S = 0.0;
    bool initial_step = false, final_step = false;
    std::uint32_t analysis = 0;  ///< 0 dc, 1 transient_start, 2 transient
    DrawPlace place;
};

/// @return the value of every node
[[nodiscard]] std::vector<double> evaluate_nodes(const Ir& ir, const IrPoint& point);
/// @return the value of every output, in the order of Ir::outputs
[[nodiscard]] std::vector<double> evaluate_outputs(const Ir& ir, const IrPoint& point);

}  // namespace crosspoint::veriloga
