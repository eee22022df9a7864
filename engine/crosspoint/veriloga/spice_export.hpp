// A lowered model as an ngspice subcircuit of B sources: the rows of the model become current
// sources, its internal unknowns nodes. Written for ngspice 39; what that program cannot say
// (hidden memory, random draws, bit operations) is refused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/veriloga/lower.hpp"

namespace crosspoint::veriloga {

/// A state that has a value of its own, as a programmed cell has: a parameter of the subcircuit.
struct SpiceState {
    std::size_t unknown = 0;  ///< of Structure::unknowns
    double value = 0.0;       ///< of instances that say nothing
};

struct SpiceExportOptions {
    std::string name;                ///< of the subcircuit; empty: that of the module
    std::vector<SpiceState> states;  ///< the others are where the model's static analysis puts them
    bool stuck = false;              ///< `states` keep their values in a transient too
    double gmin_S = 0.0;             ///< what $simparam("gmin") is in the deck
    /// Operations in all expressions together before repeated parts become nodes of their own. A
    /// node costs a row of the matrix, and a product of two such nodes has no slope where ngspice
    /// begins (0 V), which can make its first matrix singular; a repeated part costs time.
    std::size_t inline_operations = 2000;
};

struct SpiceSubcircuit {
    std::string text;                     ///< from a title line to `.ends`
    std::string name;                     ///< what an X line ends with
    std::vector<std::string> unknowns;    ///< [unknowns] nodes; the first are the terminals
    std::vector<std::string> parameters;  ///< [varying] as `name=value` of an X line has them
    std::vector<std::string> states;      ///< [SpiceExportOptions::states] the same
};

/// Lines of at most about 100 columns. Terminals stand in the order of the module's ports.
/// Parameters that vary are parameters of the subcircuit, and so are the states asked for: they
/// have that value in an operating point and at the start of a transient, and are free from there.
/// States are nodes (1 V is 1 unit) with a capacitor of 1 F; currents that are unknowns are nodes
/// too (1 V is 1 uA). An operating point and the start of a transient are the model's static
/// analysis (time 0 and before; in a dc sweep `time` is the last value of the sweep, so sweep up to
/// 0); `temper` is its temperature. Beyond |x| = 115 sinh and cosh stand still, exp does above 227
/// (ngspice stops at an overflow on the way to a solution).
/// @errors input 7180 hidden memory, 7181 random draws, 7182 time step or analysis phase in an
///         equation, 7183 an operation ngspice does not have, 7184 a constant that is not finite
[[nodiscard]] Result<SpiceSubcircuit> write_spice_subcircuit(
    const LoweredModel& model, const SpiceExportOptions& options = {});

}  // namespace crosspoint::veriloga
