// Noise of one device: the current noise at a terminal when all terminals are at ideal sources,
// from white_noise and flicker_noise of the model, by small signals around its operating point.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/study/model_bench.hpp"
#include "crosspoint/study/model_card.hpp"

namespace crosspoint {

struct NoiseSpec {
    std::size_t terminal = 0;
    std::vector<double> at_V;          ///< [terminals]
    std::vector<double> frequency_Hz;  ///< > 0
    double temperature_K = 300.15;
};

/// One source of the model at the operating point.
struct NoiseSourceReport {
    std::string name;      ///< of the call, or noise0, noise1, ..
    bool flicker = false;  ///< falls as frequency^-exponent
    double density = 0.0;  ///< of the source itself, its unit^2 per Hz; of flicker noise at 1 Hz
    double exponent = 0.0;
};

struct NoiseReport {
    std::vector<NoiseSourceReport> sources;
    /// "frequency_Hz", "total_A2_per_Hz", then what each source gives to the terminal.
    Curves curves;
};

/// Sources are independent of each other; one source that stands in several contributions is one.
/// Unknowns that are held (states) do not fluctuate; others follow the source.
/// @errors as solve_dc; input 7142: the model has no noise sources; numerics 7143: a density is
///         negative or not finite, or the small-signal equations have no solution
Result<NoiseReport> noise_of(const LoadedModel& model, const NoiseSpec& spec);

/// Gnuplot commands: densities over frequency, both logarithmic.
std::string noise_script(const NoiseReport& report, const std::string& title);

}  // namespace crosspoint
