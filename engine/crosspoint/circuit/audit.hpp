// Checks a claimed solution against the network itself: Kirchhoff's current law at every node and
// the power balance, from the list of elements. Shares no code with any solver, so that a mistake
// in a solver cannot hide here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/circuit/circuit.hpp"

namespace crosspoint {

struct AuditReport {
    double kcl_residual_A = 0.0;  ///< largest |sum of currents| at a node that no source holds
    /// The same relative to (sum of conductances at the node) * (largest source voltage): the
    /// error of the node's voltage in units of the sources. Rounding alone makes about 1e-16.
    double kcl_residual_rel = 0.0;
    double power_sources_W = 0.0;    ///< delivered by all sources
    double power_resistors_W = 0.0;  ///< burnt in all resistors
    std::size_t floating_nodes = 0;  ///< nodes whose voltage is NaN
    std::vector<double> group_A;     ///< current into the sources of each group
};

/// @param node_V  [node_count] volts; NaN marks a node that floats
/// @param groups  number of source groups (HeldNode::group < groups)
/// @source equation 9 of engine/docs/physics.md
/// A NaN at a node that carries current makes the residual NaN: nothing passes silently.
AuditReport audit(const Circuit& circuit, std::span<const double> node_V, std::size_t groups);

}  // namespace crosspoint
