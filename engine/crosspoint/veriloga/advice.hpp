// What to write in place of names and words that are not of the supported subset: of the language
// reference manual, of its digital sister, and of C. An empty text: nothing is known of the name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace crosspoint::veriloga {

/// A call inside of an expression.
[[nodiscard]] std::string_view instead_of_function(std::string_view name);
/// A system task as a statement.
[[nodiscard]] std::string_view instead_of_task(std::string_view name);
/// The first word of a statement.
[[nodiscard]] std::string_view instead_of_statement(std::string_view word);
/// The first word of what stands in a module.
[[nodiscard]] std::string_view instead_of_item(std::string_view word);

}  // namespace crosspoint::veriloga
