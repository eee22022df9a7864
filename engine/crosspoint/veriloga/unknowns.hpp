// The rule that lists the unknowns of a model, used by the interpreter and by the lowering.
// Order: ports; internal nodes that no zero-volt branch collapses; flows; idt states; derivatives.
// Row k belongs to unknown k, of f(x) + dq(x)/dt = 0:
//   node        sum of the flows that leave it into the device (port: the current into the device)
//   flow        voltage branch: V - v;  switching: flag ? V - v : i - I;  probed current: i - I;
//               probed branch without contributions: V
//   idt         f = -expr, q = s; dc with an initial condition or reset: f = s - ic; reset while
//               time runs: f = 1e12 (s - ic), q = s, which pulls s to ic within a picosecond
//   derivative  f = w, q = -x for a ddt(x) whose use is not linear with constant coefficients
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "crosspoint/veriloga/bindings.hpp"
#include "crosspoint/veriloga/checked.hpp"

namespace crosspoint::veriloga {

enum class UnknownKind : std::uint8_t { port, node, flow, integral, derivative };

struct Unknown {
    UnknownKind kind = UnknownKind::node;
    Index index = 0;   ///< node, branch or site
    std::string name;  ///< "p", "M1.di", "I(res)", "idt#3", "ddt#0"
};

enum class BranchKind : std::uint8_t {
    unused,     ///< no contribution, flow not probed
    current,    ///< only flows are contributed
    voltage,    ///< always a potential source
    switching,  ///< decided at run time; discards the other kind as the language says
    shorted,    ///< probed for flow, no contribution: V = 0
    collapsed   ///< potential always 0, flow not probed: its two nodes are one
};

/// Which parts of a model exist for one set of parameter values.
struct Structure {
    std::vector<BranchKind> branches;  ///< by branch
    std::vector<Index> node_of;        ///< by node: its representative after collapse, or no_index
    std::vector<Index> unknown_of_node;  ///< by node (through node_of); no_index: ground
    std::vector<Index> unknown_of_flow;  ///< by branch; no_index: not an unknown
    std::vector<Index> unknown_of_site;  ///< by site: idt, idtmod or derivative; else no_index
    std::vector<Unknown> unknowns;
};

/// Executes the model abstractly with the parameters folded: a condition that folds takes one arm.
/// @pre values come from bind_parameters of this model
Structure find_structure(const CheckedModel& model, const ParameterValues& values);

/// By variable: whether a body assigns it, by a statement or as an output of a function.
std::vector<bool> assigned_in(const CheckedModel& model, const Body& body);

}  // namespace crosspoint::veriloga
