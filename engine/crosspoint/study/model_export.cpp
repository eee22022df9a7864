// A model as a subcircuit with instructions: `crosspoint model export`.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/study/model_bench.hpp"
#include "crosspoint/study/model_curve.hpp"
#include "crosspoint/study/model_deck.hpp"
#include "crosspoint/study/model_trajectory.hpp"
#include "crosspoint/veriloga/spice_export.hpp"

namespace crosspoint {

namespace {

struct Plan {
    std::vector<std::string> varying;   // parameters of the model
    std::vector<std::size_t> unknowns;  // states of the model
};

void add_once(std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

// All states of the model, and the parameters that the card's states or the user name.
Plan plan_of(const LoadedModel& loaded, const ModelExportOptions& options) {
    Plan plan;
    const ModelShape& shape = loaded.model->shape();
    std::vector<std::string> unknowns;
    for (std::size_t k = 0; k < shape.unknowns.size(); ++k) {
        unknowns.push_back(shape.unknowns[k].name);
        if (shape.unknowns[k].kind == UnknownKind::state) plan.unknowns.push_back(k);
    }
    for (const CardState& state : loaded.card.states)
        for (const auto& [name, value] : state.values)
            if (std::find(unknowns.begin(), unknowns.end(), name) == unknowns.end())
                add_once(plan.varying, name);
    for (const std::string& name : options.vary) add_once(plan.varying, name);
    return plan;
}

// Where the states stand when nothing is applied, but for those that were chosen.
Result<std::vector<veriloga::SpiceState>> state_values(const LoadedModel& loaded,
                                                       const Plan& plan) {
    std::vector<veriloga::SpiceState> states;
    if (plan.unknowns.empty()) return states;
    const Result<DcResult> rest = solve_dc(bench_of(loaded.model, loaded.held));
    if (!rest) return rest.error();
    const std::size_t terminals = loaded.model->shape().terminals;
    for (const std::size_t k : plan.unknowns)
        states.push_back({k, rest->solution.internal[0][k - terminals]});
    return states;
}

Result<veriloga::CompiledSource> compile_varying(const LoadedModel& loaded,
                                                 const ModelChoice& choice, const Plan& plan) {
    const Result<std::string> text = read_text_file(loaded.card.model);
    if (!text) return text.error();
    veriloga::CompileOptions options{
        .module = choice.module.empty() ? loaded.card.module : choice.module,
        .card = loaded.bindings,
        .varying = plan.varying};
    options.preprocess.find = veriloga::find_in_folders({});
    return veriloga::compile_model({loaded.card.model, *text}, options);
}

std::string comment(const std::string& text) {
    std::string made = "* ";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        made += byte < 0x20 || byte > 0x7E ? ' ' : c;
    }
    return made + "\n";
}

std::string header(const LoadedModel& loaded, const veriloga::CompiledSource& compiled,
                   const std::vector<veriloga::SpiceState>& states,
                   const veriloga::SpiceSubcircuit& made) {
    const ModelShape& shape = compiled.model->shape();
    std::string text;
    if (!loaded.card.title.empty()) text += comment(loaded.card.title);
    text += comment("module " + shape.name + " of " +
                    std::filesystem::path(loaded.card.model).filename().string());
    std::string line = "use: X1";
    for (std::size_t t = 0; t < shape.terminals; ++t) line += " " + made.unknowns[t];
    line += " " + made.name;
    for (const std::string& name : made.parameters) line += " " + name + "=...";
    for (const std::string& name : made.states) line += " " + name + "=...";
    text += comment(line);
    for (std::size_t k = 0; k < made.parameters.size(); ++k)
        text += comment(fmt::format("  {} = {} {}: parameter {}", made.parameters[k],
                                    shape.varying[k].value, shape.varying[k].unit,
                                    shape.varying[k].name));
    for (std::size_t k = 0; k < made.states.size(); ++k)
        text += comment(fmt::format("  {} = {}: state {}, in dc and at the start of a transient",
                                    made.states[k], states[k].value,
                                    shape.unknowns[states[k].unknown].name));
    for (const CardState& state : loaded.card.states) {
        line = "  state " + state.name + ":";
        for (const auto& [name, value] : state.values) line += fmt::format(" {}={}", name, value);
        text += comment(line);
    }
    text +=
        comment("for agreement: .options reltol=1e-9 vntol=1e-12 abstol=1e-18 gmin=1e-20 temp=27");
    text += comment("transients: .options reltol=1e-6 trtol=1 chgtol=1e-22; no \"uic\"");
    return text;
}

// The subcircuit between sources, and what ngspice shall print.
std::string deck_of(const std::string& text, const veriloga::SpiceSubcircuit& made,
                    const std::vector<double>& at_V) {
    std::string deck = "* operating point of one device; current into terminal t: -i(vt)\n" + text;
    std::string line = "X1";
    std::string prints;
    for (std::size_t t = 0; t < at_V.size(); ++t) {
        const std::string& node = made.unknowns[t];
        deck += fmt::format("V{0} {0} 0 {1}\n", node, at_V[t]);
        prints += fmt::format("print -i(v{})\n", node);
        line += " " + node;
    }
    deck += line + " " + made.name + "\n";
    deck += ".options reltol=1e-9 vntol=1e-12 abstol=1e-18 gmin=1e-20 temp=27\n.op\n";
    return deck + ".control\nset numdgt=15\nop\n" + prints + "quit\n.endc\n.end\n";
}

// The choice with what the curve of the card begins with.
ModelChoice with_curve(const ModelChoice& choice, const CardCurve& curve) {
    ModelChoice out = choice;
    for (const auto& [name, value] : curve.parameters) out.set.emplace(name, value);
    if (out.state.empty() && !curve.state.empty()) out.state = {curve.state};
    return out;
}

Result<CardCurve> pulse_of(const ModelChoice& choice, const ModelExportOptions& options) {
    if (!options.at_V.empty())
        return Error{.code = Errc::usage,
                     .id = 3116,
                     .what = "a voltage and a pulse of the card are given",
                     .help = "an operating point (--at) or a transient (--curve)"};
    const Result<ModelCard> card = read_model_card(choice.path);
    if (!card) return card.error();
    std::string known;
    for (const CardCurve& curve : card->curves) {
        if (curve.kind != "pulse") continue;
        if (curve.name == options.curve) return curve;
        known += (known.empty() ? "" : ", ") + curve.name;
    }
    Error error{.code = Errc::input,
                .id = 3115,
                .what = fmt::format("the card has no pulse \"{}\"", options.curve),
                .help = known.empty() ? "it has none: see [reference]" : "it has: " + known};
    error.where = SourceSpan{.file = choice.path};
    return error;
}

// The card's pulse as a transient, and the states at four of its points.
Result<std::string> pulse_deck(const CardCurve& curve, const LoadedModel& loaded,
                               const std::string& text, veriloga::SpiceSubcircuit made) {
    constexpr double least_steps = 2000.0;
    const Result<Curves> table = read_curve(curve.file);
    if (!table) return table.error();
    const ModelShape& shape = loaded.model->shape();
    const auto waves = terminal_waves(*table, shape);
    if (!waves) return waves.error();
    const double stop_s = waves->front().time_s.back();
    made.text = text;
    std::string deck =
        fmt::format("* one device, pulse {} of its card; its states are v(xd.NAME)\n", curve.name) +
        transient_bench(made, *waves, {.step_s = stop_s / least_steps, .reltol = 1e-7});
    deck += ".control\nset numdgt=15\nrun\n";
    const std::vector<double>& times_s = table->columns.front();
    for (std::size_t k = 0; k < shape.unknowns.size(); ++k) {
        if (shape.unknowns[k].kind != UnknownKind::state) continue;
        for (std::size_t quarter = 1; quarter <= 4; ++quarter) {
            // The very end is not inside the transient.
            const double time_s =
                std::min(times_s[(times_s.size() - 1) * quarter / 4], (1.0 - 1e-12) * stop_s);
            deck += fmt::format("meas tran {0}_{1} find v(xd.{0}) at={2}\nprint {0}_{1}\n",
                                made.unknowns[k], quarter, time_s);
        }
    }
    return deck + "quit\n.endc\n.end\n";
}

}  // namespace

Result<std::string> export_model(const ModelChoice& asked, const ModelExportOptions& options) {
    ModelChoice choice = asked;
    CardCurve curve;
    if (!options.curve.empty()) {
        Result<CardCurve> found = pulse_of(asked, options);
        if (!found) return found.error();
        curve = *std::move(found);
        choice = with_curve(asked, curve);
    }
    const Result<std::unique_ptr<LoadedModel>> loaded = load_model(choice);
    if (!loaded) return loaded.error();
    const Plan plan = plan_of(**loaded, options);
    const auto states = state_values(**loaded, plan);
    if (!states) return states.error();
    const auto compiled = compile_varying(**loaded, choice, plan);
    if (!compiled) return compiled.error();
    const auto made = veriloga::write_spice_subcircuit(compiled->lowered,
                                                       {.name = options.name, .states = *states});
    if (!made) return made.error();
    const std::string text = header(**loaded, *compiled, *states, *made) + made->text;
    if (!options.curve.empty()) return pulse_deck(curve, **loaded, text, *made);
    return options.at_V.empty() ? text : deck_of(text, *made, options.at_V);
}

}  // namespace crosspoint
