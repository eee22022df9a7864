// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_card.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "crosspoint/study/array_value.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {
namespace {

// Counts everything below as asked for.
void pass_over(const TomlValue& value) {
    for (const std::string& key : value.keys()) pass_over(value.get(key));
    for (const TomlValue& item : value.items()) pass_over(item);
}

Result<veriloga::CardValue> read_value(const TomlValue& entry) {
    TomlValue value = entry;
    if (entry.kind() == TomlKind::table) {
        const Result<TomlValue> inner = entry.require("value");
        if (!inner) return inner.error();
        value = *inner;
        pass_over(entry);
    }
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

Result<void> read_model(const TomlValue& root, const std::string& path, ModelCard& card) {
    const Result<TomlValue> model = root.require("model");
    if (!model) return model.error();
    const Result<std::string> text = model->text();
    if (!text) return text.error();
    const std::size_t colon = text->rfind(".va:");
    if (colon == std::string::npos || colon + 4 == text->size())
        return model->error(7450,
                            fmt::format("model is \"{}\", expected a file and a module", *text),
                            "write model = \"file.va:module\", the file beside the card");
    card.source = path_beside(path, text->substr(0, colon + 3));
    card.module = text->substr(colon + 4);
    return {};
}

}  // namespace

Result<ModelCard> load_model_card(const std::string& path) {
    const Result<TomlDocument> document = TomlDocument::read(path);
    if (!document) return document.error();
    const TomlValue root = document->root();
    ModelCard card;
    if (auto r = read_model(root, path, card); !r) return r.error();
    pass_over(root.get("title"));
    pass_over(root.get("reference"));
    const TomlValue parameters = root.get("parameters");
    if (auto r = parameters.expect_table(); !r) return r.error();
    for (const std::string& name : parameters.keys()) {
        Result<veriloga::CardValue> value = read_value(parameters.get(name));
        if (!value) return value.error();
        card.parameters.insert_or_assign(name, std::move(*value));
    }
    const TomlValue states = root.get("states");
    if (auto r = states.expect_table(); !r) return r.error();
    for (const std::string& state : states.keys()) {
        const TomlValue values = states.get(state);
        if (auto r = values.expect_table(); !r) return r.error();
        for (const std::string& name : values.keys()) {
            const Result<double> number = values.get(name).number({});
            if (!number) return number.error();
            card.states[state][name] = *number;
        }
    }
    if (auto r = document->check_all_used(); !r) return r.error();
    return card;
}

}  // namespace crosspoint
