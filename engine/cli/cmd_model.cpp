// crosspoint model check, show: is a compact model in order, and what is in it.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "crosspoint/base/nearest.hpp"
#include "crosspoint/study/model_check.hpp"
#include "crosspoint/study/model_reference.hpp"
#include "crosspoint/veriloga/dump.hpp"
#include "model_options.hpp"

namespace crosspoint::cli {

namespace {

const char* kind_name(UnknownKind kind) {
    switch (kind) {
        case UnknownKind::terminal:
            return "terminal";
        case UnknownKind::node:
            return "node";
        case UnknownKind::flow:
            return "flow";
        case UnknownKind::state:
            return "state";
    }
    return "";
}

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

std::string summary(const LoadedModel& loaded) {
    const ModelShape& shape = loaded.model->shape();
    std::string text = fmt::format("model {} of {}\n", shape.name, loaded.card.model);
    if (!loaded.card.title.empty()) text += "title " + loaded.card.title + "\n";
    for (const UnknownInfo& unknown : shape.unknowns)
        text += fmt::format("  {:<9} {}{}\n", kind_name(unknown.kind), unknown.name,
                            unknown.unit.empty() ? "" : " (" + unknown.unit + ")");
    for (const veriloga::MemorySlot& slot : loaded.lowered.memory)
        text += fmt::format("  {:<9} {}\n", slot.hidden ? "hidden" : "memory", slot.name);
    if (!shape.events.empty()) text += fmt::format("  {} events\n", shape.events.size());
    if (shape.random) text += "  draws random numbers\n";
    return text;
}

struct CheckArguments {
    ModelOptions model;
    std::size_t points = 20;
    double limit_V = 1.0;
    std::uint64_t seed = 1;
    bool active = false;
    bool no_curves = false;
    std::vector<std::string> open;
};

std::string derivative_line(const ModelShape& shape, const ModelCheck& check) {
    std::string text = fmt::format(
        "derivatives: {} entries at {} points, {} wrong, {} undecided (corner or "
        "rounding)\n",
        check.compared, check.points - check.unsolved, check.wrong, check.undecided);
    if (check.unsolved > 0)
        text += fmt::format("  {} points have no operating point\n", check.unsolved);
    if (check.not_finite > 0)
        text += fmt::format("  {} points have NaN or infinity\n", check.not_finite);
    const WorstEntry& worst = check.worst;
    if (check.compared > 0)
        text += fmt::format("  worst: d {}({}) / d {} = {:.8g}, difference {:.8g}, off by {:.1e}\n",
                            worst.charge ? "charge" : "row", shape.unknowns[worst.row].name,
                            shape.unknowns[worst.col].name, worst.derivative, worst.difference,
                            worst.error);
    return text;
}

/// A line for each reference curve of the card. @return whether all agree
Result<bool> check_curves(const CheckArguments& arguments, const ModelCard& card) {
    if (arguments.no_curves || card.curves.empty()) return true;
    if (!arguments.model.set.empty() || !arguments.model.state.empty()) {
        print("curves: not compared, for --set and --state leave the card\n");
        return true;
    }
    const Result<std::vector<CurveComparison>> curves = compare_curves(arguments.model.file);
    if (!curves) return curves.error();
    bool good = true;
    for (const CurveComparison& curve : *curves) {
        good = good && curve.agrees();
        print(curve.failure.empty()
                  ? fmt::format("curve {}: {} values, off by {:.1e} at most (bound {:g}){}\n",
                                curve.name, curve.values, curve.worst, curve.tolerance,
                                curve.agrees() ? "" : ", at " + curve.where + ": DIFFERS")
                  : fmt::format("curve {}: NOT solved: {}\n", curve.name, curve.failure));
    }
    return good;
}

Result<int> run_check(const CheckArguments& arguments) {
    const Result<std::unique_ptr<LoadedModel>> loaded = load(arguments.model);
    if (!loaded) return loaded.error();
    const LoadedModel& model = **loaded;
    const ModelShape& shape = model.model->shape();
    print(summary(model));
    for (const Error& warning : model.warnings) print("warning: " + warning.format() + "\n");
    ModelCheckOptions options{
        .points = arguments.points, .limit_V = arguments.limit_V, .seed = arguments.seed};
    Result<std::vector<std::size_t>> open = open_terminals(shape, arguments.open, {}, no_terminal);
    if (!open) return open.error();
    options.open = *std::move(open);
    if (!model.held.empty()) {
        options.states = {model.held};
    } else {
        for (const CardState& state : model.card.states) {
            const std::vector<HeldUnknown> held = held_by(shape, state);
            if (!held.empty()) options.states.push_back(held);
        }
    }
    const Result<ModelCheck> check = check_model(model.model, options);
    if (!check) return check.error();
    print(derivative_line(shape, *check));
    for (std::size_t k = 0; k < options.open.size() && check->unsolved < check->points; ++k)
        print(fmt::format("open terminal {}: {:.6g} V to {:.6g} V\n",
                          shape.unknowns[options.open[k]].name, check->open_V[k].first,
                          check->open_V[k].second));
    const bool active = arguments.active || model.card.active;
    // What a transistor takes from its drain alone is positive as well, but a model of several
    // terminals may have loads inside: there it is only said.
    const bool judged = shape.terminals == 2 && !active;
    const bool passive = check->negative_power == 0;
    print(fmt::format("power: least {:.3g} W, negative at {} of {} points{}\n",
                      check->least_power_W, check->negative_power, check->points - check->unsolved,
                      passive || judged ? "" : " (not judged)"));
    const Result<bool> curves = check_curves(arguments, model.card);
    if (!curves) return curves.error();
    const bool good = check->derivatives_agree() && (passive || !judged) && *curves;
    print(good ? "in order\n" : "NOT in order\n");
    return good ? 0 : 1;
}

struct ShowArguments {
    ModelOptions model;
    std::string stage;
};

std::string value_text(const veriloga::BoundParameter& bound) {
    std::string text;
    for (const veriloga::Value& value : bound.values) {
        if (!text.empty()) text += ", ";
        const auto* number = std::get_if<double>(&value);
        text += number != nullptr ? fmt::format("{:.9g}", *number)
                                  : "\"" + std::get<std::string>(value) + "\"";
    }
    return text;
}

std::string bound_text(const LoadedModel& model, const veriloga::ExprPtr& end,
                       const char* infinite) {
    return end == nullptr ? infinite : veriloga::dump_expression(model.checked, *end);
}

std::string range_text(const LoadedModel& model, const veriloga::CheckedParameter& parameter) {
    std::string text;
    for (const veriloga::CheckedRange& range : parameter.ranges) {
        if (!text.empty()) text += " ";
        text += range.exclude ? "exclude " : "from ";
        if (!range.texts.empty()) {
            text += fmt::format("{{{}}}", fmt::join(range.texts, ", "));
        } else {
            text += fmt::format(
                "{}{}:{}{}", range.low_closed ? '[' : '(', bound_text(model, range.low, "-inf"),
                bound_text(model, range.high, "inf"), range.high_closed ? ']' : ')');
        }
    }
    return text;
}

std::string parameter_text(const LoadedModel& model) {
    std::string text = "parameters\n";
    for (std::size_t k = 0; k < model.checked.parameters.size(); ++k) {
        const veriloga::CheckedParameter& parameter = model.checked.parameters[k];
        const veriloga::BoundParameter& bound = model.values[k];
        std::string line = fmt::format("  {} = {}", parameter.name, value_text(bound));
        if (!parameter.units.empty() && parameter.units != "1") line += " " + parameter.units;
        const std::string range = range_text(model, parameter);
        if (!range.empty()) line += ", " + range;
        if (!parameter.desc.empty()) line += ": " + parameter.desc;
        const auto& lines = model.card.parameters;
        const auto card = std::find_if(lines.begin(), lines.end(), [&](const CardParameter& p) {
            return p.name == parameter.name;
        });
        if (parameter.local) {
            line += " [local]";
        } else if (!bound.given) {
            line += " [default of the model]";
        } else if (card == lines.end() ||
                   model.bindings.find(parameter.name)->second != card->value) {
            line += " [set on the command line]";
        } else if (!card->source.empty()) {
            line += fmt::format("\n      {}{}{}", card->known, card->known.empty() ? "" : ": ",
                                card->source);
        }
        text += line + "\n";
    }
    return text;
}

std::string state_text(const ModelCard& card) {
    std::string text = card.states.empty() ? "" : "states of the card\n";
    for (const CardState& state : card.states) {
        text += "  " + state.name + ":";
        for (const auto& [name, value] : state.values) text += fmt::format(" {}={:g}", name, value);
        text += "\n";
    }
    return text;
}

std::string stage_text(LoadedModel& model, const std::string& stage) {
    if (stage == "tokens") {
        veriloga::SourceSet sources;
        const std::uint32_t root =
            sources.add({model.card.model, std::string(model.sources.text(0))});
        veriloga::Diagnostics diagnostics(sources);
        const veriloga::PreprocessOptions options{.find = veriloga::find_in_folders({}),
                                                  .defines = {}};
        const auto tokens = veriloga::preprocess(sources, root, options, diagnostics);
        return veriloga::dump_tokens(sources, tokens);
    }
    if (stage == "tree") return veriloga::dump_tree(model.tree);
    if (stage == "checked") return veriloga::dump_checked(model.checked);
    if (stage == "ir") return veriloga::dump_lowered(model.lowered);
    const unsigned all =
        veriloga::want_f | veriloga::want_q | veriloga::want_df | veriloga::want_dq;
    return veriloga::dump_program(model.model->program(all));
}

Result<int> run_show(const ShowArguments& arguments) {
    const Result<std::unique_ptr<LoadedModel>> loaded = load(arguments.model);
    if (!loaded) return loaded.error();
    LoadedModel& model = **loaded;
    if (arguments.stage.empty()) {
        print(summary(model) + parameter_text(model) + state_text(model.card));
    } else {
        print(stage_text(model, arguments.stage));
    }
    return 0;
}

void add_check(Program& program, CLI::App& verb) {
    auto arguments = std::make_shared<CheckArguments>();  // shared with the callback only
    CLI::App* check = verb.add_subcommand("check", "derivatives, power and warnings of a model");
    add_model_options(*check, arguments->model);
    check->add_option("--points", arguments->points, "operating points to draw")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    check->add_option("--limit", arguments->limit_V, "voltages are drawn from -limit to limit")
        ->check(CLI::Range(1e-6, 1e6))
        ->capture_default_str();
    check->add_option("--seed", arguments->seed, "of the draws")->capture_default_str();
    check->add_flag("--active", arguments->active,
                    "the model has sources: negative power is no defect");
    add_open(*check, arguments->open);
    check->add_flag("--no-curves", arguments->no_curves, "leave out the card's reference curves");
    check->footer(
        "Exit code 1 when a derivative is wrong, a two-terminal model delivers power, or a\n"
        "reference curve of the card is not met.\n"
        "Examples:\n"
        "  crosspoint model check device_models/rram/stanford_v1.toml\n"
        "  crosspoint model check my_model.va --set R=2e3 --points 100");
    check->callback(
        [&program, arguments] { program.action = [arguments] { return run_check(*arguments); }; });
}

void add_show(Program& program, CLI::App& verb) {
    auto arguments = std::make_shared<ShowArguments>();  // shared with the callback only
    CLI::App* show = verb.add_subcommand("show", "parameters, or a stage of the compiler");
    add_model_options(*show, arguments->model);
    show->add_option("--stage", arguments->stage, "what a stage of the compiler makes of it")
        ->check(CLI::IsMember({"tokens", "tree", "checked", "ir", "program"}));
    show->footer(
        "Examples:\n"
        "  crosspoint model show device_models/rram/stanford_v1.toml\n"
        "  crosspoint model show my_model.va --stage ir");
    show->callback(
        [&program, arguments] { program.action = [arguments] { return run_show(*arguments); }; });
}

}  // namespace

void add_model_options(CLI::App& verb, ModelOptions& options) {
    verb.add_option("file", options.file, "model card (.toml) or Verilog-A source")->required();
    verb.add_option("--module", options.module, "module of the source");
    verb.add_option("--set", options.set, "a parameter, name=value; may be repeated")
        ->allow_extra_args(false);
    verb.add_option("--state", options.state,
                    "a state of the card, or name=value of an unknown; may be repeated")
        ->allow_extra_args(false);
}

Result<ModelChoice> choice_of(const ModelOptions& options) {
    ModelChoice choice{.path = options.file, .module = options.module};
    choice.state = options.state;
    for (const std::string& text : options.set) {
        const std::size_t equals = text.find('=');
        const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
        if (equals == 0 || value.empty()) {
            return Error{.code = Errc::usage,
                         .id = 7510,
                         .what = fmt::format("--set {} has no name or no value", text),
                         .help = "write name=value"};
        }
        char* end = nullptr;
        const double number = std::strtod(value.c_str(), &end);
        choice.set[text.substr(0, equals)] =
            *end == '\0' ? veriloga::CardValue(number) : veriloga::CardValue(value);
    }
    return choice;
}

Result<std::unique_ptr<LoadedModel>> load(const ModelOptions& options) {
    const Result<ModelChoice> choice = choice_of(options);
    if (!choice) return choice.error();
    return load_model(*choice);
}

Result<double> quantity_of(const std::string& flag, const std::string& text, Unit unit) {
    Result<double> value = parse_quantity(text, unit);
    if (!value) value = parse_quantity(text + std::string(unit_symbol(unit)), unit);
    if (value && *value - *value == 0.0) return value;
    return Error{.code = Errc::usage,
                 .id = 7511,
                 .what = fmt::format("{}: \"{}\" is no {}", flag, text, unit_dimension(unit)),
                 .help = fmt::format("write 0.1, 100m or \"100 m{}\"", unit_symbol(unit))};
}

Result<std::size_t> terminal_of(const ModelShape& shape, const std::string& name) {
    std::vector<std::string> known;
    for (std::size_t k = 0; k < shape.terminals; ++k) {
        if (shape.unknowns[k].name == name) return k;
        known.push_back(shape.unknowns[k].name);
    }
    return Error{.code = Errc::usage,
                 .id = 7512,
                 .what = fmt::format("{} has no terminal \"{}\"", shape.name, name),
                 .help = did_you_mean(name, known)};
}

Result<std::vector<double>> terminal_voltages(const ModelShape& shape,
                                              const std::vector<std::string>& texts) {
    std::vector<double> at_V(shape.terminals, 0.0);
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos)
            return Error{.code = Errc::usage,
                         .id = 7513,
                         .what = fmt::format("--at {} has no voltage", text),
                         .help = "write terminal=voltage"};
        const Result<std::size_t> terminal = terminal_of(shape, text.substr(0, equals));
        if (!terminal) return terminal.error();
        const Result<double> value = quantity_of("--at", text.substr(equals + 1), Unit::volt);
        if (!value) return value.error();
        at_V[*terminal] = *value;
    }
    return at_V;
}

