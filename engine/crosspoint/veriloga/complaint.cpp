// The message numbers of the analysis (engine/docs/messages.md).
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/complaint.hpp"

#include <utility>

namespace crosspoint::veriloga {

void complain(Diagnostics& diagnostics, Position at, Complaint which, std::string what,
              std::string help) {
    const auto give = [&](int id) { diagnostics.error(at, id, std::move(what), std::move(help)); };
    switch (which) {
        case Complaint::module:
            return give(7050);
        case Complaint::unknown_name:
            return give(7051);
        case Complaint::unknown_discipline:
            return give(7052);
        case Complaint::no_discipline:
            return give(7053);
        case Complaint::declared_twice:
            return give(7054);
        case Complaint::not_constant:
            return give(7055);
        case Complaint::no_element:
            return give(7056);
        case Complaint::too_many_elements:
            return give(7057);
        case Complaint::recursive_module:
            return give(7058);
        case Complaint::connection:
            return give(7059);
        case Complaint::discipline_clash:
            return give(7060);
        case Complaint::parameter_value:
            return give(7061);
        case Complaint::loop_form:
            return give(7062);
        case Complaint::wrong_kind:
            return give(7063);
        case Complaint::array_use:
            return give(7064);
        case Complaint::argument_count:
            return give(7070);
        case Complaint::unknown_function:
            return give(7071);
        case Complaint::wrong_access:
            return give(7072);
        case Complaint::recursive_function:
            return give(7073);
        case Complaint::not_here:
            return give(7074);
        case Complaint::conditional_memory:
            return give(7075);
        case Complaint::text_and_number:
            return give(7076);
        case Complaint::integers_needed:
            return give(7077);
        case Complaint::not_supported:
            return give(7078);
        case Complaint::ddx_unknown:
            return give(7079);
        case Complaint::port_flow:
            return give(7080);
        case Complaint::output_argument:
            return give(7081);
        case Complaint::indirect:
            return give(7082);
        case Complaint::no_contribution_here:
            return give(7083);
        case Complaint::not_assignable:
            return give(7084);
        case Complaint::unknown_event:
            return give(7085);
        case Complaint::unknown_task:
            return give(7086);
        case Complaint::branch_ends:
            return give(7087);
        case Complaint::digital:
            return give(7088);
        case Complaint::no_access:
            return give(7089);
    }
}

}  // namespace crosspoint::veriloga
