// Any bytes through analysis and lowering: an intermediate form that is in order and prints the
// same each time, or messages.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/differentiate.hpp"
#include "crosspoint/veriloga/dump_checked.hpp"
#include "crosspoint/veriloga/lower.hpp"
#include "crosspoint/veriloga/parser.hpp"
#include "crosspoint/veriloga/simplify.hpp"

namespace {

std::string program_or_messages(const std::string& text) {
    using namespace crosspoint::veriloga;
    SourceSet sources;
    Diagnostics diagnostics(sources);
    PreprocessOptions options;
    options.tokens = 20'000;
    const std::uint32_t root = sources.add({"input", text});
    const SourceTree tree = parse_sources(sources, root, options, diagnostics);
    if (!diagnostics.ok()) return diagnostics.first_error().format();
    const auto checked = analyse(tree, sources, "", {}, diagnostics);
    if (!checked) return checked.error().format() + diagnostics.format();
    const std::string printed = dump_checked(*checked);
    const auto values = bind_parameters(*checked, {});
    if (!values) return printed + values.error().format();
    const Structure structure = find_structure(*checked, *values);
    LowerOptions limits;
    limits.operations = 20'000;
    const auto lowered = lower(*checked, *values, structure, limits, diagnostics);
    if (!lowered) return printed + lowered.error().format();
    const auto n = static_cast<std::uint32_t>(structure.unknowns.size());
    const Ir program = simplify(differentiate(lowered->ir, n));
    if (!validate(program)) std::abort();
    return printed + dump_lowered(*lowered) + dump_ir(program);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    if (program_or_messages(text) != program_or_messages(text)) std::abort();
    return 0;
}
