// How values scatter from cell to cell and from cycle to cycle, and which cells are defect. Every
// cell draws from a stream of its own, made of the seed, the quantity, the cell's place and the
// cycle: what one cell gets depends on nothing else, neither on threads, nor on the size of the
// tile, nor on other quantities. Equations: section 13 of engine/docs/physics.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

enum class Distribution : std::uint8_t { normal, lognormal, uniform, weibull };
std::string_view distribution_name(Distribution distribution);

/// What the number sigma means. `relative` and `absolute`: the standard deviation, in parts of the
/// nominal value or in its unit; the mean is the nominal value. `logarithmic` (lognormal only): the
/// standard deviation of the natural logarithm; the median is the nominal value.
enum class SigmaKind : std::uint8_t { relative, absolute, logarithmic };

/// One distribution about the nominal value of each cell.
struct Spread {
    Distribution distribution = Distribution::normal;
    SigmaKind kind = SigmaKind::relative;
    std::vector<double> sigma = {0.0};  ///< one for all cells, or [cells]; >= 0, finite
    /// normal, lognormal: at most so many sigma from the middle; what is beyond is drawn again
    double truncate_sigma = std::numeric_limits<double>::infinity();
    double min = -std::numeric_limits<double>::infinity();  ///< drawn again below
    double max = std::numeric_limits<double>::infinity();   ///< and above

    [[nodiscard]] double sigma_of(std::size_t cell) const {
        return sigma.size() == 1 ? sigma.front() : sigma[cell];
    }
};

/// What a value must fulfil beside min and max: the physical range.
using Accepts = std::function<bool(double)>;

/// One value, and how often a draw was thrown away. `nominal` itself when sigma is 0.
struct DrawnValue {
    double value = 0.0;
    std::size_t redrawn = 0;
};

/// @param seed of the cell's own stream, from cell_seed
/// @return nothing when none of 1000 draws is in range, or when a factor (lognormal, Weibull) of an
///         absolute sigma shall scatter about 0
std::optional<DrawnValue> draw_value(const Spread& spread, double sigma, double nominal,
                                     std::uint64_t seed, const Accepts& accepts);

/// What a stream is for. `quantity` is a name as the user writes it, `place` a cell in any
/// numbering that does not change with the tile, `cycle` counts what is drawn anew.
struct DrawPurpose {
    std::string_view section;  ///< "device", "cycle", "faults"
    std::string_view quantity;
    std::uint64_t cycle = 0;
};
std::uint64_t purpose_seed(std::uint64_t seed, const DrawPurpose& purpose);
/// The seed of one cell's stream for that purpose.
std::uint64_t cell_seed(std::uint64_t purpose, std::size_t row, std::size_t col);

enum class FaultKind : std::uint8_t { none, stuck_on, stuck_off, open, shorted };
std::string_view fault_name(FaultKind kind);

/// Shares of the cells with each fault, each 0 to 1, together at most 1. Every cell by itself, so
/// that counts are binomial.
struct FaultFractions {
    double stuck_on = 0.0;
    double stuck_off = 0.0;
    double open = 0.0;
    double shorted = 0.0;

    [[nodiscard]] double sum() const { return stuck_on + stuck_off + open + shorted; }
};

/// The fault of the cell whose stream has this seed. A cell that is faulty stays so, with the same
/// fault, when the fraction of that fault grows and the others stay 0.
FaultKind draw_fault(const FaultFractions& fractions, std::uint64_t seed);

/// What was realised, over cells without a fault.
struct SpreadSummary {
    std::size_t cells = 0;
    double mean = 0.0;
    double min = 0.0;
    double max = 0.0;
    double sigma_absolute = 0.0;  ///< standard deviation of value - nominal
    double sigma_relative = 0.0;  ///< of value / nominal; NaN where a nominal value is 0
};
/// Cells where a value is not finite or `faults` (may be empty) names a fault are left out.
SpreadSummary summarize_spread(std::span<const double> nominal, std::span<const double> values,
                               std::span<const FaultKind> faults);

}  // namespace crosspoint
