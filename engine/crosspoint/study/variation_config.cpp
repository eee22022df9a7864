// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/variation_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crosspoint/base/nearest.hpp"
#include "crosspoint/study/array_value.hpp"

namespace crosspoint {
namespace {

constexpr std::int64_t most_cycles = 1000000;  // chosen: a typing error above

// The one key that gives the width, and what it means.
struct Width {
    const char* key;
    SigmaKind kind;
    bool half;  // of a uniform distribution: half its width
};
constexpr std::array<Width, 5> widths = {{{"sigma_relative", SigmaKind::relative, false},
                                          {"sigma_absolute", SigmaKind::absolute, false},
                                          {"sigma_ln", SigmaKind::logarithmic, false},
                                          {"half_width_relative", SigmaKind::relative, true},
                                          {"half_width_absolute", SigmaKind::absolute, true}}};

Result<const Width*> find_width(const TomlValue& table, Distribution distribution) {
    const Width* found = nullptr;
    for (const Width& width : widths) {
        const TomlValue value = table.get(width.key);
        if (!value.exists()) continue;
        if (found != nullptr)
            return value.error(7471,
                               fmt::format("{} has both {} and {}, expected one of them",
                                           table.path(), found->key, width.key),
                               "relative is in parts of the nominal value, absolute in its unit");
        found = &width;
        const bool fits = width.half ? distribution == Distribution::uniform
                          : width.kind == SigmaKind::logarithmic
                              ? distribution == Distribution::lognormal
                              : true;
        if (!fits)
            return value.error(7473,
                               fmt::format("{} does not fit distribution = \"{}\"", value.path(),
                                           distribution_name(distribution)),
                               width.half
                                   ? "half widths belong to \"uniform\"; use sigma_relative or "
                                     "sigma_absolute"
                                   : "sigma_ln belongs to \"lognormal\"; use sigma_relative or "
                                     "sigma_absolute");
    }
    if (found == nullptr)
        return table.error(7471, table.path() + " has no width",
                           "add sigma_relative (in parts of the nominal value) or sigma_absolute "
                           "(in its unit)");
    return found;
}

Result<std::vector<double>> read_sigma(const TomlValue& value, const VariationContext& context,
                                       Unit unit, bool cells) {
    const auto negative = [](double sigma) { return !(sigma >= 0.0) || std::isinf(sigma); };
    constexpr const char* help = "a standard deviation is 0 or more";
    const bool list = value.kind() == TomlKind::list || is_array_file(value);
    if (!list || !cells) {
        const Result<double> number = value.number({.unit = unit});
        if (!number) return number.error();
        if (negative(*number))
            return value.error(
                7472, fmt::format("{} is {}, expected 0 or more", value.path(), *number), help);
        return std::vector<double>{*number};
    }
    const Result<ArrayValue> array = read_array(value, context.path, unit);
    if (!array) return array.error();
    const Matrix<double>& sigma = array->values;
    if (sigma.rows() != context.rows || sigma.cols() != context.cols)
        return array->error(7480,
                            fmt::format("the shape is {}, expected one value for each of [{} x {}] "
                                        "cells",
                                        array->shape_text(), context.rows, context.cols),
                            "matrices are word lines x bit lines; one number stands for all cells");
    for (std::size_t k = 0; k < sigma.size(); ++k)
        if (negative(sigma.values()[k]))
            return array->element_error(k / sigma.cols(), k % sigma.cols(), 7472,
                                        "expected 0 or more", help);
    return std::vector<double>(sigma.values().begin(), sigma.values().end());
}

Result<void> read_bounds(const TomlValue& table, Unit unit, Spread& spread) {
    const TomlValue truncate = table.get("truncate_sigma");
    const bool gaussian = spread.distribution == Distribution::normal ||
                          spread.distribution == Distribution::lognormal;
    if (truncate.exists() && !gaussian)
        return truncate.error(7473,
                              fmt::format("{} does not fit distribution = \"{}\"", truncate.path(),
                                          distribution_name(spread.distribution)),
                              "use min and max, or \"normal\" or \"lognormal\"");
    const Result<double> sigmas =
        truncate.number_or(spread.truncate_sigma, {.min = 0.1, .infinite = true});
    if (!sigmas) return sigmas.error();
    spread.truncate_sigma = *sigmas;
    const TomlValue low = table.get("min"), high = table.get("max");
    const Result<double> min = low.number_or(spread.min, {.unit = unit, .infinite = true});
    if (!min) return min.error();
    const Result<double> max = high.number_or(spread.max, {.unit = unit, .infinite = true});
    if (!max) return max.error();
    if (!(*min < *max))
        return (low.exists() ? low : high)
            .error(7485, fmt::format("{} has min = {} and max = {}", table.path(), *min, *max),
                   "draws outside of min to max are drawn again: min must be below max");
    spread.min = *min;
    spread.max = *max;
    return {};
}

class VariationReader {
public:
    VariationReader(const TomlValue& table, const VariationContext& context)
        : table_(table), context_(context) {}

