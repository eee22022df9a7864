// How the cells of a network's arrays differ from the nominal on and off cell. A cell draws by its
// place in its layer's cells: the same device is the same whatever the size of the tiles.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/device/variation.hpp"
#include "crosspoint/map/tile_plan.hpp"

namespace crosspoint {

/// The spread of one kind of cells: of their resistance, or of their conductance.
struct CellSpread {
    Spread spread;
    bool of_conductance = false;
};

struct NetworkVariation {
    std::uint64_t seed = 1;
    std::optional<CellSpread> on, off;
    FaultFractions faults;
    double stuck_on_ohm = 0.0;   ///< > 0
    double stuck_off_ohm = 0.0;  ///< > 0, may be infinite
    double open_ohm = std::numeric_limits<double>::infinity();
    double short_ohm = 0.0;  ///< > 0 where there are shorts
};

/// Relative deviations from the nominal resistance, of cells without a fault.
struct DeviationSums {
    std::int64_t cells = 0;
    double sum = 0.0;
    double sum_squared = 0.0;

    void add(double deviation);
    void add(const DeviationSums& other);
    [[nodiscard]] double mean() const;   ///< NaN without cells
    [[nodiscard]] double sigma() const;  ///< NaN below two cells
};

/// Deviations from the nominal value of one parameter or state of a model, in its own unit.
struct QuantityDeviations {
    std::string name;
    DeviationSums on, off;
};

/// What was drawn for many cells.
struct VariationCounts {
    std::int64_t cells = 0;
    std::array<std::int64_t, 5> faults = {};  ///< by FaultKind
    std::int64_t redrawn = 0;
    DeviationSums on, off;                       ///< cells that are resistors
    std::vector<QuantityDeviations> quantities;  ///< cells that are a model: of all that scatters

    void add(const VariationCounts& other);
    /// The sums of a quantity, begun if there are none yet.
    QuantityDeviations& of(const std::string& name);
};

/// Scatters the cells of one tile.
/// @param on   [cols x rows] of the slot, bit 1 = on cell
/// @param g_S  in/out: rows x cols of the tile or more, the nominal conductances
/// @errors input 7488: no draw of a cell is in range
Result<void> vary_cells(const NetworkVariation& variation, std::size_t layer_index,
                        const BitMatrix& on, const TileSlot& slot, Matrix<double>& g_S,
                        VariationCounts& counts);

}  // namespace crosspoint
