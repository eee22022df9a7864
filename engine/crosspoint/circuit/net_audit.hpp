// Checks a claimed operating point of a netlist against the netlist itself: Kirchhoff's current
// law at every node, the law of every branch, the equations inside every device, and the power
// balance. Evaluates each device alone and shares no code with the solver.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/circuit/netlist.hpp"

namespace crosspoint {

struct NetAudit {
    double kcl_residual_A = 0.0;  ///< largest |sum of currents| at a node
    /// The same relative to the sum of |currents| at the node, where that exceeds 1 fA.
    double kcl_residual_rel = 0.0;
    std::string worst_node;
    double branch_residual_V = 0.0;  ///< largest violation of a branch's own equation
    double internal_residual = 0.0;  ///< largest |row| inside a device
    double power_sources_W = 0.0;    ///< delivered by independent sources
    double power_burnt_W = 0.0;      ///< taken by everything else
};

/// @param hold held states and initial conditions were kept: their own equations are not audited
/// A NaN anywhere makes a residual NaN: nothing passes silently.
NetAudit audit_netlist(const Netlist& netlist, const NetSolution& solution, const EvalPoint& point,
                       bool hold);

}  // namespace crosspoint
