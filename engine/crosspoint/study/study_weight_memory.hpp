// Points whose arrays store weights and compute nothing (map/weight_memory.hpp): their settings
// ([sense], map.encoding = "2t2r", "1t1r_digital", "1t1r_secded_72_64", ..), the run, the figures.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "crosspoint/base/error.hpp"
#include "crosspoint/map/weight_memory.hpp"
#include "crosspoint/study/point_runner.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

/// Reads what is left of a point whose `map.encoding` stores weights: [sense], into point.memory,
/// and refuses what has no meaning there.
/// @return the settings of [sense], one JSON object; empty for other encodings
/// @errors input 4520, 4521, 5060: [sense] with another encoding, 5061: a setting of columns that
///         are summed; those of the TOML reader
Result<std::string> read_study_memory(const TomlValue& root, StudyPoint& point);

/// Stores and reads the weights, then classifies all images with them in software.
/// @errors those of read_weight_memory; interrupted 4503
Result<void> run_memory_point(const StudyPoint& point, const StudyInputs& inputs,
                              const TiledOptions& options, PointResult& result);

/// Of all layers on arrays together; NaN without any.
struct MemoryFigures {
    double weight_ber = 0.0;      ///< wrong weights as they are used
    double weight_ber_law = 0.0;  ///< the closed form, without wires and leaks
    double error_bias = 0.0;      ///< 1: all of them are -1 read as +1; -1: the other way round
    double bit_ber = 0.0;         ///< wrong decisions of amplifiers, before a decoder
    double cells_per_weight = 0.0;
};
MemoryFigures memory_figures(std::span<const LayerMemory> layers);

/// Columns of curve.csv and layers.csv, in the order of MemoryFigures, and their values: each with
/// a comma before it. Only studies with such points have them.
bool has_memory_points(const StudyConfig& config);
std::string_view memory_columns();
std::string memory_fields(std::span<const LayerMemory> layers);

/// A line for each layer, as `crosspoint infer` prints it.
std::string memory_text(const PointResult& result);

}  // namespace crosspoint
