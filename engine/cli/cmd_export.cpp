// crosspoint export: a tile as a SPICE deck that `ngspice -b` runs as it is.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "command.hpp"
#include "crosspoint/base/file.hpp"
#include "crosspoint/spice/deck_writer.hpp"
#include "crosspoint/study/model_deck.hpp"
#include "crosspoint/study/tile_config.hpp"

namespace crosspoint::cli {

namespace {

struct ExportArguments {
    std::string tile;
    std::string out;
    std::size_t input = 0;
};

Result<int> run(const ExportArguments& arguments) {
    const Result<TileJob> job = load_tile(arguments.tile, CellKinds::resistors_or_model);
    if (!job) return job.error();
    if (arguments.input >= job->inputs.rows()) {
        return Error{.code = Errc::usage,
                     .id = 3010,
                     .what = fmt::format("--input is {}, but the tile has inputs 0 to {}",
                                         arguments.input, job->inputs.rows() - 1),
                     .help = "inputs count from 0"};
    }
    const std::string title = fmt::format(
        "{}, input {}", std::filesystem::path(arguments.tile).filename().string(), arguments.input);
    const Result<std::string> deck =
        job->model
            ? write_model_deck(job->spec, *job->model, job->inputs.row(arguments.input),
                               {.title = title})
            : write_deck(job->spec, job->cells, job->inputs.row(arguments.input), {.title = title});
    if (!deck) {
        Error error = deck.error();
        if (!error.where && error.code == Errc::input) error.where = job->geometry_where;
        return error;
    }
    if (arguments.out == "-") {
        std::fputs(deck->c_str(), stdout);
        return 0;
    }
    if (auto written = write_file(arguments.out, *deck); !written) return written.error();
    note("wrote " + arguments.out + "; run it with: ngspice -b " + arguments.out);
    return 0;
}

}  // namespace

void add_export(Program& program) {
    auto arguments = std::make_shared<ExportArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand("export", "write a tile as a SPICE deck");
    verb->add_option("tile", arguments->tile, "tile file (TOML)")->required();
    verb->add_option("-o,--out", arguments->out, "deck to write, - for stdout")->required();
    verb->add_option("--input", arguments->input, "which input of the batch")
        ->capture_default_str();
    verb->footer(
        "The current into the sense node of column j is i(vsense{j}).\n"
        "Examples:\n"
        "  crosspoint export tile.toml -o tile.cir\n"
        "  crosspoint export tile.toml -o tile.cir --input 3\n"
        "  crosspoint export tile.toml -o - | ngspice -b");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
