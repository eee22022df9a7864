// crosspoint tran: a tile over time. Waveforms on its lines in, currents, states and energies out.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"
#include "crosspoint/base/npz.hpp"
#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/study/tran_plot.hpp"
#include "long_run.hpp"

namespace crosspoint::cli {

namespace {

struct TranArguments {
    std::string tran;
    std::string out;
    std::string format = "text";
    bool plot = false;
    int threads = 1;
};

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
    const std::string& folder = arguments.out;
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
    if (arguments.plot) {
        const PlotJob plot{.picture = folder + "/trace.svg",
                           .script = trace.script(std::filesystem::path(job.path).stem().string()),
                           .width = 860,
                           .height = 720};
        if (auto r = draw_plot(plot); !r) return r;
    }
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
        if (out.stopped) break;
    }
    out.cells = (*tile)->cells();
    return out;
}

Result<int> run(const TranArguments& arguments) {
    if (arguments.plot && arguments.out.empty())
        return Error{.code = Errc::usage,
                     .id = 7652,
                     .what = "--plot writes a picture, but no folder is given",
                     .help = "add --out DIR"};
    const StopOnSignal stop("the step under way");
    Result<TranJob> job = load_tran(arguments.tran);
    if (!job) return job.error();
    job->engine.stop = stop.token();
    job->engine.threads = arguments.threads;
    TranTrace trace(*job);
    const Result<TranRun> done = run_phases(*job, trace);
    if (!done) return done.error();
    if (!arguments.out.empty())
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
    verb->add_option("tran", arguments->tran, "tran file (TOML), names the tile")->required();
    verb->add_option("--out", arguments->out, "folder for trace.csv, energy.csv, states.npz");
    verb->add_flag("--plot", arguments->plot, "also draw trace.svg");
    add_threads(*verb, arguments->threads);
    add_format(*verb, arguments->format);
    verb->footer(
        "Examples:\n"
        "  crosspoint tran netlists/tiles/tran_set_read.toml\n"
        "  crosspoint tran netlists/tiles/tran_set_read.toml --out results/set --plot");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
