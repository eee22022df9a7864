// A compact model with its values: a card (device_models/README.md has the format) or a bare
// Verilog-A file, compiled, with what a user changes on the command line. A message about a value
// that the card gives points into the card; one about the model points into the model.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/circuit/netlist.hpp"
#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/compile.hpp"

namespace crosspoint {

/// One line of [parameters]; `known` is one letter: F, S, D, M or U.
struct CardParameter {
    std::string name;
    veriloga::CardValue value = 0.0;
    std::string unit = {};
    std::string source = {};
    std::string known = {};
    SourceSpan where = {};
};

/// One line of [states]: values of unknowns or of parameters.
struct CardState {
    std::string name;
    std::vector<std::pair<std::string, double>> values = {};
    SourceSpan where = {};
};

/// One line of [reference].
struct CardCurve {
    std::string name;
    std::string file;  ///< path, beside the card
    std::string kind;  ///< iv or pulse
    std::string state = {};
    std::vector<std::pair<std::string, double>> parameters = {};  ///< that differ from the card
    double tolerance = 0.0;
};

struct ModelCard {
    std::string title;
    std::string model;    ///< path of the Verilog-A file
    std::string module;   ///< empty: the only one
    bool active = false;  ///< has sources: a negative power is no defect
    std::vector<CardParameter> parameters;
    std::vector<CardState> states;
    std::vector<CardCurve> curves;
};

/// @param path a file that ends in .toml; any other file is taken for a bare model
/// @errors input as TomlDocument, 7500 (`model` names no file), 7501 (`known` or `kind`)
Result<ModelCard> read_model_card(const std::string& path);

/// What is asked for beyond the file.
struct ModelChoice {
    std::string path;                     ///< card or Verilog-A file
    std::string module = {};              ///< empty: that of the card
    veriloga::Bindings set = {};          ///< values that override the card
    std::vector<std::string> state = {};  ///< "lrs" of the card, or "gap=0.5"
};

struct LoadedModel {
    ModelCard card;
    veriloga::SourceSet sources;
    veriloga::SourceTree tree;
    veriloga::CheckedModel checked;
    veriloga::Bindings bindings;
    veriloga::ParameterValues values;
    veriloga::LoweredModel lowered;
    std::shared_ptr<const veriloga::CompiledModel> model;
    std::vector<HeldUnknown> held;  ///< of the states that were chosen
    std::vector<Error> warnings;
};

/// @errors input as read_model_card and the compiler (7001-7136), 7502 (no such state)
Result<std::unique_ptr<LoadedModel>> load_model(const ModelChoice& choice);

/// What a state of the card holds, for a model that is loaded; parameters in it are left out.
std::vector<HeldUnknown> held_by(const ModelShape& shape, const CardState& state);

}  // namespace crosspoint
