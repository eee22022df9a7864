// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/cell_sampler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The values of one name in the model cells; null when they are the same for all cells.
std::vector<double>* values_of(EliminatedCellSpec& spec, const std::string& name) {
    const ModelShape& shape = spec.model->shape();
    for (std::size_t p = 0; p < shape.varying.size(); ++p)
        if (shape.varying[p].name == name) return &spec.parameters[p];
    std::size_t state = 0;
    for (const UnknownInfo& unknown : shape.unknowns) {
        if (unknown.kind != UnknownKind::state) continue;
        if (unknown.name == name) return &spec.states[state];
        ++state;
    }
    return nullptr;
}

// Every name that scatters or that a stuck cell sets, once.
std::vector<std::string> names_in(const VariationConfig& config) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    };
    for (const auto* spreads : {&config.device, &config.cycle})
        for (const NamedSpread& spread : *spreads) add(spread.quantity.name);
    for (const auto* stuck : {&config.stuck_on, &config.stuck_off})
        for (const auto& [name, value] : *stuck) add(name);
    return names;
}

double conductance_S(double ohm) {
    return ohm == 0.0 ? std::numeric_limits<double>::infinity() : 1.0 / ohm;
}

}  // namespace

CellSampler::CellSampler(TileSpec spec, VariationConfig config, Matrix<double> g_device_S,
                         std::string given)
    : spec_(std::move(spec)), config_(std::move(config)), given_(std::move(given)) {
    const auto values = g_device_S.values();
    quantities_.push_back({.name = "g_S",
                           .nominal = std::vector<double>(values.begin(), values.end()),
                           .values = std::vector<double>(values.begin(), values.end())});
}

CellSampler::CellSampler(TileSpec spec, std::shared_ptr<const ModelCells> nominal)
    : spec_(std::move(spec)), config_(*nominal->variation), nominal_(std::move(nominal)) {
    EliminatedCellSpec cells = nominal_->spec;
    for (const std::string& name : names_in(config_)) {
        const std::vector<double>* values = values_of(cells, name);
        CROSSPOINT_ASSERT(values != nullptr);
        quantities_.push_back({.name = name, .nominal = *values, .values = *values});
    }
}

Result<void> CellSampler::scatter_one(const NamedSpread& spread, std::uint64_t purpose,
                                      DrawnQuantity& quantity) const {
    const bool reciprocal = !nominal_ && spread.quantity.name == "r_ohm";
    for (std::size_t k = 0; k < quantity.values.size(); ++k) {
        double& value = quantity.values[k];
        // An open cell or a short of the file stays what it is.
        if (!nominal_ && (value == 0.0 || std::isinf(value))) continue;
        const double nominal = reciprocal ? 1.0 / value : value;
        const std::size_t row = k / spec_.cols, col = k % spec_.cols;
        const auto drawn = draw_value(spread.spread, spread.spread.sigma_of(k), nominal,
                                      cell_seed(purpose, row, col), spread.quantity.accepts);
        if (!drawn)
            return Error{
                .code = Errc::input,
                .id = 7478,
                .what = fmt::format("{}: no draw of cell [{}, {}] about {:g} is in range",
                                    spread.key, row, col, nominal),
                .help =
                    "1000 draws were out of min, max or the physical range, or a factor was "
                    "to scatter about 0; use a smaller sigma, wider bounds, or \"lognormal\"",
                .where = spread.where};
        quantity.redrawn += drawn->redrawn;
        // Only what has changed: the reciprocal of a reciprocal may be another number.
        if (drawn->value != nominal) value = reciprocal ? 1.0 / drawn->value : drawn->value;
    }
    return {};
}

Result<void> CellSampler::scatter(const std::vector<NamedSpread>& spreads, const char* section,
                                  std::size_t cycle, DrawRecord& record) const {
    for (const NamedSpread& spread : spreads) {
        const std::uint64_t purpose =
            purpose_seed(config_.seed + record.draw,
                         {.section = section, .quantity = spread.quantity.name, .cycle = cycle});
        const std::string& name = nominal_ ? spread.quantity.name : quantities_.front().name;
        const auto found = std::ranges::find(record.quantities, name, &DrawnQuantity::name);
        if (auto r = scatter_one(spread, purpose, *found); !r) return r;
    }
    return {};
}

