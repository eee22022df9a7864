// One source through the front end, for tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/veriloga/dump.hpp"
#include "crosspoint/veriloga/parser.hpp"

namespace crosspoint::veriloga::testing {

/// Tokens, tree and messages of a text; `files` can be included.
struct Front {
    explicit Front(std::string text, std::map<std::string, std::string> files = {},
                   PreprocessOptions options = {})
        : diagnostics(sources) {
        options.find = [files](std::string_view wanted,
                               std::string_view) -> std::optional<SourceText> {
            const auto found = files.find(std::string(wanted));
            if (found == files.end()) return std::nullopt;
            return SourceText{found->first, found->second};
        };
        const std::uint32_t root = sources.add({"test.va", std::move(text)});
        tokens = preprocess(sources, root, options, diagnostics);
        if (diagnostics.ok()) tree = parse(tokens, diagnostics);
    }

    /// The tokens, a blank between.
    [[nodiscard]] std::string words() const {
        std::string all;
        for (const Token& token : tokens) {
            if (token.kind == TokenKind::end) continue;
            all += (all.empty() ? "" : " ") + std::string(token.text);
        }
        return all;
    }
    /// Numbers of the errors, in order.
    [[nodiscard]] std::vector<int> ids() const {
        std::vector<int> all;
        for (const Error& error : diagnostics.errors()) all.push_back(error.id);
        return all;
    }

    SourceSet sources;
    Diagnostics diagnostics;
    std::vector<Token> tokens;
    SourceTree tree;
};

/// The expression `text`, dumped; the messages when it has errors.
inline std::string expression_of(const std::string& text) {
    const Front front("module m; analog x = " + text + "; endmodule");
    if (!front.diagnostics.ok()) return front.diagnostics.format();
    const auto& body = std::get<Analog>(front.tree.modules[0].items[0].node).body;
    return dump_expression(std::get<Assignment>(body->node).value.get());
}

}  // namespace crosspoint::veriloga::testing
