// SPDX-License-Identifier: Apache-2.0
#include "cell_voices.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>

#include "command.hpp"

namespace crosspoint::cli {

void CellVoices::show(const CellMessages& said) {
    if (printer_ != nullptr) printer_->clear();
    std::array<std::size_t, message_kinds> hidden = said.count;
    for (const CellMessage& one : said.first) {
        const MessageKind kind = one.message.kind;
        if (kind != MessageKind::fatal && shown_ >= CellMessages::most_texts) break;
        --hidden[static_cast<std::size_t>(kind)];
        if (kind == MessageKind::fatal) continue;  // it is the error of the run
        ++shown_;
        std::string text = one.message.text;
        while (!text.empty() && text.back() == '\n') text.pop_back();
        if (kind == MessageKind::finish)
            text = "finishes the run" + (text.empty() ? "" : ": " + text);
        fmt::print(stderr, "{}cell [{}, {}], {}: {}\n",
                   kind == MessageKind::warning ? "warning: "
                   : kind == MessageKind::error ? "error: "
                                                : "",
                   one.row, one.col, said.where, text);
    }
    hidden[static_cast<std::size_t>(MessageKind::fatal)] = 0;
    for (std::size_t k = 0; k < message_kinds; ++k) hidden_[k] += hidden[k];
}

CellVoices::~CellVoices() {
    constexpr std::array<const char*, message_kinds> names = {"texts", "warnings", "errors", "",
                                                              "requests to finish"};
    std::string rest;
    for (std::size_t k = 0; k < message_kinds; ++k)
        if (hidden_[k] > 0)
            rest += fmt::format("{}{} {}", rest.empty() ? "" : ", ", hidden_[k], names[k]);
    if (!rest.empty()) note("the cells said more than what is shown: " + rest);
}

}  // namespace crosspoint::cli
