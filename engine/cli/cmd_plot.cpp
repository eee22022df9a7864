// crosspoint plot: pictures of one tile. `irdrop` is the map of what the wires take from each cell.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "command.hpp"
#include "crosspoint/study/plot.hpp"
#include "result_files.hpp"
#include "solve_job.hpp"

namespace crosspoint::cli {

namespace {

struct PlotArguments {
    std::string tile;
    std::string out;
    std::size_t input = 0;
};

// Ideal cell voltage minus the actual one, [m x n]; NaN where a node has no reference.
Matrix<double> ir_drop_V(const TileJob& job, const NodeVoltages& nodes) {
    const TileSpec& spec = job.spec;
    const LineSet& sl = spec.sl;
    const bool sl_drives =
        sl.first_end.kind == EndKind::drive_read || sl.last_end.kind == EndKind::drive_read;
    Matrix<double> drop_V(spec.rows, spec.cols);
    for (std::size_t i = 0; i < spec.rows; ++i) {
        for (std::size_t j = 0; j < spec.cols; ++j) {
            const double v_bl = nodes.bl_V(i, j);
            if (!spec.gated()) {
                drop_V(i, j) = job.inputs(0, i) - (nodes.wl_V(i, j) - v_bl);
            } else {
                const double across_V = nodes.sl_V(i, j) - v_bl;
                drop_V(i, j) = spec.read_V - (sl_drives ? across_V : -across_V);
            }
        }
    }
    return drop_V;
}

Result<int> run_irdrop(const PlotArguments& arguments) {
    Result<TileJob> job = load_tile(arguments.tile, CellKinds::any);
    if (!job) return job.error();
    if (arguments.input >= job->inputs.rows()) {
        return Error{.code = Errc::usage,
                     .id = 6011,
                     .what = fmt::format("--input is {}, but the tile has inputs 0 to {}",
                                         arguments.input, job->inputs.rows() - 1),
                     .help = "inputs count from 0"};
    }
    const auto chosen = job->inputs.row(arguments.input);
    job->inputs =
        Matrix<double>(1, chosen.size(), std::vector<double>(chosen.begin(), chosen.end()));
    const Result<TileSolution> solution = solve_job(*job, SolveOptions{.want_nodes = true});
    if (!solution) return solution.error();
    Matrix<double> drop = ir_drop_V(*job, solution->nodes);
    const char* unit = scale_volts(drop);
    const std::string title = fmt::format("IR drop of the cells: {}, {} x {}, input {}",
                                          std::filesystem::path(arguments.tile).stem().string(),
                                          job->spec.rows, job->spec.cols, arguments.input);
    const PlotJob plot{.picture = arguments.out,
                       .script = heat_map_script(drop, title, fmt::format("IR drop ({})", unit))};
    if (auto r = draw_plot(plot); !r) return r.error();
    note("wrote " + arguments.out + " and its script " + plot_script_path(arguments.out));
    return judge(solution->report);
}

}  // namespace

void add_plot(Program& program) {
    auto arguments = std::make_shared<PlotArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand("plot", "draw a picture of one tile");
    verb->require_subcommand(1);
    CLI::App* irdrop = verb->add_subcommand("irdrop", "map of the IR drop of the cells");
    irdrop->add_option("tile", arguments->tile, "tile file (TOML)")->required();
    irdrop->add_option("--out", arguments->out, "picture, FILE.svg or FILE.png")->required();
    irdrop->add_option("--input", arguments->input, "which input of the batch")
        ->capture_default_str();
    irdrop->footer(
        "The IR drop of a cell is its voltage without wires minus its voltage.\n"
        "The gnuplot script is kept beside the picture as FILE.gp.\n"
        "Examples:\n"
        "  crosspoint plot irdrop tile.toml --out drop.svg\n"
        "  crosspoint plot irdrop tile.toml --out drop.png --input 3\n"
        "  gnuplot drop.gp");
    irdrop->callback(
        [&program, arguments] { program.action = [arguments] { return run_irdrop(*arguments); }; });
}

}  // namespace crosspoint::cli
