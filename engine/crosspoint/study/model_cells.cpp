// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_cells.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/array_value.hpp"
#include "crosspoint/study/cell_roles.hpp"
#include "crosspoint/study/model_card.hpp"
#include "crosspoint/study/model_probe.hpp"
#include "crosspoint/study/model_variation.hpp"
#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/compile.hpp"
#include "crosspoint/veriloga/parser.hpp"

namespace crosspoint {
namespace {

// Values of one name for all cells, and where they were given.
struct CellValues {
    std::vector<double> values;  // [cells]
    TomlValue where;
};
using NamedValues = std::map<std::string, CellValues>;

bool ends_with(const std::string& text, std::string_view end) {
    return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// Of all files that the model is made of, each with its length.
std::string checksum_of(const veriloga::SourceSet& sources) {
    unsigned long crc = 0;
    std::size_t bytes = 0;
    for (std::uint32_t k = 0; k < sources.size(); ++k) {
        const std::string_view text = sources.text(k);
        const std::string length = std::to_string(text.size()) + "\n";
        for (const std::string_view part : {std::string_view(length), text})
            crc = crc32_z(crc, reinterpret_cast<const Bytef*>(part.data()), part.size());
        bytes += text.size();
    }
    return fmt::format("crc32 {:08x}, {} bytes", crc, bytes);
}

class ModelCellReader {
public:
    // `two_kinds`: a tile of two cells, one for each kind.
    ModelCellReader(const TomlValue& cells, const TileSpec& spec, const std::string& tile_path,
                    bool two_kinds)
        : table_(cells), tile_(spec), path_(tile_path), two_kinds_(two_kinds) {}

    Result<ModelCells> read();
    void set_variation(const TomlValue& table) { variation_ = &table; }

private:
    [[nodiscard]] std::size_t count() const { return tile_.rows * tile_.cols; }
    Result<void> read_model();
    Result<void> read_named_states();
    Result<const CardState*> named_state(const TomlValue& value, const std::string& fallback) const;
    Result<void> read_kind(std::size_t kind);
    Result<void> check_kinds() const;
    Result<void> read_parameters();
    Result<void> read_states();
    Result<std::vector<double>> read_values(const TomlValue& value) const;
    Result<void> read_levels();
    Result<void> compile();
    Result<void> read_variation_table(const veriloga::SourceText& source, const ModelShape& shape);
    Result<void> check_ranges(const veriloga::SourceText& source);
    Result<void> place_states();
    void add_quantity(const std::string& name, const std::vector<double>& values);

    const TomlValue& table_;
    const TileSpec& tile_;
    const std::string& path_;
    bool two_kinds_;
    ModelCells out_;
    veriloga::Bindings card_;
    std::vector<CardState> card_states_;
    NamedValues named_;  // parameters or states: what named states and kinds stand for
    NamedValues varying_;
    NamedValues states_;
    const TomlValue* variation_ = nullptr;
};

Result<void> ModelCellReader::read_model() {
    const TomlValue value = table_.get("model");
    const Result<std::string> name = value.text();
    if (!name) return name.error();
    const TomlValue module = table_.get("module");
    const Result<std::string> module_name = module.text_or("");
    if (!module_name) return module_name.error();
    const std::string path = path_beside(path_, *name);
    out_.module = *module_name;
    out_.source = path;
    if (ends_with(*name, ".va")) return {};
    if (!ends_with(*name, ".toml"))
        return value.error(7451, fmt::format("cells.model is \"{}\", expected a model", *name),
                           "name a Verilog-A file (.va) or a card (.toml), relative to this file");
    if (module.exists())
        return module.error(7452, "cells.module is given, but a card names its module",
                            "drop the key");
    Result<ModelCard> card = read_model_card(path);
    if (!card) return card.error();
    out_.source = card->model;
    out_.module = card->module;
    for (const CardParameter& parameter : card->parameters)
        card_.insert_or_assign(parameter.name, parameter.value);
    card_states_ = std::move(card->states);
    return {};
}

Result<const CardState*> ModelCellReader::named_state(const TomlValue& value,
                                                      const std::string& fallback) const {
    const Result<std::string> name = value.text_or(fallback);
    if (!name) return name.error();
    const auto found = std::ranges::find(card_states_, *name, &CardState::name);
    if (found != card_states_.end()) return &*found;
    if (!value.exists()) return nullptr;
    std::vector<std::string> known;
    for (const CardState& state : card_states_) known.push_back(state.name);
    return value.error(7453, fmt::format("the card has no state \"{}\"", *name),
                       known.empty() ? "give values in [cells.states]"
                                     : fmt::format("it has: {}", fmt::join(known, ", ")));
}

Result<void> ModelCellReader::read_named_states() {
    if (two_kinds_) {
        for (const std::size_t kind : {0u, 1u})
            if (auto r = read_kind(kind); !r) return r;
        return check_kinds();
    }
    const TomlValue value = table_.get("state");
    if (!value.exists()) return {};
    const Result<const CardState*> state = named_state(value, "");
    if (!state) return state.error();
    for (const auto& [name, number] : (*state)->values)
        named_.emplace(name, CellValues{std::vector<double>(count(), number), value});
    return {};
}

// What cells of one kind have: of the card's state, then of the file.
Result<void> ModelCellReader::read_kind(std::size_t kind) {
    const std::string name = kind == 0 ? "off" : "on";
    const TomlValue state_name = table_.get(name + "_state"), table = table_.get(name);
    const Result<const CardState*> state = named_state(state_name, kind == 0 ? "hrs" : "lrs");
    if (!state) return state.error();
    const auto give = [&](const std::string& key, double number, const TomlValue& where) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        auto at = named_.emplace(key, CellValues{std::vector<double>(2, none), where}).first;
        at->second.values[kind] = number;
    };
    if (*state != nullptr)
        for (const auto& [key, number] : (*state)->values)
            give(key, number, state_name.exists() ? state_name : table_.get("model"));
    if (auto r = table.expect_table(); !r) return r;
    for (const std::string& key : table.keys()) {
        const TomlValue value = table.get(key);
        const Result<double> number = value.number({});
        if (!number) return number.error();
        give(key, *number, value);
    }
    return {};
}

// Every value that a kind has the other one must have too; a card's value of a parameter will do.
Result<void> ModelCellReader::check_kinds() const {
    if (named_.empty())
        return table_.get("model").error(
            7408, "nothing makes on cells differ from off cells",
            "name two states of a card (on_state, off_state), or give values in [cells.on] and "
            "[cells.off]");
    for (const auto& [name, given] : named_)
        for (const std::size_t kind : {0u, 1u})
            if (std::isnan(given.values[kind]))
                return given.where.error(
                    7408,
                    fmt::format("\"{}\" is given for {} cells only, expected it for {} cells too",
                                name, kind == 0 ? "on" : "off", kind == 0 ? "off" : "on"),
                    fmt::format("add it to [cells.{}]", kind == 0 ? "off" : "on"));
    return {};
}

// One number for all cells, or [rows x cols].
Result<std::vector<double>> ModelCellReader::read_values(const TomlValue& value) const {
    if (value.kind() != TomlKind::list && !is_array_file(value)) {
        const Result<double> number = value.number({});
        if (!number) return number.error();
        return std::vector<double>(count(), *number);
    }
    const Result<ArrayValue> array = read_array(value, path_, Unit::none);
    if (!array) return array.error();
    const Matrix<double>& values = array->values;
    if (values.rows() != tile_.rows || values.cols() != tile_.cols)
        return array->error(7454,
                            fmt::format("the shape is {}, expected one value for each of [{} x {}] "
                                        "cells",
                                        array->shape_text(), tile_.rows, tile_.cols),
                            "matrices are word lines x bit lines; one number stands for all cells");
    for (std::size_t k = 0; k < count(); ++k)
        if (!std::isfinite(values.values()[k]))
            return array->element_error(k / tile_.cols, k % tile_.cols, 7455,
                                        "expected a finite value",
                                        "every cell needs a value of the model");
    return std::vector<double>(values.values().begin(), values.values().end());
}

Result<void> ModelCellReader::read_parameters() {
    const TomlValue table = table_.get("parameters");
    if (auto r = table.expect_table(); !r) return r;
    for (const std::string& name : table.keys()) {
        const TomlValue value = table.get(name);
        named_.erase(name);
        if (value.kind() == TomlKind::text && !is_array_file(value)) {
            card_.insert_or_assign(name, *value.text());
            continue;
        }
        Result<std::vector<double>> values = read_values(value);
        if (!values) return values.error();
        const auto [low, high] = std::minmax_element(values->begin(), values->end());
        const bool differs = *low != *high;
        card_.insert_or_assign(name, values->front());
        if (differs) varying_.emplace(name, CellValues{std::move(*values), value});
    }
    return {};
}

Result<void> ModelCellReader::read_states() {
    const TomlValue table = table_.get("states");
    if (auto r = table.expect_table(); !r) return r;
    for (const std::string& name : table.keys()) {
        Result<std::vector<double>> values = read_values(table.get(name));
        if (!values) return values.error();
        named_.erase(name);
        states_.emplace(name, CellValues{std::move(*values), table.get(name)});
    }
    return {};
}

Result<void> ModelCellReader::read_levels() {
    const TomlValue temperature = table_.get("temperature_K");
    const Result<double> kelvin = temperature.number_or(300.15, {.min = 1.0, .max = 2000.0});
    if (!kelvin) return kelvin.error();
    out_.spec.point.temperature_K = *kelvin;
    const Result<double> error =
        table_.get("table_error").number_or(1e-6, {.min = 0.0, .max = 1e-2});
    if (!error) return error.error();
    out_.table_error = *error;
    for (const char* key : {"gate_off_V", "gate_on_V"}) {
        const TomlValue value = table_.get(key);
        const bool on = key == std::string_view("gate_on_V");
        if (!tile_.gated()) {
            if (!value.exists()) continue;
            return value.error(7456, value.path() + " is given, but a passive array has no gates",
                               "drop the key, or set array.topology = \"1t1r\"");
        }
        if (on)
            if (const auto r = table_.require(key); !r) return r.error();
        const Result<double> volts = value.number_or(0.0, {.unit = Unit::volt});
        if (!volts) return volts.error();
        (on ? out_.levels.on_V : out_.levels.off_V) = *volts;
    }
    return {};
}

Result<void> ModelCellReader::compile() {
    Result<std::string> text = read_text_file(out_.source);
    if (!text) {
        Error failure = text.error();
        failure.where = table_.get("model").where();
        return failure;
    }
    const veriloga::SourceText source{out_.source, std::move(*text)};
    veriloga::CompileOptions options{.module = out_.module, .card = card_};
    for (const auto& [name, values] : varying_) options.varying.push_back(name);
    options.temperature_K = out_.spec.point.temperature_K;
    options.preprocess.find = veriloga::find_in_folders({});
    Result<veriloga::CompiledSource> compiled = veriloga::compile_model(source, options);
    // What is wrong with a value of the card has no place of its own.
    const auto placed = [&](Error error) {
        if (!error.where) error.where = table_.where();
        return error;
    };
    if (!compiled) return placed(compiled.error());
    // A named state sets unknowns of the model; what is none of them is a parameter.
    bool again = false;
    for (const auto& [name, given] : named_) {
        const auto is_it = [&wanted = name](const UnknownInfo& unknown) {
            return unknown.kind == UnknownKind::state && unknown.name == wanted;
        };
        const bool state = std::ranges::any_of(compiled->model->shape().unknowns, is_it);
        if (state) {
            states_.emplace(name, given);
            continue;
        }
        again = true;
        options.card.insert_or_assign(name, given.values.front());
        const auto [low, high] = std::ranges::minmax_element(given.values);
        if (*low == *high) continue;
        options.varying.push_back(name);
        varying_.emplace(name, given);
    }
    card_ = options.card;
    const std::size_t uniform = varying_.size();
    if (auto r = read_variation_table(source, compiled->model->shape()); !r) return r;
    if (varying_.size() > uniform) {
        options.varying.clear();
        for (const auto& [name, values] : varying_) options.varying.push_back(name);
        again = true;
    }
    if (again) {
        compiled = veriloga::compile_model(source, options);
        if (!compiled) return placed(compiled.error());
    }
    for (const Error& warning : compiled->warnings) out_.warnings.push_back(warning.what);
    out_.spec.model = std::move(compiled->model);
    out_.lowered = std::make_shared<const veriloga::LoweredModel>(std::move(compiled->lowered));
    out_.module = out_.spec.model->shape().name;
    out_.card = card_;
    return check_ranges(source);
}

// Parameters that scatter have a value for each cell from here on, at first the same for all.
Result<void> ModelCellReader::read_variation_table(const veriloga::SourceText& source,
                                                   const ModelShape& shape) {
    if (variation_ == nullptr || !variation_->exists()) return {};
    const VariedModel model{.source = source,
                            .module = shape.name,
                            .card = card_,
                            .shape = shape,
                            .states = card_states_,
                            .rows = tile_.rows,
                            .cols = tile_.cols,
                            .path = path_,
                            .two_kinds = two_kinds_};
    Result<ModelVariation> read = read_model_variation(*variation_, model);
    if (!read) return read.error();
    out_.variation = std::move(read->config);
    for (const auto& [name, value] : read->parameters)
        varying_.emplace(name, CellValues{std::vector<double>(count(), value), *variation_});
    return {};
}

// The ranges of the declarations hold for the cells with the smallest and largest values.
Result<void> ModelCellReader::check_ranges(const veriloga::SourceText& source) {
    veriloga::SourceSet sources;
    const std::uint32_t root = sources.add(source);
    veriloga::Diagnostics diagnostics(sources);
    const veriloga::PreprocessOptions preprocess{.find = veriloga::find_in_folders({})};
    const auto tree = veriloga::parse_sources(sources, root, preprocess, diagnostics);
    out_.checksum = checksum_of(sources);
    if (varying_.empty()) return {};
    const auto checked = veriloga::analyse(tree, sources, out_.module, card_, diagnostics);
    if (!checked) return checked.error();
    for (const auto& [name, given] : varying_) {
        const auto [low, high] = std::minmax_element(given.values.begin(), given.values.end());
        for (const auto at : {low, high}) {
            const auto cell = static_cast<std::size_t>(at - given.values.begin());
            veriloga::Bindings card = card_;
            for (const auto& [other, values] : varying_)
                card.insert_or_assign(other, values.values[cell]);
            const auto bound = veriloga::bind_parameters(*checked, card);
            if (bound) continue;
            const TomlValue of_kind = table_.get(cell == 0 ? "off" : "on").get(name);
            const TomlValue& where = two_kinds_ && of_kind.exists() ? of_kind : given.where;
            return where.error(
                7457,
                two_kinds_
                    ? fmt::format("{} cells: {}", cell == 0 ? "off" : "on", bound.error().what)
                    : fmt::format("cell [{}, {}] of {}: {}", cell / tile_.cols, cell % tile_.cols,
                                  given.where.path(), bound.error().what),
                bound.error().help);
        }
    }
    return {};
}

Result<void> ModelCellReader::place_states() {
    EliminatedCellSpec& spec = out_.spec;
    const ModelShape& shape = spec.model->shape();
    for (const ModelParameter& parameter : shape.varying) {
        spec.parameters.push_back(varying_.at(parameter.name).values);
        add_quantity(parameter.name, spec.parameters.back());
    }
    std::vector<std::string> names;
    for (const UnknownInfo& unknown : shape.unknowns)
        if (unknown.kind == UnknownKind::state) names.push_back(unknown.name);
    for (const auto& [name, given] : states_) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        return given.where.error(
            7458, fmt::format("module {} has no state \"{}\"", shape.name, name),
            names.empty() ? "it has no states: what is programmed is a parameter"
                          : fmt::format("it has: {}", fmt::join(names, ", ")));
    }
    if (states_.size() < names.size()) {
        auto resting = resting_states(spec);
        if (!resting) return resting.error();
        spec.states = std::move(*resting);
    }
    spec.states.resize(names.size());
    for (std::size_t s = 0; s < names.size(); ++s) {
        const auto given = states_.find(names[s]);
        if (given != states_.end()) spec.states[s] = given->second.values;
        add_quantity(names[s], spec.states[s]);
    }
    return {};
}

void ModelCellReader::add_quantity(const std::string& name, const std::vector<double>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    out_.quantities.push_back({name, *low, *high});
}

Result<ModelCells> ModelCellReader::read() {
    if (auto r = read_model(); !r) return r.error();
    if (auto r = read_named_states(); !r) return r.error();
    if (auto r = read_parameters(); !r) return r.error();
    if (auto r = read_states(); !r) return r.error();
    if (auto r = read_levels(); !r) return r.error();
    if (auto r = compile(); !r) return r.error();
    Result<std::vector<TerminalRole>> roles =
        read_cell_roles(table_, tile_, out_.spec.model->shape());
    if (!roles) return roles.error();
    out_.spec.roles = std::move(*roles);
    out_.spec.cells = count();
    if (auto r = place_states(); !r) return r.error();
    if (auto r = probe_promises(out_.spec); !r) return r.error();
    Result<std::unique_ptr<EliminatedCell>> cells = EliminatedCell::make(out_.spec);
    if (!cells) return cells.error();
    out_.cells = std::move(*cells);
    return std::move(out_);
}

}  // namespace

Result<ModelCells> read_model_cells(const TomlValue& cells, const TileSpec& spec,
                                    const std::string& tile_path, const TomlValue* variation) {
    ModelCellReader reader(cells, spec, tile_path, false);
    if (variation != nullptr) reader.set_variation(*variation);
    return reader.read();
}

Result<ModelCells> read_network_cells(const TomlValue& cells, Topology topology,
                                      const std::string& study_path, const TomlValue* variation) {
    // The rest counts as asked for: the error is the news, not its keys.
    const auto failed = [&](const Error& error) {
        skip_keys(cells);
        if (variation != nullptr) skip_keys(*variation);
        return error;
    };
    for (const char* key : {"r_on_ohm", "r_off_ohm", "g_leak_S"})
        if (const TomlValue value = cells.get(key); value.exists())
            return failed(value.error(7409, value.path() + " is given, but the cells are a model",
                                      "drop the key: the model has the currents of both kinds"));
    const TileSpec two{.topology = topology, .rows = 1, .cols = 2};
    ModelCellReader reader(cells, two, study_path, true);
    if (variation != nullptr) reader.set_variation(*variation);
    Result<ModelCells> model = reader.read();
    if (!model) return failed(model.error());
    return model;
}

}  // namespace crosspoint
