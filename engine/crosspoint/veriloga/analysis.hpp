// From the syntax tree to the checked model: names, types, elaboration of sub-modules and generate
// blocks, and what is outside of the subset refused with advice.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "crosspoint/base/error.hpp"
#include "crosspoint/veriloga/ast.hpp"
#include "crosspoint/veriloga/bindings.hpp"
#include "crosspoint/veriloga/checked.hpp"
#include "crosspoint/veriloga/diagnostics.hpp"
#include "crosspoint/veriloga/source.hpp"

namespace crosspoint::veriloga {

/// Checks and elaborates one module of a tree. Errors and warnings are collected in `diagnostics`.
/// @param module name of the top module; empty: the only one that no other one instantiates
/// @param bindings card values that decide structure (generate, array sizes); others may be set
/// later
/// @return the model, or the first error (7050-7119)
Result<CheckedModel> analyse(const SourceTree& tree, const SourceSet& sources,
                             std::string_view module, const Bindings& bindings,
                             Diagnostics& diagnostics);

}  // namespace crosspoint::veriloga
