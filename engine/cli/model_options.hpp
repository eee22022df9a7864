// What the actions of `crosspoint model` share: the options that choose a model, its parameters
// and its states.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "command.hpp"
#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/model_card.hpp"

namespace crosspoint::cli {

/// As they stand on the command line.
struct ModelOptions {
    std::string file;
    std::string module;
    std::vector<std::string> set;
    std::vector<std::string> state;
};

void add_model_options(CLI::App& verb, ModelOptions& options);

/// What the options ask for.
/// @errors usage 7510
Result<ModelChoice> choice_of(const ModelOptions& options);

/// @errors usage 7510 (--set); as load_model
Result<std::unique_ptr<LoadedModel>> load(const ModelOptions& options);

/// "100n", "100 ns" and "1e-7" are one duration.
/// @errors usage 7511: no number of that unit
Result<double> quantity_of(const std::string& flag, const std::string& text, Unit unit);

/// @errors usage 7512: the model has no such terminal
Result<std::size_t> terminal_of(const ModelShape& shape, const std::string& name);

/// Voltages of all terminals from "t=0.5" texts; the rest is at 0.
/// @errors usage 7513: no voltage in a text; as terminal_of and quantity_of
Result<std::vector<double>> terminal_voltages(const ModelShape& shape,
                                              const std::vector<std::string>& texts);

/// Terminals that --open leaves without a source.
/// @errors usage 7512; 7517: it is `driven` (no_terminal: none is), or --at names it
Result<std::vector<std::size_t>> open_terminals(const ModelShape& shape,
                                                const std::vector<std::string>& names,
                                                const std::vector<std::string>& at,
                                                std::size_t driven);
inline constexpr std::size_t no_terminal = ~std::size_t{0};

/// The flag --open.
void add_open(CLI::App& verb, std::vector<std::string>& names);

void add_model_iv(Program& program, CLI::App& verb);
void add_model_pulse(Program& program, CLI::App& verb);
void add_model_export(Program& program, CLI::App& verb);
void add_model_noise(Program& program, CLI::App& verb);

}  // namespace crosspoint::cli
