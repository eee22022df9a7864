// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "signature.hpp"

namespace crosspoint::bench {
namespace {

std::string text_of(double value) { return fmt::format("{:.12g}", value); }

std::string line_of(const Outcome& o) {
    std::vector<std::string> values;
    for (const double value : o.values) values.push_back(text_of(value));
    return fmt::format(
        "{{\"name\": {}, \"method\": {}, \"status\": {}, \"tolerance\": {:g}, \"slack\": {}, "
        "\"values\": [{}], \"work\": [{}]}}",
        nlohmann::json(o.name).dump(), nlohmann::json(o.method).dump(),
        nlohmann::json(o.status).dump(), o.tolerance, o.slack, fmt::join(values, ", "),
        fmt::join(o.work, ", "));
}

// What is different between two outcomes of one problem; empty when they agree.
std::string difference(const Outcome& stored, const Outcome& now) {
    if (now.method != stored.method)
        return fmt::format("method was '{}', is '{}'", stored.method, now.method);
    if (now.status != stored.status)
        return fmt::format("status was '{}', is '{}'", stored.status, now.status);
    if (now.values.size() != stored.values.size() || now.work.size() != stored.work.size())
        return "another number of results";
    for (std::size_t k = 0; k < now.work.size(); ++k)
        if (std::abs(now.work[k] - stored.work[k]) > stored.slack)
            return fmt::format("work was [{}], is [{}], at most {} apart is allowed",
                               fmt::join(stored.work, ", "), fmt::join(now.work, ", "),
                               stored.slack);
    double scale = 0.0;
    for (const double value : stored.values) scale = std::max(scale, std::abs(value));
    for (std::size_t k = 0; k < now.values.size(); ++k) {
        const double apart = std::abs(now.values[k] - stored.values[k]);
        // 1e-12: the digits of the file
        if (!(apart <= (stored.tolerance + 1e-12) * scale))
            return fmt::format("value {} was {}, is {}: {:.2g} of the largest, allowed {:.2g}", k,
                               text_of(stored.values[k]), text_of(now.values[k]), apart / scale,
                               stored.tolerance);
    }
    return {};
}

const Outcome* find(const std::vector<Outcome>& outcomes, const std::string& name) {
    const auto found = std::ranges::find(outcomes, name, &Outcome::name);
    return found == outcomes.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> differences(const std::vector<Outcome>& stored,
                                     const std::vector<Outcome>& now) {
    std::vector<std::string> found;
    for (const Outcome& outcome : now) {
        const Outcome* before = find(stored, outcome.name);
        const std::string sentence = before == nullptr ? "is new" : difference(*before, outcome);
        if (!sentence.empty()) found.push_back(outcome.name + ": " + sentence);
    }
    for (const Outcome& outcome : stored)
        if (find(now, outcome.name) == nullptr)
            found.push_back(outcome.name + ": is no longer there");
    return found;
}

std::string to_json(const std::vector<Outcome>& outcomes) {
    std::string text = "{\"signature\": \"" + signature_of(outcomes) + "\",\n \"problems\": [\n";
    for (std::size_t k = 0; k < outcomes.size(); ++k)
        text += line_of(outcomes[k]) + (k + 1 < outcomes.size() ? ",\n" : "\n");
    return text + "]}\n";
}

Result<std::vector<Outcome>> from_json(const std::string& text) {
    std::vector<Outcome> outcomes;
    try {
        const nlohmann::json file = nlohmann::json::parse(text);
        for (const auto& entry : file.at("problems"))
            outcomes.push_back({.name = entry.at("name").get<std::string>(),
                                .method = entry.at("method").get<std::string>(),
                                .status = entry.at("status").get<std::string>(),
                                .tolerance = entry.at("tolerance").get<double>(),
                                .slack = entry.at("slack").get<std::int64_t>(),
                                .values = entry.at("values").get<std::vector<double>>(),
                                .work = entry.at("work").get<std::vector<std::int64_t>>()});
    } catch (const nlohmann::json::exception& failure) {
        return Error{.code = Errc::input,
                     .what = fmt::format("not a signature file: {}", failure.what()),
                     .help = "write it anew with --update"};
    }
    return outcomes;
}

std::string signature_of(const std::vector<Outcome>& outcomes) {
    std::uint64_t hash = 0xCBF29CE484222325ull;  // FNV-1a, 64 bits
    for (const Outcome& outcome : outcomes)
        for (const char c : line_of(outcome)) {
            hash ^= static_cast<unsigned char>(c);
            hash *= 0x100000001B3ull;
        }
    return fmt::format("{:016x}", hash);
}

}  // namespace crosspoint::bench
