// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/study/cost_report.hpp"
#include "crosspoint/study/study_weight_memory.hpp"

namespace crosspoint {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* segment_path = "array.bl_segment_ohm";

std::string dump(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// Quotes a text that would break a line of CSV.
std::string csv_text(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"') quoted += c;
    }
    return quoted + "\"";
}

std::string axis_columns(const StudyConfig& config) {
    std::string head;
    for (const StudyAxis& axis : config.axes) {
        if (axis.path != segment_path) head += axis.column() + ",";
    }
    return head + "bl_segment_ohm";
}

std::string axis_fields(const StudyPoint& point) {
    std::string fields;
    for (const auto& [path, value] : point.axis_values) {
        if (path != segment_path) fields += csv_text(value) + ",";
    }
    return fields + fmt::format("{}", point.bl_segment_ohm);
}

// An axis value as JSON: the setting itself, which may be a number or a text.
Json setting_value(const std::string& settings_json, const std::string& path) {
    std::string pointer = "/" + path;
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    return Json::parse(settings_json).at(Json::json_pointer(pointer));
}

Json axis_json(const StudyPoint& point) {
    Json json = Json::object();
    for (const auto& [path, value] : point.axis_values) {
        json[path] = setting_value(point.settings_json, path);
    }
    return json;
}

// The settings with the list of values in place of each axis.
Json settings_with_axes(const StudyConfig& config) {
    Json settings = Json::parse(config.points.front().settings_json);
    for (const StudyAxis& axis : config.axes) {
        std::string pointer = "/" + axis.path;
        std::replace(pointer.begin(), pointer.end(), '.', '/');
        Json values = Json::array();
        for (const std::string& text : axis.values) {
            const auto point =
                std::find_if(config.points.begin(), config.points.end(), [&](const StudyPoint& p) {
                    return std::find(p.axis_values.begin(), p.axis_values.end(),
                                     std::pair(axis.path, text)) != p.axis_values.end();
                });
            values.push_back(setting_value(point->settings_json, axis.path));
        }
        settings[Json::json_pointer(pointer)] = std::move(values);
    }
    return settings;
}

// A mean of currents in single precision: digits that all methods share.
std::string csv_current(double value_A) {
    return std::isnan(value_A) ? "nan" : fmt::format("{:.5g}", value_A);
}

}  // namespace

std::string csv_number(double value) {
    if (std::isnan(value)) return "nan";  // the sign of a NaN depends on the machine
    return fmt::format("{:.9g}", value);
}

std::string curve_csv(const StudyConfig& config, std::span<const StudyRow> rows) {
    const bool memory = has_memory_points(config);
    std::string csv = axis_columns(config) +
                      ",accuracy,accuracy_low,accuracy_high,ps_error_rms,activation_ber,"
                      "ps_reduction,column_current_A";
    if (memory) csv += memory_columns();
    csv += "\n";
    for (const StudyRow& row : rows) {
        if (row.result == nullptr) continue;
        csv += axis_fields(*row.point);
        if (!row.result->good()) {
            csv += ",nan,nan,nan,nan,nan,nan,nan";
            if (memory) csv += memory_fields({});
            csv += "\n";
            continue;
        }
        const Interval interval = wilson_interval(row.result->correct, row.result->images);
        for (const double value :
             {row.result->accuracy(), interval.low, interval.high,
              partial_sum_rms(row.result->layers), activation_ber(row.result->layers),
              ps_reduction(row.result->layers)}) {
            csv += "," + csv_number(value);
        }
        csv += "," + csv_current(mean_column_current_A(row.result->layers));
        if (memory) csv += memory_fields(row.result->memory);
        csv += "\n";
    }
    return csv;
}