void CellSampler::draw_faults(DrawRecord& record) const {
    if (!config_.map.empty()) {
        record.faults = config_.map;
        return;
    }
    record.faults.assign(spec_.rows * spec_.cols, FaultKind::none);
    if (config_.fractions.sum() == 0.0) return;
    const std::uint64_t purpose =
        purpose_seed(config_.seed + record.draw, {.section = "faults", .quantity = ""});
    for (std::size_t k = 0; k < record.faults.size(); ++k)
        record.faults[k] =
            draw_fault(config_.fractions, cell_seed(purpose, k / spec_.cols, k % spec_.cols));
}

Result<CellSample> CellSampler::sample(std::size_t draw, std::size_t cycle) const {
    DrawRecord record{.draw = draw, .cycle = cycle, .quantities = quantities_, .faults = {}};
    if (auto r = scatter(config_.device, "device", 0, record); !r) return r.error();
    if (auto r = scatter(config_.cycle, "cycle", cycle, record); !r) return r.error();
    draw_faults(record);
    return nominal_ ? model(std::move(record)) : resistors(std::move(record));
}

Result<CellSample> CellSampler::nominal() const {
    DrawRecord record{.quantities = quantities_, .faults = {}};
    record.faults.assign(spec_.rows * spec_.cols, FaultKind::none);
    return nominal_ ? model(std::move(record)) : resistors(std::move(record));
}

Result<CellSample> CellSampler::resistors(DrawRecord record) const {
    const auto stuck_S = [](const std::vector<std::pair<std::string, double>>& values) {
        const auto& [name, value] = values.back();
        return name == "g_S" ? value : conductance_S(value);
    };
    DrawnQuantity& quantity = record.quantities.front();
    Matrix<double> g_S(spec_.rows, spec_.cols, std::move(quantity.values));
    for (std::size_t k = 0; k < g_S.size(); ++k) {
        double& g = g_S.values()[k];
        switch (record.faults[k]) {
            case FaultKind::none:
                break;
            case FaultKind::stuck_on:
                g = stuck_S(config_.stuck_on);
                break;
            case FaultKind::stuck_off:
                g = stuck_S(config_.stuck_off);
                break;
            case FaultKind::open:
                g = conductance_S(config_.open_ohm);
                break;
            case FaultKind::shorted:
                g = conductance_S(config_.short_ohm.value_or(0.0));
                break;
        }
    }
    Result<CellArray> cells = make_cells(spec_, g_S);
    if (!cells) return cells.error();
    quantity.values.assign(g_S.values().begin(), g_S.values().end());
    if (given_ == "r_ohm") {
        quantity.name = given_;
        for (auto* values : {&quantity.nominal, &quantity.values})
            for (double& value : *values) value = 1.0 / value;
    }
    return CellSample{.cells = std::move(*cells), .model = nullptr, .record = std::move(record)};
}

Result<CellSample> CellSampler::model(DrawRecord record) const {
    auto out = std::make_shared<ModelCells>(*nominal_);
    const std::size_t count = record.faults.size();
    for (std::size_t k = 0; k < count; ++k) {
        const FaultKind fault = record.faults[k];
        if (fault == FaultKind::stuck_on || fault == FaultKind::stuck_off)
            for (const auto& [name, value] :
                 fault == FaultKind::stuck_on ? config_.stuck_on : config_.stuck_off)
                std::ranges::find(record.quantities, name, &DrawnQuantity::name)->values[k] = value;
    }
    for (const DrawnQuantity& quantity : record.quantities)
        *values_of(out->spec, quantity.name) = quantity.values;
    for (std::size_t k = 0; k < count; ++k) {
        const FaultKind fault = record.faults[k];
        if (fault == FaultKind::stuck_on || fault == FaultKind::stuck_off) {
            out->spec.stuck.resize(count, 0);
            out->spec.stuck[k] = 1;
        }
        if (fault != FaultKind::open && fault != FaultKind::shorted) continue;
        std::vector<double>& fault_S = out->spec.fault_S;
        if (fault_S.empty()) fault_S.assign(count, nan);
        fault_S[k] =
            conductance_S(fault == FaultKind::open ? config_.open_ohm : *config_.short_ohm);
        for (DrawnQuantity& quantity : record.quantities) quantity.values[k] = nan;
    }
    Result<std::unique_ptr<EliminatedCell>> cells = EliminatedCell::make(out->spec);
    if (!cells) return cells.error();
    out->cells = std::move(*cells);
    for (CellQuantity& known : out->quantities) {
        const std::vector<double>& values = *values_of(out->spec, known.name);
        const auto [low, high] = std::ranges::minmax_element(values);
        known.min = *low;
        known.max = *high;
    }
    return CellSample{.cells = {}, .model = std::move(out), .record = std::move(record)};
}

}  // namespace crosspoint
