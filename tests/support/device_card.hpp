// The cards of device_models/ and the reference curves beside them, for tests. Reads as much of a
// card as a test needs: model, parameters, named states, curves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/toml_reader.hpp"
#include "crosspoint/veriloga/compile.hpp"

namespace crosspoint::testing {

/// A curve of a card with what its state and its own parameters make of the card.
struct ReferenceCurve {
    std::string name;
    bool pulse = false;
    double tolerance = 0.0;
    veriloga::Bindings parameters;        ///< of the card, the curve, and states that are such
    std::map<std::string, double> state;  ///< unknowns and their values
    std::vector<std::string> columns;
    std::vector<std::vector<double>> rows;

    /// Column of "p_V" and the like; columns.size() when there is none.
    [[nodiscard]] std::size_t column(const std::string& wanted) const {
        const auto found = std::find(columns.begin(), columns.end(), wanted);
        return static_cast<std::size_t>(found - columns.begin());
    }
};

struct DeviceCard {
    std::string name;
    std::filesystem::path file;  ///< of the model
    std::string module;
    std::vector<ReferenceCurve> curves;
};

inline std::string whole_file(const std::filesystem::path& path) {
    auto text = read_text_file(path.string());
    INFO(path.string());
    REQUIRE(text);
    return *text;
}

/// "Unit_V" of a column that ends with the suffix: the name before it; else empty.
inline std::string stem_of(const std::string& column, const std::string& suffix) {
    if (column.size() <= suffix.size() || !column.ends_with(suffix)) return {};
    return column.substr(0, column.size() - suffix.size());
}

inline void read_rows(const std::filesystem::path& path, ReferenceCurve& curve) {
    std::istringstream text(whole_file(path));
    std::string line, word;
    while (std::getline(text, line)) {
        std::istringstream words(line);
        const bool header = curve.columns.empty();
        if (!header) curve.rows.emplace_back();
        while (std::getline(words, word, ',')) {
            if (header)
                curve.columns.push_back(word);
            else
                curve.rows.back().push_back(std::strtod(word.c_str(), nullptr));
        }
        if (!header) REQUIRE(curve.rows.back().size() == curve.columns.size());
    }
    REQUIRE(curve.rows.size() > 10);
}

inline double number_of(const TomlValue& value) {
    INFO(value.path());
    const auto number = value.raw_number();
    REQUIRE(number);
    return *number;
}

inline DeviceCard read_card(const std::filesystem::path& path) {
    INFO(path.string());
    const auto document = TomlDocument::read(path.string());
    REQUIRE(document);
    const TomlValue root = document->root();
    const std::string model = *root.get("model").text();
    const std::size_t colon = model.find(':');
    DeviceCard card{path.stem().string(),
                    path.parent_path() / model.substr(0, colon),
                    model.substr(colon + 1),
                    {}};
    veriloga::Bindings parameters;
    const TomlValue listed = root.get("parameters");
    for (const std::string& key : listed.keys())
        parameters[key] = number_of(listed.get(key).get("value"));
    const TomlValue reference = root.get("reference");
    for (const std::string& key : reference.keys()) {
        const TomlValue at = reference.get(key);
        ReferenceCurve curve;
        curve.name = key;
        curve.pulse = *at.get("kind").text() == "pulse";
        curve.tolerance = number_of(at.get("tolerance"));
        curve.parameters = parameters;
        const TomlValue own = at.get("parameters");
        for (const std::string& name : own.keys())
            curve.parameters[name] = number_of(own.get(name));
        if (at.get("state").exists()) {
            const TomlValue state = root.get("states").get(*at.get("state").text());
            for (const std::string& name : state.keys()) {
                const double value = number_of(state.get(name));
                if (parameters.contains(name))
                    curve.parameters[name] = value;
                else
                    curve.state[name] = value;
            }
        }
        read_rows(path.parent_path() / *at.get("file").text(), curve);
        card.curves.push_back(std::move(curve));
    }
    REQUIRE(!card.curves.empty());
    return card;
}

/// All cards of device_models/, in the order of their paths.
inline std::vector<DeviceCard> all_cards() {
    std::vector<std::filesystem::path> paths;
    const std::filesystem::path root = CROSSPOINT_SOURCE_DIR "/device_models";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
        if (entry.path().extension() == ".toml") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<DeviceCard> cards;
    for (const auto& path : paths) cards.push_back(read_card(path));
    return cards;
}

inline veriloga::CompiledSource compile_file(const std::filesystem::path& file,
                                             const std::string& module,
                                             const veriloga::Bindings& card = {}) {
    veriloga::CompileOptions options;
    options.module = module;
    options.card = card;
    options.preprocess.find = veriloga::find_in_folders({});
    auto result = veriloga::compile_model({file.string(), whole_file(file)}, options);
    INFO(file.string() << ": " << (result ? "" : result.error().what));
    REQUIRE(result);
    return std::move(*result);
}

}  // namespace crosspoint::testing
