// From Verilog-A text to a device model that solvers can use: all stages of the compiler in order.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/veriloga/bindings.hpp"
#include "crosspoint/veriloga/compiled_model.hpp"
#include "crosspoint/veriloga/lower.hpp"
#include "crosspoint/veriloga/preprocess.hpp"

namespace crosspoint::veriloga {

struct CompileOptions {
    std::string module;                   ///< empty: the only one that no other one instantiates
    Bindings card;                        ///< parameter values; the rest are defaults
    std::vector<std::string> varying;     ///< parameters that differ from cell to cell
    std::optional<double> temperature_K;  ///< known: folded into the program
    PreprocessOptions preprocess;         ///< where included files are found; macros
    std::size_t operations = 4'000'000;   ///< of the program before derivatives; more is error 7123
};

struct CompiledSource {
    std::unique_ptr<CompiledModel> model;
    LoweredModel lowered;         ///< tables, and the program as it was before derivatives
    std::vector<Error> warnings;  ///< hidden state and the like
};

/// Table of unknowns, memory and events as solvers see them. An idt, and an internal node of a
/// discipline that is not electrical whose own derivative stands in its row, is a `state`.
[[nodiscard]] ModelShape shape_of(const CheckedModel& checked, const LoweredModel& lowered,
                                  const Ir& differentiated);

/// @param source the file's name for messages, and its text
/// @return the model, or the first error of the front end, of the card or of the lowering
[[nodiscard]] Result<CompiledSource> compile_model(SourceText source,
                                                   const CompileOptions& options);

}  // namespace crosspoint::veriloga
