// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/cell_variation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crosspoint/map/conductance.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double fault_S(const NetworkVariation& variation, FaultKind fault) {
    switch (fault) {
        case FaultKind::stuck_on:
            return conductance_S(variation.stuck_on_ohm);
        case FaultKind::stuck_off:
            return conductance_S(variation.stuck_off_ohm);
        case FaultKind::open:
            return conductance_S(variation.open_ohm);
        case FaultKind::shorted:
            return conductance_S(variation.short_ohm);
        case FaultKind::none:
            break;
    }
    return nan;
}

// A cell that does not conduct stays so.
Result<double> drawn_S(const CellSpread& spread, double nominal_S, std::uint64_t seed,
                       std::int64_t& redrawn) {
    if (nominal_S == 0.0) return nominal_S;
    const double nominal = spread.of_conductance ? nominal_S : 1.0 / nominal_S;
    const auto drawn = draw_value(spread.spread, spread.spread.sigma_of(0), nominal, seed,
                                  [](double value) { return value > 0.0; });
    if (!drawn)
        return Error{.code = Errc::input,
                     .id = 7488,
                     .what = fmt::format("no draw of a cell about {:g} is in range", nominal),
                     .help =
                         "1000 draws were below 0 or outside of min and max: use a smaller "
                         "sigma, wider bounds, or \"lognormal\""};
    redrawn += static_cast<std::int64_t>(drawn->redrawn);
    if (drawn->value == nominal) return nominal_S;
    return spread.of_conductance ? drawn->value : 1.0 / drawn->value;
}

}  // namespace

void DeviationSums::add(double deviation) {
    ++cells;
    sum += deviation;
    sum_squared += deviation * deviation;
}

void DeviationSums::add(const DeviationSums& other) {
    cells += other.cells;
    sum += other.sum;
    sum_squared += other.sum_squared;
}

double DeviationSums::mean() const { return cells > 0 ? sum / static_cast<double>(cells) : nan; }

double DeviationSums::sigma() const {
    if (cells < 2) return nan;
    const double n = static_cast<double>(cells);
    return std::sqrt(std::max(0.0, (sum_squared - sum * sum / n) / (n - 1.0)));
}

void VariationCounts::add(const VariationCounts& other) {
    cells += other.cells;
    for (std::size_t k = 0; k < faults.size(); ++k) faults[k] += other.faults[k];
    redrawn += other.redrawn;
    on.add(other.on);
    off.add(other.off);
    for (const QuantityDeviations& theirs : other.quantities) {
        QuantityDeviations& ours = of(theirs.name);
        ours.on.add(theirs.on);
        ours.off.add(theirs.off);
    }
}

QuantityDeviations& VariationCounts::of(const std::string& name) {
    const auto known = std::ranges::find(quantities, name, &QuantityDeviations::name);
    if (known != quantities.end()) return *known;
    return quantities.emplace_back(QuantityDeviations{.name = name, .on = {}, .off = {}});
}

Result<void> vary_cells(const NetworkVariation& variation, std::size_t layer_index,
                        const BitMatrix& on, const TileSlot& slot, Matrix<double>& g_S,
                        VariationCounts& counts) {
    const std::uint64_t device = purpose_seed(
        variation.seed, {.section = "device", .quantity = "cell", .cycle = layer_index});
    const std::uint64_t defects =
        purpose_seed(variation.seed, {.section = "faults", .quantity = "", .cycle = layer_index});
    for (std::size_t i = 0; i < slot.rows; ++i)
        for (std::size_t j = 0; j < slot.cols; ++j) {
            const std::size_t row = slot.first_row + i, col = slot.first_col + j;
            const bool is_on = on.get(j, i);
            const auto& spread = is_on ? variation.on : variation.off;
            double& g = g_S(i, j);
            const double nominal_S = g;
            if (spread) {
                const Result<double> drawn =
                    drawn_S(*spread, nominal_S, cell_seed(device, row, col), counts.redrawn);
                if (!drawn) return drawn.error();
                g = *drawn;
            }
            const FaultKind fault = draw_fault(variation.faults, cell_seed(defects, row, col));
            ++counts.cells;
            ++counts.faults[static_cast<std::size_t>(fault)];
            if (fault != FaultKind::none)
                g = fault_S(variation, fault);
            else if (nominal_S > 0.0)
                (is_on ? counts.on : counts.off).add(nominal_S / g - 1.0);
        }
    return {};
}

}  // namespace crosspoint
