// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/cost_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crosspoint/base/quantity.hpp"
#include "crosspoint/map/layer_activity.hpp"

namespace crosspoint {
namespace {

using Json = nlohmann::ordered_json;

double per_image(const NetworkCost& cost) {
    return cost.images > 0 ? 1.0 / static_cast<double>(cost.images) : 1.0;
}

Json layer_json(const LayerCost& layer, double share) {
    return {{"name", layer.name},
            {"array_J", layer.array_J * share},
            {"gate_J", layer.gate_J * share},
            {"adc_J", layer.adc_J * share},
            {"digital_J", layer.digital_J * share},
            {"flip_J", layer.flip_J * share},
            {"energy_J", layer.energy_J() * share},
            {"latency_s", layer.latency_s * share},
            {"array_m2", layer.array_m2},
            {"adc_m2", layer.adc_m2},
            {"digital_m2", layer.digital_m2},
            {"flip_m2", layer.flip_m2},
            {"area_m2", layer.area_m2()}};
}

std::string line(const LayerCost& layer, double share, std::size_t width) {
    const auto joule = [&](double value) { return format_quantity(value * share, Unit::joule); };
    return fmt::format("{:<{}}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9.4g}\n", layer.name,
                       width, joule(layer.array_J), joule(layer.adc_J), joule(layer.digital_J),
                       joule(layer.flip_J), joule(layer.energy_J()),
                       format_quantity(layer.latency_s * share, Unit::second),
                       layer.area_m2() * 1e12);
}

}  // namespace

std::optional<NetworkCost> point_cost(const StudyPoint& point, const Network& network,
                                      const PointResult& result) {
    if (!point.cost || !result.good() || point.inference.mode == InferenceMode::table)
        return std::nullopt;
    const auto layers = layer_activities(network, point.options, result.layers, result.images);
    return network_cost(*point.cost, layers, result.images);
}

std::string cost_text(const NetworkCost& cost) {
    const double share = per_image(cost);
    std::size_t width = 5;
    for (const LayerCost& layer : cost.layers) width = std::max(width, layer.name.size());
    std::string text =
        fmt::format("{:<{}}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9}\n", "layer", width,
                    "array", "adc", "digital", "flip", "energy", "latency", "area um2");
    for (const LayerCost& layer : cost.layers) text += line(layer, share, width);
    return text + line(cost.total, share, width);
}

std::string cost_json(const NetworkCost& cost, const CostFigures& figures) {
    const double share = per_image(cost);
    Json json{{"images", cost.images}, {"layers", Json::array()}};
    for (const LayerCost& layer : cost.layers) json["layers"].push_back(layer_json(layer, share));
    json["total"] = layer_json(cost.total, share);
    Json& list = json["figures"];
    for (const CostKey& key : cost_keys())
        list[std::string(key.key)] = {{"value", figures.*key.figure},
                                      {"unit", unit_symbol(key.unit)},
                                      {"source", key.source}};
    list["adc_energy"] = {
        {"value", figures.adc_energy == AdcEnergy::walden ? "walden" : "schreier"}};
    list["popcount_ahead"] = {{"value", figures.popcount_ahead}};
    return json.dump();
}

}  // namespace crosspoint
