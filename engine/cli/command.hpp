// What the verbs share. A verb adds itself to the parser and leaves its action in the program;
// main runs the action and turns an Error into its exit code.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "crosspoint/base/error.hpp"

namespace crosspoint::cli {

/// The parser and the action of the verb that was chosen; the action returns the exit code.
struct Program {
    CLI::App app{"Circuit-level analysis of crossbar arrays"};
    std::function<Result<int>()> action;
};

/// Prints the error to stderr and returns its exit code.
int report_error(const Error& error);

/// Prints a line to stderr, marked as a note.
void note(const std::string& text);

/// Options that verbs have in common.
void add_threads(CLI::App& verb, int& threads);
void add_format(CLI::App& verb, std::string& format, const std::string& what = "report");

/// One per verb.
void add_solve(Program& program);
void add_export(Program& program);
void add_verify(Program& program);
void add_plot(Program& program);
void add_sensitivity(Program& program);
void add_infer(Program& program);
void add_study(Program& program);
void add_map(Program& program);
void add_model(Program& program);
void add_model_import(Program& program);
void add_program(Program& program);
void add_tran(Program& program);
void add_write_error(Program& program);
void add_cell(Program& program);

}  // namespace crosspoint::cli
