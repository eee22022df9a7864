// The study file: a network, the arrays it runs on, and lists in place of values. Every list is an
// axis; the points are all combinations, axes in the order of the file, the last one fastest. The
// keys and their defaults are in docs/study.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/map/weight_memory.hpp"
#include "crosspoint/periphery/cost.hpp"
#include "crosspoint/study/study_flips.hpp"

namespace crosspoint {

class TomlDocument;

/// How images are run through the arrays.
enum class InferenceMode : std::uint8_t {
    exact,  ///< every partial sum from the circuit
    table,  ///< counts drawn from an error table (map/error_table.hpp)
    flips   ///< no arrays: bits of weights and activations that are wrong (map/bit_flips.hpp)
};

struct InferenceSpec {
    InferenceMode mode = InferenceMode::exact;
    std::size_t sample_images =
        200;  ///< that a table is estimated from: the first of the training set
    std::size_t column_groups = 4;
    std::string table = {};  ///< path of a table to use in place of an estimate
    SourceSpan table_where = {};
};

/// One combination of values, with everything that running it needs.
struct StudyPoint {
    /// Key ("array.bl_segment_ohm") and value ("0.2", "tile_mean") of each axis, in file order.
    /// Quantities are in SI units.
    std::vector<std::pair<std::string, std::string>> axis_values;
    std::string model;  ///< path of the model file
    std::string data;   ///< "fashion-mnist", or the path of a folder with IDX files
    std::size_t images = 0;
    TiledOptions options;
    /// Arrays that only store the weights, in place of sums of columns.
    std::optional<MemoryOptions> memory;
    std::optional<CostFigures> cost;  ///< [cost]
    InferenceSpec inference;
    std::optional<StudyFlips> flips;  ///< with InferenceMode::flips, and then no arrays
    bool recalibrate = false;         ///< thresholds, on sample images through the circuit
    std::size_t sample_images = 200;  ///< for that and for orders of rows: training images
    double bl_segment_ohm = 0.0;
    /// All resolved settings of the point as one canonical line of JSON, names of files as they
    /// are written in the study file. Threads are left out: results do not depend on them.
    std::string settings_json;
    SourceSpan model_where, data_where, images_where, array_where;
    std::vector<std::string> warnings;  ///< of the compact model of the cells
};

struct StudyAxis {
    std::string path;                 ///< "array.bl_segment_ohm"
    std::vector<std::string> values;  ///< as in StudyPoint::axis_values

    /// The last part of the path, which names the column of a CSV.
    [[nodiscard]] std::string column() const;
};

struct StudyConfig {
    std::string path;
    std::string name;
    int threads = 0;  ///< 0 = all cores
    std::vector<StudyAxis> axes;
    std::vector<StudyPoint> points;  ///< at least one
};

/// Reads and checks a study file: every key at every point.
/// @errors input 1001, 1030, 1031, 2201..2206, 4601..4606, 4650..4660, 5001..5009, with file, line
/// and column
Result<StudyConfig> load_study(const std::string& path);

/// Reads one point of a document in which an element of every list is selected; axis_values stay
/// empty. `config` receives what is common to all points.
/// @errors as load_study
Result<StudyPoint> read_study_point(const TomlDocument& document, StudyConfig& config);

/// The value at a key path of settings_json as it stands in a CSV: numbers with as many digits as
/// they need, texts as they are.
std::string setting_text(const std::string& settings_json, const std::string& path);

}  // namespace crosspoint
