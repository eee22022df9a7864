// crosspoint solve: one tile, its currents, its node voltages, and how good they are.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "crosspoint/base/npy.hpp"
#include "crosspoint/base/quantity.hpp"
#include "long_run.hpp"
#include "result_files.hpp"
#include "solve_job.hpp"

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

std::string report_json(const TileJob& job, const SolveReport& report) {
    nlohmann::ordered_json object;
    object["tile"] = nlohmann::ordered_json::parse(tile_json(job));
    // Non-finite numbers come out as null, all others with as many digits as they need (<= 17).
    object["report"] = {{"status", status_name(report.status)},
                        {"method", report.method},
                        {"why", report.why},
                        {"unknowns", report.unknowns},
                        {"inputs", report.inputs},
                        {"kcl_residual_A", report.kcl_residual_A},
                        {"error_bound_rel", report.error_bound_rel},
                        {"error_bound_each_rel", report.error_bound_each_rel},
                        {"error_kind", report.error_kind},
                        {"iterations", report.iterations},
                        {"newton_iterations", report.newton_iterations},
                        {"coarse_block", report.coarse_block},
                        {"expected_s", report.expected_s},
                        {"memory_bytes", report.memory_bytes},
                        {"setup_s", report.setup_s},
                        {"program_s", report.program_s},
                        {"solve_s", report.solve_s},
                        {"threads", report.threads}};
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string residual_text(const SolveReport& report) {
    std::string text = std::isnan(report.kcl_residual_A)
                           ? std::string("no residual (no node voltages)")
                           : fmt::format("KCL residual {:.3g} A", report.kcl_residual_A);
    if (report.audited > 0 && report.audited < report.inputs) {
        text += fmt::format(" over {} of the inputs", report.audited);
    }
    if (!std::isnan(report.error_bound_rel))
        text += fmt::format(", output error {:.3g} of the largest", report.error_bound_rel);
    if (!std::isnan(report.error_bound_each_rel))
        text += fmt::format(", {:.3g} of each", report.error_bound_each_rel);
    if (!report.error_kind.empty()) text += " (" + report.error_kind + ")";
    return text;
}

// The output currents, as many as fit on a screen.
std::string currents_text(const Matrix<double>& currents) {
    constexpr std::size_t most_rows = 8, most_cols = 8;
    std::string text = fmt::format("currents  [{} x {}] A, into the sense node of each column\n",
                                   currents.rows(), currents.cols());
    for (std::size_t b = 0; b < std::min(most_rows, currents.rows()); ++b) {
        text += fmt::format("{:>8}  ", b);
        for (std::size_t j = 0; j < std::min(most_cols, currents.cols()); ++j) {
            text += fmt::format("{:<14.7g}", currents(b, j));
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += currents.cols() > most_cols ? "  ...\n" : "\n";
    }
    if (currents.rows() > most_rows) text += "          ...\n";
    return text;
}

std::string report_text(const TileJob& job, const TileSolution& solution) {
    const SolveReport& report = solution.report;
    std::string text = tile_text(job);
    text += currents_text(solution.i_out_A);
    text += fmt::format("status    {}\n", status_name(report.status));
    text += fmt::format("method    {}: {}\n", report.method, report.why);
    text += fmt::format("unknowns  {} for each of {} input{}\n", report.unknowns, report.inputs,
                        report.inputs == 1 ? "" : "s");
    text += fmt::format("check     {}\n", residual_text(report));
    if (report.iterations > 0)
        text += fmt::format(
            "work      {} iterations over all inputs{}\n", report.iterations,
            report.coarse_block > 0
                ? fmt::format(", with a coarse grid of one node per {0} x {0} crossings",
                              report.coarse_block)
                : std::string());
    if (report.newton_iterations > 0)
        text += fmt::format("newton    {} evaluations of the cells over all inputs\n",
                            report.newton_iterations);
    if (report.memory_bytes > 0)
        text += fmt::format("memory    {:.3g} MiB beside cells and results\n",
                            static_cast<double>(report.memory_bytes) / (1024.0 * 1024.0));
    text += fmt::format("time      setup {}, program {}, solve {}, {} thread{}\n",
                        format_quantity(report.setup_s, Unit::second),
                        format_quantity(report.program_s, Unit::second),
                        format_quantity(report.solve_s, Unit::second), report.threads,
                        report.threads == 1 ? "" : "s");
    return text;
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
    const SolveOptions options{.fidelity = *fidelity,
                               .method = *method,
                               .precision = arguments.precision == "float"
                                                ? Precision::single_precision
                                                : Precision::double_precision,
                               .accuracy_rel = arguments.accuracy,
                               .memory_limit_bytes = arguments.memory_bytes,
                               .stop = stop.token(),
                               .progress = [&](const SolveProgress& p) { printer.show(p); },
                               .want_nodes = arguments.nodes,
                               .threads = arguments.threads};
    const Result<TileJob> job = load_tile(arguments.tile, CellKinds::resistors_or_model);
    if (!job) return job.error();
    const Result<TileSolution> solution = solve_job(*job, options);
    printer.clear();
    if (!solution) return solution.error();
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
    add_threads(*verb, arguments->threads);
    add_format(*verb, arguments->format);
    verb->footer(
        "Examples:\n"
        "  crosspoint solve tile.toml\n"
        "  crosspoint solve tile.toml --out results --nodes\n"
        "  crosspoint solve tile.toml --fidelity circuit --format json");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
