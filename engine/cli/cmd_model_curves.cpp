// crosspoint model iv, pulse: curves of one device, as numbers and as a picture.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/model_bench.hpp"
#include "crosspoint/study/plot.hpp"
#include "model_options.hpp"

namespace crosspoint::cli {

namespace {

struct Outputs {
    std::string csv;
    std::string plot;
};

struct IvArguments {
    ModelOptions model;
    std::string sweep;
    std::vector<std::string> at, open;
    Outputs outputs;
};

struct PulseArguments {
    ModelOptions model;
    std::string terminal;
    std::string amplitude = "1";
    std::string width = "100n";
    std::string rise = "1n";
    std::string period;
    std::string delay;
    std::size_t count = 1;
    std::vector<std::string> at, open;
    Outputs outputs;
};

Error usage(int id, std::string what, std::string help) {
    return Error{.code = Errc::usage, .id = id, .what = std::move(what), .help = std::move(help)};
}

// "p=-1:1:201"
Result<SweepSpec> sweep_of(const ModelShape& shape, const std::string& text) {
    const Error wrong = usage(7514, fmt::format("--sweep {} is not terminal=from:to:points", text),
                              "as p=-1:1:201, with 2 to 1000000 points");
    const std::size_t equals = text.find('='), first = text.find(':');
    const std::size_t second = text.find(':', first == std::string::npos ? first : first + 1);
    if (equals == std::string::npos || second == std::string::npos || first < equals) return wrong;
    const Result<std::size_t> terminal = terminal_of(shape, text.substr(0, equals));
    if (!terminal) return terminal.error();
    const Result<double> from =
        quantity_of("--sweep", text.substr(equals + 1, first - equals - 1), Unit::volt);
    if (!from) return from.error();
    const Result<double> to =
        quantity_of("--sweep", text.substr(first + 1, second - first - 1), Unit::volt);
    if (!to) return to.error();
    const std::string count = text.substr(second + 1);
    char* end = nullptr;
    const long points = std::strtol(count.c_str(), &end, 10);
    if (count.empty() || *end != '\0' || points < 2 || points > 1000000) return wrong;
    return SweepSpec{.terminal = *terminal,
                     .from_V = *from,
                     .to_V = *to,
                     .points = static_cast<std::size_t>(points),
                     .at_V = {}};
}

// The numbers go to the file that was named, else to stdout.
Result<int> write(const Outputs& outputs, const Curves& curves, const std::string& script) {
    const bool to_stdout = outputs.csv.empty() && outputs.plot.empty();
    if (to_stdout) std::fputs(curves.csv().c_str(), stdout);
    if (!outputs.csv.empty()) {
        if (auto r = write_file(outputs.csv, curves.csv()); !r) return r.error();
        note("wrote " + outputs.csv);
    }
    if (!outputs.plot.empty()) {
        if (auto r = draw_plot({.picture = outputs.plot, .script = script}); !r) return r.error();
        note("wrote " + outputs.plot + " and its script " + plot_script_path(outputs.plot));
    }
    return 0;
}

std::string title_of(const LoadedModel& model, const std::vector<std::string>& states) {
    std::string title = model.card.title.empty() ? model.model->shape().name : model.card.title;
    for (const std::string& state : states) title += ", " + state;
    return title;
}

// What models say goes to stderr; numbers alone are on stdout.
void show_message(const DeviceMessage& said) {
    if (said.message.kind == MessageKind::fatal) return;  // it is the error of the run
    const char* kind = said.message.kind == MessageKind::warning ? "warning: "
                       : said.message.kind == MessageKind::error ? "error: "
                                                                 : "";
    std::string text = said.message.text;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    if (said.message.kind == MessageKind::finish)
        text = fmt::format("{} finishes the run at {:g} s{}{}", said.device, said.time_s,
                           text.empty() ? "" : ": ", text);
    fmt::print(stderr, "{}{}\n", kind, text);
}

Result<int> run_iv(const IvArguments& arguments) {
    const Result<std::unique_ptr<LoadedModel>> loaded = load(arguments.model);
    if (!loaded) return loaded.error();
    const LoadedModel& model = **loaded;
    const ModelShape& shape = model.model->shape();
    Result<SweepSpec> spec = sweep_of(shape, arguments.sweep);
    if (!spec) return spec.error();
    Result<std::vector<double>> at_V = terminal_voltages(shape, arguments.at);
    if (!at_V) return at_V.error();
    spec->at_V = *std::move(at_V);
    auto open = open_terminals(shape, arguments.open, arguments.at, spec->terminal);
    if (!open) return open.error();
    spec->open = *std::move(open);
    spec->messages = show_message;
    const Result<Curves> curves = sweep_model(model.model, model.held, *spec);
    if (!curves) return curves.error();
    return write(
        arguments.outputs, *curves,
        sweep_script(*curves, shape, spec->terminal, title_of(model, arguments.model.state)));
}

Result<void> read_times(const PulseArguments& arguments, PulseSpec& spec) {
    const auto read = [](const char* flag, const std::string& text, Unit unit,
                         double& field) -> Result<void> {
        const Result<double> value = quantity_of(flag, text, unit);
        if (!value) return value.error();
        field = *value;
        return {};
    };
    if (auto r = read("--amplitude", arguments.amplitude, Unit::volt, spec.amplitude_V); !r)
        return r;
    if (auto r = read("--width", arguments.width, Unit::second, spec.width_s); !r) return r;
    if (auto r = read("--rise", arguments.rise, Unit::second, spec.rise_s); !r) return r;
    spec.period_s = 2.0 * (spec.width_s + 2.0 * spec.rise_s);
    spec.delay_s = 0.25 * spec.width_s;
    if (!arguments.period.empty())
        if (auto r = read("--period", arguments.period, Unit::second, spec.period_s); !r) return r;
    if (!arguments.delay.empty())
        if (auto r = read("--delay", arguments.delay, Unit::second, spec.delay_s); !r) return r;
    if (!(spec.width_s >= 0.0) || !(spec.rise_s > 0.0) || !(spec.delay_s >= 0.0))
        return usage(7515, "a duration of the pulse is out of range",
                     "width and delay are not negative, the rise is above 0 s");
    if (!(spec.period_s > spec.width_s + 2.0 * spec.rise_s))
        return usage(7516, "the period is not longer than a pulse",
                     "a pulse takes the width and two ramps");
    return {};
}

Result<int> run_pulse(const PulseArguments& arguments) {
    const Result<std::unique_ptr<LoadedModel>> loaded = load(arguments.model);
    if (!loaded) return loaded.error();
    const LoadedModel& model = **loaded;
    const ModelShape& shape = model.model->shape();
    const Result<std::size_t> terminal = terminal_of(shape, arguments.terminal);
    if (!terminal) return terminal.error();
    PulseSpec spec{.terminal = *terminal, .count = arguments.count, .at_V = {}};
    if (auto r = read_times(arguments, spec); !r) return r.error();
    Result<std::vector<double>> at_V = terminal_voltages(shape, arguments.at);
    if (!at_V) return at_V.error();
    spec.at_V = *std::move(at_V);
    auto open = open_terminals(shape, arguments.open, arguments.at, spec.terminal);
    if (!open) return open.error();
    spec.open = *std::move(open);
    spec.messages = show_message;
    const Result<Curves> curves = pulse_model(model.model, model.held, spec);
    if (!curves) return curves.error();
    return write(
        arguments.outputs, *curves,
        pulse_script(*curves, shape, spec.terminal, title_of(model, arguments.model.state)));
}

void add_outputs(CLI::App& verb, Outputs& outputs, std::vector<std::string>& at) {
    verb.add_option("--at", at, "voltage of another terminal, name=volts; may be repeated")
        ->allow_extra_args(false);
    verb.add_option("--csv", outputs.csv, "file for the numbers");
    verb.add_option("--plot", outputs.plot, "picture, FILE.svg or FILE.png");
}

}  // namespace

void add_model_iv(Program& program, CLI::App& verb) {
    auto arguments = std::make_shared<IvArguments>();  // shared with the callback only
    CLI::App* iv = verb.add_subcommand("iv", "static current over the voltage of a terminal");
    add_model_options(*iv, arguments->model);
    iv->add_option("--sweep", arguments->sweep, "terminal=from:to:points")->required();
    add_outputs(*iv, arguments->outputs, arguments->at);
    add_open(*iv, arguments->open);
    iv->footer(
        "Without --csv and --plot the numbers go to stdout. Currents are into the terminals.\n"
        "Examples:\n"
        "  crosspoint model iv device_models/rram/stanford_v1.toml --sweep p=-1:1:201 --state lrs\n"
        "  crosspoint model iv fet.va --sweep d=0:0.7:71 --at g=0.5 --plot output.svg\n"
        "  crosspoint model iv cell.va --sweep a=0:1:101 --open mid");
    iv->callback(
        [&program, arguments] { program.action = [arguments] { return run_iv(*arguments); }; });
}

void add_model_pulse(Program& program, CLI::App& verb) {
    auto arguments = std::make_shared<PulseArguments>();  // shared with the callback only
    CLI::App* pulse = verb.add_subcommand("pulse", "response to voltage pulses");
    add_model_options(*pulse, arguments->model);
    pulse->add_option("--terminal", arguments->terminal, "where the pulses are")->required();
    pulse->add_option("--amplitude", arguments->amplitude, "volts")->capture_default_str();
    pulse->add_option("--width", arguments->width, "seconds, without ramps")->capture_default_str();
    pulse->add_option("--rise", arguments->rise, "of either ramp")->capture_default_str();
    pulse->add_option("--period", arguments->period, "of a train; twice a pulse if left out");
    pulse->add_option("--delay", arguments->delay, "before the first; a quarter of the width");
    pulse->add_option("--count", arguments->count, "number of pulses")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    add_outputs(*pulse, arguments->outputs, arguments->at);
    add_open(*pulse, arguments->open);
    pulse->footer(
        "Without --csv and --plot the numbers go to stdout. Currents are into the terminals.\n"
        "Example:\n"
        "  crosspoint model pulse device_models/rram/stanford_v1.toml --state hrs --terminal p \\\n"
        "    --amplitude 1.7 --width 100n --rise 1n --plot set.svg");
    pulse->callback(
        [&program, arguments] { program.action = [arguments] { return run_pulse(*arguments); }; });
}

}  // namespace crosspoint::cli
