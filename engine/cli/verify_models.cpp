// SPDX-License-Identifier: Apache-2.0
#include "verify_models.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "crosspoint/study/model_agreement.hpp"

namespace crosspoint::cli {

namespace {

Result<std::vector<std::string>> cards_of(std::vector<std::string> paths) {
    if (paths.empty()) paths = {"device_models"};
    std::vector<std::string> cards;
    for (const std::string& path : paths) {
        if (path.ends_with(".toml")) {
            cards.push_back(path);
            continue;
        }
        const auto found = find_cards(path);
        if (!found) return found.error();
        cards.insert(cards.end(), found->begin(), found->end());
    }
    return cards;
}

}  // namespace

Result<int> verify_models(const std::vector<std::string>& paths, const std::string& format,
                          const NgspiceOptions& ngspice) {
    const auto cards = cards_of(paths);
    if (!cards) return cards.error();
    const auto version = ngspice_version(ngspice);
    if (!version) return version.error();
    AgreementOptions options;
    options.ngspice = ngspice;
    const bool show = ::isatty(STDERR_FILENO) != 0;
    std::vector<ModelAgreement> rows;
    bool good = true;
    for (std::size_t k = 0; k < cards->size(); ++k) {
        auto row = compare_model((*cards)[k], options);
        if (!row) return row.error();
        good = good && row->agrees();
        rows.push_back(*std::move(row));
        if (show)
            std::fputs(fmt::format("\r{} of {} cards{}", k + 1, cards->size(),
                                   k + 1 == cards->size() ? "\n" : "")
                           .c_str(),
                       stderr);
    }
    const std::string text =
        format == "json" ? agreement_json(rows, *version) : agreement_text(rows, *version);
    std::fputs(text.c_str(), stdout);
    return good ? 0 : static_cast<int>(Errc::comparison);
}

}  // namespace crosspoint::cli
