// crosspoint tran: a tile over time. Waveforms on its lines in, currents, states and energies out.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "cell_voices.hpp"
#include "command.hpp"
#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"
#include "crosspoint/base/npz.hpp"
#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/study/tran_plot.hpp"
#include "long_run.hpp"
#include "model_options.hpp"

namespace crosspoint::cli {

namespace {

struct TranArguments {
    std::string tran;
    std::string out;
    std::string format = "text";
    std::string plot;
    int threads = 1;
    std::string write;  // row, columns; empty: the file has the phases
    std::string amplitude, width, rise, gate;
    TranPulse pulse;  // scheme and by
    std::vector<std::string> probes;
};

Error wrong_count(const char* flag, const std::string& text, const char* form) {
    return {.code = Errc::usage,
            .id = 7658,
            .what = fmt::format("{} {} has another count of numbers than {}", flag, text, form),
            .help = "rows and columns count from 0"};
}

// "2,3" as two numbers.
Result<std::vector<std::size_t>> numbers_of(const std::string& flag, const std::string& text) {
    std::vector<std::size_t> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        std::size_t number = 0;
        const auto [stop, problem] = std::from_chars(text.data() + at, text.data() + end, number);
        if (problem != std::errc() || stop != text.data() + end)
            return Error{.code = Errc::usage,
                         .id = 7657,
                         .what = fmt::format("{} {} is no list of numbers from 0 up", flag, text),
                         .help = "--probe ROW,COL; --write ROW,COL or ROW,COL,COL"};
        out.push_back(number);
        at = end + 1;
    }
    return out;
}

Result<TranJob> load(const TranArguments& arguments) {
    std::vector<std::pair<std::size_t, std::size_t>> probes;
    for (const std::string& text : arguments.probes) {
        const auto cell = numbers_of("--probe", text);
        if (!cell) return cell.error();
        if (cell->size() != 2) return wrong_count("--probe", text, "ROW,COL");
        probes.emplace_back(cell->front(), cell->back());
    }
    if (arguments.write.empty()) return load_tran(arguments.tran, probes);
    const auto cells = numbers_of("--write", arguments.write);
    if (!cells) return cells.error();
    if (cells->size() < 2) return wrong_count("--write", arguments.write, "ROW,COL[,COL ...]");
    TranPulse pulse = arguments.pulse;
    pulse.row = cells->front();
    pulse.cols.assign(cells->begin() + 1, cells->end());
    const auto V = quantity_of("--amplitude", arguments.amplitude, Unit::volt);
    if (!V) return V.error();
    const auto width_s = quantity_of("--width", arguments.width, Unit::second);
    if (!width_s) return width_s.error();
    pulse.V = *V;
    pulse.width_s = *width_s;
    if (!arguments.rise.empty()) {
        const auto rise_s = quantity_of("--rise", arguments.rise, Unit::second);
        if (!rise_s) return rise_s.error();
        pulse.rise_s = *rise_s;
    }
    if (!arguments.gate.empty()) {
        const auto gate_V = quantity_of("--gate", arguments.gate, Unit::volt);
        if (!gate_V) return gate_V.error();
        pulse.gate_V = *gate_V;
    }
    return load_pulse(arguments.tran, pulse, probes);
}

struct TranRun {
    std::vector<PhaseReport> reports;
    CellHistory cells;
    bool stopped = false;
};

std::string energy_csv(const TranRun& done, const TranTrace& trace, const TranJob& job) {
    std::string text = "phase,what,energy_J\n";
    for (std::size_t p = 0; p < done.reports.size(); ++p) {
        const PhaseEnergy& energy = done.reports[p].energy;
        const std::vector<std::string> names = trace.end_names(job.phases[p]);
        for (std::size_t k = 0; k < names.size(); ++k)
            text += fmt::format("{},{},{:.12g}\n", p, names[k], energy.end_J[k]);
        for (const auto& [name, joule] :
             {std::pair{"delivered", energy.delivered_J}, std::pair{"drivers", energy.drivers_J},
              std::pair{"wires", energy.wires_J}, std::pair{"cells", energy.cells_J},
              std::pair{"stored", energy.stored_J}})
            text += fmt::format("{},{},{:.12g}\n", p, name, joule);
    }
    return text;
}

nlohmann::ordered_json summary(const TranJob& job, const TranRun& done) {
    nlohmann::ordered_json object;
    object["schema"] = 1;
    object["tile"] = nlohmann::ordered_json::parse(tile_json(job.tile));
    object["phases"] = nlohmann::ordered_json::array();
    for (const PhaseReport& r : done.reports)
        object["phases"].push_back({{"end_s", r.end_s},
                                    {"steps", r.steps},
                                    {"rejected_error", r.rejected_error},
                                    {"rejected_newton", r.rejected_newton},
                                    {"forced_steps", r.forced_steps},
                                    {"newton_iterations", r.newton_iterations},
                                    {"residual_A", r.residual_A},
                                    {"delivered_J", r.energy.delivered_J},
                                    {"drivers_J", r.energy.drivers_J},
                                    {"wires_J", r.energy.wires_J},
                                    {"cells_J", r.energy.cells_J},
                                    {"stored_J", r.energy.stored_J},
                                    {"method", r.method}});
    return object;
}

std::string text_of(const TranJob& job, const TranRun& done) {
    std::string text = tile_text(job.tile);
    text +=
        "phase  length      steps  delivered_J  drivers_J    wires_J      cells_J      stored_J\n";
    for (std::size_t p = 0; p < done.reports.size(); ++p) {
        const PhaseReport& r = done.reports[p];
        text +=
            fmt::format("{:<6} {:<11} {:<6} {:<12.5g} {:<12.5g} {:<12.5g} {:<12.5g} {:.5g}\n", p,
                        format_quantity(r.end_s, Unit::second), r.steps, r.energy.delivered_J,
                        r.energy.drivers_J, r.energy.wires_J, r.energy.cells_J, r.energy.stored_J);
    }
    std::size_t s = 0;
    for (const UnknownInfo& unknown : job.tile.model->spec.model->shape().unknowns) {
        if (unknown.kind != UnknownKind::state) continue;
        const auto& values = done.cells.states[s++];
        for (const auto& [row, col] : job.cells)
            text += fmt::format("{}  cell [{}, {}] ends at {:.6g}\n", unknown.name, row, col,
                                values[row * job.tile.spec.cols + col]);
    }
    if (!done.reports.empty()) text += fmt::format("method    {}\n", done.reports.back().method);
    return text;
}

Result<void> write_results(const TranArguments& arguments, const TranJob& job, const TranRun& done,
                           const TranTrace& trace) {
    if (!arguments.plot.empty()) {
        const PlotJob plot{.picture = arguments.plot,
                           .script = trace.script(std::filesystem::path(job.path).stem().string()),
                           .width = 860,
                           .height = 720};
        if (auto r = draw_plot(plot); !r) return r;
    }
    const std::string& folder = arguments.out;
    if (folder.empty()) return {};
    if (auto r = make_folder(folder); !r) return r;
    if (auto r = write_file(folder + "/trace.csv", trace.curves().csv()); !r) return r;
    if (auto r = write_file(folder + "/energy.csv", energy_csv(done, trace, job)); !r) return r;
    if (auto r = write_file(folder + "/summary.json", summary(job, done).dump(2) + "\n"); !r)
        return r;
    const std::array<std::size_t, 2> size = {job.tile.spec.rows, job.tile.spec.cols};
    std::map<std::string, std::vector<std::byte>> states;
    for (const UnknownInfo& unknown : job.tile.model->spec.model->shape().unknowns)
        if (unknown.kind == UnknownKind::state)
            states.emplace(unknown.name, npy_bytes(size, done.cells.states[states.size()]));
    if (!states.empty())
        if (auto r = write_npz(folder + "/states.npz", states); !r) return r;
    note("wrote " + folder);
    return {};
}

Result<TranRun> run_phases(const TranJob& job, TranTrace& trace) {
    auto tile = make_tile_transient(job.tile.spec, job.tile.model->spec, job.engine);
    if (!tile) return tile.error();
    TranRun out;
    double start_s = 0.0;
    for (const TilePhase& phase : job.phases) {
        trace.begin(start_s, phase);
        Result<PhaseReport> report =
            (*tile)->run(phase, [&](const TileSample& sample) { trace.add(sample); });
        if (!report) return report.error();
        start_s += phase.duration_s;
        out.stopped = report->stopped;
        out.reports.push_back(std::move(*report));
        if (out.stopped || out.reports.back().finished) break;
    }
    out.cells = (*tile)->cells();
    return out;
}

Result<int> run(const TranArguments& arguments) {
    const StopOnSignal stop("the step under way");
    Result<TranJob> job = load(arguments);
    if (!job) return job.error();
    CellVoices voices;
    job->engine.messages = voices.sink();
    job->engine.stop = stop.token();
    job->engine.threads = arguments.threads;
    TranTrace trace(*job);
    const Result<TranRun> done = run_phases(*job, trace);
    if (!done) return done.error();
    if (auto r = write_results(arguments, *job, *done, trace); !r) return r.error();
    const std::string text =
        arguments.format == "json" ? summary(*job, *done).dump(2) + "\n" : text_of(*job, *done);
    std::fputs(text.c_str(), stdout);
    std::size_t forced = 0;
    for (const PhaseReport& r : done->reports) forced += r.forced_steps;
    if (forced > 0)
        note(
            fmt::format("{} steps were accepted with too large an error: the states are less exact "
                        "than engine.reltol",
                        forced));
    if (!done->reports.empty() && !done->reports.front().left_out.empty())
        note("left out are " + done->reports.front().left_out);
    if (!done->stopped) return 0;
    note(fmt::format("interrupted in phase {}: what was written ends there",
                     done->reports.size() - 1));
    return static_cast<int>(Errc::interrupted);
}

}  // namespace

