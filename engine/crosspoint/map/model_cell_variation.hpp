// How the cells of a network's arrays differ where they are a compact model: parameters and states
// scatter about those of the on and of the off cell. A cell draws by its place in the weight
// matrix, as in cell_variation.hpp, so that the same device is the same in tiles of any size with
// any wires.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/device/eliminated_cell.hpp"
#include "crosspoint/device/variation.hpp"
#include "crosspoint/map/cell_variation.hpp"
#include "crosspoint/map/tile_plan.hpp"

namespace crosspoint {

/// A varying parameter or a state of the model, by its place in EliminatedCellSpec.
struct ModelQuantity {
    std::string name;
    bool state = false;  ///< of `states`, else of `parameters`
    std::size_t index = 0;
};

/// How one of them scatters.
struct ModelSpread {
    ModelQuantity quantity;
    Spread spread;
    Accepts accepts;
    bool on = true, off = true;  ///< cells of which weight
    bool cycle = false;          ///< drawn anew with every programming, not once per device
    std::string key;             ///< "variation.device.Vt0", for messages
};

struct ModelCellVariation {
    std::uint64_t seed = 1;
    std::uint64_t programming = 0;  ///< which one of the same devices: what `cycle` draws
    EliminatedCellSpec kinds;       ///< two cells: 0 off, 1 on, with values for all that scatters
    std::vector<ModelSpread> spreads;
    FaultFractions faults;
    /// What stuck cells have.
    std::vector<std::pair<ModelQuantity, double>> stuck_on, stuck_off;
    double open_ohm = std::numeric_limits<double>::infinity();
    double short_ohm = 0.0;  ///< > 0 where there are shorts

    /// Whether any draw can give anything but the two kinds.
    [[nodiscard]] bool scatters() const;
};

/// The cells of a tile, row-major, of the kind that the weights say, scattered and with faults;
/// beyond the slot nominal off cells.
/// @param on    [cols x rows] of the slot, bit 1 = on cell
/// @param rows, cols of the tile, at least those of the slot
/// @errors input 7492: no draw of a cell is in range; those of EliminatedCell
Result<std::shared_ptr<const CellModel>> draw_model_cells(const ModelCellVariation& variation,
                                                          std::size_t layer_index,
                                                          const BitMatrix& on, const TileSlot& slot,
                                                          std::size_t rows, std::size_t cols,
                                                          VariationCounts& counts);

}  // namespace crosspoint
