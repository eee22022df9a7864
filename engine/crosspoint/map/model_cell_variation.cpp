// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/model_cell_variation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "crosspoint/map/conductance.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double>& values_of(EliminatedCellSpec& spec, const ModelQuantity& quantity) {
    return (quantity.state ? spec.states : spec.parameters)[quantity.index];
}
const std::vector<double>& values_of(const EliminatedCellSpec& spec,
                                     const ModelQuantity& quantity) {
    return (quantity.state ? spec.states : spec.parameters)[quantity.index];
}

// One tile while it is drawn.
class Drawing {
public:
    Drawing(const ModelCellVariation& variation, std::size_t layer_index, const BitMatrix& on,
            const TileSlot& slot, std::size_t cols)
        : variation_(variation), layer_index_(layer_index), on_(on), slot_(slot), cols_(cols) {}

    Result<std::shared_ptr<const CellModel>> draw(std::size_t rows, VariationCounts& counts);

private:
    [[nodiscard]] bool is_on(std::size_t i, std::size_t j) const { return on_.get(j, i); }
    void nominal_cells(std::size_t rows);
    Result<void> scatter(const ModelSpread& spread, VariationCounts& counts);
    void fail_some(VariationCounts& counts);
    void count_deviations(VariationCounts& counts) const;

    const ModelCellVariation& variation_;
    std::size_t layer_index_;
    const BitMatrix& on_;
    const TileSlot& slot_;
    std::size_t cols_;
    EliminatedCellSpec spec_;
    std::vector<FaultKind> faults_;  // [rows of the slot x cols of the slot]
};

void Drawing::nominal_cells(std::size_t rows) {
    spec_ = variation_.kinds;
    spec_.cells = rows * cols_;
    const EliminatedCellSpec& kinds = variation_.kinds;
    const auto spread_out = [&](const std::vector<std::vector<double>>& from,
                                std::vector<std::vector<double>>& to) {
        for (std::size_t q = 0; q < from.size(); ++q) {
            to[q].assign(spec_.cells, from[q][0]);
            for (std::size_t i = 0; i < slot_.rows; ++i)
                for (std::size_t j = 0; j < slot_.cols; ++j)
                    if (is_on(i, j)) to[q][i * cols_ + j] = from[q][1];
        }
    };
    spread_out(kinds.parameters, spec_.parameters);
    spread_out(kinds.states, spec_.states);
    spread_out(kinds.memory, spec_.memory);
}

Result<void> Drawing::scatter(const ModelSpread& spread, VariationCounts& counts) {
    const std::uint64_t drawn_again =
        spread.cycle ? variation_.programming << 32u : std::uint64_t{0};
    const std::uint64_t purpose =
        purpose_seed(variation_.seed, {.section = spread.cycle ? "cycle" : "device",
                                       .quantity = spread.quantity.name,
                                       .cycle = layer_index_ + drawn_again});
    std::vector<double>& values = values_of(spec_, spread.quantity);
    for (std::size_t i = 0; i < slot_.rows; ++i)
        for (std::size_t j = 0; j < slot_.cols; ++j) {
            if (!(is_on(i, j) ? spread.on : spread.off)) continue;
            double& value = values[i * cols_ + j];
            const auto drawn = draw_value(
                spread.spread, spread.spread.sigma_of(0), value,
                cell_seed(purpose, slot_.first_row + i, slot_.first_col + j), spread.accepts);
            if (!drawn)
                return Error{
                    .code = Errc::input,
                    .id = 7492,
                    .what = fmt::format("{}: no draw of a cell about {:g} is in range", spread.key,
                                        value),
                    .help =
                        "1000 draws were out of min, max or the range of the parameter, or a "
                        "factor was to scatter about 0; use a smaller sigma, wider bounds, or "
                        "\"lognormal\""};
            counts.redrawn += static_cast<std::int64_t>(drawn->redrawn);
            value = drawn->value;
        }
    return {};
}

void Drawing::fail_some(VariationCounts& counts) {
    const std::uint64_t defects =
        purpose_seed(variation_.seed, {.section = "faults", .quantity = "", .cycle = layer_index_});
    for (std::size_t i = 0; i < slot_.rows; ++i)
        for (std::size_t j = 0; j < slot_.cols; ++j) {
            const FaultKind fault = draw_fault(
                variation_.faults, cell_seed(defects, slot_.first_row + i, slot_.first_col + j));
            faults_.push_back(fault);
            ++counts.cells;
            ++counts.faults[static_cast<std::size_t>(fault)];
            const std::size_t k = i * cols_ + j;
            if (fault == FaultKind::stuck_on || fault == FaultKind::stuck_off)
                for (const auto& [quantity, value] :
                     fault == FaultKind::stuck_on ? variation_.stuck_on : variation_.stuck_off)
                    values_of(spec_, quantity)[k] = value;
            if (fault != FaultKind::open && fault != FaultKind::shorted) continue;
            if (spec_.fault_S.empty()) spec_.fault_S.assign(spec_.cells, nan);
            spec_.fault_S[k] = conductance_S(fault == FaultKind::open ? variation_.open_ohm
                                                                      : variation_.short_ohm);
        }
}

void Drawing::count_deviations(VariationCounts& counts) const {
    for (std::size_t k = 0; k < variation_.spreads.size(); ++k) {
        const ModelSpread& spread = variation_.spreads[k];
        const auto before = std::span(variation_.spreads).first(k);
        const auto same = [&](const ModelSpread& s) {
            return s.quantity.name == spread.quantity.name;
        };
        if (std::ranges::any_of(before, same)) continue;  // several spreads: counted together
        QuantityDeviations& sums = counts.of(spread.quantity.name);
        const std::vector<double>& values = values_of(spec_, spread.quantity);
        const std::vector<double>& nominal = values_of(variation_.kinds, spread.quantity);
        for (std::size_t i = 0; i < slot_.rows; ++i)
            for (std::size_t j = 0; j < slot_.cols; ++j) {
                if (faults_[i * slot_.cols + j] != FaultKind::none) continue;
                const bool on = is_on(i, j);
                (on ? sums.on : sums.off).add(values[i * cols_ + j] - nominal[on ? 1 : 0]);
            }
    }
}

Result<std::shared_ptr<const CellModel>> Drawing::draw(std::size_t rows, VariationCounts& counts) {
    nominal_cells(rows);
    for (const ModelSpread& spread : variation_.spreads)
        if (auto r = scatter(spread, counts); !r) return r.error();
    fail_some(counts);
    count_deviations(counts);
    Result<std::unique_ptr<EliminatedCell>> cells = EliminatedCell::make(std::move(spec_));
    if (!cells) return cells.error();
    return std::shared_ptr<const CellModel>(std::move(*cells));
}

}  // namespace

bool ModelCellVariation::scatters() const {
    return faults.sum() > 0.0 || std::ranges::any_of(spreads, [](const ModelSpread& one) {
               return one.spread.sigma_of(0) > 0.0;
           });
}

Result<std::shared_ptr<const CellModel>> draw_model_cells(const ModelCellVariation& variation,
                                                          std::size_t layer_index,
                                                          const BitMatrix& on, const TileSlot& slot,
                                                          std::size_t rows, std::size_t cols,
                                                          VariationCounts& counts) {
    return Drawing(variation, layer_index, on, slot, cols).draw(rows, counts);
}

}  // namespace crosspoint
