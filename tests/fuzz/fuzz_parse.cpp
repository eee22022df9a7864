// Any bytes through the whole front end: a tree that prints, or messages, the same ones each time.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "crosspoint/veriloga/dump.hpp"
#include "crosspoint/veriloga/parser.hpp"

namespace {

std::string tree_or_messages(const std::string& text) {
    using namespace crosspoint::veriloga;
    SourceSet sources;
    Diagnostics diagnostics(sources);
    PreprocessOptions options;
    options.tokens = 20'000;
    const std::uint32_t root = sources.add({"input", text});
    const SourceTree tree = parse_sources(sources, root, options, diagnostics);
    if (!diagnostics.ok()) return diagnostics.first_error().format() + diagnostics.format();
    return dump_tree(tree);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    if (tree_or_messages(text) != tree_or_messages(text)) std::abort();
    return 0;
}
