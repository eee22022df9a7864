// crosspoint program: pulses on a tile until its cells are what they should be; what that costs,
// and what other cells suffer.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cell_voices.hpp"
#include "command.hpp"
#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"
#include "crosspoint/base/npz.hpp"
#include "crosspoint/base/quantity.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/dynamics/program_checkpoint.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/study/program_config.hpp"
#include "long_run.hpp"
#include "result_files.hpp"

namespace crosspoint::cli {

namespace {

constexpr const char* checkpoint_name = "checkpoint.npz";

struct ProgramArguments {
    std::string program;
    std::string out;
    std::string format = "text";
    bool resume = false;
    std::string plot;
    std::vector<std::string> settings;  // KEY=VALUE
    int threads = 1;
};

std::vector<std::byte> bytes_of(const std::string& text) {
    std::vector<std::byte> out;
    for (const char c : text) out.push_back(static_cast<std::byte>(c));
    return out;
}

double sum(const Matrix<double>& values) {
    double total = 0.0;
    for (const double v : values.values()) total += v;
    return total;
}

double largest(const Matrix<double>& values) {
    double top = 0.0;
    for (const double v : values.values())
        if (std::isfinite(v)) top = std::max(top, std::abs(v));
    return top;
}

double rms(const Matrix<double>& values) {
    double square = 0.0;
    double count = 0.0;
    for (const double v : values.values()) {
        if (!std::isfinite(v)) continue;
        square += v * v;
        count += 1.0;
    }
    return count > 0.0 ? std::sqrt(square / count) : 0.0;
}

bool verified(const ProgramJob& job) { return !job.plan.target_S.empty(); }

std::string pulses_csv(const ProgramResult& result) {
    std::string text =
        "pulse,pass,row,first_col,cols,amplitude_V,energy_J,steps,disturb_row_rel,"
        "disturb_col_rel,disturb_other_rel\n";
    std::size_t number = 0;
    for (const PulseRecord& r : result.state.log)
        text += fmt::format(
            "{},{:.0f},{:.0f},{:.0f},{:.0f},{:.6g},{:.9g},{:.0f},{:.6g},{:.6g},"
            "{:.6g}\n",
            number++, r.pass, r.row, r.first_col, r.cols, r.amplitude_V, r.energy_J, r.steps,
            r.disturb_row, r.disturb_col, r.disturb_other);
    return text;
}

nlohmann::ordered_json summary(const ProgramJob& job, const ProgramResult& result) {
    const ProgramState& state = result.state;
    nlohmann::ordered_json object;
    object["schema"] = 1;
    object["tile"] = nlohmann::ordered_json::parse(tile_json(job.tile));
    object["scheme"] = std::string(write_scheme_name(job.plan.setup.scheme));
    object["complete"] = result.complete;
    object["pulses"] = state.log.size();
    object["set_pulses"] = sum(state.set_pulses);
    object["reset_pulses"] = sum(state.reset_pulses);
    object["reads"] = state.reads;
    object["time_s"] = state.time_s;
    object["energy_J"] = result.energy_J;
    object["read_energy_J"] = state.read_energy_J;
    if (verified(job)) {
        object["missed"] = result.missed;
        object["tolerance_rel"] = job.plan.tolerance_rel;
        object["error_rms_rel"] = rms(result.error_rel);
        object["error_largest_rel"] = largest(result.error_rel);
    }
    object["disturb_worst_pulse_rel"] = largest(state.disturb_worst);
    object["disturb_total_S"] = largest(state.disturb_S);
    object["forced_steps"] = result.forced_steps;
    object["method"] = result.method;
    return object;
}

std::vector<NamedBytes> result_files(const ProgramJob& job, const ProgramResult& result) {
    const ProgramState& state = result.state;
    std::vector<NamedBytes> files;
    const auto add = [&](const char* name, const Matrix<double>& values) {
        const std::array<std::size_t, 2> shape = {values.rows(), values.cols()};
        files.emplace_back(name, npy_bytes(shape, values.values()));
    };
    add("reached_S.npy", result.reached_S);
    add("cell_S.npy", result.cell_S);
    if (verified(job)) {
        add("target_S.npy", job.plan.target_S);
        add("error_rel.npy", result.error_rel);
    }
    add("set_pulses.npy", state.set_pulses);
    add("reset_pulses.npy", state.reset_pulses);
    add("energy_J.npy", state.energy_J);
    add("disturb_S.npy", state.disturb_S);
    add("disturb_worst.npy", state.disturb_worst);
    files.emplace_back("pulses.csv", bytes_of(pulses_csv(result)));
    files.emplace_back("summary.json", bytes_of(summary(job, result).dump(2) + "\n"));
    return files;
}

// States and memory by name, [m x n] each, as [cells.states] of a tile file takes them one by one.
Result<void> write_states(const ProgramJob& job, const ProgramResult& result,
                          const std::string& folder) {
    const ModelShape& shape = job.tile.model->spec.model->shape();
    const std::array<std::size_t, 2> size = {job.tile.spec.rows, job.tile.spec.cols};
    std::map<std::string, std::vector<std::byte>> entries;
    std::size_t s = 0;
    for (const UnknownInfo& unknown : shape.unknowns)
        if (unknown.kind == UnknownKind::state)
            entries.emplace(unknown.name, npy_bytes(size, result.state.cells.states[s++]));
    for (std::size_t m = 0; m < result.state.cells.memory.size(); ++m)
        entries.emplace("memory_" + shape.memory[m], npy_bytes(size, result.state.cells.memory[m]));
    if (entries.empty()) return {};
    return write_npz(folder + "/states.npz", entries);
}

// One map of several side by side.
std::string panel(Matrix<double> values, const std::string& title, const std::string& bar,
                  double scale) {
    for (double& v : values.values()) v *= scale;
    return "set cbrange [*:*]\n" + heat_map_script(values, title, bar);
}

Result<void> draw_maps(const ProgramJob& job, const ProgramResult& result,
                       const std::string& picture) {
    std::vector<std::string> panels = {
        panel(result.reached_S, "reached conductance", "conductance (uS)", 1e6)};
    if (verified(job))
        panels.push_back(
            panel(result.error_rel, "reached / target - 1", "relative error (%)", 100.0));
    panels.push_back(
        panel(result.state.disturb_S, "change by pulses for other cells", "conductance (uS)", 1e6));
    std::string script = fmt::format("set multiplot layout 1,{} title {}\n", panels.size(),
                                     gnuplot_text(std::filesystem::path(job.path).stem().string()));
    for (const std::string& one : panels) script += one;
    script += "unset multiplot\n";
    return draw_plot({.picture = picture,
                      .script = std::move(script),
                      .width = 560 * static_cast<int>(panels.size()),
                      .height = 480});
}

std::string text_of(const ProgramJob& job, const ProgramResult& result) {
    const ProgramState& state = result.state;
    std::string text = tile_text(job.tile);
    text += fmt::format("scheme    {}, {} at a time{}\n", write_scheme_name(job.plan.setup.scheme),
                        job.plan.order == WriteOrder::cell ? "a cell" : "a row",
                        job.plan.independent ? ", each from the first states" : "");
    text +=
        fmt::format("pulses    {}, in which cells got {} SETs and {} RESETs; {} reads of a row\n",
                    state.log.size(), sum(state.set_pulses), sum(state.reset_pulses), state.reads);
    const auto [low, high] =
        std::minmax_element(result.reached_S.values().begin(), result.reached_S.values().end());
    text += fmt::format("reached   {} to {}\n", format_quantity(*low, Unit::siemens),
                        format_quantity(*high, Unit::siemens));
    if (verified(job)) {
        text += fmt::format("error     rms {:.3g} %, largest {:.3g} %\n",
                            100.0 * rms(result.error_rel), 100.0 * largest(result.error_rel));
        text += fmt::format("missed    {} cells outside {:.3g} %\n", result.missed,
                            100.0 * job.plan.tolerance_rel);
    }
    text += fmt::format("disturb   {:.3g} % of a cell by one pulse, {} in total (largest)\n",
                        100.0 * largest(state.disturb_worst),
                        format_quantity(largest(state.disturb_S), Unit::siemens));
    text += fmt::format("energy    {:.4g} J of pulses, {:.4g} J of reads\n", result.energy_J,
                        state.read_energy_J);
    text += fmt::format("time      {}\n", format_quantity(state.time_s, Unit::second));
    if (!result.method.empty()) text += fmt::format("method    {}\n", result.method);
    return text;
}

Result<std::vector<std::pair<std::string, std::string>>> settings_of(
    const ProgramArguments& arguments) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string& text : arguments.settings) {
        const std::size_t equal = text.find('=');
        if (equal == std::string::npos || equal == 0 || equal + 1 == text.size())
            return Error{.code = Errc::usage,
                         .id = 7656,
                         .what = "--with " + text + " is no KEY=VALUE",
                         .help = "name a key of the program file, as in --with verify.passes=2"};
        out.emplace_back(text.substr(0, equal), text.substr(equal + 1));
    }
    return out;
}

