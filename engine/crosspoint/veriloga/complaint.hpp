// What the analysis complains about. complaint.cpp gives each its message number, once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "crosspoint/veriloga/diagnostics.hpp"

namespace crosspoint::veriloga {

enum class Complaint : std::uint8_t {
    module,
    unknown_name,
    unknown_discipline,
    no_discipline,
    declared_twice,
    not_constant,
    no_element,
    too_many_elements,
    recursive_module,
    connection,
    discipline_clash,
    parameter_value,
    loop_form,
    wrong_kind,
    array_use,
    argument_count,
    unknown_function,
    wrong_access,
    recursive_function,
    not_here,
    conditional_memory,
    text_and_number,
    integers_needed,
    not_supported,
    ddx_unknown,
    port_flow,
    output_argument,
    indirect,
    no_contribution_here,
    not_assignable,
    unknown_event,
    unknown_task,
    branch_ends,
    digital,
    no_access,
};

/// Adds an error with the number of the complaint.
void complain(Diagnostics& diagnostics, Position at, Complaint which, std::string what,
              std::string help);

}  // namespace crosspoint::veriloga
