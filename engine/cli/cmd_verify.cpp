// crosspoint verify: the same tiles by our solvers and by ngspice, and how far they are apart.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "crosspoint/spice/compare.hpp"
#include "crosspoint/spice/random_tile.hpp"
#include "crosspoint/study/model_deck.hpp"
#include "crosspoint/study/tile_config.hpp"
#include "crosspoint/study/tran_config.hpp"
#include "verify_models.hpp"
#include "verify_report.hpp"
#include "verify_tran.hpp"

namespace crosspoint::cli {

namespace {

struct VerifyArguments {
    std::vector<std::string> files;  // one tile, or cards
    bool models = false;
    std::string tile;
    std::size_t random = 0;
    std::uint64_t seed = 1;
    std::size_t max_size = 32;
    std::optional<double> rtol;
    std::string fidelity = "auto";
    double timeout_s = 120.0;
    std::string format = "text";
};

// A tile that cannot be compared is a row that does not agree; without ngspice nothing can be.
Result<VerifyRow> verify_tile(std::size_t index, const TileJob& job,
                              const CompareOptions& options) {
    VerifyRow row{.index = index, .spec = job.spec, .inputs = job.inputs.rows()};
    Result<Comparison> comparison =
        job.model ? compare_model_tile(job.spec, *job.model, job.inputs, options)
                  : compare(job.spec, job.cells, job.inputs, options);
    if (comparison) {
        row.comparison = std::move(comparison).value();
    } else if (comparison.error().code == Errc::numerics) {
        row.failure = fmt::format("error[{}]: {}", comparison.error().id, comparison.error().what);
    } else {
        return comparison.error();
    }
    return row;
}

void show_progress(std::size_t done, std::size_t count) {
    if (::isatty(STDERR_FILENO) == 0) return;
    std::fputs(fmt::format("\r{} of {} tiles{}", done, count, done == count ? "\n" : "").c_str(),
               stderr);
}

Result<int> verify_over_time(const VerifyArguments& arguments, Fidelity fidelity) {
    if (fidelity != Fidelity::automatic)
        return Error{.code = Errc::usage,
                     .id = 3113,
                     .what = "--fidelity is given, but a tile over time is compared by its engines",
                     .help = "leave it out: both engines are compared where they apply"};
    return verify_tran(arguments.tile, arguments.rtol.value_or(1e-3), arguments.format,
                       {.time_limit_s = arguments.timeout_s});
}

Result<int> run(VerifyArguments arguments) {
    if (arguments.models && arguments.random == 0)
        return verify_models(arguments.files, arguments.format,
                             {.time_limit_s = arguments.timeout_s});
    if (arguments.files.size() > 1 || arguments.models) {
        return Error{.code = Errc::usage,
                     .id = 3104,
                     .what = arguments.models ? std::string("both --models and --random are given")
                                              : fmt::format("{} files are given, expected one tile",
                                                            arguments.files.size()),
                     .help = "verify one tile file, --random N tiles, or --models with cards"};
    }
    if (!arguments.files.empty()) arguments.tile = arguments.files.front();
    if (arguments.tile.empty() == (arguments.random == 0)) {
        return Error{.code = Errc::usage,
                     .id = 3011,
                     .what = arguments.tile.empty() ? "there is nothing to verify"
                                                    : "both a tile file and --random are given",
                     .help = "give a tile file, --random N, or --models"};
    }
    const Result<Fidelity> fidelity = parse_fidelity(arguments.fidelity);
    if (!fidelity) return fidelity.error();
    if (arguments.random > 0 && *fidelity == Fidelity::ladder) {
        return Error{.code = Errc::usage,
                     .id = 3012,
                     .what =
                         "--fidelity ladder does not fit all random tiles, which are of every "
                         "topology",
                     .help = "leave --fidelity out: auto compares the ladder wherever it fits"};
    }
    if (!arguments.tile.empty()) {
        const Result<bool> over_time = names_a_tile(arguments.tile);
        if (!over_time) return over_time.error();
        if (*over_time) return verify_over_time(arguments, *fidelity);
    }
    const CompareOptions options{.fidelity = *fidelity,
                                 .ngspice = {.time_limit_s = arguments.timeout_s}};
    VerifyReport report{.source = arguments.tile};
    report.seed = arguments.seed;
    report.max_size = arguments.max_size;

    const bool from_file = !arguments.tile.empty();
    Result<TileJob> job =
        from_file ? load_tile(arguments.tile, CellKinds::any) : Result<TileJob>(TileJob{});
    if (!job) return job.error();
    report.rtol = arguments.rtol.value_or(job->model ? 1e-6 : 1e-9);
    Result<std::string> version = ngspice_version(options.ngspice);
    if (!version) return version.error();
    report.ngspice_version = *version;

    const std::size_t count = from_file ? 1 : arguments.random;
    for (std::size_t k = 0; k < count; ++k) {
        if (!from_file) {
            RandomTile tile = random_tile(arguments.seed, k, arguments.max_size);
            job->spec = std::move(tile.spec);
            job->cells = std::move(tile.cells);
            job->inputs = std::move(tile.inputs);
        }
        Result<VerifyRow> row = verify_tile(k, *job, options);
        if (!row) {
            Error error = row.error();
            if (from_file && error.code == Errc::input && !error.where)
                error.where = job->geometry_where;
            return error;
        }
        report.rows.push_back(std::move(*row));
        show_progress(k + 1, count);
    }
    std::fputs((arguments.format == "json" ? report.json() : report.text()).c_str(), stdout);
    return report.agreeing() == report.rows.size() ? 0 : static_cast<int>(Errc::comparison);
}

}  // namespace

void add_verify(Program& program) {
    auto arguments = std::make_shared<VerifyArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand("verify", "compare our solvers with ngspice");
    verb->add_option("tile", arguments->files,
                     "tile or tran file (TOML), or model cards and folders of them");
    verb->add_flag("--models", arguments->models,
                   "compare model cards; without names those in device_models");
    CLI::Option* random =
        verb->add_option("--random", arguments->random, "number of random tiles instead of a file")
            ->check(CLI::Range(1, 1000000));
    verb->add_option("--seed", arguments->seed, "of the random tiles")
        ->needs(random)
        ->capture_default_str();
    verb->add_option("--max-size", arguments->max_size, "largest rows and cols of random tiles")
        ->check(CLI::Range(1, 256))
        ->needs(random)
        ->capture_default_str();
    verb->add_option(
            "--rtol", arguments->rtol,
            "tolerance, relative to the largest output current; 1e-9, cells that are a model 1e-6, "
            "over time 1e-3")
        ->check(CLI::Range(0.0, 1.0));
    verb->add_option("--fidelity", arguments->fidelity,
                     "our method; auto compares every exact one that fits the tile")
        ->check(CLI::IsMember({"auto", "ideal", "ladder", "mesh", "circuit"}))
        ->capture_default_str();
    verb->add_option("--timeout", arguments->timeout_s, "seconds that one run of ngspice may take")
        ->check(CLI::Range(0.001, 1e6))
        ->capture_default_str();
    add_format(*verb, arguments->format, "table");
    verb->footer(
        "Exit code 0 when all tiles agree, 1 when not, 5 when ngspice is missing.\n"
        "Examples:\n"
        "  crosspoint verify tile.toml\n"
        "  crosspoint verify netlists/tiles/tran_set_read.toml\n"
        "  crosspoint verify --random 40 --seed 1\n"
        "  crosspoint verify --models\n"
        "  crosspoint verify --models device_models/rram/stanford_v1.toml\n"
        "  crosspoint verify --random 10 --max-size 8 --fidelity mesh --format json");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
