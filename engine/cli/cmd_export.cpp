// crosspoint export: a tile as a SPICE deck that `ngspice -b` runs as it is.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "command.hpp"
#include "crosspoint/base/file.hpp"
#include "crosspoint/spice/deck_writer.hpp"
#include "crosspoint/study/model_deck.hpp"
#include "crosspoint/study/tile_config.hpp"
#include "crosspoint/study/tran_config.hpp"
#include "crosspoint/study/tran_deck.hpp"

namespace crosspoint::cli {

namespace {

struct ExportArguments {
    std::string tile;
    std::string out;
    std::optional<std::size_t> input;
};

Result<int> finish(const ExportArguments& arguments, const std::string& deck) {
    if (arguments.out == "-") {
        std::fputs(deck.c_str(), stdout);
        return 0;
    }
    if (auto written = write_file(arguments.out, deck); !written) return written.error();
    note("wrote " + arguments.out + "; run it with: ngspice -b " + arguments.out);
    return 0;
}

// A tran file: the deck of all its phases.
Result<int> export_over_time(const ExportArguments& arguments) {
    const Result<TranJob> job = load_tran(arguments.tile);
    if (!job) return job.error();
    if (arguments.input)
        return Error{.code = Errc::usage,
                     .id = 3114,
                     .what = "--input is given, but a tran file drives its lines by phases",
                     .help = "leave it out"};
    namespace fs = std::filesystem;
    TranDeckOptions options{.deck = {.title = fs::path(arguments.tile).filename().string()}};
    if (arguments.out != "-")
        options.data_file = fs::path(arguments.out).filename().replace_extension("txt").string();
    const Result<TranDeck> deck = write_tran_deck(*job, options);
    if (!deck) {
        Error error = deck.error();
        if (!error.where && error.code == Errc::input)
            error.where = SourceSpan{.file = arguments.tile};
        return error;
    }
    return finish(arguments, deck->text);
}

Result<int> run(const ExportArguments& arguments) {
    const Result<bool> over_time = names_a_tile(arguments.tile);
    if (!over_time) return over_time.error();
    if (*over_time) return export_over_time(arguments);
    const std::size_t input = arguments.input.value_or(0);
    const Result<TileJob> job = load_tile(arguments.tile, CellKinds::any);
    if (!job) return job.error();
    if (input >= job->inputs.rows()) {
        return Error{.code = Errc::usage,
                     .id = 3010,
                     .what = fmt::format("--input is {}, but the tile has inputs 0 to {}", input,
                                         job->inputs.rows() - 1),
                     .help = "inputs count from 0"};
    }
    const std::string title = fmt::format(
        "{}, input {}", std::filesystem::path(arguments.tile).filename().string(), input);
    const Result<std::string> deck =
        job->model
            ? write_model_deck(job->spec, *job->model, job->inputs.row(input), {.title = title})
            : write_deck(job->spec, job->cells, job->inputs.row(input), {.title = title});
    if (!deck) {
        Error error = deck.error();
        if (!error.where && error.code == Errc::input) error.where = job->geometry_where;
        return error;
    }
    return finish(arguments, *deck);
}

}  // namespace

void add_export(Program& program) {
    auto arguments = std::make_shared<ExportArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand("export", "write a tile as a SPICE deck");
    verb->add_option("tile", arguments->tile, "tile file, or tran file for a deck over time (TOML)")
        ->required();
    verb->add_option("-o,--out", arguments->out, "deck to write, - for stdout")->required();
    verb->add_option("--input", arguments->input, "which input of the batch, from 0; default 0");
    verb->footer(
        "The current into the sense node of column j is i(vsense{j}). Over time: the current into\n"
        "the tile at a line end is minus that of its source, -i(vw3_left); the state gap of cell\n"
        "[3, 5] is v(x3_5.gap).\n"
        "Examples:\n"
        "  crosspoint export tile.toml -o tile.cir\n"
        "  crosspoint export tile.toml -o tile.cir --input 3\n"
        "  crosspoint export tile.toml -o - | ngspice -b\n"
        "  crosspoint export netlists/tiles/tran_set_read.toml -o set.cir");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
