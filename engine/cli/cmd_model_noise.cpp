// crosspoint model noise: spectral densities of a device at an operating point.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/model_noise.hpp"
#include "crosspoint/study/plot.hpp"
#include "model_options.hpp"

namespace crosspoint::cli {

namespace {

struct NoiseArguments {
    ModelOptions model;
    std::string terminal;
    std::vector<std::string> at;
    std::string frequency = "1:1e9";
    std::size_t per_decade = 5;
    double temperature_K = 300.15;
    std::string csv;
    std::string plot;
};

// "1:1e9", both ends among the points.
Result<std::vector<double>> frequencies(const NoiseArguments& arguments) {
    const std::string& text = arguments.frequency;
    const std::size_t colon = text.find(':');
    const Result<double> from = quantity_of("--frequency", text.substr(0, colon), Unit::hertz);
    if (!from) return from.error();
    Result<double> to = from;
    if (colon != std::string::npos)
        to = quantity_of("--frequency", text.substr(colon + 1), Unit::hertz);
    if (!to) return to.error();
    const double decades = std::log10(*to / *from);
    if (!(*from > 0.0) || !(decades >= 0.0) || decades > 40.0)
        return Error{.code = Errc::usage,
                     .id = 7144,
                     .what = fmt::format("--frequency {} is no range of frequencies", text),
                     .help = "write from:to with 0 < from <= to, as 1:1e9, or one frequency"};
    const auto steps = static_cast<std::size_t>(
        std::ceil(decades * static_cast<double>(arguments.per_decade) - 1e-9));
    std::vector<double> points{*from};
    for (std::size_t k = 1; k < steps; ++k)
        points.push_back(
            *from * std::pow(10.0, decades * static_cast<double>(k) / static_cast<double>(steps)));
    if (*to > *from) points.push_back(*to);
    return points;
}

Result<int> run_noise(const NoiseArguments& arguments) {
    const Result<std::unique_ptr<LoadedModel>> loaded = load(arguments.model);
    if (!loaded) return loaded.error();
    const LoadedModel& model = **loaded;
    const ModelShape& shape = model.model->shape();
    const Result<std::size_t> terminal = terminal_of(shape, arguments.terminal);
    if (!terminal) return terminal.error();
    NoiseSpec spec{.terminal = *terminal,
                   .at_V = {},
                   .frequency_Hz = {},
                   .temperature_K = arguments.temperature_K};
    Result<std::vector<double>> at_V = terminal_voltages(shape, arguments.at);
    if (!at_V) return at_V.error();
    spec.at_V = *std::move(at_V);
    Result<std::vector<double>> points = frequencies(arguments);
    if (!points) return points.error();
    spec.frequency_Hz = *std::move(points);
    const Result<NoiseReport> report = noise_of(model, spec);
    if (!report) return report.error();
    for (const NoiseSourceReport& source : report->sources)
        note(source.flicker ? fmt::format("{}: flicker, {:.6g} per Hz at 1 Hz, falls as f^-{:g}",
                                          source.name, source.density, source.exponent)
                            : fmt::format("{}: white, {:.6g} per Hz", source.name, source.density));
    if (arguments.csv.empty() && arguments.plot.empty())
        std::fputs(report->curves.csv().c_str(), stdout);
    if (!arguments.csv.empty()) {
        if (auto r = write_file(arguments.csv, report->curves.csv()); !r) return r.error();
        note("wrote " + arguments.csv);
    }
    if (!arguments.plot.empty()) {
        const std::string title = model.card.title.empty() ? shape.name : model.card.title;
        const std::string script = noise_script(*report, title);
        if (auto r = draw_plot({.picture = arguments.plot, .script = script}); !r) return r.error();
        note("wrote " + arguments.plot + " and its script " + plot_script_path(arguments.plot));
    }
    return 0;
}

}  // namespace

void add_model_noise(Program& program, CLI::App& verb) {
    auto arguments = std::make_shared<NoiseArguments>();  // shared with the callback only
    CLI::App* noise = verb.add_subcommand("noise", "noise of the current into a terminal");
    add_model_options(*noise, arguments->model);
    noise->add_option("--terminal", arguments->terminal, "whose current")->required();
    noise->add_option("--at", arguments->at, "voltage of a terminal, name=volts; may be repeated")
        ->allow_extra_args(false);
    noise->add_option("--frequency", arguments->frequency, "from:to in Hz")->capture_default_str();
    noise->add_option("--per-decade", arguments->per_decade, "points of a decade")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    noise->add_option("--temperature", arguments->temperature_K, "K")
        ->check(CLI::Range(1.0, 2000.0))
        ->capture_default_str();
    noise->add_option("--csv", arguments->csv, "file for the numbers");
    noise->add_option("--plot", arguments->plot, "picture, FILE.svg or FILE.png");
    noise->footer(
        "Power densities in A^2/Hz: the total, and what each white_noise and flicker_noise of the\n"
        "model gives. Terminals are at ideal sources, chosen states stand still.\n"
        "Example:\n"
        "  crosspoint model noise my_fet.va --terminal d --at d=0.5 --at g=0.7 --frequency 1:1e9");
    noise->callback(
        [&program, arguments] { program.action = [arguments] { return run_noise(*arguments); }; });
}

}  // namespace crosspoint::cli
