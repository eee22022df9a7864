// A mesh with its sources, for the tests of the methods in linalg/: rows driven on the left,
// columns sensed at the bottom. (random_mesh of mesh_oracle_dense.hpp draws odd ends and defects.)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/linalg/mesh_network.hpp"

namespace crosspoint::testing {

inline constexpr double open_ohm = std::numeric_limits<double>::infinity();

struct MeshProblem {
    MeshNetwork network;
    MeshSources sources;
};

struct MeshProblemKind {
    std::size_t rows, cols;
    double ohm;            ///< a segment, or the middle of a decade of segments
    double decades = 1.0;  ///< spread of the cells, around 1e-5 S
    bool per_segment = false;
};

inline MeshProblem make_mesh_problem(const MeshProblemKind& kind, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    MeshProblem p;
    MeshNetwork& net = p.network;
    net.rows = kind.rows;
    net.cols = kind.cols;
    net.cell_S = Matrix<double>(kind.rows, kind.cols);
    for (double& g : net.cell_S.values())
        g = std::pow(10.0, -5.0 + kind.decades * (uniform(random) - 0.5));
    const auto lines = [&](MeshLines& l, std::size_t count, std::size_t crossings) {
        l.lines = count;
        l.crossings = crossings;
        l.segment_ohm =
            kind.per_segment ? Matrix<double>(count, crossings) : Matrix<double>(1, 1, kind.ohm);
        if (kind.per_segment)
            for (double& r : l.segment_ohm.values())
                r = kind.ohm * std::pow(10.0, uniform(random) - 0.5);
        l.first_ohm.assign(count, open_ohm);
        l.last_ohm.assign(count, open_ohm);
    };
    lines(net.row_lines, kind.rows, kind.cols);
    lines(net.col_lines, kind.cols, kind.rows);
    net.row_lines.first_ohm.assign(kind.rows, 10.0);
    net.col_lines.last_ohm.assign(kind.cols, 20.0);
    p.sources = {std::vector<double>(kind.rows), std::vector<double>(kind.rows),
                 std::vector<double>(kind.cols), std::vector<double>(kind.cols)};
    for (double& v : p.sources.row_first_V) v = uniform(random);
    return p;
}

}  // namespace crosspoint::testing
