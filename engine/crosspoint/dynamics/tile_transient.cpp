// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/tile_transient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crosspoint/dynamics/fast_tile.hpp"

namespace crosspoint {
namespace {

Result<void> check_options(const TileTransientOptions& o) {
    const char* fault = nullptr;
    const auto farads = [](double C) { return C >= 0.0 && std::isfinite(C); };
    if (!(o.reltol > 0.0 && o.reltol < 1.0))
        fault = "reltol must be between 0 and 1";
    else if (!(o.abstol > 0.0))
        fault = "abstol must be above 0";
    else if (!(o.max_step_s >= 0.0 && o.min_step_s >= 0.0 && o.fixed_step_s >= 0.0))
        fault = "a step must not be negative";
    else if (!(o.accuracy_rel >= 1e-12 && o.accuracy_rel <= 1e-3))
        fault = "accuracy_rel must be between 1e-12 and 1e-3";
    else if (!(o.abstol_A >= 0.0))
        fault = "abstol_A must not be negative";
    else if (!farads(o.capacitance.wl_segment_F) || !farads(o.capacitance.bl_segment_F) ||
             !farads(o.capacitance.sl_segment_F))
        fault = "a capacitance must be finite and not negative";
    if (fault == nullptr) return {};
    return Error{.code = Errc::input,
                 .id = 7604,
                 .what = fmt::format("tile over time: {}", fault),
                 .help = "see TileTransientOptions"};
}

}  // namespace

Result<void> check_history(const CellHistory& old, const CellHistory& now) {
    const auto same = [](const auto& a, const auto& b) {
        return a.size() == b.size() &&
               std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) {
                   return x.size() == y.size() && std::all_of(y.begin(), y.end(), [](double v) {
                              return std::isfinite(v);
                          });
               });
    };
    if (same(old.states, now.states) && same(old.memory, now.memory)) return {};
    return Error{.code = Errc::input,
                 .id = 7603,
                 .what =
                     "tile over time: the states or the memory of the cells have another shape, "
                     "or a value is not finite",
                 .help = "give back what cells() of a tile of the same size and model returned"};
}

Result<std::unique_ptr<TileTransient>> make_tile_transient(const TileSpec& spec,
                                                           const EliminatedCellSpec& cells,
                                                           const TileTransientOptions& options) {
    if (auto good = check_options(options); !good) return good.error();
    CROSSPOINT_ASSERT(cells.model != nullptr && cells.cells == spec.rows * spec.cols);
    if (!cells.model->shape().events.empty() && options.engine == TileEngine::fast)
        return Error{.code = Errc::input,
                     .id = 7601,
                     .what = fmt::format("model {} has events (cross, above or timer), which the "
                                         "fast engine does not follow",
                                         cells.model->shape().name),
                     .help =
                         "use the circuit engine: name = \"circuit\" in [engine] of the tran or "
                         "program file"};
    if (options.engine == TileEngine::circuit) return make_circuit_tile(spec, cells, options);
    return make_fast_tile(spec, cells, options);
}

EliminatedCellSpec held_cells(const EliminatedCellSpec& cells, const CellHistory& now) {
    EliminatedCellSpec out = cells;
    out.states = now.states;
    out.memory = now.memory;
    return out;
}

}  // namespace crosspoint
