// Any bytes through the preprocessor. `include finds the text itself, so that includes nest.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "crosspoint/veriloga/dump.hpp"
#include "crosspoint/veriloga/preprocess.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace crosspoint::veriloga;
    const std::string text(data, data + size);
    SourceSet sources;
    Diagnostics diagnostics(sources);
    PreprocessOptions options;
    options.tokens = 20'000;
    options.find = [&](std::string_view wanted, std::string_view) -> std::optional<SourceText> {
        if (wanted != "self") return std::nullopt;
        return SourceText{"self", text};
    };
    const auto tokens = preprocess(sources, sources.add({"input", text}), options, diagnostics);
    if (tokens.empty() || tokens.back().kind != TokenKind::end) std::abort();
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const TokenKind kind = tokens[i].kind;
        const bool left = kind == TokenKind::newline || kind == TokenKind::directive ||
                          kind == TokenKind::invalid || kind == TokenKind::end;
        if (left) std::abort();
    }
    if (dump_tokens(sources, tokens).empty()) std::abort();
    static_cast<void>(diagnostics.format());
    return 0;
}
