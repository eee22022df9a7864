// What one point of a study measured, as integer counts wherever possible, so that every file that
// is made from it is the same bytes whether the point was just computed or comes from the store.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/map/bit_flips.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/map/weight_memory.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// What writing the weights takes and how often it fails.
struct WriteFigures {
    double energy_J = 0.0;         ///< of writing every weight once
    double weight_energy_J = 0.0;  ///< mean of one weight
    double wer = 0.0;              ///< mean probability that a weight is wrong
    double wer_plus = 0.0;         ///< of the weights +1, which are written to parallel
    double wer_minus = 0.0;
    double wer_worst = 0.0;  ///< of the worst cell of the tile that holds a weight
};

/// What bit errors a point of InferenceMode::flips had.
struct FlipReport {
    FlipCounts drawn;         ///< of all layers
    double weight_ber = 0.0;  ///< that was asked for, or that the memory or the writes have
    double raw_ber = 0.0;     ///< of a bit of the memory, in front of a decoder
    double bits_per_weight = 1.0;
    std::optional<WriteFigures> write = {};
};

/// The result of one point, good or not.
struct PointResult {
    /// "converged", or what is wrong: "inaccurate", "singular", "failed" (see `message`).
    std::string status = "converged";
    std::string message;
    std::int64_t images = 0;
    std::int64_t correct = 0;           ///< images classified correctly on the arrays
    std::int64_t software_correct = 0;  ///< and by exact software inference
    std::vector<LayerResult> layers;
    std::vector<LayerMemory> memory;  ///< one a layer where arrays only store; else empty
    std::int64_t cell_evaluations = 0;
    std::optional<VariationCounts> variation;  ///< what was drawn; nothing: nominal cells
    std::optional<FlipReport> flips;           ///< of points without arrays
    SolveReport check;                         ///< sampled reads solved again in double precision
    double program_s = 0.0;                    ///< cutting and programming the tiles
    double check_s = 0.0;
    double infer_s = 0.0;
    int threads = 1;

    [[nodiscard]] bool good() const { return status == "converged"; }
    /// correct / images; NaN when the point is not good.
    [[nodiscard]] double accuracy() const;
    [[nodiscard]] double software_accuracy() const;
};

/// What was drawn as one JSON object: cells, faults, redrawn, and mean and sigma of the relative
/// deviation of resistances.
std::string variation_counts_json(const VariationCounts& counts);

/// The bit errors as one JSON object: rates, bits a weight, and what was drawn and flipped.
std::string flip_report_json(const FlipReport& report);

/// One JSON object, on one line; numbers that are not finite become null.
std::string point_result_json(const PointResult& result);

/// @param name what holds the text, for messages
/// @errors environment 5106: the text is no such object
Result<PointResult> parse_point_result(std::string_view json, const std::string& name);

struct Interval {
    double low = 0.0;
    double high = 1.0;
};

/// 95 % interval of a proportion: `hits` of `count` trials, both >= 0; [0, 1] without trials.
/// @source E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
///         J. Am. Stat. Assoc. 22 (1927), 209-212
Interval wilson_interval(std::int64_t hits, std::int64_t count);

/// Root mean square error of all partial sums of all layers, in counts; NaN without any.
double partial_sum_rms(std::span<const LayerResult> layers);

/// By how much complements (map/sparsify.hpp) reduce the ones of all partial sums: 1 - read / asked
/// for; NaN without any ones.
double ps_reduction(std::span<const LayerResult> layers);

/// Mean current of one conversion of a column (differential: of both), A; NaN without any.
double mean_column_current_A(std::span<const LayerResult> layers);

/// Wrong share of the binarized activations of all hidden layers; NaN without hidden layers.
double activation_ber(std::span<const LayerResult> layers);

/// Mean and standard deviation of result - exact over one layer's partial sums, in counts.
struct ErrorMoments {
    double mean = 0.0;
    double sigma = 0.0;
    double wrong_fraction = 0.0;
};
ErrorMoments error_moments(const PartialSumErrors& errors);

/// Characters of a column with the names of layers, and of the gap behind it.
template <class Layers>
std::size_t name_width(const Layers& layers) {
    std::size_t width = 8;
    for (const auto& layer : layers) width = std::max(width, layer.name.size());
    return width + 2;
}

}  // namespace crosspoint
