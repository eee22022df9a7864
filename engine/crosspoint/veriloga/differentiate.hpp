// Derivatives of the residuals and charges of an Ir with respect to the unknowns, forward over the
// DAG, sparse: an entry exists only where the structure allows one. What has no derivative gets a
// defined one: comparisons, rounding, logic and draws 0; min and max that of the taken operand
// (the first at a tie); abs at 0 that of +x; sqrt and x^b (b not 1) at 0, and hypot at (0, 0), 0.
// The derivative of a select is a select, so an arm that is not taken never speaks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crosspoint/veriloga/ir.hpp"
#include "crosspoint/veriloga/ir_builder.hpp"

namespace crosspoint::veriloga {

/// Derivatives of `roots` with respect to one unknown, as nodes of the same builder.
/// @return one a root; no_node where the root does not depend on the unknown
[[nodiscard]] std::vector<NodeIndex> derivatives_of(IrBuilder& builder,
                                                    std::span<const NodeIndex> roots,
                                                    std::uint32_t unknown);

/// The program with outputs d_residual and d_charge added for all pairs that are not structurally
/// 0.
[[nodiscard]] Ir differentiate(Ir ir, std::uint32_t unknowns);

}  // namespace crosspoint::veriloga
