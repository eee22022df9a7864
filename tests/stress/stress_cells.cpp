// SPDX-License-Identifier: Apache-2.0
#include "stress/stress_cells.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/analytic_cells.hpp"
#include "crosspoint/study/model_card.hpp"
#include "crosspoint/study/model_probe.hpp"
#include "crosspoint/veriloga/compile.hpp"

namespace crosspoint::stress {
namespace {

constexpr std::uint64_t purpose = 0x73747265;  // chosen: a stream of its own

// One number per cell, spread evenly over decades.
std::vector<double> decades(std::size_t cells, std::uint64_t index, double low, double high) {
    auto random = rng(1, purpose, index);
    std::vector<double> out(cells);
    for (double& x : out) x = low * std::pow(high / low, uniform(random));
    return out;
}

std::vector<Kind> closed_forms() {
    std::vector<Kind> kinds;
    for (const double steepness : {3.0, 40.0})
        kinds.push_back({"sinh a=" + std::to_string(static_cast<int>(steepness)), false,
                         [steepness](std::size_t cells) -> Result<Cells> {
                             std::vector<SinhParameters> all;
                             for (const double g_S : decades(cells, 1, 1e-6, 1e-4))
                                 all.push_back({g_S, steepness});
                             return Cells{std::make_shared<SinhCell>(std::move(all)), {}};
                         }});
    kinds.push_back({"selector 50 mV", false, [](std::size_t cells) -> Result<Cells> {
                         std::vector<SelectorParameters> all;
                         for (const double ohm : decades(cells, 2, 1e3, 1e6))
                             all.push_back({1e-12, 0.05, ohm});
                         return Cells{std::make_shared<SelectorCell>(std::move(all)), {}};
                     }});
    const auto access = [](std::size_t cells) {
        std::vector<AccessParameters> all;
        for (const double ohm : decades(cells, 3, 1e3, 1e6)) all.push_back({2e-4, 0.4, ohm});
        return all;
    };
    kinds.push_back({"triode", true, [access](std::size_t cells) -> Result<Cells> {
                         return Cells{std::make_shared<TriodeCell>(access(cells)), {}};
                     }});
    kinds.push_back({"ekv", true, [access](std::size_t cells) -> Result<Cells> {
                         return Cells{std::make_shared<EkvCell>(access(cells)), {}};
                     }});
    return kinds;
}

// What the terminals of a shipped model are joined to, by their names.
std::vector<TerminalRole> roles_of(const ModelShape& shape) {
    static const std::map<std::string, TerminalRole> known = {
        {"p", TerminalRole::line_a},  {"n", TerminalRole::line_b},  {"oe", TerminalRole::line_a},
        {"ae", TerminalRole::line_b}, {"bl", TerminalRole::line_a}, {"sl", TerminalRole::line_b},
        {"wl", TerminalRole::gate},   {"d", TerminalRole::line_a},  {"s", TerminalRole::line_b},
        {"g", TerminalRole::gate},    {"q", TerminalRole::gate},    {"b", TerminalRole::ground}};
    std::vector<TerminalRole> roles;
    for (std::size_t t = 0; t < shape.terminals; ++t) {
        const auto found = known.find(shape.unknowns[t].name);
        if (found == known.end()) return {};
        roles.push_back(found->second);
    }
    return roles;
}

// A cell is somewhere between the named states of the card: parameters and states alike. What
// spans decades is spread over them.
std::vector<double> between(std::size_t cells, std::uint64_t index, double a, double b) {
    const auto [low, high] = std::minmax(a, b);
    if (low > 0.0 && high > 10.0 * low) return decades(cells, index, low, high);
    auto random = rng(1, purpose, index);
    std::vector<double> out(cells);
    for (double& x : out) x = low + (high - low) * uniform(random);
    return out;
}

Result<Cells> cells_of_card(const std::string& path, std::size_t cells) {
    const Result<ModelCard> card = read_model_card(path);
    if (!card) return card.error();
    veriloga::CompileOptions options{.module = card->module, .temperature_K = 300.15};
    for (const CardParameter& p : card->parameters) options.card[p.name] = p.value;
    options.preprocess.find = veriloga::find_in_folders({});
    std::map<std::string, std::pair<double, double>> ranges;
    for (const CardState& state : card->states)
        for (const auto& [name, value] : state.values) {
            auto& range = ranges.try_emplace(name, value, value).first->second;
            range = {std::min(range.first, value), std::max(range.second, value)};
        }
    for (const auto& [name, range] : ranges)
        if (options.card.contains(name)) options.varying.push_back(name);
    const Result<std::string> text = read_text_file(card->model);
    if (!text) return text.error();
    auto compiled = veriloga::compile_model({card->model, *text}, options);
    if (!compiled) return compiled.error();

    Cells out;
    EliminatedCellSpec& spec = out.spec;
    spec.model = std::move(compiled->model);
    spec.cells = cells;
    spec.point.temperature_K = 300.15;
    const ModelShape& shape = spec.model->shape();
    spec.roles = roles_of(shape);
    if (spec.roles.empty())
        return Error{.code = Errc::input, .what = path + ": the terminals are not known here"};
    std::uint64_t index = 10;
    for (const ModelParameter& p : shape.varying)
        spec.parameters.push_back(
            between(cells, index++, ranges.at(p.name).first, ranges.at(p.name).second));
    const auto states = std::count_if(shape.unknowns.begin(), shape.unknowns.end(),
                                      [](const auto& u) { return u.kind == UnknownKind::state; });
    if (states > 0) {
        auto resting = resting_states(spec);
        if (!resting) return resting.error();
        spec.states = std::move(*resting);
    }
    std::size_t s = 0;
    for (const UnknownInfo& unknown : shape.unknowns) {
        if (unknown.kind != UnknownKind::state) continue;
        if (const auto found = ranges.find(unknown.name); found != ranges.end())
            spec.states[s] = between(cells, index++, found->second.first, found->second.second);
        ++s;
    }
    if (auto r = probe_promises(spec); !r) return r.error();
    auto made = EliminatedCell::make(spec);
    if (!made) return made.error();
    out.model = std::move(*made);
    return out;
}

}  // namespace

Result<std::vector<Kind>> all_kinds(const std::string& models) {
    std::vector<Kind> kinds = closed_forms();
    std::vector<std::filesystem::path> cards;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(models))
        if (entry.path().extension() == ".toml") cards.push_back(entry.path());
    std::sort(cards.begin(), cards.end());
    for (const auto& path : cards) {
        const Result<Cells> one = cells_of_card(path.string(), 1);
        if (!one) return one.error();
        const auto& roles = one->spec.roles;
        kinds.push_back(
            {path.parent_path().filename().string() + "/" + path.stem().string(),
             std::find(roles.begin(), roles.end(), TerminalRole::gate) != roles.end(),
             [path = path.string()](std::size_t cells) { return cells_of_card(path, cells); }});
    }
    return kinds;
}

}  // namespace crosspoint::stress
