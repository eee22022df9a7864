// crosspoint solve: one tile, its currents, its node voltages, and how good they are.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cell_voices.hpp"
#include "command.hpp"
#include "crosspoint/base/npy.hpp"
#include "long_run.hpp"
#include "result_files.hpp"
#include "sample_report.hpp"
#include "solve_job.hpp"
#include "solve_report.hpp"

namespace crosspoint::cli {

namespace {

constexpr double quiet_s = 2.0;  // a solve that takes no longer shows no progress

struct SolveArguments {
    std::string tile;
    std::string fidelity = "auto";
    std::string method = "auto";
    std::string precision = "double";
    double accuracy = SolveOptions{}.accuracy_rel;
    std::size_t memory_bytes = 0;
    std::string out;
    std::string format = "text";
    std::string cells_out;
    int draws = 1;
    bool nodes = false;
    int threads = 0;
};

// The files of a solution: name and content.
std::vector<NamedBytes> result_files(const TileJob& job, const TileSolution& solution) {
    std::vector<NamedBytes> files;
    const Matrix<double>& currents = solution.i_out_A;
    const std::array<std::size_t, 2> shape = {currents.rows(), currents.cols()};
    files.emplace_back("i_out_A.npy", npy_bytes(shape, currents.values()));
    const std::array<std::size_t, 3> node_shape = {job.inputs.rows(), job.spec.rows, job.spec.cols};
    const NodeVoltages& nodes = solution.nodes;
    for (const auto& [name, voltages] :
         {std::pair{"v_wl_V.npy", &nodes.wl_V}, std::pair{"v_bl_V.npy", &nodes.bl_V},
          std::pair{"v_sl_V.npy", &nodes.sl_V}}) {
        if (!voltages->empty()) files.emplace_back(name, npy_bytes(node_shape, voltages->values()));
    }
    return files;
}

Result<int> run(const SolveArguments& arguments) {
    if (arguments.nodes && arguments.out.empty()) {
        return Error{.code = Errc::usage,
                     .id = 6010,
                     .what = "--nodes writes files, but no folder is given",
                     .help = "add --out DIR"};
    }
    const Result<Fidelity> fidelity = parse_fidelity(arguments.fidelity);
    if (!fidelity) return fidelity.error();
    const Result<Method> method = parse_method(arguments.method);
    if (!method) return method.error();
    const StopOnSignal stop("the step under way");
    ProgressPrinter printer(quiet_s);
    CellVoices voices(&printer);
    const SolveOptions options{.fidelity = *fidelity,
                               .method = *method,
                               .precision = arguments.precision == "float"
                                                ? Precision::single_precision
                                                : Precision::double_precision,
                               .accuracy_rel = arguments.accuracy,
                               .memory_limit_bytes = arguments.memory_bytes,
                               .stop = stop.token(),
                               .progress = [&](const SolveProgress& p) { printer.show(p); },
                               .messages = voices.sink(),
                               .want_nodes = arguments.nodes,
                               .threads = arguments.threads};
    const Result<TileJob> job = load_tile(arguments.tile, CellKinds::any);
    if (!job) return job.error();
    const SampleRequest samples{.draws = static_cast<std::size_t>(arguments.draws),
                                .cells_out = arguments.cells_out,
                                .out = arguments.out,
                                .json = arguments.format == "json"};
    if (auto r = check_samples(*job, samples, arguments.nodes); !r) return r.error();
    if (is_sampled(*job, samples)) {
        Result<SampledSolution> all = solve_samples(
            *job, {.draws = samples.draws, .keep_cells = !samples.cells_out.empty()}, options);
        printer.clear();
        if (!all) return in_tile(*job, all.error());
        return report_samples(*job, samples, *all);
    }
    const Result<TileSolution> solution = solve_job(*job, options);
    printer.clear();
    if (!solution) return solution.error();
    if (auto r = write_cells(*job, samples, {job->drawn}); !r) return r.error();
    if (!arguments.out.empty()) {
        const std::vector<NamedBytes> files = result_files(*job, *solution);
        if (auto r = write_all(arguments.out, files); !r) return r.error();
        for (const NamedBytes& file : files) note("wrote " + arguments.out + "/" + file.first);
    }
    const std::string text = arguments.format == "json" ? report_json(*job, solution->report) + "\n"
                                                        : report_text(*job, *solution);
    std::fputs(text.c_str(), stdout);
    return judge(solution->report);
}

}  // namespace

void add_solve(Program& program) {
    auto arguments = std::make_shared<SolveArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand("solve", "solve one tile for all its inputs");
    verb->add_option("tile", arguments->tile, "tile file (TOML)")->required();
    verb->add_option("--fidelity", arguments->fidelity, "how to solve")
        ->check(CLI::IsMember({"auto", "ideal", "ladder", "mesh", "circuit"}))
        ->capture_default_str();
    verb->add_option("--method", arguments->method, "algorithm behind the fidelity")
        ->check(CLI::IsMember({"auto", "schur-cg", "transfer", "direct", "ldlt", "klu"}))
        ->capture_default_str();
    verb->add_option("--accuracy", arguments->accuracy,
                     "relative error of an output current that is good enough (mesh)")
        ->check([](const std::string& text) {
            double value = 0.0;
            const bool number = CLI::detail::lexical_cast(text, value);
            return number && value >= 1e-15 && value <= 1e-2
                       ? std::string()
                       : text + " is not a number from 1e-15 to 1e-2";
        })
        ->capture_default_str();
    verb->add_option("--memory", arguments->memory_bytes,
                     "most memory to use, such as 8G or 500M (default: what is available)")
        ->transform(CLI::AsSizeValue(false));
    verb->add_option("--precision", arguments->precision, "of the ladder method")
        ->check(CLI::IsMember({"double", "float"}))
        ->capture_default_str();
    verb->add_option("--out", arguments->out, "folder for i_out_A.npy and the node voltages");
    verb->add_flag("--nodes", arguments->nodes, "also write v_wl_V.npy, v_bl_V.npy, v_sl_V.npy");
    verb->add_option("--draws", arguments->draws,
                     "arrays to draw from [variation], with seeds seed, seed + 1, ..")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    verb->add_option("--cells-out", arguments->cells_out,
                     "file (.npz or .csv) for what [variation] drew for each cell");
    add_threads(*verb, arguments->threads);
    add_format(*verb, arguments->format);
    verb->footer(
        "Examples:\n"
        "  crosspoint solve tile.toml\n"
        "  crosspoint solve tile.toml --out results --nodes\n"
        "  crosspoint solve tile.toml --fidelity circuit --format json\n"
        "  crosspoint solve tile.toml --draws 100 --out results --cells-out cells.npz");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
