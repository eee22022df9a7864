// What a network costs, as a table for people and as JSON. Energies and latencies are of one image.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "crosspoint/bnn/network.hpp"
#include "crosspoint/periphery/cost.hpp"
#include "crosspoint/study/point_result.hpp"
#include "crosspoint/study/study_config.hpp"

namespace crosspoint {

/// The cost of a point that was run; nothing without [cost] and where the currents were not solved
/// (inference.mode = "table", or the point failed).
std::optional<NetworkCost> point_cost(const StudyPoint& point, const Network& network,
                                      const PointResult& result);

/// A table: one line a layer, and the total.
std::string cost_text(const NetworkCost& cost);

/// One JSON object on one line: `layers` and `total` with array_J, gate_J (a part of it), adc_J,
/// digital_J, flip_J, energy_J, latency_s of an image and areas in m^2; `figures` with the value,
/// unit and source of every figure. @param figures those that the cost was computed with
std::string cost_json(const NetworkCost& cost, const CostFigures& figures);

}  // namespace crosspoint
