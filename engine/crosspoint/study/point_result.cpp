// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/point_result.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace crosspoint {

namespace {

using Json = nlohmann::ordered_json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double ratio(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : nan;
}

double number_or_nan(const Json& json) { return json.is_null() ? nan : json.get<double>(); }

Json layer_json(const LayerResult& layer) {
    const PartialSumErrors& sums = layer.partial_sums;
    return Json{{"name", layer.name},
                {"tiles", layer.tiles},
                {"reads", layer.reads},
                {"current_A", layer.current_A},
                {"raised_rows", layer.raised_rows},
                {"partial_sums", sums.count},
                {"wrong", sums.wrong},
                {"sum", sums.sum},
                {"sum_squared", sums.sum_squared},
                {"largest", sums.largest},
                {"ones", sums.ones},
                {"plain_ones", sums.plain_ones},
                {"activations", layer.activations},
                {"activation_errors", layer.activation_errors}};
}

LayerResult layer_from(const Json& json) {
    LayerResult layer;
    layer.name = json.at("name").get<std::string>();
    layer.tiles = json.at("tiles").get<std::size_t>();
    layer.reads = json.at("reads").get<std::int64_t>();
    layer.current_A = number_or_nan(json.at("current_A"));
    layer.raised_rows = json.at("raised_rows").get<std::int64_t>();
    layer.partial_sums = {.count = json.at("partial_sums").get<std::int64_t>(),
                          .wrong = json.at("wrong").get<std::int64_t>(),
                          .sum = json.at("sum").get<std::int64_t>(),
                          .sum_squared = json.at("sum_squared").get<std::int64_t>(),
                          .largest = json.at("largest").get<std::int64_t>(),
                          .ones = json.at("ones").get<std::int64_t>(),
                          .plain_ones = json.at("plain_ones").get<std::int64_t>()};
    layer.activations = json.at("activations").get<std::int64_t>();
    layer.activation_errors = json.at("activation_errors").get<std::int64_t>();
    return layer;
}

Json memory_json(const LayerMemory& layer) {
    return Json{{"name", layer.name},
                {"tiles", layer.tiles},
                {"weights", layer.weights},
                {"weight_reads", layer.weight_reads},
                {"weight_errors", layer.weight_errors},
                {"raised", layer.raised},
                {"cells", layer.cells},
                {"bits", layer.bits},
                {"bit_errors", layer.bit_errors},
                {"law", layer.law}};
}

LayerMemory memory_from(const Json& json) {
    return {.name = json.at("name").get<std::string>(),
            .tiles = json.at("tiles").get<std::size_t>(),
            .weights = json.at("weights").get<std::int64_t>(),
            .weight_reads = json.at("weight_reads").get<std::int64_t>(),
            .weight_errors = json.at("weight_errors").get<std::int64_t>(),
            .raised = json.at("raised").get<std::int64_t>(),
            .cells = json.at("cells").get<std::int64_t>(),
            .bits = json.at("bits").get<std::int64_t>(),
            .bit_errors = json.at("bit_errors").get<std::int64_t>(),
            .law = number_or_nan(json.at("law"))};
}

Json sums_json(const DeviationSums& sums) {
    return Json{{"cells", sums.cells}, {"sum", sums.sum}, {"sum_squared", sums.sum_squared}};
}

DeviationSums sums_from(const Json& json) {
    return {.cells = json.at("cells").get<std::int64_t>(),
            .sum = json.at("sum").get<double>(),
            .sum_squared = json.at("sum_squared").get<double>()};
}

Json variation_json(const VariationCounts& counts) {
    Json json{{"cells", counts.cells},
              {"faults", counts.faults},
              {"redrawn", counts.redrawn},
              {"on", sums_json(counts.on)},
              {"off", sums_json(counts.off)}};
    for (const QuantityDeviations& one : counts.quantities)
        json["quantities"].push_back(
            {{"name", one.name}, {"on", sums_json(one.on)}, {"off", sums_json(one.off)}});
    return json;
}

VariationCounts variation_from(const Json& json) {
    VariationCounts counts{.cells = json.at("cells").get<std::int64_t>(),
                           .faults = json.at("faults").get<std::array<std::int64_t, 5>>(),
                           .redrawn = json.at("redrawn").get<std::int64_t>(),
                           .on = sums_from(json.at("on")),
                           .off = sums_from(json.at("off"))};
    if (json.contains("quantities"))
        for (const Json& one : json.at("quantities"))
            counts.quantities.push_back({.name = one.at("name").get<std::string>(),
                                         .on = sums_from(one.at("on")),
                                         .off = sums_from(one.at("off"))});
    return counts;
}

constexpr std::array<std::pair<const char*, double WriteFigures::*>, 6> write_figures = {
    {{"energy_J", &WriteFigures::energy_J},
     {"weight_energy_J", &WriteFigures::weight_energy_J},
     {"wer", &WriteFigures::wer},
     {"wer_plus", &WriteFigures::wer_plus},
     {"wer_minus", &WriteFigures::wer_minus},
     {"wer_worst", &WriteFigures::wer_worst}}};

Json flips_json(const FlipReport& report) {
    const FlipCounts& drawn = report.drawn;
    Json json{{"weight_ber", report.weight_ber},
              {"raw_ber", report.raw_ber},
              {"bits_per_weight", report.bits_per_weight},
              {"weights", drawn.weights},
              {"weights_flipped", drawn.weights_flipped},
              {"activations", drawn.activations},
              {"activations_flipped", drawn.activations_flipped}};
    if (report.write)
        for (const auto& [name, figure] : write_figures)
            json["write"][name] = *report.write.*figure;
    return json;
}

FlipReport flips_from(const Json& json) {
    FlipReport report{
        .drawn = {.weights = json.at("weights").get<std::int64_t>(),
                  .weights_flipped = json.at("weights_flipped").get<std::int64_t>(),
                  .activations = json.at("activations").get<std::int64_t>(),
                  .activations_flipped = json.at("activations_flipped").get<std::int64_t>()},
        .weight_ber = number_or_nan(json.at("weight_ber")),
        .raw_ber = number_or_nan(json.at("raw_ber")),
        .bits_per_weight = number_or_nan(json.at("bits_per_weight"))};
    if (!json.contains("write")) return report;
    WriteFigures& write = report.write.emplace();
    for (const auto& [name, figure] : write_figures)
        write.*figure = number_or_nan(json.at("write").at(name));
    return report;
}

SolveStatus status_from(const std::string& name) {
    for (const SolveStatus status :
         {SolveStatus::converged, SolveStatus::inaccurate, SolveStatus::not_converged}) {
        if (name == status_name(status)) return status;
    }
    return SolveStatus::singular;
}

Json check_json(const SolveReport& check) {
    return Json{{"status", status_name(check.status)},
                {"method", check.method},
                {"why", check.why},
                {"inputs", check.inputs},
                {"kcl_residual_A", check.kcl_residual_A},
                {"error_bound_rel", check.error_bound_rel},
                {"error_kind", check.error_kind},
                {"remarks", check.remarks}};
}

SolveReport check_from(const Json& json) {
    SolveReport check;
    check.status = status_from(json.at("status").get<std::string>());
    check.method = json.at("method").get<std::string>();
    check.why = json.at("why").get<std::string>();
    check.inputs = json.at("inputs").get<std::size_t>();
    check.kcl_residual_A = number_or_nan(json.at("kcl_residual_A"));
    check.error_bound_rel = number_or_nan(json.at("error_bound_rel"));
    check.error_kind = json.at("error_kind").get<std::string>();
    check.remarks = json.at("remarks").get<std::vector<std::string>>();
    return check;
}

}  // namespace