std::string layers_csv(const StudyConfig& config, std::span<const StudyRow> rows) {
    std::string csv =
        axis_columns(config) +
        ",layer,name,tiles,partial_sums,ps_error_mean,ps_error_sigma,ps_wrong_fraction,"
        "ps_error_largest,activations,activation_ber,ps_reduction,column_current_A";
    const bool memory = has_memory_points(config);
    if (memory) csv += memory_columns();
    csv += "\n";
    for (const StudyRow& row : rows) {
        if (row.result == nullptr || !row.result->good()) continue;
        for (std::size_t k = 0; k < row.result->layers.size(); ++k) {
            const LayerResult& layer = row.result->layers[k];
            const ErrorMoments moments = error_moments(layer.partial_sums);
            const std::span<const LayerResult> one(&layer, 1);
            csv +=
                fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}", axis_fields(*row.point), k,
                            csv_text(layer.name), layer.tiles, layer.partial_sums.count,
                            csv_number(moments.mean), csv_number(moments.sigma),
                            csv_number(moments.wrong_fraction), layer.partial_sums.largest,
                            layer.activations, csv_number(activation_ber(one)),
                            csv_number(ps_reduction(one)), csv_current(mean_column_current_A(one)));
            if (memory)
                csv += memory_fields(std::span(row.result->memory)
                                         .subspan(row.result->memory.empty() ? 0 : k,
                                                  row.result->memory.empty() ? 0 : 1));
            csv += "\n";
        }
    }
    return csv;
}

std::string study_resolved_json(const StudyConfig& config, std::span<const StudyRow> rows,
                                const std::string& program_version) {
    Json axes = Json::array();
    for (const StudyAxis& axis : config.axes) axes.push_back(axis.path);
    Json inputs = Json::array();
    for (const StudyRow& row : rows) {
        const Json settings = Json::parse(row.point->settings_json).at("network");
        const Json entry{{"model", settings.at("model")},
                         {"model_checksum", row.inputs->model_checksum},
                         {"data", settings.at("data")},
                         {"data_checksum", row.inputs->data_checksum},
                         {"images", row.inputs->count},
                         {"software_accuracy", static_cast<double>(row.inputs->software_correct) /
                                                   static_cast<double>(row.inputs->count)}};
        if (std::find(inputs.begin(), inputs.end(), entry) == inputs.end()) inputs.push_back(entry);
    }
    return dump(Json{{"schema", study_files_schema},
                     {"name", config.name},
                     {"program_version", program_version},
                     {"points", config.points.size()},
                     {"axes", axes},
                     {"settings", settings_with_axes(config)},
                     {"inputs", inputs}});
}

std::string study_report_json(const StudyConfig& config, std::span<const StudyRow> rows,
                              const std::string& program_version) {
    Json points = Json::array();
    std::size_t failed = 0;
    for (const StudyRow& row : rows) {
        if (row.result == nullptr) continue;
        const PointResult& result = *row.result;
        if (!result.good()) ++failed;
        const double rate = result.infer_s > 0.0
                                ? static_cast<double>(result.cell_evaluations) / result.infer_s
                                : 0.0;
        points.push_back({{"axes", axis_json(*row.point)},
                          {"status", result.status},
                          {"message", result.message},
                          {"images", result.images},
                          {"correct", result.correct},
                          {"accuracy", result.accuracy()},
                          {"software_accuracy", result.software_accuracy()},
                          {"cell_evaluations", result.cell_evaluations},
                          {"cell_evaluations_per_s", rate},
                          {"solver",
                           {{"method", result.check.method},
                            {"why", result.check.why},
                            {"kcl_residual_A", result.check.kcl_residual_A},
                            {"current_error_rel", result.check.error_bound_rel},
                            {"current_error_kind", result.check.error_kind},
                            {"remarks", result.check.remarks}}},
                          {"program_s", result.program_s},
                          {"check_s", result.check_s},
                          {"infer_s", result.infer_s},
                          {"threads", result.threads}});
        if (result.variation)
            points.back()["variation"] = Json::parse(variation_counts_json(*result.variation));
        if (result.flips) points.back()["flips"] = Json::parse(flip_report_json(*result.flips));
        if (!row.point->cost) continue;
        const Network* network = row.inputs->network.get();
        // Before the run, where only the names of the numbers matter, there is no network yet.
        const auto cost = network == nullptr ? std::optional<NetworkCost>(NetworkCost{})
                                             : point_cost(*row.point, *network, result);
        if (cost) points.back()["cost"] = Json::parse(cost_json(*cost, *row.point->cost));
    }
    return dump(Json{{"schema", study_files_schema},
                     {"name", config.name},
                     {"program_version", program_version},
                     {"machine_threads", resolve_threads(0)},
                     {"points_done", points.size()},
                     {"points_total", config.points.size()},
                     {"points_failed", failed},
                     {"points", points}});
}

}  // namespace crosspoint
