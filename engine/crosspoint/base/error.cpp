// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/error.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace crosspoint {

std::string Error::format() const {
    std::string text = fmt::format("error[{}]: {}", id, what);
    if (where) {
        text += fmt::format("\n --> {}", where->file);
        if (where->line > 0) text += fmt::format(":{}", where->line);
        if (where->line > 0 && where->column > 0) text += fmt::format(":{}", where->column);
        if (!where->line_text.empty() && where->column > 0) {
            const std::string number = std::to_string(where->line);
            const std::string margin(number.size(), ' ');
            text +=
                fmt::format("\n {} |\n {} | {}\n {} | {}^", margin, number, where->line_text,
                            margin, std::string(static_cast<std::size_t>(where->column - 1), ' '));
        }
    }
    if (!help.empty()) text += fmt::format("\n = help: {}", help);
    return text;
}

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "error[1]: internal: %s is false at %s:%d; please report this\n",
                 expression, file, line);
    std::abort();
}

}  // namespace crosspoint
