// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace crosspoint::veriloga {
namespace {

// A caret stands in column `column` only when every character before it is one wide: tabs become
// spaces, other control characters and bytes beyond ASCII become '?'. A long line is cut.
std::string printable(std::string_view line) {
    constexpr std::size_t longest = 400;
    std::string text(line.substr(0, longest));
    for (char& c : text) {
        if (c == '\t') c = ' ';
        if (c < ' ' || c > '~') c = '?';
    }
    return text;
}

bool has(const std::vector<Error>& list, const Error& error) {
    return std::ranges::any_of(list, [&](const Error& other) {
        return other.id == error.id && other.where && error.where &&
               other.where->line == error.where->line &&
               other.where->column == error.where->column && other.where->file == error.where->file;
    });
}

}  // namespace

Error Diagnostics::make(Position at, int id, std::string what, std::string help) const {
    Error error{Errc::input, id, std::move(what), std::move(help), std::nullopt};
    if (at.line == 0 || at.file >= sources_->size()) return error;
    SourceSpan span{std::string(sources_->name(at.file)), static_cast<int>(at.line),
                    static_cast<int>(at.column)};
    span.line_text = printable(sources_->line(at.file, at.line));
    if (at.column > span.line_text.size() + 1) span.line_text.clear();
    error.where = std::move(span);
    return error;
}

void Diagnostics::error(Position at, int id, std::string what, std::string help) {
    Error error = make(at, id, std::move(what), std::move(help));
    if (has(errors_, error)) return;
    if (full()) {
        ++dropped_errors_;
        return;
    }
    errors_.push_back(std::move(error));
}

void Diagnostics::warning(Position at, int id, std::string what, std::string help) {
    Error warning = make(at, id, std::move(what), std::move(help));
    if (warnings_.size() < max_warnings && !has(warnings_, warning)) {
        warnings_.push_back(std::move(warning));
    }
}

Error Diagnostics::first_error() const {
    CROSSPOINT_ASSERT(!errors_.empty());
    Error error = errors_.front();
    const std::size_t others = errors_.size() - 1 + dropped_errors_;
    if (others > 0) {
        error.help += fmt::format("{}({} more error{} in these sources)",
                                  error.help.empty() ? "" : " ", others, others == 1 ? "" : "s");
    }
    return error;
}

std::string Diagnostics::format() const {
    std::string text;
    for (const Error& warning : warnings_) {
        std::string one = warning.format();
        text += "warning" + one.substr(std::string_view("error").size()) + "\n\n";
    }
    for (const Error& error : errors_) text += error.format() + "\n\n";
    if (dropped_errors_ > 0) text += fmt::format("{} more errors\n\n", dropped_errors_);
    if (!text.empty()) text.pop_back();
    return text;
}

}  // namespace crosspoint::veriloga
