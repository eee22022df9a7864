// Expressions of an Ir as ngspice writes them. For spice_export.cpp only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "crosspoint/veriloga/ir.hpp"

namespace crosspoint::veriloga {

/// How often the text of an operation repeats each of its operands; 0 where ngspice 39 has no
/// way to say it.
[[nodiscard]] std::array<int, 3> spice_repeats(Op op);

/// Which nodes of the program become circuit nodes so that all expressions together have at most
/// `limit` operations, as far as possible. Booleans never do.
[[nodiscard]] std::vector<bool> spice_shared_nodes(const Ir& ir, std::size_t limit);

/// @param shared nodes that are circuit nodes: `reference` gives their text, and that of inputs
/// @return the expression of every node; empty for those that nothing uses any more
/// @pre every operation can be written
[[nodiscard]] std::vector<std::string> spice_expressions(
    const Ir& ir, const std::vector<bool>& shared,
    const std::function<std::string(NodeIndex)>& reference);

}  // namespace crosspoint::veriloga
