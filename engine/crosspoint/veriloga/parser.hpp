// Tokens to syntax tree: recursive descent, operators by precedence. On an error the parser skips
// to the next statement or item and goes on, so that one run shows all errors.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "crosspoint/veriloga/ast.hpp"
#include "crosspoint/veriloga/diagnostics.hpp"
#include "crosspoint/veriloga/lexer.hpp"
#include "crosspoint/veriloga/preprocess.hpp"

namespace crosspoint::veriloga {

/// Levels of an expression, and of statements or generate blocks inside one another.
inline constexpr std::uint32_t max_depth = 256;

/// @param tokens  of preprocess(): ends with `end`
/// @return the tree; only when `diagnostics` got no error from here is it whole: otherwise pointers
///         that must be there may be null.
/// Errors 7020-7034.
SourceTree parse(std::span<const Token> tokens, Diagnostics& diagnostics);

/// The whole front end: preprocesses and parses file `root` of `sources`. When preprocessing finds
/// errors, nothing is parsed and the tree is empty.
SourceTree parse_sources(SourceSet& sources, std::uint32_t root, const PreprocessOptions& options,
                         Diagnostics& diagnostics);

}  // namespace crosspoint::veriloga
