// Coarse grid of Schur-CG: both layers of a mesh on every b-th row and column.
//
// A function on the coarse grid is bilinear between coarse nodes, P c, the same grid for u and v.
// The nodal matrix A of the mesh restricted to such pairs of functions is A_c = P^T A P, sparse,
// positive definite, factored once. Between two column-line solves of the preconditioner the
// correction E^-1 = (A_c^-1)_uu, seen from the row layer, takes out of the residual what is smooth
// along rows and columns (section 7 of engine/docs/physics.md):
//     z = M^-1 (r + G P c),   c = E^-1 P^T G M^-1 r.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "crosspoint/linalg/mesh_network.hpp"
#include "crosspoint/linalg/schur_setup.hpp"

namespace crosspoint {

/// Coarse nodes along one direction and where every crossing lies between them.
struct CoarseAxis {
    std::vector<std::size_t> node;        ///< [intervals + 1], first and last crossing included
    std::vector<std::uint32_t> interval;  ///< [crossings] node[interval] <= k <= node[interval + 1]
    std::vector<double> t;  ///< [crossings] 0 at the lower coarse node, 1 at the upper

    /// Intervals of about `block` crossings. crossings >= 2.
    CoarseAxis(std::size_t crossings, std::size_t block);
    [[nodiscard]] std::size_t intervals() const { return node.size() - 1; }
};

/// The coarse grid of one network, factored.
class SchurCoarse {
public:
    /// Null where a coarse grid does not apply: fewer than two rows or columns, segments of 0 ohm,
    /// no end at all, or a matrix that cannot be factored.
    static std::shared_ptr<const SchurCoarse> make(const MeshNetwork& network, std::size_t block,
                                                   int threads);
    ~SchurCoarse();
    SchurCoarse(const SchurCoarse&) = delete;
    SchurCoarse& operator=(const SchurCoarse&) = delete;

    [[nodiscard]] const CoarseAxis& rows() const { return rows_; }
    [[nodiscard]] const CoarseAxis& cols() const { return cols_; }
    [[nodiscard]] std::size_t nodes() const {
        return (rows_.intervals() + 1) * (cols_.intervals() + 1);
    }
    /// h = E^-1 h, [(row intervals + 1) x (column intervals + 1)], row-major.
    void solve(std::span<double> h) const;

private:
    struct Factor;
    SchurCoarse(const MeshNetwork& network, std::size_t block);
    CoarseAxis rows_, cols_;
    std::unique_ptr<Factor> factor_;
};

/// The coarse grid in the form of the sweeps.
template <class T>
struct SweepCoarseGrid {
    std::shared_ptr<const SchurCoarse> grid;
    SweepArray<T> g;                                        ///< panel layout
    std::vector<std::uint32_t> row_interval, col_interval;  ///< of the crossings, padded
    std::vector<T> row_t, col_t;

    SweepCoarseGrid(std::shared_ptr<const SchurCoarse> coarse, const MeshNetwork& network,
                    const SweepNetwork<T>& sweep, int threads);
};

/// Block size that pays for a mesh of this hardness (mesh_hardness), 0: none does. Measured.
std::size_t coarse_block(std::size_t rows, std::size_t cols, double hardness);

/// Bytes of a coarse grid of this block size, within some per cent; 0 for block 0.
std::size_t coarse_memory_bytes(std::size_t rows, std::size_t cols, std::size_t block);

}  // namespace crosspoint
