// One measurement of one tool on one tile; prints lines of JSON, the last one complete. run.py
// starts it once per measurement, so that each has a process, and with it a peak of memory, of its
// own.
// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "peers.hpp"
#include "runs.hpp"

namespace {

using namespace crosspoint;
using namespace crosspoint::bench;

struct Arguments {
    std::size_t rows = 64;
    std::size_t cols = 0;  // 0: square
    std::size_t inputs = 64;
    std::uint64_t seed = 1;
    std::string regime = "mid";
    std::string folder;
    std::string out;
    std::string name;
    double accuracy_rel = 1e-9;
    int threads = 1;
    std::vector<std::size_t> batches{1, 4, 16, 64};
    Bend bend;
    RunLimits limits;
};

Result<BenchTile> tile_of(const Arguments& a) {
    if (!a.folder.empty()) return read_case(a.folder);
    const auto regime = find_regime(a.regime);
    if (!regime) return regime.error();
    return make_bench_tile(a.rows, a.cols == 0 ? a.rows : a.cols, *regime, a.inputs, a.seed);
}

void print(const nlohmann::json& line) {
    std::puts(line.dump().c_str());
    std::fflush(stdout);
}

int finish(const Result<nlohmann::json>& line) {
    if (!line) {
        std::fputs(line.error().format().c_str(), stderr);
        return static_cast<int>(line.error().code);
    }
    print(*line);
    return 0;
}

Result<nlohmann::json> generate(const Arguments& a) {
    const auto tile = tile_of(a);
    if (!tile) return tile.error();
    if (auto written = write_case(*tile, a.out); !written) return written.error();
    return nlohmann::json{{"hardness", tile->hardness()},
                          {"unknowns", 2 * tile->spec.rows * tile->spec.cols}};
}

Result<nlohmann::json> crosspoint_line(const Arguments& a) {
    const auto tile = tile_of(a);
    if (!tile) return tile.error();
    return run_crosspoint(*tile,
                          {.method = a.name, .accuracy_rel = a.accuracy_rel, .threads = a.threads},
                          a.limits, print);
}

Result<nlohmann::json> batches_line(const Arguments& a) {
    const auto tile = tile_of(a);
    if (!tile) return tile.error();
    return run_batches(*tile,
                       {.method = a.name, .accuracy_rel = a.accuracy_rel, .threads = a.threads},
                       a.batches, a.limits, print);
}

Result<nlohmann::json> nonlinear_line(const Arguments& a) {
    const auto tile = tile_of(a);
    if (!tile) return tile.error();
    return run_nonlinear(*tile, a.bend, a.name, a.accuracy_rel, a.limits);
}

Result<nlohmann::json> names() {
    return nlohmann::json{{"methods", mesh_methods()}, {"peers", peer_names()}};
}

void add_tile_options(CLI::App& verb, Arguments& a) {
    verb.add_option("--rows", a.rows)->check(CLI::Range(1, 1 << 14));
    verb.add_option("--cols", a.cols, "0: as many as rows")->check(CLI::Range(0, 1 << 14));
    verb.add_option("--regime", a.regime, "easy, mid or hard");
    verb.add_option("--inputs", a.inputs)->check(CLI::Range(1, 1 << 20));
    verb.add_option("--seed", a.seed);
}

void add_run_options(CLI::App& verb, Arguments& a) {
    verb.add_option("name", a.name, "method or peer (see the verb names)")->required();
    verb.add_option("--batch", a.limits.batch, "inputs of the batch; 0: only one input");
    verb.add_option("--repeat-s", a.limits.repeat_s, "time for repetitions");
    verb.add_option("--batch-limit-s", a.limits.batch_limit_s, "longer: from 64 inputs");
    verb.add_option("--currents", a.limits.currents, "write currents of the first inputs (.npy)");
}

int run(int argc, char** argv) {
    Arguments a;
    CLI::App app("Measures one tool on one tile");
    app.require_subcommand(1);

    CLI::App* generating = app.add_subcommand("generate", "write a tile for all tools");
    add_tile_options(*generating, a);
    generating->add_option("--out", a.out)->required();
    CLI::App* ours = app.add_subcommand("crosspoint", "a method of the library");
    add_tile_options(*ours, a);
    add_run_options(*ours, a);
    ours->add_option("--case", a.folder, "folder of generate; else the tile is made in place");
    ours->add_option("--threads", a.threads, "0: all cores");
    ours->add_option("--accuracy", a.accuracy_rel);
    CLI::App* several = app.add_subcommand("batches", "a method on batches of several sizes");
    add_tile_options(*several, a);
    add_run_options(*several, a);
    several->add_option("--threads", a.threads, "0: all cores");
    several->add_option("--accuracy", a.accuracy_rel);
    several->add_option("--batches", a.batches, "ascending");
    CLI::App* ladder = app.add_subcommand("ladder", "ladders of a gated tile");
    ladder->add_option("--rows", a.rows)->check(CLI::Range(1, 1 << 14));
    ladder->add_option("--repeat-s", a.limits.repeat_s, "time for repetitions");
    CLI::App* bent = app.add_subcommand("nonlinear", "sinh cells: ours against Newton on a peer");
    add_tile_options(*bent, a);
    bent->add_option("name", a.name, "peer (see the verb names)")->required();
    bent->add_option("--steepness", a.bend.steepness_per_V, "1/V")->check(CLI::Range(1e-3, 100.0));
    bent->add_option("--swing", a.bend.swing_V, "largest input, V")->check(CLI::Range(1e-3, 10.0));
    bent->add_option("--accuracy", a.accuracy_rel);
    bent->add_option("--repeat-s", a.limits.repeat_s, "time for repetitions of both");
    CLI::App* peer = app.add_subcommand("peer", "a library of sparse direct solvers");
    add_run_options(*peer, a);
    peer->add_option("--case", a.folder)->required();
    CLI::App* oracle = app.add_subcommand("oracle", "currents to more than double precision");
    oracle->add_option("--case", a.folder)->required();
    oracle->add_option("--out", a.out)->required();
    CLI::App* listing = app.add_subcommand("names", "methods and peers of this build");
    CLI11_PARSE(app, argc, argv);

    if (*listing) return finish(names());
    if (*generating) return finish(generate(a));
    if (*ours) return finish(crosspoint_line(a));
    if (*several) return finish(batches_line(a));
    if (*bent) return finish(nonlinear_line(a));
    if (*ladder) return finish(run_ladder(a.rows, a.limits));
    const auto tile = read_case(a.folder);
    if (!tile) return finish(tile.error());
    return finish(*peer ? run_peer(*tile, a.folder, a.name, a.limits, print)
                        : run_oracle(*tile, a.folder, a.out));
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {  // out of memory is an answer here, not a bug
        std::fprintf(stderr, "bench_versus: %s\n", failure.what());
        return 71;
    }
}
