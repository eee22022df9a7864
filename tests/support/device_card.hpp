// The cards of device_models/ and the reference curves beside them, for tests: what a curve's state
// and its own parameters make of the card, and the numbers of the curve.
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
#include "crosspoint/study/model_card.hpp"
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

inline DeviceCard read_card(const std::filesystem::path& path) {
    INFO(path.string());
    const auto read = read_model_card(path.string());
    REQUIRE(read);
    DeviceCard card{path.stem().string(), read->model, read->module, {}};
    veriloga::Bindings parameters;
    for (const CardParameter& one : read->parameters) parameters[one.name] = one.value;
    for (const CardCurve& at : read->curves) {
        ReferenceCurve curve;
        curve.name = at.name;
        curve.pulse = at.kind == "pulse";
        curve.tolerance = at.tolerance;
        curve.parameters = parameters;
        for (const auto& [name, value] : at.parameters) curve.parameters[name] = value;
        for (const CardState& state : read->states) {
            if (state.name != at.state) continue;
            for (const auto& [name, value] : state.values) {
                if (parameters.contains(name))
                    curve.parameters[name] = value;
                else
                    curve.state[name] = value;
            }
        }
        read_rows(at.file, curve);
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
