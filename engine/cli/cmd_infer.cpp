// crosspoint infer: one network on one kind of array: accuracy, and where its errors come from.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "command.hpp"
#include "crosspoint/base/quantity.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/study/cost_report.hpp"
#include "crosspoint/study/point_runner.hpp"
#include "crosspoint/study/study_config.hpp"
#include "crosspoint/study/study_weight_memory.hpp"
#include "long_run.hpp"

namespace crosspoint::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr int from_file = -1;  // --threads was not given

struct InferArguments {
    std::string study;
    std::string format = "text";
    int threads = from_file;
};

Json layer_json(const LayerResult& layer) {
    const ErrorMoments moments = error_moments(layer.partial_sums);
    return Json{{"name", layer.name},
                {"tiles", layer.tiles},
                {"partial_sums", layer.partial_sums.count},
                {"ps_error_mean", moments.mean},
                {"ps_error_sigma", moments.sigma},
                {"ps_wrong_fraction", moments.wrong_fraction},
                {"ps_error_largest", layer.partial_sums.largest},
                {"activations", layer.activations},
                {"activation_ber", activation_ber(std::span(&layer, 1))},
                {"ps_reduction", ps_reduction(std::span(&layer, 1))},
                {"column_current_A", mean_column_current_A(std::span(&layer, 1))}};
}

Json memory_json(std::span<const LayerMemory> layers) {
    const MemoryFigures figures = memory_figures(layers);
    return Json{{"weight_ber", figures.weight_ber},
                {"weight_ber_law", figures.weight_ber_law},
                {"error_bias", figures.error_bias},
                {"bit_ber", figures.bit_ber},
                {"cells_per_weight", figures.cells_per_weight}};
}

