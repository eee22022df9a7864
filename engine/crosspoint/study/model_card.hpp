// A model card: which Verilog-A module, the values of its parameters, and named states. The format
// is in device_models/README.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/veriloga/bindings.hpp"

namespace crosspoint {

/// Values of state unknowns or of parameters, by name.
using CardState = std::map<std::string, double>;

struct ModelCard {
    std::string source;  ///< path of the Verilog-A file, as seen from the working folder
    std::string module;
    veriloga::Bindings parameters;
    std::map<std::string, CardState> states;
};

/// Reads a card. Values may be bare or tables with `value`; units, sources, how well a value is
/// known, and reference curves are for people and tests and are passed over.
/// @errors input: 1001, 2201..2204; 7450: `model` is not "file.va:module"
Result<ModelCard> load_model_card(const std::string& path);

}  // namespace crosspoint
