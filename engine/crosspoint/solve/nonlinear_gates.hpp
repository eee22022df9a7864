// Many gated reads of 1T1R columns with nonlinear cells in single precision: Newton on the ladder,
// SIMD over the columns. Every cell is a polynomial of its two line voltages, fitted to the exact
// model over the voltages that can occur and checked at random points; of two kinds of cells that
// no polynomial fits, a table (device/cell_table.hpp). Bit lines are driven at one end, source
// lines sensed at one end. Tiles with two kinds of cells (KindCells) and uniform wires share their
// polynomials (NonlinearGateShare). Unselected cells may conduct; then all rows are
// visited, else those that are on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/device/cell_model.hpp"

namespace crosspoint {

/// Columns side by side in the arrays of a tile.
inline constexpr std::size_t nonlinear_gate_block = 32;

/// Two kinds of cells at one gate voltage, tabulated where no polynomial fits: bicubic, from
/// CellTable, over the voltages that can occur in any row.
struct GateTable {
    std::size_t intervals = 0;                                         ///< n, in each direction
    float b_low_V = 0.0f, s_low_V = 0.0f, per_b = 0.0f, per_s = 0.0f;  ///< origin, intervals per V
    std::vector<float> nodes;                                          ///< [2][n + 1][n + 1][4]
};

/// What the kernel computes with: rows counted from the driven end. "[cell]" below is, where cells
/// are of two kinds, a pair of numbers for all columns; else nonlinear_gate_block columns side by
/// side, one block of columns after the other.
struct NonlinearGates {
    std::size_t rows = 0;   ///< of the tile
    std::size_t first = 0;  ///< rows first .. first + count - 1 may be on
    std::size_t count = 0;
    bool kinds = false;             ///< two kinds of cells, wires alike in all columns
    bool leaks = false;             ///< rows that are off conduct
    bool rows_reversed = false;     ///< row 0 of the kernel is row m-1 of the tile
    bool sensed_at_bottom = false;  ///< at the end away from the driver
    int degree = 0;                 ///< of the cells: 3, 5 or 7; 0: they are tables
    int sweeps = 1;                 ///< Newton steps after the linear start
    float drive_V = 0.0f;
    std::vector<float> b_mid_V, s_mid_V;  ///< [rows]
    /// [count][terms][cell]: sum over k + l <= degree of c_kl (V_b - b_mid)^k (V_s - s_mid)^l, k
    /// outermost.
    std::vector<float> coefficients;
    std::vector<float> start;  ///< [count][3][cell] I = p V_b - q V_s + e at typical voltages
    std::vector<float> off_coefficients, off_start;     ///< likewise, [rows], where `leaks`
    std::shared_ptr<const GateTable> table, off_table;  ///< where the degree is 0 (kinds only)
    /// [rows + 1][bit, source line]([columns]): wire from the last row to row i; the last entry: to
    /// the end at the top, driver and sense resistance included.
    std::vector<float> wire_ohm;
    std::vector<float> s_bottom_ohm;  ///< [1]([columns]) where it is sensed at the bottom
};

/// One tile for the kernel.
struct NonlinearTile {
    std::shared_ptr<const NonlinearGates> gates;
    std::size_t cols = 0;
    std::vector<float> kind;  ///< 0 or 1, [blocks][rows][nonlinear_gate_block]; empty: own cells
};

/// Whether the kernel can take the tile, and how well. The reason when it cannot.
struct NonlinearGatesResult {
    bool fits = false;
    std::string reason;
    NonlinearTile tile;
    double cell_error = 0.0;      ///< largest of random points, relative to the cell's largest I
    double measured_error = 0.0;  ///< of sampled outputs, relative to the double recursion
    std::size_t samples = 0;      ///< how many outputs that were
    /// Errors are relative to no less than this, <= an on cell's I: one number, or [columns].
    std::vector<double> least_A;
};

/// Rows that are asserted together.
struct RowWindow {
    std::size_t first = 0, count = 0;
    friend bool operator==(const RowWindow&, const RowWindow&) = default;
};

/// Polynomial cells that tiles have in common: equal wires, gate levels, rows and kinds of cells.
/// Made when first asked for; any number of threads.
class NonlinearGateShare {
public:
    /// @param table_error  of tables in place of polynomials that do not fit, relative to the
    /// current
    ///        of each kind; 0: no tables, the exact cells one read at a time
    explicit NonlinearGateShare(double table_error = 1e-6) : table_error_(table_error) {}
    [[nodiscard]] double table_error() const { return table_error_; }

    /// Everything that the result depends on.
    struct Key {
        std::shared_ptr<const CellModel> kinds;
        std::vector<double> numbers;
        friend bool operator==(const Key&, const Key&) = default;
    };
    const NonlinearGatesResult& get(const Key& key,
                                    const std::function<NonlinearGatesResult()>& make);

private:
    double table_error_;
    std::mutex mutex_;
    std::vector<std::pair<Key, std::unique_ptr<NonlinearGatesResult>>> entries_;
};

/// Fits the cells and compares sampled reads with the double recursion. The voltages that can occur
/// are those of reads that assert rows of the window.
/// @param on_V, off_V  gate voltages of a selected and of another row
/// @cost  per (row, cell) that differs and degree tried: 25, 49, 81 evaluations of degree 3, 5, 7;
///        and about 25 reads in double precision. A tile of an existing share: 4 reads of 8
///        columns.
NonlinearGatesResult make_nonlinear_gates(const TileSpec& spec,
                                          const std::shared_ptr<const CellModel>& cells,
                                          double on_V, double off_V, double expected_activity,
                                          const RowWindow& window, NonlinearGateShare* share);

/// Column currents. A read's current has the same bits in whatever batch it is.
/// @param gates     [asserted rows x reads] bits; @param first_row  tile row of line 0
/// @param i_out_A   out, resized to [cols x reads rounded up to 64]; beyond the batch: 0
void run_nonlinear_gates(const NonlinearTile& tile, const BitMatrix& gates, std::size_t first_row,
                         Matrix<float>& i_out_A);

}  // namespace crosspoint