double PointResult::accuracy() const { return good() ? ratio(correct, images) : nan; }

double PointResult::software_accuracy() const { return ratio(software_correct, images); }

std::string point_result_json(const PointResult& result) {
    Json layers = Json::array();
    for (const LayerResult& layer : result.layers) layers.push_back(layer_json(layer));
    Json json{{"status", result.status},
              {"message", result.message},
              {"images", result.images},
              {"correct", result.correct},
              {"software_correct", result.software_correct},
              {"layers", layers},
              {"cell_evaluations", result.cell_evaluations},
              {"check", check_json(result.check)},
              {"program_s", result.program_s},
              {"check_s", result.check_s},
              {"infer_s", result.infer_s},
              {"threads", result.threads}};
    for (const LayerMemory& layer : result.memory) json["memory"].push_back(memory_json(layer));
    if (result.variation) json["variation"] = variation_json(*result.variation);
    if (result.flips) json["flips"] = flips_json(*result.flips);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string flip_report_json(const FlipReport& report) { return flips_json(report).dump(); }

std::string variation_counts_json(const VariationCounts& counts) {
    Json json{{"cells", counts.cells}, {"redrawn", counts.redrawn}};
    for (const FaultKind kind :
         {FaultKind::stuck_on, FaultKind::stuck_off, FaultKind::open, FaultKind::shorted})
        json["faults"][std::string(fault_name(kind))] =
            counts.faults[static_cast<std::size_t>(kind)];
    for (const QuantityDeviations& one : counts.quantities)
        for (const auto& [kind, sums] : {std::pair{"on", &one.on}, std::pair{"off", &one.off}})
            json[one.name][kind] = Json{{"cells", sums->cells},
                                        {"mean_deviation", sums->mean()},
                                        {"sigma_absolute", sums->sigma()}};
    if (!counts.quantities.empty()) return json.dump();
    for (const auto& [name, sums] :
         {std::pair{"r_on_ohm", &counts.on}, std::pair{"r_off_ohm", &counts.off}})
        json[name] = Json{{"cells", sums->cells},
                          {"mean_relative", sums->mean()},
                          {"sigma_relative", sums->sigma()}};
    return json.dump();
}

Result<PointResult> parse_point_result(std::string_view text, const std::string& name) {
    PointResult result;
    try {
        const Json json = Json::parse(text);
        result.status = json.at("status").get<std::string>();
        result.message = json.at("message").get<std::string>();
        result.images = json.at("images").get<std::int64_t>();
        result.correct = json.at("correct").get<std::int64_t>();
        result.software_correct = json.at("software_correct").get<std::int64_t>();
        for (const Json& layer : json.at("layers")) result.layers.push_back(layer_from(layer));
        if (json.contains("memory"))
            for (const Json& layer : json.at("memory")) result.memory.push_back(memory_from(layer));
        result.cell_evaluations = json.at("cell_evaluations").get<std::int64_t>();
        result.check = check_from(json.at("check"));
        if (json.contains("variation")) result.variation = variation_from(json.at("variation"));
        if (json.contains("flips")) result.flips = flips_from(json.at("flips"));
        result.program_s = number_or_nan(json.at("program_s"));
        result.check_s = number_or_nan(json.at("check_s"));
        result.infer_s = number_or_nan(json.at("infer_s"));
        result.threads = json.at("threads").get<int>();
    } catch (const nlohmann::json::exception& failure) {
        return Error{.code = Errc::environment,
                     .id = 5106,
                     .what = "a result in " + name + " cannot be read: " + failure.what(),
                     .help = "the store is damaged: move it away and run the study again"};
    }
    return result;
}

Interval wilson_interval(std::int64_t hits, std::int64_t count) {
    if (count <= 0) return {};
    constexpr double z = 1.959963984540054;  // 97.5 % point of the normal distribution
    const double n = static_cast<double>(count);
    const double p = static_cast<double>(hits) / n;
    const double center = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    const double half =
        z / (1.0 + z * z / n) * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
    // At 0 and at all hits the interval ends there exactly; rounding must not say otherwise.
    return {.low = hits <= 0 ? 0.0 : std::max(0.0, center - half),
            .high = hits >= count ? 1.0 : std::min(1.0, center + half)};
}

double partial_sum_rms(std::span<const LayerResult> layers) {
    PartialSumErrors all;
    for (const LayerResult& layer : layers) {
        all.count += layer.partial_sums.count;
        all.sum_squared += layer.partial_sums.sum_squared;
    }
    return std::sqrt(ratio(all.sum_squared, all.count));
}

double ps_reduction(std::span<const LayerResult> layers) {
    std::int64_t ones = 0, plain = 0;
    for (const LayerResult& layer : layers) {
        ones += layer.partial_sums.ones;
        plain += layer.partial_sums.plain_ones;
    }
    // Differences of columns may sum to less than nothing.
    return ones == plain && ones != 0 ? 0.0 : 1.0 - ratio(ones, plain);
}

double mean_column_current_A(std::span<const LayerResult> layers) {
    double current_A = 0.0;
    std::int64_t count = 0;
    for (const LayerResult& layer : layers) {
        current_A += layer.current_A;
        count += layer.partial_sums.count;
    }
    return count > 0 ? current_A / static_cast<double>(count) : nan;
}

double activation_ber(std::span<const LayerResult> layers) {
    std::int64_t errors = 0;
    std::int64_t count = 0;
    for (const LayerResult& layer : layers) {
        errors += layer.activation_errors;
        count += layer.activations;
    }
    return ratio(errors, count);
}

ErrorMoments error_moments(const PartialSumErrors& errors) {
    const double mean = ratio(errors.sum, errors.count);
    const double square = ratio(errors.sum_squared, errors.count);
    return {.mean = mean,
            .sigma = std::sqrt(std::max(0.0, square - mean * mean)),
            .wrong_fraction = ratio(errors.wrong, errors.count)};
}

}  // namespace crosspoint
