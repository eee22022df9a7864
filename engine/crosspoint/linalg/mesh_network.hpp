// Two crossing sets of resistive lines with a conductance at every crossing: what the mesh methods
// (schur_cg.hpp, port_merge.hpp) solve. Row line i joins the nodes u(i, 0..n-1), column line j the
// nodes v(0..m-1, j), cell (i, j) joins u(i, j) to v(i, j).
//
//     source --first_ohm-- u(i,0) --segment 1-- u(i,1) -- ... -- u(i,n-1) --last_ohm-- source
//
// Segment k lies between node k - 1 and node k, k = 1 .. crossings - 1. 0 ohm joins the nodes
// exactly, infinity is a broken wire. The ohms of an end are all that stands between the line's
// last node and an ideal source (driver and sense resistance, first segment): 0 holds the node,
// infinity is an end with nothing there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

/// All lines of one direction.
struct MeshLines {
    std::size_t lines = 0;
    std::size_t crossings = 0;
    /// Resistance of the segments: [1 x 1] the same everywhere, [lines x 1] one per line, or
    /// [lines x crossings], entry (line, k) for segment k; column 0 is unused.
    Matrix<double> segment_ohm{1, 1, 0.0};
    std::vector<double> first_ohm;  ///< [lines] left or top end
    std::vector<double> last_ohm;   ///< [lines] right or bottom end

    /// Resistance of segment k = 1 .. crossings - 1 of a line, ohm.
    [[nodiscard]] double at(std::size_t line, std::size_t k) const {
        if (segment_ohm.cols() > 1) return segment_ohm(line, k);
        return segment_ohm(segment_ohm.rows() == 1 ? 0 : line, 0);
    }
    /// Whether at() is the same for all segments of each line.
    [[nodiscard]] bool uniform_lines() const { return segment_ohm.cols() <= 1 || crossings <= 1; }
};

/// The network without its sources.
struct MeshNetwork {
    std::size_t rows = 0;   ///< m
    std::size_t cols = 0;   ///< n
    Matrix<double> cell_S;  ///< [m x n], finite, >= 0; 0 is an open cell
    MeshLines row_lines;    ///< m lines with n crossings
    MeshLines col_lines;    ///< n lines with m crossings
};

/// Voltages of the sources behind the line ends; ignored where the end is not connected.
struct MeshSources {
    std::vector<double> row_first_V, row_last_V;  ///< [m]
    std::vector<double> col_first_V, col_last_V;  ///< [n]
};

/// Currents that flow out of the network into the sources.
struct MeshCurrents {
    std::vector<double> row_first_A, row_last_A;  ///< [m]
    std::vector<double> col_first_A, col_last_A;  ///< [n]
};

/// Sum in a fixed order, several additions at once; not finite when a value is not.
double lane_sum(std::span<const double> values);

/// Mean of the finite values; 0 when there are none.
double mean_finite(std::span<const double> values);

/// Hardness of the mesh: mean cell conductance times mean segment resistance times m n.
/// @source equation 29 of engine/docs/physics.md
double mesh_hardness(const MeshNetwork& network);

}  // namespace crosspoint
