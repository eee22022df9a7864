// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/variation.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crosspoint/base/rng.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t most_tries = 1000;  // chosen: a range with less than 0.5 % of the draws fails
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A name as a number: FNV-1a (Fowler, Noll, Vo).
std::uint64_t name_hash(std::string_view name) {
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return hash;
}

// Standard deviation over mean of a Weibull distribution of shape k.
double weibull_relative_sigma(double shape) {
    const double e = 1.0 / shape;
    // ln of (mean square / squared mean); for small e by its series, where lgamma would cancel
    const double log_ratio =
        e < 1e-3 ? e * e * (1.6449340668482264 - e * (2.404113806319189 - e * 3.788131317988893))
                 : std::lgamma(1.0 + 2.0 * e) - 2.0 * std::lgamma(1.0 + e);
    return std::sqrt(std::expm1(log_ratio));
}

// The shape with that relative sigma, by bisection: relative sigma falls as the shape grows. Cells
// that follow each other mostly ask for the same.
double weibull_shape(double relative_sigma) {
    thread_local double last_sigma = -1.0, last_shape = 0.0;
    if (relative_sigma == last_sigma) return last_shape;
    double low = std::log(1e-2), high = std::log(1e12);
    for (int k = 0; k < 60; ++k) {
        const double middle = 0.5 * (low + high);
        (weibull_relative_sigma(std::exp(middle)) > relative_sigma ? low : high) = middle;
    }
    last_sigma = relative_sigma;
    last_shape = std::exp(0.5 * (low + high));
    return last_shape;
}

// What is the same for all draws of one cell: a value is middle + width * z or middle * factor(z).
class Drawer {
public:
    Drawer(const Spread& spread, double sigma, double nominal)
        : spread_(spread), nominal_(nominal) {
        const bool factor = spread.distribution == Distribution::lognormal ||
                            spread.distribution == Distribution::weibull;
        if (!factor) {
            width_ = spread.kind == SigmaKind::relative ? sigma * std::abs(nominal) : sigma;
            return;
        }
        const double relative =
            spread.kind == SigmaKind::absolute ? sigma / std::abs(nominal) : sigma;
        if (spread.distribution == Distribution::weibull) {
            width_ = weibull_shape(relative);
            shift_ = -std::lgamma(1.0 + 1.0 / width_);  // the mean is the nominal value
        } else if (spread.kind == SigmaKind::logarithmic) {
            width_ = sigma;
        } else {
            const double variance = std::log1p(relative * relative);
            width_ = std::sqrt(variance);
            shift_ = -0.5 * variance;
        }
    }

    // Not a number where the draw is beyond truncate_sigma.
    double operator()(SmallRandom& random) const {
        switch (spread_.distribution) {
            case Distribution::normal:
                return nominal_ + width_ * truncated(standard_normal(random));
            case Distribution::lognormal:
                return nominal_ * std::exp(shift_ + width_ * truncated(standard_normal(random)));
            case Distribution::uniform:
                return nominal_ + width_ * std::sqrt(3.0) * (2.0 * uniform(random) - 1.0);
            case Distribution::weibull:
                return nominal_ *
                       std::exp(shift_ + std::log(-std::log1p(-uniform(random))) / width_);
        }
        return nan;
    }

private:
    [[nodiscard]] double truncated(double z) const {
        return std::abs(z) <= spread_.truncate_sigma ? z : nan;
    }

    const Spread& spread_;
    double nominal_;
    double width_ = 0.0;
    double shift_ = 0.0;
};

}  // namespace

std::string_view distribution_name(Distribution distribution) {
    constexpr std::array<std::string_view, 4> names = {"normal", "lognormal", "uniform", "weibull"};
    return names[static_cast<std::size_t>(distribution)];
}

std::string_view fault_name(FaultKind kind) {
    constexpr std::array<std::string_view, 5> names = {"none", "stuck_on", "stuck_off", "open",
                                                       "short"};
    return names[static_cast<std::size_t>(kind)];
}

std::optional<DrawnValue> draw_value(const Spread& spread, double sigma, double nominal,
                                     std::uint64_t seed, const Accepts& accepts) {
    if (sigma == 0.0) return DrawnValue{.value = nominal};
    const bool factor = spread.distribution == Distribution::lognormal ||
                        spread.distribution == Distribution::weibull;
    if (nominal == 0.0 && spread.kind != SigmaKind::absolute) return DrawnValue{.value = nominal};
    if (nominal == 0.0 && factor) return std::nullopt;
    const Drawer draw(spread, sigma, nominal);
    SmallRandom random(seed);
    for (std::size_t k = 0; k < most_tries; ++k) {
        const double value = draw(random);
        const bool inside = value >= spread.min && value <= spread.max && std::isfinite(value);
        if (inside && (!accepts || accepts(value))) return DrawnValue{.value = value, .redrawn = k};
    }
    return std::nullopt;
}

std::uint64_t purpose_seed(std::uint64_t seed, const DrawPurpose& purpose) {
    return mixed_seed(seed,
                      {name_hash(purpose.section), name_hash(purpose.quantity), purpose.cycle});
}

std::uint64_t cell_seed(std::uint64_t purpose, std::size_t row, std::size_t col) {
    return mixed_seed(purpose, {row, col});
}

FaultKind draw_fault(const FaultFractions& fractions, std::uint64_t seed) {
    SmallRandom random(seed);
    double left = uniform(random);
    for (const auto& [kind, fraction] : {std::pair{FaultKind::stuck_on, fractions.stuck_on},
                                         std::pair{FaultKind::stuck_off, fractions.stuck_off},
                                         std::pair{FaultKind::open, fractions.open},
                                         std::pair{FaultKind::shorted, fractions.shorted}}) {
        if (left < fraction) return kind;
        left -= fraction;
    }
    return FaultKind::none;
}

SpreadSummary summarize_spread(std::span<const double> nominal, std::span<const double> values,
                               std::span<const FaultKind> faults) {
    SpreadSummary out{.min = nan, .max = nan};
    double sum = 0.0, off = 0.0, off2 = 0.0, ratio = 0.0, ratio2 = 0.0;
    // Deviations, not values: the difference of large squares would lose a small sigma.
    for (std::size_t k = 0; k < values.size(); ++k) {
        const bool counts = std::isfinite(nominal[k]) && std::isfinite(values[k]) &&
                            (faults.empty() || faults[k] == FaultKind::none);
        if (!counts) continue;
        out.min = out.cells == 0 ? values[k] : std::min(out.min, values[k]);
        out.max = out.cells == 0 ? values[k] : std::max(out.max, values[k]);
        ++out.cells;
        const double d = values[k] - nominal[k];
        const double r = nominal[k] == 0.0 ? nan : d / nominal[k];
        sum += values[k];
        off += d;
        off2 += d * d;
        ratio += r;
        ratio2 += r * r;
    }
    const double n = static_cast<double>(out.cells);
    const auto sigma = [&](double of, double squares) {
        return std::isnan(of) ? nan : std::sqrt(std::max(0.0, squares - of * of / n) / (n - 1.0));
    };
    out.mean = sum / n;
    out.sigma_absolute = out.cells > 1 ? sigma(off, off2) : 0.0;
    out.sigma_relative = out.cells > 1 ? sigma(ratio, ratio2) : 0.0;
    return out;
}

}  // namespace crosspoint
