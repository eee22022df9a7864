// Tiles over time: a SET pulse of one selected cell (V/2 at all other lines) in passive Stanford
// tiles, and of one row in 1T1R tiles, by the fast engine; beside it the circuit engine (sparse LU
// of everything) as far as it is bearable, with the difference of the end states.
//     bench_tile_time [--sizes 16 64 128] [--circuit-up-to 16] [--threads 1]
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/dynamics/tile_transient.hpp"
#include "crosspoint/veriloga/compile.hpp"

namespace {

using namespace crosspoint;

std::shared_ptr<const DeviceModel> compiled(const std::string& file) {
    const std::string path = std::string(CROSSPOINT_SOURCE_DIR "/device_models/") + file;
    std::ifstream in(path);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    veriloga::CompileOptions options;
    options.preprocess.find = veriloga::find_in_folders({});
    const std::size_t slash = file.find('/') + 1;
    options.module = file.substr(slash, file.size() - slash - 3);
    auto result = veriloga::compile_model({path, text}, options);
    if (!result) {
        fmt::print(stderr, "{}: {}\n", file, result.error().what);
        std::exit(1);
    }
    return std::move(result->model);
}

struct Case {
    std::string name;
    TileSpec spec;
    EliminatedCellSpec cells;
    TilePhase phase;
    WireCapacitance capacitance;
};

Waveform pulse(double high_V, double T) {
    return PwlWave{.time_s = {0.1 * T, 0.15 * T, 0.85 * T, 0.9 * T},
                   .value = {0.0, high_V, high_V, 0.0}};
}

EndDrive driven(Waveform wave) {
    return {.floating = false, .resistance_ohm = 100.0, .voltage_V = std::move(wave)};
}

Case make_case(const std::string& name, Topology topology, std::size_t n, double farad) {
    Case out{.name = name, .spec = {}, .cells = {}, .phase = {}, .capacitance = {}};
    TileSpec& spec = out.spec;
    spec = {.topology = topology, .rows = n, .cols = n};
    for (LineSet* set : {&spec.wl, &spec.bl, &spec.sl})
        set->segment_ohm = SegmentResistance::uniform(1.0, true);
    out.capacitance = {.wl_segment_F = farad, .bl_segment_F = farad, .sl_segment_F = farad};
    const bool gated = spec.gated();
    EliminatedCellSpec& cells = out.cells;
    cells.model = compiled(gated ? "cell/cell_1t1r_stanford.va" : "rram/rram_stanford.va");
    cells.roles = {TerminalRole::line_a, TerminalRole::line_b};
    if (gated) cells.roles.push_back(TerminalRole::gate);
    cells.cells = n * n;
    cells.conservative = cells.symmetric = !gated;
    cells.states.emplace_back();
    auto random = rng(1, 2, 3);
    for (std::size_t k = 0; k < n * n; ++k)
        cells.states[0].push_back(random() % 2 != 0 ? 0.4 : 1.5);
    const double T = gated ? 1e-6 : 1e-7, V = gated ? 3.0 : 2.8;
    TilePhase& phase = out.phase;
    phase.duration_s = T;
    const std::size_t selected = n / 2;
    cells.states[0][selected * n + selected] = 1.5;
    if (gated) {
        phase.bl_first.assign(n, driven(DcWave{0.0}));
        phase.bl_first[selected] = driven(pulse(V, T));
        phase.sl_last.assign(n, driven(DcWave{0.0}));
        phase.gate.assign(n, DcWave{0.0});
        phase.gate[selected] = pulse(V, T);
        return out;
    }
    phase.wl_first.assign(n, driven(pulse(V / 2, T)));
    phase.wl_first[selected] = driven(pulse(V, T));
    phase.bl_last.assign(n, driven(pulse(V / 2, T)));
    phase.bl_last[selected] = driven(DcWave{0.0});
    return out;
}

struct Run {
    PhaseReport report;
    std::vector<double> states;
    double seconds = 0.0;
};

Run run(const Case& one, TileEngine engine, int threads) {
    TileTransientOptions options;
    options.engine = engine;
    options.threads = threads;
    options.capacitance = one.capacitance;
    auto tile = make_tile_transient(one.spec, one.cells, options);
    if (!tile) {
        fmt::print(stderr, "{}\n", tile.error().what);
        std::exit(1);
    }
    const auto start = std::chrono::steady_clock::now();
    auto report = (*tile)->run(one.phase, {});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (!report) {
        fmt::print(stderr, "{} {}: {}\n", one.name, one.spec.rows, report.error().what);
        return {};
    }
    return {std::move(*report), (*tile)->cells().states[0], took.count()};
}

void show(const Case& one, const char* engine, const Run& run, double differs) {
    const auto steps = static_cast<double>(run.report.steps);
    const double attempts =
        steps + static_cast<double>(run.report.rejected_error + run.report.rejected_newton);
    const std::size_t n = one.spec.rows;
    const double before = one.cells.states[0][n / 2 * n + n / 2];
    fmt::print("| {} | {} | {} | {} | {:.1f} | {:.2f} | {:.2f} | {:.3f} to {:.3f} | {} |\n",
               one.name, n, engine, run.report.steps,
               static_cast<double>(run.report.newton_iterations) / attempts, run.seconds,
               1e3 * run.seconds / attempts, before, run.states[n / 2 * n + n / 2],
               differs < 0.0 ? std::string("-") : fmt::format("{:.1e}", differs));
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::size_t> sizes;
    std::size_t circuit_up_to = 16;
    int threads = 1;
    std::string only;
    for (int k = 1; k < argc; ++k) {
        const std::string word = argv[k];
        if (word == "--circuit-up-to" && k + 1 < argc)
            circuit_up_to = std::strtoul(argv[++k], nullptr, 10);
        else if (word == "--threads" && k + 1 < argc)
            threads = std::atoi(argv[++k]);
        else if (word == "--only" && k + 1 < argc)
            only = argv[++k];
        else if (word != "--sizes")
            sizes.push_back(std::strtoul(argv[k], nullptr, 10));
    }
    if (sizes.empty()) sizes = {16, 64, 128};
    fmt::print(
        "| case | n | engine | steps | evaluations per step | s | ms per step | gap of the "
        "selected cell, nm | states differ |\n|---|---|---|---|---|---|---|---|---|\n");
    for (const std::size_t n : sizes) {
        const Case cases[] = {
            make_case("passive", Topology::passive, n, 0.0),
            make_case("passive, 1 fF", Topology::passive, n, 1e-15),
            make_case("1T1R column", Topology::one_transistor_column, n, 0.0),
            make_case("1T1R column, 1 fF", Topology::one_transistor_column, n, 1e-15),
            make_case("1T1R row", Topology::one_transistor_row, n, 0.0)};
        for (const Case& one : cases) {
            if (!only.empty() && one.name != only) continue;
            const Run fast = run(one, TileEngine::fast, threads);
            if (fast.states.empty()) continue;
            show(one, "fast", fast, -1.0);
            if (n > circuit_up_to) continue;
            const Run circuit = run(one, TileEngine::circuit, threads);
            if (circuit.states.empty()) continue;
            double differs = 0.0;
            for (std::size_t k = 0; k < circuit.states.size(); ++k)
                differs = std::max(differs, std::abs(circuit.states[k] - fast.states[k]));
            show(one, "circuit", circuit, differs);
        }
    }
    return 0;
}
