// Compiler directives and macros, on tokens, so that every token keeps its place in the sources.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/veriloga/diagnostics.hpp"
#include "crosspoint/veriloga/lexer.hpp"
#include "crosspoint/veriloga/source.hpp"

namespace crosspoint::veriloga {

struct PreprocessOptions {
    IncludeFinder find;  ///< empty: only the built-in files are found
    std::vector<std::pair<std::string, std::string>> defines;  ///< name, body ("" allowed)
    std::size_t include_depth = 32;
    std::size_t files = 1000;  ///< in the SourceSet, each inclusion counted
    std::size_t macro_depth = 64;
    std::size_t tokens = 2'000'000;  ///< handled in all, expansions and skipped text included
};

/// Expands file `root` of `sources`, to which included files are added. The result has neither
/// newlines nor directives nor invalid tokens, and ends with one `end` token. Tokens out of a macro
/// body stand where the macro was used, macro arguments where they were written.
/// Errors (7001-7016) go to `diagnostics`; the tokens that could be made are returned all the same.
std::vector<Token> preprocess(SourceSet& sources, std::uint32_t root,
                              const PreprocessOptions& options, Diagnostics& diagnostics);

}  // namespace crosspoint::veriloga
