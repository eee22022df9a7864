// From the checked model with bound parameters to the intermediate form: the statements are
// executed symbolically. A run-time `if` runs both arms on copies of the variables and merges them
// by selects; loops are unrolled; functions are inlined; parameters fold, but for those that vary
// from cell to cell. Variables that are read before they are assigned keep their value from the
// last accepted step: what of that survives dead-code elimination is the hidden state, and a
// warning names it. Rows and unknowns are those of Structure (unknowns.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/model.hpp"
#include "crosspoint/veriloga/bindings.hpp"
#include "crosspoint/veriloga/checked.hpp"
#include "crosspoint/veriloga/diagnostics.hpp"
#include "crosspoint/veriloga/ir.hpp"
#include "crosspoint/veriloga/message_text.hpp"
#include "crosspoint/veriloga/unknowns.hpp"

namespace crosspoint::veriloga {

struct LowerOptions {
    std::vector<std::string> varying;     ///< names of real scalar parameters that differ per cell
    std::optional<double> temperature_K;  ///< known: folded; else an input
    std::size_t operations = 4'000'000;   ///< of the program; more is error 7123
};

struct MemorySlot {
    std::string name;      ///< of the variable or the operator: "x", "cross#2"
    double initial = 0.0;  ///< before the first accepted point
    bool hidden = false;   ///< a variable of the model that keeps its value
};

struct LoweredNoise {
    std::string name;
    Index branch =
        no_index;          ///< between whose nodes the source is; no_index: not in a contribution
    bool flicker = false;  ///< density at 1 Hz, falling as frequency^-exponent
    double exponent = 0.0;
};

struct LoweredModel {
    std::string name;
    Structure structure;
    Ir ir;  ///< residual and charge of every row that is not 0, and what OutputKind lists
    std::vector<ModelParameter> varying;
    std::vector<MemorySlot> memory;
    std::vector<ModelEvent> events;
    std::vector<LoweredNoise> noise;
    std::vector<LoweredMessage> messages;
    bool random = false;
    std::vector<double> modulus;  ///< by unknown: of an idtmod, where it is a constant; else 0
};

/// @pre `values` and `structure` come from bind_parameters and find_structure of this model
/// @return errors 7121-7129; the warnings 7130 (hidden state) and 7141 go to `diagnostics`
Result<LoweredModel> lower(const CheckedModel& model, const ParameterValues& values,
                           const Structure& structure, const LowerOptions& options,
                           Diagnostics& diagnostics);

/// The tables (unknowns, memory, events, noise, messages), then the program.
[[nodiscard]] std::string dump_lowered(const LoweredModel& model);

}  // namespace crosspoint::veriloga
