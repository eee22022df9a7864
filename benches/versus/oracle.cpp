// Written from the tile alone: shares neither the assembled matrix nor the engine's network.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "peers.hpp"

namespace crosspoint::bench {
namespace {

using Real = long double;

// Kirchhoff's current law at every crossing, summed branch by branch: what flows in.
void residual(const BenchTile& tile, std::span<const double> volts, const std::vector<Real>& x,
              std::vector<double>& out) {
    const std::size_t m = tile.spec.rows;
    const std::size_t n = tile.spec.cols;
    const Real wire_S = Real{1} / static_cast<Real>(tile.segment_ohm);
    const auto u = [&](std::size_t i, std::size_t j) { return x[i * n + j]; };
    const auto v = [&](std::size_t i, std::size_t j) { return x[(m + i) * n + j]; };
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const Real cell_A = static_cast<Real>(tile.cells.g_on_S(i, j)) * (u(i, j) - v(i, j));
            Real in_A = ((j > 0 ? u(i, j - 1) : static_cast<Real>(volts[i])) - u(i, j)) * wire_S;
            if (j + 1 < n) in_A += (u(i, j + 1) - u(i, j)) * wire_S;
            out[i * n + j] = static_cast<double>(in_A - cell_A);
            in_A = ((i + 1 < m ? v(i + 1, j) : Real{0}) - v(i, j)) * wire_S;
            if (i > 0) in_A += (v(i - 1, j) - v(i, j)) * wire_S;
            out[(m + i) * n + j] = static_cast<double>(in_A + cell_A);
        }
    }
}

}  // namespace

Matrix<double> oracle_currents(const BenchTile& tile, const NodalMatrix& matrix, Peer& peer,
                               std::size_t count) {
    constexpr int most_passes = 8;
    const std::size_t n = tile.spec.cols;
    Matrix<double> i_out_A(count, n);
    std::vector<double> correction(matrix.unknowns);
    for (std::size_t b = 0; b < count; ++b) {
        std::vector<Real> x(matrix.unknowns, Real{0});
        for (int pass = 0; pass < most_passes; ++pass) {
            residual(tile, tile.inputs.row(b), x, correction);
            const std::span<const double> step = peer.solve(correction, 1);
            Real moved = 0;
            Real size = 0;
            for (std::size_t k = 0; k < x.size(); ++k) {
                x[k] += static_cast<Real>(step[k]);
                moved = std::max(moved, std::abs(static_cast<Real>(step[k])));
                size = std::max(size, std::abs(x[k]));
            }
            if (moved <= 1e-18L * size) break;
        }
        for (std::size_t j = 0; j < n; ++j)
            i_out_A(b, j) = static_cast<double>(x[static_cast<std::size_t>(matrix.sense_node[j])] /
                                                static_cast<Real>(tile.segment_ohm));
    }
    return i_out_A;
}

}  // namespace crosspoint::bench
