// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/memory_laws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "crosspoint/base/bit_ranges.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double least_sigma = 1e-3;  // chosen: what the laws take for a state without spread

// ln R ~ N(mu, sigma) of one kind of cells.
struct LogNormal {
    double mu = 0.0, sigma = 0.0;
};

std::optional<LogNormal> log_resistance(double nominal_ohm,
                                        const std::optional<CellSpread>& spread) {
    if (!std::isfinite(nominal_ohm)) return std::nullopt;
    LogNormal law{.mu = std::log(nominal_ohm), .sigma = least_sigma};
    if (!spread || spread->spread.sigma_of(0) == 0.0) return law;
    const Spread& s = spread->spread;
    const bool bounded =
        std::isfinite(s.truncate_sigma) || std::isfinite(s.min) || std::isfinite(s.max);
    if (s.distribution != Distribution::lognormal || bounded) return std::nullopt;
    const double sigma = s.sigma_of(0);
    if (s.kind == SigmaKind::logarithmic) {
        law.sigma = std::max(sigma, least_sigma);
        return law;
    }
    const double nominal = spread->of_conductance ? 1.0 / nominal_ohm : nominal_ohm;
    const double relative = s.kind == SigmaKind::absolute ? sigma / nominal : sigma;
    const double variance = std::log1p(relative * relative);
    // The mean is the nominal value: of the resistance, or of its reciprocal.
    law.mu += spread->of_conductance ? 0.5 * variance : -0.5 * variance;
    law.sigma = std::max(std::sqrt(variance), least_sigma);
    return law;
}

}  // namespace

std::optional<ResistanceStates> resistance_states(const TiledOptions& options) {
    if (options.cells.kinds) return std::nullopt;
    const auto& variation = options.variation;
    if (variation && variation->faults.sum() > 0.0) return std::nullopt;
    const std::optional<CellSpread> none;
    const auto low = log_resistance(options.r_on_ohm, variation ? variation->on : none);
    const auto high = log_resistance(options.r_off_ohm, variation ? variation->off : none);
    if (!low || !high || !(high->mu > low->mu)) return std::nullopt;
    return ResistanceStates{
        .mu_low = low->mu, .sigma_low = low->sigma, .mu_high = high->mu, .sigma_high = high->sigma};
}

Result<double> rule_reference_ohm(const TiledOptions& options, ReferenceRule rule,
                                  double sigma_sense) {
    if (const auto states = resistance_states(options))
        return std::exp(rule_reference(*states, rule, sigma_sense));
    return Error{.code = Errc::input,
                 .id = 4521,
                 .what =
                     "the reference of one cell has no closed form for these cells: it "
                     "takes finite resistances, log-normal or exact, without bounds or faults",
                 .help = "give sense.reference_ohm"};
}

double weight_error_law(const TiledOptions& options, WeightMemory memory, double sigma_sense,
                        double reference_ohm, const BitMatrix& stored) {
    const auto states = resistance_states(options);
    if (!states || stored.rows() == 0) return nan;
    if (memory == WeightMemory::two_cells) return ber_two_cells(*states, sigma_sense);
    const OneCellErrors of = one_cell_errors(*states, std::log(reference_ohm), sigma_sense);
    const double ones = static_cast<double>(count_ones(stored.words())) /
                        static_cast<double>(stored.rows() * stored.cols());
    const double bit_error = ones * of.of_low + (1.0 - ones) * of.of_high;
    const auto code = memory_code(memory);
    return code ? secded_bit_error(*code, bit_error) : bit_error;
}

}  // namespace crosspoint
