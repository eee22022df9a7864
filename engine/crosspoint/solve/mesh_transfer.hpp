// A passive mesh for large batches: the exact transfer matrix T [n x m] of its cells, built when
// the first batch asks for it, so that a batch is one matrix product I = V T^T + I_read; or the
// factors of the same hierarchy, with all node voltages. linalg/port_merge.hpp does the algebra.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/linalg/port_merge.hpp"
#include "crosspoint/solve/choose.hpp"
#include "crosspoint/solve/tile_mesh.hpp"

namespace crosspoint {

/// What one programmed tile keeps between batches. Const calls may run at the same time.
class MeshTransfer {
public:
    /// Whether a batch can go ahead without a build.
    [[nodiscard]] bool ready(bool with_factors) const;

    /// Builds what the choice needs, unless it is there.
    /// @errors numerics 2120: the elimination failed, with its reason; interrupted 2121
    Result<void> build(const TileSpec& spec, const MeshNetwork& network, const MeshChoice& choice,
                       const SolveOptions& options);

    /// Takes new cells of the same tile. When few of them differ, a matrix that is there is brought
    /// up to date by merging again only the boxes that hold them (the same bits as a fresh build);
    /// the first such change marks the tile as one that changes, and its next build keeps the
    /// boxes.
    void change_cells(const TileSpec& spec, const Matrix<double>& before_S,
                      const Matrix<double>& after_S);

    /// Output currents of a batch [B x m] into [B x n].
    void currents(const TileSpec& spec, const Matrix<double>& inputs, int threads,
                  Matrix<double>& i_out_A) const;

    /// The factored network, for node voltages.
    [[nodiscard]] const PortMerge& factors() const { return *factors_; }
    [[nodiscard]] bool single_precision() const { return single_; }

private:
    void keep_matrix(const TileSpec& spec, const PortMerge& merge);

    std::optional<PortMerge> factors_;
    std::optional<PortMerge> boxes_;  // of the matrix, when the cells are known to change
    bool cells_change_ = false;
    bool matrix_ready_ = false;
    bool single_ = false;
    Matrix<double> transfer_S_;     // [n x m]
    Matrix<float> transfer_f_S_;    // the same, in single precision
    std::vector<double> i_read_A_;  // [n] of the ends at read_V
};

}  // namespace crosspoint
