// The table of agreement, for people and for a README.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/study/model_agreement.hpp"

namespace crosspoint {

namespace {

const std::vector<std::string> headings = {"card",       "model",  "dc points",    "worst",
                                           "asked",      "pulses", "states moved", "worst",
                                           "time shift", "asked",  "verdict"};

std::vector<std::string> cells_of(const ModelAgreement& row) {
    if (!row.refusal.empty())
        return {row.card, row.model, "-", "-", "-", "-", "-", "-", "-", "-", "refused"};
    return {row.card,
            row.model,
            fmt::format("{}", row.dc.points),
            fmt::format("{:.1e}", row.dc.worst_rel),
            fmt::format("{:.0e}", row.dc.asked_rel),
            row.ramp ? "ramp" : fmt::format("{}", row.transient.curves),
            row.moved > 0.0 ? fmt::format("{:.2g}", row.moved) : "-",
            fmt::format("{:.1e}", row.transient.worst_rel),
            row.moved > 0.0 ? fmt::format("{:.1e}", row.shift) : "-",
            fmt::format("{:.0e}", row.transient.asked_rel),
            row.agrees() ? "agrees" : "MISSES"};
}

std::string remarks_of(const ModelAgreement& row) {
    std::string text;
    if (!row.refusal.empty()) return fmt::format("{}: {}\n", row.card, row.refusal);
    for (const Agreement* one : {&row.dc, &row.transient}) {
        const char* kind = one == &row.dc ? "dc" : "transient";
        if (!one->failure.empty()) {
            text += fmt::format("{}: {}: {}\n", row.card, kind, one->failure);
        } else if (!one->agrees()) {
            text += fmt::format("{}: {}: worst at {}\n", row.card, kind, one->where);
        }
    }
    return text;
}

nlohmann::ordered_json json_of(const Agreement& one) {
    nlohmann::ordered_json object = {{"curves", one.curves},       {"points", one.points},
                                     {"worst_rel", one.worst_rel}, {"asked_rel", one.asked_rel},
                                     {"worst_at", one.where},      {"agrees", one.agrees()}};
    if (!one.failure.empty()) object["failure"] = one.failure;
    return object;
}

std::size_t agreeing(const std::vector<ModelAgreement>& rows) {
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.agrees(); }));
}

}  // namespace

std::string agreement_text(const std::vector<ModelAgreement>& rows, const std::string& ngspice) {
    std::vector<std::vector<std::string>> table = {headings};
    for (const ModelAgreement& row : rows) table.push_back(cells_of(row));
    std::vector<std::size_t> widths(headings.size(), 0);
    for (const auto& cells : table)
        for (std::size_t k = 0; k < cells.size(); ++k)
            widths[k] = std::max(widths[k], cells[k].size());
    std::string text;
    for (const auto& cells : table) {
        for (std::size_t k = 0; k < cells.size(); ++k)
            text += fmt::format("{}{:<{}}", k == 0 ? "" : "  ", cells[k], widths[k]);
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    for (const ModelAgreement& row : rows) text += remarks_of(row);
    return text +
           fmt::format("{} of {} cards agree with {}\n", agreeing(rows), rows.size(), ngspice);
}

std::string agreement_json(const std::vector<ModelAgreement>& rows, const std::string& ngspice) {
    nlohmann::ordered_json object = {
        {"ngspice", ngspice}, {"agree", agreeing(rows)}, {"of", rows.size()}};
    object["cards"] = nlohmann::ordered_json::array();
    for (const ModelAgreement& row : rows) {
        nlohmann::ordered_json card = {{"card", row.card}, {"model", row.model}};
        if (!row.refusal.empty()) {
            card["refusal"] = row.refusal;
        } else {
            card["dc"] = json_of(row.dc);
            card["transient"] = json_of(row.transient);
            card["ramp"] = row.ramp;
            card["states_moved"] = row.moved;
            card["time_shift_rel"] = row.shift;
        }
        card["agrees"] = row.agrees();
        object["cards"].push_back(std::move(card));
    }
    // Non-finite numbers come out as null.
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace crosspoint
