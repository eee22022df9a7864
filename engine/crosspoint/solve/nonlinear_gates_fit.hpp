// The cells of NonlinearGates: which voltages can occur, and polynomials over them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/solve/nonlinear_gates.hpp"

namespace crosspoint {

/// Sampled reads: line 0 asserts the whole window, line 1 one row of it, of the others every second
/// one has the expected activity and the rest any. [count x tile rows] of 0 and 1.
Matrix<double> sampled_reads(std::size_t tile_rows, const RowWindow& window, double activity,
                             std::size_t count, std::uint64_t index);

/// A tile whose cells are to become polynomials. With `kinds` it stands for all tiles of these two
/// kinds: its first columns are all of one kind.
struct GateFitTask {
    TileSpec spec;
    std::shared_ptr<const CellModel> cells;  ///< of the tile
    std::shared_ptr<const CellModel> kinds;  ///< one cell of each of at most two kinds, or null
    double on_V = 1.0, off_V = 0.0, activity = 0.5;
    RowWindow window;
    double table_error = 1e-6;  ///< of kinds that no polynomial fits; 0: no tables
};

struct GateFit {
    bool fits = false;
    std::string reason;
    NonlinearGates gates;
    double cell_error = 0.0;  ///< largest of random points, relative to the cell's largest I; cells
                              ///< that are off: all rows together, relative to the largest cell's I
    std::vector<double> on_A;     ///< what an on cell carries: one number, own cells [columns]
    std::vector<double> least_A;  ///< outputs below it are compared relative to it, <= on_A
};

/// Everything of NonlinearGates but `sweeps`.
GateFit fit_gates(const GateFitTask& task);

}  // namespace crosspoint