Result<ProgramState> starting_state(const ProgramArguments& arguments, const ProgramJob& job) {
    ProgramState first = first_program_state(job.tile.spec, job.tile.model->spec);
    if (!arguments.resume) return first;
    const std::string path = arguments.out + "/" + checkpoint_name;
    if (!std::filesystem::exists(path))
        return Error{.code = Errc::usage,
                     .id = 7651,
                     .what = "--resume is given, but there is no " + path,
                     .help = "leave out --resume to begin"};
    return load_program_state(path, job.key, first);
}

Result<void> write_results(const ProgramArguments& arguments, const ProgramJob& job,
                           const ProgramResult& result) {
    if (!arguments.plot.empty())
        if (auto r = draw_maps(job, result, arguments.plot); !r) return r;
    if (arguments.out.empty()) return {};
    if (auto r = write_all(arguments.out, result_files(job, result)); !r) return r;
    if (auto r = write_states(job, result, arguments.out); !r) return r;
    std::error_code ignored;
    std::filesystem::remove(arguments.out + "/" + checkpoint_name, ignored);
    note("wrote " + arguments.out);
    return {};
}

Result<int> run(const ProgramArguments& arguments) {
    if (arguments.out.empty() && arguments.resume)
        return Error{.code = Errc::usage,
                     .id = 7650,
                     .what = "--resume needs the folder of the run that was stopped",
                     .help = "add --out DIR"};
    const auto settings = settings_of(arguments);
    if (!settings) return settings.error();
    const StopOnSignal stop("the pulse under way");
    Result<ProgramJob> job = load_program(arguments.program, *settings);
    if (!job) return job.error();
    job->plan.engine.stop = stop.token();
    job->plan.engine.threads = arguments.threads;
    Result<ProgramState> state = starting_state(arguments, *job);
    if (!state) return state.error();
    const std::string checkpoint = arguments.out + "/" + checkpoint_name;
    if (!arguments.out.empty())
        if (auto r = make_folder(arguments.out); !r) return r.error();
    ProgressPrinter printer(2.0);
    CellVoices voices(&printer);
    job->plan.engine.messages = job->plan.read.messages = voices.sink();
    ProgressClock due(5.0, 5.0);
    const double start_s = now_s();
    ProgramState last = *state;
    const ProgramHooks hooks{
        .progress =
            [&](std::size_t done, std::size_t total, std::size_t) {
                printer.show(ProgressState{.points_done = static_cast<long long>(done),
                                           .points_total = static_cast<long long>(total)});
            },
        .checkpoint = [&](const ProgramState& now) -> Result<void> {
            if (arguments.out.empty()) return {};
            if (!due.due(now_s() - start_s)) return {};
            return save_program_state(checkpoint, job->key, now);
        }};
    const Result<ProgramResult> result =
        program_tile(job->tile.spec, job->tile.model->spec, job->plan, std::move(*state), hooks);
    printer.clear();
    if (!result) return result.error();
    if (!result->complete) {
        if (arguments.out.empty()) {
            note("interrupted; with --out DIR a run can be resumed");
        } else {
            std::string again;
            for (const std::string& setting : arguments.settings)
                again += " --with '" + setting + "'";
            if (auto r = save_program_state(checkpoint, job->key, result->state); !r)
                return r.error();
            note(fmt::format(
                "interrupted after {} pulses; go on with: crosspoint program {}{} --out "
                "{} --resume",
                result->state.log.size(), arguments.program, again, arguments.out));
        }
        return static_cast<int>(Errc::interrupted);
    }
    if (auto r = write_results(arguments, *job, *result); !r) return r.error();
    const std::string text =
        arguments.format == "json" ? summary(*job, *result).dump(2) + "\n" : text_of(*job, *result);
    std::fputs(text.c_str(), stdout);
    if (!result->left_out.empty()) note("left out are " + result->left_out);
    if (result->forced_steps > 0.0)
        note(
            fmt::format("{} steps were accepted with too large an error: the states are less exact "
                        "than engine.reltol",
                        result->forced_steps));
    return result->missed == 0 ? 0 : static_cast<int>(Errc::comparison);
}

}  // namespace

void add_program(Program& program) {
    auto arguments = std::make_shared<ProgramArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand("program", "write the cells of a tile by pulses");
    verb->add_option("program", arguments->program,
                     "program file (TOML) that names the tile, or a tile file with [program]")
        ->required();
    verb->add_option("--with", arguments->settings,
                     "KEY=VALUE of the program file, wins over the file; again for more")
        ->take_all();
    verb->add_option("--out", arguments->out, "folder for the maps, the pulses and the states");
    verb->add_flag("--resume", arguments->resume, "go on from the checkpoint in the folder");
    verb->add_option("--plot", arguments->plot,
                     "maps of what was reached, missed and disturbed, FILE.svg or FILE.png");
    add_threads(*verb, arguments->threads);
    add_format(*verb, arguments->format);
    verb->footer(
        "Ctrl-C stops after writing DIR/checkpoint.npz; --resume then gives the same bytes as a "
        "run\n"
        "without a stop. Exit code 1: some cell is outside the tolerance.\n"
        "Examples:\n"
        "  crosspoint program netlists/tiles/program_rram.toml\n"
        "  crosspoint program netlists/tiles/program_rram.toml --plot maps.svg --with "
        "verify.passes=1\n"
        "  crosspoint program long.toml --out results/long --resume");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
