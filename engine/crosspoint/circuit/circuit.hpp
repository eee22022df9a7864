// A linear resistive circuit as a graph: nodes, resistors, and nodes that ideal sources hold.
// Sign: the current of a resistor is positive from `a` to `b`; the current of a source is positive
// when it flows out of the circuit into the source.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crosspoint {

using NodeIndex = std::uint32_t;

/// Two-terminal conductance. 0 S is an open, infinity an exact short.
struct Resistor {
    NodeIndex a = 0;
    NodeIndex b = 0;
    double conductance_S = 0.0;
};

/// A node held at a voltage against the reference by an ideal source.
/// Sources of the same `group` may share a node: their currents are reported as one sum.
struct HeldNode {
    NodeIndex node = 0;
    double voltage_V = 0.0;
    std::size_t group = 0;
};

struct Circuit {
    std::size_t node_count = 0;
    std::vector<Resistor> resistors;
    std::vector<HeldNode> held;
};

}  // namespace crosspoint
