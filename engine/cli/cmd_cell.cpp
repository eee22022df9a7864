// crosspoint cell: what single cells of tiles and networks do in a read, without wires.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "command.hpp"
#include "crosspoint/study/cell_figures.hpp"

namespace crosspoint::cli {

namespace {

struct CellArguments {
    std::vector<std::string> files;
    std::string format = "text";
};

Result<int> run(const CellArguments& arguments) {
    std::vector<CellFigures> all;
    for (const std::string& file : arguments.files) {
        const Result<CellFigures> figures = load_cell_figures(file);
        if (!figures) return figures.error();
        all.push_back(*figures);
    }
    const std::string text =
        arguments.format == "json" ? cell_figures_json(all) : cell_figures_text(all);
    std::fputs(text.c_str(), stdout);
    return 0;
}

}  // namespace

void add_cell(Program& program) {
    auto arguments = std::make_shared<CellArguments>();  // shared with the callback only
    CLI::App* verb =
        program.app.add_subcommand("cell", "currents, leak and linearity of single cells");
    verb->add_option("files", arguments->files, "tile files or study files (TOML)")->required();
    add_format(*verb, arguments->format, "table");
    verb->footer(
        "Without wires, at the read voltage of the file: the cell that carries most (on) and the\n"
        "one that carries least (off), the same two while their row is not selected, and for the\n"
        "on cell I(V) / (2 I(V/2)) and the largest distance of I(v), 0 <= v <= V, from the "
        "straight\n"
        "line to I(V), in parts of I(V). Of a study: the two kinds of cells of its first point.\n"
        "Examples:\n"
        "  crosspoint cell netlists/tiles/cell_*.toml\n"
        "  crosspoint cell netlists/studies/fashion_1t1r_finfet.toml --format json");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
