// crosspoint model export: a compact model as an ngspice subcircuit.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "command.hpp"
#include "crosspoint/base/file.hpp"
#include "crosspoint/study/model_deck.hpp"
#include "model_options.hpp"

namespace crosspoint::cli {

namespace {

struct ExportArguments {
    ModelOptions model;
    std::string out = "-";
    std::vector<std::string> at;
    ModelExportOptions options;
};

Result<int> run(ExportArguments arguments) {
    const Result<ModelChoice> choice = choice_of(arguments.model);
    if (!choice) return choice.error();
    if (!arguments.at.empty()) {
        const auto loaded = load_model(*choice);
        if (!loaded) return loaded.error();
        auto volts = terminal_voltages((*loaded)->model->shape(), arguments.at);
        if (!volts) return volts.error();
        arguments.options.at_V = *std::move(volts);
    }
    const Result<std::string> text = export_model(*choice, arguments.options);
    if (!text) return text.error();
    if (arguments.out == "-") {
        std::fputs(text->c_str(), stdout);
        return 0;
    }
    if (auto written = write_file(arguments.out, *text); !written) return written.error();
    note("wrote " + arguments.out +
         (arguments.at.empty() && arguments.options.curve.empty()
              ? "; use it with: .include \"" + arguments.out + "\""
              : "; run it with: ngspice -b " + arguments.out));
    return 0;
}

}  // namespace

void add_model_export(Program& program, CLI::App& verb) {
    auto arguments = std::make_shared<ExportArguments>();  // shared with the callback only
    CLI::App* sub = verb.add_subcommand("export", "write a model as an ngspice subcircuit");
    add_model_options(*sub, arguments->model);
    sub->add_option("--spice", arguments->out, "file to write, - for stdout")
        ->capture_default_str();
    sub->add_option("--name", arguments->options.name,
                    "of the subcircuit; else that of the module");
    sub->add_option("--vary", arguments->options.vary,
                    "a parameter that instances may set; may be repeated")
        ->allow_extra_args(false);
    sub->add_option("--at", arguments->at,
                    "terminal=voltage: a whole deck with this operating point; may be repeated")
        ->allow_extra_args(false);
    sub->add_option("--curve", arguments->options.curve,
                    "a pulse of the card: a whole deck over time that prints the states");
    sub->footer(
        "What the states of the card name can be set on every instance, and so can --vary.\n"
        "Examples:\n"
        "  crosspoint model export device_models/rram/stanford_v1.toml --spice rram.cir\n"
        "  crosspoint model export device_models/rram/sinh.toml --state lrs --vary V0\n"
        "  crosspoint model export device_models/rram/sinh.toml --at p=300m | ngspice -b\n"
        "  crosspoint model export device_models/rram/vteam_default.toml --curve pulse_on");
    sub->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
