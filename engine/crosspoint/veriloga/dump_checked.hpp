// Inside of the dump of checked models: expressions for the part that prints statements.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/veriloga/checked.hpp"

namespace crosspoint::veriloga {

/// Statements, one a line, two blanks a level.
std::string dump_body(const CheckedModel& model, const Body& body, int level);

/// "name" or "name[index]"
std::string dump_element(const CheckedModel& model, const std::string& name, const ExprPtr& index);

/// "a, b, c"
std::string dump_list(const CheckedModel& model, const std::vector<ExprPtr>& expressions);

/// "real", "integer", "string"
std::string dump_type(ValueType type);

}  // namespace crosspoint::veriloga
