// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

namespace {

namespace fs = std::filesystem;

Result<veriloga::CardValue> read_value(const TomlValue& value) {
    if (value.kind() == TomlKind::text) {
        const Result<std::string> text = value.text();
        if (!text) return text.error();
        return veriloga::CardValue(*text);
    }
    if (value.kind() == TomlKind::list) {
        std::vector<double> elements;
        for (const TomlValue& item : value.items()) {
            const Result<double> number = item.raw_number();
            if (!number) return number.error();
            elements.push_back(*number);
        }
        return veriloga::CardValue(std::move(elements));
    }
    const Result<double> number = value.raw_number();
    if (!number) return number.error();
    return veriloga::CardValue(*number);
}

// Reads optional texts of a table into fields.
Result<void> read_texts(const TomlValue& table,
                        std::initializer_list<std::pair<const char*, std::string*>> wanted) {
    for (const auto& [key, field] : wanted) {
        Result<std::string> text = table.get(key).text_or({});
        if (!text) return text.error();
        *field = *std::move(text);
    }
    return {};
}

Result<void> read_parameters(const TomlValue& table, ModelCard& card) {
    if (auto r = table.expect_table(); !r) return r;
    for (const std::string& name : table.keys()) {
        const TomlValue line = table.get(name);
        CardParameter parameter{.name = name, .where = line.where()};
        const bool detailed = line.kind() == TomlKind::table;
        const Result<TomlValue> value = detailed ? line.require("value") : Result<TomlValue>(line);
        if (!value) return value.error();
        Result<veriloga::CardValue> read = read_value(*value);
        if (!read) return read.error();
        parameter.value = *std::move(read);
        parameter.where = value->where();
        if (detailed) {
            if (auto r = read_texts(line, {{"unit", &parameter.unit},
                                           {"source", &parameter.source},
                                           {"known", &parameter.known}});
                !r)
                return r;
            if (parameter.known.find_first_not_of("FSDMU") != std::string::npos ||
                parameter.known.size() > 1) {
                return line.get("known").error(
                    7501, fmt::format("known is \"{}\", expected F, S, D, M or U", parameter.known),
                    "fact, stated, derived, from memory, unknown");
            }
        }
        card.parameters.push_back(std::move(parameter));
    }
    return {};
}

Result<void> read_states(const TomlValue& table, ModelCard& card) {
    if (auto r = table.expect_table(); !r) return r;
    for (const std::string& name : table.keys()) {
        const TomlValue line = table.get(name);
        if (line.kind() != TomlKind::table) return line.wrong_type("a table { unknown = value }");
        CardState state{.name = name, .where = line.where()};
        for (const std::string& key : line.keys()) {
            const Result<double> number = line.get(key).raw_number();
            if (!number) return number.error();
            state.values.emplace_back(key, *number);
        }
        card.states.push_back(std::move(state));
    }
    return {};
}

Result<void> read_curves(const TomlValue& table, const fs::path& folder, ModelCard& card) {
    static const std::array<std::string, 2> kinds = {"iv", "pulse"};
    if (auto r = table.expect_table(); !r) return r;
    for (const std::string& name : table.keys()) {
        const TomlValue line = table.get(name);
        if (line.kind() != TomlKind::table) return line.wrong_type("a table");
        CardCurve curve{.name = name, .file = {}, .kind = {}};
        if (auto r = read_texts(line, {{"file", &curve.file}, {"state", &curve.state}}); !r)
            return r;
        const Result<std::size_t> kind = line.get("kind").choice_or(0, kinds);
        if (!kind) return kind.error();
        const Result<double> tolerance =
            line.get("tolerance").number_or(1e-3, NumberRule{.min = 0.0});
        if (!tolerance) return tolerance.error();
        const TomlValue changed = line.get("parameters");
        if (auto r = changed.expect_table(); !r) return r;
        for (const std::string& key : changed.keys()) {
            const Result<double> number = changed.get(key).raw_number();
            if (!number) return number.error();
            curve.parameters.emplace_back(key, *number);
        }
        curve.file = (folder / curve.file).string();
        curve.kind = kinds[*kind];
        curve.tolerance = *tolerance;
        card.curves.push_back(std::move(curve));
    }
    return {};
}

}  // namespace

Result<ModelCard> read_model_card(const std::string& path) {
    ModelCard card;
    if (fs::path(path).extension() != ".toml") {
        card.model = path;
        return card;
    }
    const Result<TomlDocument> document = TomlDocument::read(path);
    if (!document) return document.error();
    const TomlValue root = document->root();
    const Result<TomlValue> model = root.require("model");
    if (!model) return model.error();
    const Result<std::string> text = model->text();
    if (!text) return text.error();
    const std::size_t colon = text->rfind(':');
    if (text->substr(0, colon).empty())
        return model->error(7500, "model names no Verilog-A file",
                            "write model = \"FILE.va:MODULE\", the file beside the card");
    const fs::path folder = fs::path(path).parent_path();
    card.model = (folder / text->substr(0, colon)).string();
    if (colon != std::string::npos) card.module = text->substr(colon + 1);
    if (auto r = read_texts(root, {{"title", &card.title}}); !r) return r.error();
    const Result<bool> active = root.get("active").boolean_or(false);
    if (!active) return active.error();
    card.active = *active;
    if (auto r = read_parameters(root.get("parameters"), card); !r) return r.error();
    if (auto r = read_states(root.get("states"), card); !r) return r.error();
    if (auto r = read_curves(root.get("reference"), folder, card); !r) return r.error();
    if (auto r = document->check_all_used(); !r) return r.error();
    return card;
}

}  // namespace crosspoint
