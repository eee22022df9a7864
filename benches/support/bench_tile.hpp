// The tiles that all benches measure, and the folder through which other tools read the same bits.
//
// A passive n x n array with a segment before and after every cell, ideal drivers at the left and
// ideal sense ends at the bottom, so that exactly the 2 n^2 crossings are unknown. Cells are random
// and binary with a ratio of 10. Three regimes of hardness (../README.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"

namespace crosspoint::bench {

/// Wire and cells of a family of tiles.
struct Regime {
    std::string_view name;
    double segment_ohm;
    double on_ohm;
    double on_off_ratio;
};

/// "easy", "mid" or "hard".
Result<Regime> find_regime(std::string_view name);

/// One tile and the inputs to solve for.
struct BenchTile {
    std::string regime;
    double segment_ohm = 0.0;
    TileSpec spec;
    CellArray cells;
    Matrix<double> inputs;  ///< [B x rows] volts

    /// Mean conductance times segment_ohm times columns squared: how far the wires reach.
    [[nodiscard]] double hardness() const;
};

/// The same tile on every machine for the same arguments.
BenchTile make_bench_tile(std::size_t rows, std::size_t cols, const Regime& regime,
                          std::size_t inputs, std::uint64_t seed);

/// The nodal equations A v = S V of a tile, as every library of sparse matrices takes them: both
/// triangles by columns, row indices ascending. Node u(i, j) is unknown i n + j, v(i, j) is
/// m n + i n + j. Input i feeds drive_S at drive_node[i]; output j is sense_S times v.
struct NodalMatrix {
    std::size_t unknowns = 0;
    std::vector<int> column_start;  ///< [unknowns + 1]
    std::vector<int> row;
    std::vector<double> value_S;
    std::vector<int> drive_node;  ///< [m]
    std::vector<int> sense_node;  ///< [n]
    double drive_S = 0.0;
    double sense_S = 0.0;
};

/// @cost O(rows * cols)
NodalMatrix assemble(const BenchTile& tile);

/// Elimination order of the unknowns by nested dissection of the array: order[k] is eliminated as
/// number k. A cut across the rows parts word lines only, one across the columns bit lines only,
/// so a separator has n nodes and not 2 n.
/// @source George, SIAM J. Numer. Anal. 10 (1973), 345, applied to two crossing layers
std::vector<int> nested_dissection(std::size_t rows, std::size_t cols);

/// Writes tile.toml, g_S.npy, v_V.npy, the matrix (column_start.npy, row.npy, value_S.npy,
/// drive_node.npy, sense_node.npy, end_S.npy), order.npy and case.json into a folder.
/// @errors environment 1003, 1004
Result<void> write_case(const BenchTile& tile, const std::string& folder);

/// Reads tile.toml with its cells and inputs back.  @errors as load_tile, as read_text_file
Result<BenchTile> read_case(const std::string& folder);

/// Reads the matrix and the order back.  @errors as read_npy
Result<NodalMatrix> read_matrix_of_case(const std::string& folder);
Result<std::vector<int>> read_order_of_case(const std::string& folder);

}  // namespace crosspoint::bench
