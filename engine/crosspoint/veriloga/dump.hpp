// The stages of the front end as text, one form for one meaning, pinned by golden tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "crosspoint/veriloga/ast.hpp"
#include "crosspoint/veriloga/lexer.hpp"

namespace crosspoint::veriloga {

/// One line per token: `line:column kind text`; a line `file NAME` before the first token of each
/// stretch that comes from another file.
std::string dump_tokens(const SourceSet& sources, std::span<const Token> tokens);

/// The tree, two spaces per level. Expressions are on one line with every parenthesis written.
std::string dump_tree(const SourceTree& tree);

/// One expression: `(a + (b * 2.0))`. Null gives an empty text.
std::string dump_expression(const Expression* expression);

}  // namespace crosspoint::veriloga
