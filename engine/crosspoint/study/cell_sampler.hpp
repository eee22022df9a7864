// The cells of a tile as they come out of the fab and out of a programming: nominal values, spread
// from cell to cell and from cycle to cycle, and faults. One sample is one array in one cycle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/study/model_cells.hpp"
#include "crosspoint/study/variation_config.hpp"

namespace crosspoint {

/// One quantity of all cells, row-major. A cell that is open or shorted has the resistance that
/// stands for it (resistors) or NaN (models).
struct DrawnQuantity {
    std::string name;
    std::vector<double> nominal;
    std::vector<double> values;
    std::size_t redrawn = 0;  ///< draws thrown away: out of the physical range, min, max, truncated
};

/// What was drawn for one sample.
struct DrawRecord {
    std::size_t draw = 0;   ///< array: seed + draw
    std::size_t cycle = 0;  ///< of that array
    std::vector<DrawnQuantity> quantities;
    std::vector<FaultKind> faults;  ///< [cells]
};

struct CellSample {
    CellArray cells;                          ///< resistors
    std::shared_ptr<const ModelCells> model;  ///< or a model
    DrawRecord record;
};

/// Immutable; sample() may run in several threads.
class CellSampler {
public:
    /// Cells that are resistors.
    /// @param given "g_S" or "r_ohm": what records show
    CellSampler(TileSpec spec, VariationConfig config, Matrix<double> g_device_S,
                std::string given);
    /// Cells that are a model with a variation.
    CellSampler(TileSpec spec, std::shared_ptr<const ModelCells> nominal);

    /// Array `draw` in cycle `cycle`, which does not depend on what was drawn before.
    /// @errors input 7478: 1000 draws of a cell are all out of range; those of make_cells
    [[nodiscard]] Result<CellSample> sample(std::size_t draw, std::size_t cycle) const;
    /// Every cell at its nominal value, no faults.
    [[nodiscard]] Result<CellSample> nominal() const;

    [[nodiscard]] const VariationConfig& config() const { return config_; }

private:
    [[nodiscard]] Result<void> scatter(const std::vector<NamedSpread>& spreads, const char* section,
                                       std::size_t cycle, DrawRecord& record) const;
    [[nodiscard]] Result<void> scatter_one(const NamedSpread& spread, std::uint64_t purpose,
                                           DrawnQuantity& quantity) const;
    void draw_faults(DrawRecord& record) const;
    [[nodiscard]] Result<CellSample> resistors(DrawRecord record) const;
    [[nodiscard]] Result<CellSample> model(DrawRecord record) const;

    TileSpec spec_;
    VariationConfig config_;
    std::string given_;                          // of resistors
    std::shared_ptr<const ModelCells> nominal_;  // null: resistors
    std::vector<DrawnQuantity> quantities_;      // values are the nominal ones; resistors: g_S
};

/// The arrays of samples for --cells-out, as .npz: for each quantity its values and nominal values,
/// and `fault` (0 none, 1 stuck on, 2 stuck off, 3 open, 4 short), [rows x cols] for one sample,
/// else [draws x cycles x rows x cols].
/// @errors environment 1003, 1021
Result<void> write_drawn_npz(const std::string& path, const std::vector<DrawRecord>& records,
                             std::size_t rows, std::size_t cols);
/// The same as text: draw,cycle,row,col,fault, then value and nominal value of each quantity.
/// @errors environment 1003
Result<void> write_drawn_csv(const std::string& path, const std::vector<DrawRecord>& records,
                             std::size_t cols);

}  // namespace crosspoint
