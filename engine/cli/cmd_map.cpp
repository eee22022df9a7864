// crosspoint map: what the network of a study becomes on tiles, and how long a point will take.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/quantity.hpp"
#include "crosspoint/map/network_plan.hpp"
#include "crosspoint/study/point_runner.hpp"
#include "crosspoint/study/study_config.hpp"

namespace crosspoint::cli {
namespace {

using Json = nlohmann::ordered_json;

struct MapArguments {
    std::string study;
    std::string format = "text";
    int threads = -1;  // -1: of the file
};

std::string plan_json(const NetworkPlan& plan, const StudyPoint& point, double point_s) {
    Json layers = Json::array();
    for (const LayerPlan& layer : plan.layers)
        layers.push_back({{"name", layer.name},
                          {"rows", layer.rows},
                          {"cols", layer.cols},
                          {"tiles", layer.tiles},
                          {"utilization", layer.utilization},
                          {"row_groups", layer.row_groups},
                          {"positions", layer.positions},
                          {"planes", layer.planes},
                          {"partial_sums_per_image", layer.conversions},
                          {"mean_partial_sum", layer.mean_sum},
                          {"mean_partial_sum_without_complements", layer.mean_plain_sum},
                          {"method", layer.method},
                          {"program_s", layer.program_s},
                          {"image_s", layer.image_s}});
    const Json object{{"schema", 1},
                      {"program_version", CROSSPOINT_VERSION},
                      {"settings", Json::parse(point.settings_json)},
                      {"sampled_images", plan.sampled_images},
                      {"layers", layers},
                      {"images", point.images},
                      {"expected_s", point_s}};
    return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string plan_text(const NetworkPlan& plan, const StudyPoint& point, int threads,
                      double point_s) {
    const TileSpec& tile = point.options.tile;
    std::string text =
        fmt::format("tiles of {} x {}, {} rows read together, {} weights, sparsify {}\n", tile.rows,
                    tile.cols, point.options.row_group, encoding_name(point.options.encoding),
                    sparsify_name(point.options.sparsify));
    text += fmt::format("{:<10}{:>12}{:>7}{:>7}{:>8}{:>11}{:>13}{:>10}{:>10}{:>11}  {}\n", "layer",
                        "cells", "tiles", "full", "groups", "reads", "partial sums", "mean sum",
                        "plain", "an image", "solver");
    std::size_t tiles = 0;
    for (const LayerPlan& layer : plan.layers) {
        const std::string cells = fmt::format("{} x {}", layer.rows, layer.cols);
        tiles += layer.tiles;
        if (layer.tiles == 0) {
            text += fmt::format("{:<10}{:>12}{:>7}  digital\n", layer.name, cells, "-");
            continue;
        }
        text += fmt::format(
            "{:<10}{:>12}{:>7}{:>6.0f}%{:>8}{:>11}{:>13.0f}{:>10.2f}{:>10.2f}{:>11}  {}\n",
            layer.name, cells, layer.tiles, 100.0 * layer.utilization, layer.row_groups,
            layer.positions * layer.planes, layer.conversions, layer.mean_sum, layer.mean_plain_sum,
            format_quantity(layer.image_s, Unit::second), layer.method);
    }
    text += fmt::format(
        "{} tiles; mean sums over {} images, in on cells a partial sum\n"
        "expected: {} to program, {} for {} images on {} thread{} (solver alone, from one timed "
        "tile a "
        "layer)\n",
        tiles, plan.sampled_images,
        format_quantity(plan.program_s() / static_cast<double>(threads), Unit::second),
        format_quantity(point_s, Unit::second), point.images, threads, threads == 1 ? "" : "s");
    return text;
}

Result<int> run(const MapArguments& arguments) {
    const Result<StudyConfig> config = load_study(arguments.study);
    if (!config) return config.error();
    if (config->points.front().flips) return no_arrays(arguments.study);
    const int asked = arguments.threads < 0 ? config->threads : arguments.threads;
    const int threads = resolve_threads(asked);
    // The first point stands for all: which one it is, is said where there are lists.
    const StudyPoint& point = config->points.front();
    if (point.memory)
        return Error{.code = Errc::input,
                     .id = 5062,
                     .what = fmt::format("weights of \"{}\" are read one by one: there are no sums "
                                         "of columns to plan",
                                         weight_memory_name(point.memory->memory)),
                     .help = "crosspoint infer reads them and says how many are wrong",
                     .where = SourceSpan{.file = arguments.study}};
    StudyInputCache cache(threads);
    const auto inputs = cache.network_and_images(point);
    if (!inputs) return inputs.error();
    const auto plan = plan_network(*inputs->first, point.options, *inputs->second);
    if (!plan) return plan.error();
    const double point_s =
        plan->image_s() * static_cast<double>(point.images) / static_cast<double>(threads);
    if (config->points.size() > 1) {
        std::string where;
        for (const auto& [path, value] : point.axis_values)
            where += fmt::format("{}{} = {}", where.empty() ? "" : ", ", path, value);
        note(fmt::format("the first of {} points: {}", config->points.size(), where));
    }
    const std::string text = arguments.format == "json" ? plan_json(*plan, point, point_s)
                                                        : plan_text(*plan, point, threads, point_s);
    std::fputs(text.c_str(), stdout);
    return 0;
}

}  // namespace

void add_map(Program& program) {
    auto arguments = std::make_shared<MapArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand(
        "map", "show what a network becomes on tiles, and the time it takes");
    verb->add_option("study", arguments->study, "study file (TOML); of lists the first values")
        ->required();
    verb->add_option("--threads", arguments->threads,
                     "number of threads, 0 = all cores [run.threads of the file]")
        ->check(CLI::Range(0, 4096));
    add_format(*verb, arguments->format);
    verb->footer("Example:\n  crosspoint map netlists/studies/fashion_1t1r.toml");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
