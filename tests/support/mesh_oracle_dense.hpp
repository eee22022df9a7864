// Slow oracle of resistive meshes: nodal analysis with merged nodes, in long double with pivoting
// (small) or sparse LDL^T with long double residuals by branches (large). Shares nothing with
// linalg/.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <random>
#include <vector>

#include "crosspoint/linalg/mesh_network.hpp"

namespace crosspoint::testing {

struct MeshAnswer {
    MeshCurrents currents;
    std::vector<double> node_V;  ///< [2mn] u(i, j), then v(i, j); NaN where a node floats
};

/// @param injection_A [2mn] or empty
MeshAnswer solve_mesh_slowly(const MeshNetwork& network, const MeshSources& sources,
                             const std::vector<double>& injection_A = {});

/// What random_mesh may draw.
struct MeshKind {
    double least_g_S = 1e-6, most_g_S = 1e-4;  ///< cells, logarithmically uniform
    double open_share = 0.0;                   ///< cells of 0 S
    double broken_share = 0.0;                 ///< segments of infinite ohms
    double joined_share = 0.0;                 ///< segments of 0 ohm
    double most_segment_ohm = 10.0;
    double no_end_share = 0.0;     ///< of the ends
    double ideal_end_share = 0.0;  ///< 0 ohm
    bool all_sides = true;         ///< false: rows from the first, columns at the last end
};
MeshNetwork random_mesh(std::size_t rows, std::size_t cols, const MeshKind& kind,
                        std::mt19937_64& random);
MeshSources random_sources(const MeshNetwork& network, std::mt19937_64& random);

}  // namespace crosspoint::testing