    Result<VariationConfig> read() {
        out_.where = table_.where();
        if (auto r = read_head(); !r) return r.error();
        if (auto r = read_section("device", out_.device); !r) return r.error();
        if (context_.two_kinds) {
            if (auto r = read_section("device_on", out_.device_on); !r) return r.error();
            if (auto r = read_section("device_off", out_.device_off); !r) return r.error();
            if (auto r = check_kinds(); !r) return r.error();
        }
        if (auto r = read_section("cycle", out_.cycle); !r) return r.error();
        if (auto r = read_faults(); !r) return r.error();
        return std::move(out_);
    }

private:
    Result<void> read_head();
    Result<void> read_section(const char* name, std::vector<NamedSpread>& out);
    Result<void> read_spreads(const TomlValue& section, const std::string& before,
                              std::vector<NamedSpread>& out);
    Result<void> check_kinds() const;
    Result<void> read_faults();
    Result<void> read_map(const TomlValue& value);
    Result<void> read_stuck(const TomlValue& value, FaultKind kind,
                            std::vector<std::pair<std::string, double>>& out);
    Result<const QuantityInfo*> quantity(const TomlValue& value, const std::string& name);

    const TomlValue& table_;
    const VariationContext& context_;
    VariationConfig out_;
};

Result<void> VariationReader::read_head() {
    if (auto r = table_.expect_table(); !r) return r;
    const Result<std::int64_t> seed =
        table_.get("seed").integer_or(1, 0, std::numeric_limits<std::int64_t>::max());
    if (!seed) return seed.error();
    out_.seed = static_cast<std::uint64_t>(*seed);
    if (context_.two_kinds) {
        const Result<std::int64_t> programming =
            table_.get("programming").integer_or(0, 0, most_cycles);
        if (!programming) return programming.error();
        out_.programming = static_cast<std::uint64_t>(*programming);
        return {};
    }
    const Result<std::int64_t> cycles = table_.get("cycles").integer_or(1, 1, most_cycles);
    if (!cycles) return cycles.error();
    out_.cycles = static_cast<std::size_t>(*cycles);
    const std::array<std::string, 2> words = {"program", "read"};
    const Result<std::size_t> word = table_.get("cycle_is").choice_or(0, words);
    if (!word) return word.error();
    out_.every_read = *word == 1;
    return {};
}

Result<const QuantityInfo*> VariationReader::quantity(const TomlValue& value,
                                                      const std::string& name) {
    std::vector<std::string> names;
    for (const QuantityInfo& info : context_.quantities) {
        if (info.name == name) return &info;
        names.push_back(info.name);
    }
    constexpr std::size_t most_shown = 40;
    const std::size_t shown = std::min(most_shown, names.size());
    const auto nearest = nearest_word(name, names);
    std::string help = nearest ? fmt::format("did you mean \"{}\"? ", *nearest) : std::string();
    for (const std::string& known : names)
        if (known.starts_with(name + '.') && help.empty())
            help = "a name with dots needs quotes, as in [variation.device.\"a.b\"]; ";
    help += fmt::format("there are: {}{}",
                        fmt::join(names.begin(), names.begin() + static_cast<long>(shown), ", "),
                        shown < names.size() ? ", ..." : "");
    return value.error(
        7470,
        fmt::format("{} names \"{}\", but {} have no such value", value.path(), name, context_.of),
        help);
}

// Names with dots stand in quotes or are tables of tables, [variation.device.memory.gap].
Result<void> VariationReader::read_spreads(const TomlValue& section, const std::string& before,
                                           std::vector<NamedSpread>& out) {
    for (const std::string& key : section.keys()) {
        const TomlValue table = section.get(key);
        const std::string name = before + key;
        const bool inner = table.kind() == TomlKind::table &&
                           std::ranges::any_of(context_.quantities, [&](const QuantityInfo& q) {
                               return q.name.starts_with(name + '.');
                           });
        if (inner) {
            if (auto r = read_spreads(table, name + '.', out); !r) return r;
            continue;
        }
        const Result<const QuantityInfo*> info = quantity(table, name);
        if (!info) return info.error();
        Result<Spread> spread = read_spread(table, context_, (*info)->unit, !context_.two_kinds);
        if (!spread) return spread.error();
        out.push_back({.quantity = **info,
                       .spread = std::move(*spread),
                       .key = table.path(),
                       .where = table.where()});
    }
    return {};
}

// What all cells scatter cannot be scattered again for one kind.
Result<void> VariationReader::check_kinds() const {
    for (const auto* kind : {&out_.device_on, &out_.device_off})
        for (const NamedSpread& spread : *kind)
            if (std::ranges::any_of(out_.device, [&](const NamedSpread& all) {
                    return all.quantity.name == spread.quantity.name;
                }))
                return Error{.code = Errc::input,
                             .id = 7493,
                             .what = fmt::format("{} scatters what variation.device scatters too",
                                                 spread.key),
                             .help = "give it once for all cells, or for on and for off cells",
                             .where = spread.where};
    return {};
}

Result<void> VariationReader::read_section(const char* name, std::vector<NamedSpread>& out) {
    const TomlValue section = table_.get(name);
    if (auto r = section.expect_table(); !r) return r;
    if (auto r = read_spreads(section, "", out); !r) return r;
    const auto has = [&](const char* quantity) {
        return std::ranges::any_of(
            out, [&](const NamedSpread& s) { return s.quantity.name == quantity; });
    };
    if (!context_.resistors || !has("g_S") || !has("r_ohm")) return {};
    return section.error(7483, section.path() + " scatters both g_S and r_ohm, which are one value",
                         "give one of them");
}

// 0 none, 1 stuck on, 2 stuck off, 3 open, 4 short.
Result<void> VariationReader::read_map(const TomlValue& value) {
    const Result<ArrayValue> array = read_array(value, context_.path, Unit::none);
    if (!array) return array.error();
    const Matrix<double>& codes = array->values;
    constexpr const char* help =
        "one number for each cell: 0 none, 1 stuck on, 2 stuck off, 3 open, 4 short";
    if (codes.rows() != context_.rows || codes.cols() != context_.cols)
        return array->error(7475,
                            fmt::format("the shape is {}, expected [{} x {}]", array->shape_text(),
                                        context_.rows, context_.cols),
                            help);
    for (std::size_t k = 0; k < codes.size(); ++k) {
        const double code = codes.values()[k];
        if (!(code >= 0.0 && code <= 4.0 && code == std::floor(code)))
            return array->element_error(k / codes.cols(), k % codes.cols(), 7475, "expected 0 to 4",
                                        help);
        out_.map.push_back(static_cast<FaultKind>(static_cast<int>(code)));
    }
    return {};
}

Result<void> VariationReader::read_stuck(const TomlValue& value, FaultKind kind,
                                         std::vector<std::pair<std::string, double>>& out) {
    if (auto r = value.expect_table(); !r) return r;
    if (!value.exists() && context_.two_kinds) return {};
    if (!value.exists() && out_.has(kind))
        return table_.get("faults").error(
            7477,
            fmt::format("some cells are {}, but {} is missing", fault_name(kind), value.path()),
            context_.states.empty()
                ? fmt::format(
                      "add {} = {{ {} = ... }}", fault_name(kind),
                      context_.quantities.empty() ? "name" : context_.quantities.back().name)
                : fmt::format("add {} = {{ state = \"{}\" }}, or values by name", fault_name(kind),
                              context_.states.front().name));
    const TomlValue state = value.get("state");
    if (state.exists()) {
        const Result<std::string> name = state.text();
        if (!name) return name.error();
        const auto found = std::ranges::find(context_.states, *name, &NamedState::name);
        if (found == context_.states.end()) {
            std::vector<std::string> known;
            for (const NamedState& s : context_.states) known.push_back(s.name);
            return state.error(7477, fmt::format("there is no state \"{}\"", *name),
                               known.empty()
                                   ? "give values by name; named states are those of a card"
                                   : fmt::format("there are: {}", fmt::join(known, ", ")));
        }
        for (const auto& [known, number] : found->values)
            if (auto r = quantity(state, known); !r) return r.error();
        out = found->values;
    }
    for (const std::string& name : value.keys()) {
        if (name == "state") continue;
        const TomlValue number = value.get(name);
        const Result<const QuantityInfo*> info = quantity(number, name);
        if (!info) return info.error();
        const Result<double> at = number.number({.unit = (*info)->unit});
        if (!at) return at.error();
        if ((*info)->accepts && !(*info)->accepts(*at))
            return number.error(7477,
                                fmt::format("{} is {}, which is out of range", number.path(), *at),
                                "give a value that a cell can have");
        std::erase_if(out, [&](const auto& known) { return known.first == name; });
        out.emplace_back(name, *at);
    }
    if (context_.resistors && out.size() > 1)
        return value.error(7483, value.path() + " has both g_S and r_ohm, which are one value",
                           "give one of them");
    if (value.exists() && out.empty())
        return value.error(7477, value.path() + " has no value", "name what the cells then have");
    return {};
}

Result<void> VariationReader::read_faults() {
    const TomlValue faults = table_.get("faults");
    Result<FaultFractions> fractions = read_fault_fractions(faults);
    if (!fractions) return fractions.error();
    out_.fractions = *fractions;
    if (!context_.two_kinds) {
        const TomlValue map = faults.get("map");
        if (map.exists() && fractions->sum() > 0.0)
            return map.error(7476, map.path() + " is given together with fractions",
                             "either a map says which cells are faulty, or they are drawn");
        if (map.exists())
            if (auto r = read_map(map); !r) return r;
    }
    const Result<double> open =
        faults.get("open_ohm")
            .number_or(out_.open_ohm, {.unit = Unit::ohm, .min = 1e-3, .infinite = true});
    if (!open) return open.error();
    out_.open_ohm = *open;
    const TomlValue shorted = faults.get("short_ohm");
    if (shorted.exists()) {
        const Result<double> ohm = shorted.number({.unit = Unit::ohm, .min = 0.0});
        if (!ohm) return ohm.error();
        out_.short_ohm = *ohm;
    }
    if (auto r = read_stuck(faults.get("stuck_on"), FaultKind::stuck_on, out_.stuck_on); !r)
        return r;
    return read_stuck(faults.get("stuck_off"), FaultKind::stuck_off, out_.stuck_off);
}

}  // namespace

bool VariationConfig::has(FaultKind kind) const {
    if (!map.empty()) return std::ranges::find(map, kind) != map.end();
    switch (kind) {
        case FaultKind::stuck_on:
            return fractions.stuck_on > 0.0;
        case FaultKind::stuck_off:
            return fractions.stuck_off > 0.0;
        case FaultKind::open:
            return fractions.open > 0.0;
        case FaultKind::shorted:
            return fractions.shorted > 0.0;
        case FaultKind::none:
            break;
    }
    return fractions.sum() < 1.0;
}

TomlValue quantity_table(const TomlValue& section, const std::string& name) {
    const TomlValue whole = section.get(name);
    const std::size_t dot = name.find('.');
    if (whole.exists() || dot == std::string::npos) return whole;
    return quantity_table(section.get(name.substr(0, dot)), name.substr(dot + 1));
}

Result<Spread> read_spread(const TomlValue& table, const VariationContext& context, Unit unit,
                           bool cells) {
    if (auto r = table.expect_table(); !r) return r.error();
    const std::array<std::string, 4> names = {"normal", "lognormal", "uniform", "weibull"};
    const Result<TomlValue> distribution = table.require("distribution");
    if (!distribution) return distribution.error();
    const Result<std::size_t> which = distribution->choice(names);
    if (!which) return which.error();
    Spread spread{.distribution = static_cast<Distribution>(*which)};
    const Result<const Width*> width = find_width(table, spread.distribution);
    if (!width) return width.error();
    spread.kind = (*width)->kind;
    const Unit sigma_unit = spread.kind == SigmaKind::absolute ? unit : Unit::none;
    Result<std::vector<double>> sigma =
        read_sigma(table.get((*width)->key), context, sigma_unit, cells);
    if (!sigma) return sigma.error();
    spread.sigma = std::move(*sigma);
    if ((*width)->half)
        for (double& s : spread.sigma) s /= std::sqrt(3.0);
    if (auto r = read_bounds(table, unit, spread); !r) return r.error();
    return spread;
}

Result<FaultFractions> read_fault_fractions(const TomlValue& faults) {
    if (auto r = faults.expect_table(); !r) return r.error();
    FaultFractions out;
    for (const auto& [key, to] :
         {std::pair{"stuck_on_fraction", &out.stuck_on},
          std::pair{"stuck_off_fraction", &out.stuck_off}, std::pair{"open_fraction", &out.open},
          std::pair{"short_fraction", &out.shorted}}) {
        const Result<double> fraction = faults.get(key).number_or(0.0, {.min = 0.0, .max = 1.0});
        if (!fraction) return fraction.error();
        *to = *fraction;
    }
    // A sum of fractions that are 1 together may round to a little more.
    if (out.sum() > 1.0 + 1e-12)
        return faults.error(7474,
                            fmt::format("the fractions of {} are {:g} together, expected at most 1",
                                        faults.path(), out.sum()),
                            "a cell has one fault at most; 0.01 is one cell of a hundred");
    return out;
}

Result<std::optional<VariationConfig>> read_variation(const TomlValue& table,
                                                      const VariationContext& context) {
    if (!table.exists()) return std::optional<VariationConfig>();
    Result<VariationConfig> config = VariationReader(table, context).read();
    if (!config) return config.error();
    return std::optional<VariationConfig>(std::move(*config));
}

}  // namespace crosspoint