void add_tran(Program& program) {
    auto arguments = std::make_shared<TranArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand("tran", "follow a tile over time");
    verb->add_option("tran", arguments->tran,
                     "tran file (TOML) that names the tile; with --write a tile file")
        ->required();
    TranPulse& pulse = arguments->pulse;
    CLI::Option* write =
        verb->add_option("--write", arguments->write, "one pulse on the cells ROW,COL[,COL ...]");
    CLI::Option* volts = verb->add_option("--amplitude", arguments->amplitude,
                                          "of that pulse, over the cell: -1.1, \"900 mV\"");
    CLI::Option* width = verb->add_option("--width", arguments->width, "of its top: \"100 ns\"");
    write->needs(volts)->needs(width);
    volts->needs(write);
    width->needs(write);
    for (const auto& [flag, to, what] :
         {std::tuple{"--rise", &arguments->rise, "either ramp, 1 % of the width if not given"},
          {"--gate", &arguments->gate, "1T1R: volts of the gate of the row"},
          {"--scheme", &pulse.scheme, "half, third, floating, grounded or inhibit"},
          {"--by", &pulse.by, "lines or gate"}})
        verb->add_option(flag, *to, what)->needs(write);
    verb->add_option("--probe", arguments->probes,
                     "ROW,COL: voltages and states of that cell in trace.csv; again for more")
        ->take_all();
    verb->add_option("--out", arguments->out, "folder for trace.csv, energy.csv, states.npz");
    verb->add_option("--plot", arguments->plot,
                     "currents, voltages and states over time, FILE.svg or FILE.png");
    add_threads(*verb, arguments->threads);
    add_format(*verb, arguments->format);
    verb->footer(
        "Examples:\n"
        "  crosspoint tran netlists/tiles/tran_set_read.toml\n"
        "  crosspoint tran netlists/tiles/tran_set_read.toml --out results/set --plot set.svg\n"
        "  crosspoint tran netlists/tiles/program_rram_tile.toml --write 2,3 --amplitude -1.1 \\\n"
        "      --width \"200 ns\" --rise \"5 ns\" --probe 2,3 --plot pulse.svg");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