std::string json_text(const StudyPoint& point, const StudyInputs& inputs,
                      const PointResult& result) {
    const Interval interval = wilson_interval(result.correct, result.images);
    Json layers = Json::array();
    for (const LayerResult& layer : result.layers) layers.push_back(layer_json(layer));
    for (std::size_t k = 0; k < result.memory.size(); ++k)
        layers[k]["memory"] = memory_json(std::span(&result.memory[k], 1));
    const Json report{{"status", result.status},
                      {"message", result.message},
                      {"method", result.check.method},
                      {"why", result.check.why},
                      {"kcl_residual_A", result.check.kcl_residual_A},
                      {"current_error_rel", result.check.error_bound_rel},
                      {"current_error_kind", result.check.error_kind},
                      {"remarks", result.check.remarks},
                      {"cell_evaluations", result.cell_evaluations},
                      {"program_s", result.program_s},
                      {"check_s", result.check_s},
                      {"infer_s", result.infer_s},
                      {"threads", result.threads}};
    Json object;
    object["schema"] = 1;
    object["program_version"] = CROSSPOINT_VERSION;
    object["settings"] = Json::parse(point.settings_json);
    object["model_checksum"] = inputs.model_checksum;
    object["data_checksum"] = inputs.data_checksum;
    object["images"] = result.images;
    object["accuracy"] = result.accuracy();
    object["accuracy_low"] = result.good() ? Json(interval.low) : Json();
    object["accuracy_high"] = result.good() ? Json(interval.high) : Json();
    object["software_accuracy"] = result.software_accuracy();
    object["ps_error_rms"] = partial_sum_rms(result.layers);
    object["activation_ber"] = activation_ber(result.layers);
    object["ps_reduction"] = ps_reduction(result.layers);
    object["column_current_A"] = mean_column_current_A(result.layers);
    if (!result.memory.empty()) object["memory"] = memory_json(result.memory);
    object["layers"] = layers;
    if (result.flips) object["flips"] = Json::parse(flip_report_json(*result.flips));
    if (const auto cost = point_cost(point, *inputs.network, result))
        object["cost"] = Json::parse(cost_json(*cost, *point.cost));
    object["report"] = report;
    return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string layer_table(const PointResult& result) {
    const std::size_t width = name_width(result.layers);
    std::string text =
        fmt::format("{:<{}}{:>7}{:>15}{:>12}{:>12}{:>12}{:>9}{:>16}\n", "layer", width, "tiles",
                    "partial sums", "mean error", "sigma", "wrong", "largest", "activation BER");
    for (const LayerResult& layer : result.layers) {
        const ErrorMoments moments = error_moments(layer.partial_sums);
        const double ber = activation_ber(std::span(&layer, 1));
        text += fmt::format("{:<{}}{:>7}{:>15}{:>12.4g}{:>12.4g}{:>12.4g}{:>9}{:>16}\n", layer.name,
                            width, layer.tiles, layer.partial_sums.count, moments.mean,
                            moments.sigma, moments.wrong_fraction, layer.partial_sums.largest,
                            std::isnan(ber) ? std::string("-") : fmt::format("{:.4g}", ber));
    }
    return text;
}

// Of a study without arrays.
std::string flips_text(const FlipReport& report, const PointResult& result) {
    const FlipCounts& drawn = report.drawn;
    std::string text = fmt::format(
        "weights   error rate {:.4g}; {} of {} drawn wrong, {:.4g} bits of memory a weight\n",
        report.weight_ber, drawn.weights_flipped, drawn.weights, report.bits_per_weight);
    if (drawn.activations > 0)
        text += fmt::format("active    {} of {} activations drawn wrong\n",
                            drawn.activations_flipped, drawn.activations);
    if (report.write)
        text += fmt::format(
            "writes    {} for all weights, {} each; wrong {:.4g} to +1, {:.4g} to -1, {:.4g} in "
            "the "
            "worst cell\n",
            format_quantity(report.write->energy_J, Unit::joule),
            format_quantity(report.write->weight_energy_J, Unit::joule), report.write->wer_plus,
            report.write->wer_minus, report.write->wer_worst);
    for (const LayerResult& layer : result.layers)
        if (layer.activations > 0)
            text += fmt::format("{:<{}}{:.4g} of the activations differ from the software's\n",
                                layer.name, name_width(result.layers),
                                activation_ber(std::span(&layer, 1)));
    return text;
}

std::string result_text(const PointResult& result) {
    std::string text;
    if (result.good()) {
        const Interval interval = wilson_interval(result.correct, result.images);
        text +=
            fmt::format("accuracy  {:.2f} %, 95 % interval {:.2f} to {:.2f} %, {} of {} images\n",
                        100.0 * result.accuracy(), 100.0 * interval.low, 100.0 * interval.high,
                        result.correct, result.images);
    }
    text += fmt::format("software  {:.2f} %\n", 100.0 * result.software_accuracy());
    if (result.flips) return text + flips_text(*result.flips, result);
    if (!result.memory.empty()) {
        text += "weights as they were read:\n" + memory_text(result);
    } else if (!result.layers.empty()) {
        text += "errors of the partial sums, in counts of one on cell:\n" + layer_table(result);
    }
    text += fmt::format("status    {}{}\n", result.status,
                        result.message.empty() ? "" : ": " + result.message);
    if (result.check.method.empty()) return text;  // it failed before the solver was checked
    text += fmt::format("method    {}: {}\n", result.check.method, result.check.why);
    text += fmt::format("check     KCL residual {:.3g} A, currents {:.3g} relative ({})\n",
                        result.check.kcl_residual_A, result.check.error_bound_rel,
                        result.check.error_kind);
    const double rate =
        result.infer_s > 0.0 ? static_cast<double>(result.cell_evaluations) / result.infer_s : 0.0;
    text +=
        fmt::format("time      program {}, infer {}, {:.3g} G cell evaluations/s, {} thread{}\n",
                    format_quantity(result.program_s, Unit::second),
                    format_quantity(result.infer_s, Unit::second), rate * 1e-9, result.threads,
                    result.threads == 1 ? "" : "s");
    return text;
}

Result<int> run(const InferArguments& arguments) {
    const Result<StudyConfig> config = load_study(arguments.study);
    if (!config) return config.error();
    if (!config->axes.empty()) {
        return Error{.code = Errc::input,
                     .id = 5020,
                     .what = fmt::format("{} is a list, but infer runs one point",
                                         config->axes.front().path),
                     .help = "give one value, or use `crosspoint study run`",
                     .where = SourceSpan{.file = arguments.study}};
    }
    const int threads = arguments.threads == from_file ? config->threads : arguments.threads;
    const StudyPoint& point = config->points.front();
    StudyInputCache cache(threads);
    const Result<const StudyInputs*> inputs = cache.get(point);
    if (!inputs) return inputs.error();

    const StopOnSignal stop("the images under way");
    ProgressPrinter printer;
    RateMeter images(0.0);
    const double start_s = now_s();
    const auto progress = [&](std::size_t done, std::size_t total) {
        const double rate = images.per_s(now_s() - start_s, static_cast<double>(done));
        printer.show({.points_done = 0,
                      .points_total = 1,
                      .images_done = static_cast<long long>(done),
                      .images_total = static_cast<long long>(total),
                      .images_per_s = rate,
                      .cells_per_s = rate * (*inputs)->cell_evaluations_per_image,
                      .remaining_s = static_cast<double>(total - done) / rate});
    };
    const auto tiles = [&](std::size_t done, std::size_t total) {
        printer.show({.points_done = 0,
                      .points_total = 1,
                      .tiles_done = static_cast<long long>(done),
                      .tiles_total = static_cast<long long>(total),
                      .remaining_s = (now_s() - start_s) * static_cast<double>(total - done) /
                                     static_cast<double>(done)});
    };
    const Result<PointRun> done =
        run_point(point, **inputs, threads, progress, stop.token(), tiles);
    printer.clear();
    if (!done) return done.error();
    if (done->stopped) {
        return Error{.code = Errc::interrupted,
                     .id = 5021,
                     .what = "stopped before all images were done",
                     .help = "run it again; `crosspoint study run` keeps the points it has done"};
    }
    std::string text = arguments.format == "json" ? json_text(point, **inputs, done->result)
                                                  : result_text(done->result);
    if (const auto cost = point_cost(point, *(*inputs)->network, done->result);
        cost && arguments.format != "json")
        text += "cost of one image (figures and sources: --format json):\n" + cost_text(*cost);
    std::fputs(text.c_str(), stdout);
    return done->result.good() ? 0 : static_cast<int>(Errc::numerics);
}

}  // namespace

void add_infer(Program& program) {
    auto arguments = std::make_shared<InferArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand("infer", "run a network on tiles");
    verb->add_option("study", arguments->study, "study file (TOML) without lists")->required();
    verb->add_option("--threads", arguments->threads,
                     "number of threads, 0 = all cores [run.threads of the file]")
        ->check(CLI::Range(0, 4096));
    add_format(*verb, arguments->format);
    verb->footer(
        "Examples:\n"
        "  crosspoint infer netlists/studies/one_point.toml\n"
        "  crosspoint infer study.toml --format json\n"
        "  crosspoint infer study.toml --threads 1");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