Result<std::vector<std::size_t>> open_terminals(const ModelShape& shape,
                                                const std::vector<std::string>& names,
                                                const std::vector<std::string>& at,
                                                std::size_t driven) {
    std::vector<std::size_t> open;
    for (const std::string& name : names) {
        const Result<std::size_t> terminal = terminal_of(shape, name);
        if (!terminal) return terminal.error();
        const bool has_voltage = std::any_of(at.begin(), at.end(), [&](const std::string& text) {
            return text.starts_with(name + "=");
        });
        if (*terminal == driven || has_voltage)
            return Error{.code = Errc::usage,
                         .id = 7517,
                         .what = fmt::format("terminal \"{}\" is open and has a source", name),
                         .help = "leave out --open, or what drives the terminal"};
        open.push_back(*terminal);
    }
    return open;
}

void add_open(CLI::App& verb, std::vector<std::string>& names) {
    verb.add_option("--open", names, "a terminal without a source; may be repeated")
        ->allow_extra_args(false);
}

void add_model(Program& program) {
    CLI::App* verb = program.app.add_subcommand("model", "check and measure one compact model");
    verb->require_subcommand(1);
    add_check(program, *verb);
    add_show(program, *verb);
    add_model_iv(program, *verb);
    add_model_pulse(program, *verb);
    add_model_export(program, *verb);
    add_model_noise(program, *verb);
}

}  // namespace crosspoint::cli
