// A lowered model as an ngspice subcircuit of B sources: the rows of the model become current
// sources, its internal unknowns nodes. Written for ngspice 39; what that program cannot say
// (hidden memory, random draws, bit operations) is refused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/veriloga/lower.hpp"

namespace crosspoint::veriloga {

struct SpiceExportOptions {
    std::string name;     ///< of the subcircuit; empty: that of the module
    double gmin_S = 0.0;  ///< what $simparam("gmin") is in the deck
    /// Operations in all expressions together before repeated parts become nodes of their own. A
    /// node costs a row of the matrix, and a product of two such nodes has no slope where ngspice
    /// begins (0 V), which can make its first matrix singular; a repeated part costs time.
    std::size_t inline_operations = 2000;
};

/// The text from `.subckt` to `.ends`, lines of at most about 100 columns. Terminals stand in the
/// order of the module's ports. Parameters have the values of the card, also those that vary.
/// States are nodes (1 V is 1 unit) with a capacitor of 1 F; currents that are unknowns are nodes
/// too (1 V is 1 uA). An operating point and the start of a transient are the model's static
/// analysis (time 0); `temper` is its temperature. Beyond |x| = 115 sinh and cosh stand still, exp
/// does above 227 (ngspice stops at an overflow on the way to a solution).
/// @errors input 7180 hidden memory, 7181 random draws, 7182 time step or analysis phase in an
///         equation, 7183 an operation ngspice does not have, 7184 a constant that is not finite
[[nodiscard]] Result<std::string> write_spice_subcircuit(const LoweredModel& model,
                                                         const SpiceExportOptions& options = {});

}  // namespace crosspoint::veriloga
