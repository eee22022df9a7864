// One layer of a network on its tiles: programming, and the reads of a batch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/bnn/network.hpp"
#include "crosspoint/map/encoding.hpp"
#include "crosspoint/map/group_read.hpp"
#include "crosspoint/map/tile_program.hpp"
#include "crosspoint/map/tiled_network.hpp"

namespace crosspoint {

/// Reads that are solved and converted together: their currents and sums stay in the L2 cache.
constexpr std::size_t read_block = 256;

/// Scratch of one thread.
struct LayerWork {
    std::vector<GroupRead> reads;  ///< of one row group: [blocks of lanes][planes]
    Matrix<float> current_A;
    std::vector<std::int32_t> counts;
    /// Number of lane 0 among all reads of the layer, for what converters draw anew at every read.
    std::uint64_t first_read = 0;
    std::stop_token stop;  ///< ends read_planes early
    std::vector<std::int32_t> exact;
    LayerTable* record = nullptr;  ///< where measured counts are counted
};

/// Interrupted 4503.
Error stopped_reading();

class MappedLayer {
public:
    /// @param on_tile  called after each tile, from several threads; may be empty
    /// @errors those of make_solver and program; interrupted 4503
    static Result<MappedLayer> program(const Layer& layer, const TiledOptions& options,
                                       std::size_t layer_index,
                                       const std::function<void()>& on_tile = {});

    /// Adds the sum over planes and groups of weight * (corrected count) to z.
    /// @param planes   each [lanes x inputs], one vector a row
    /// @param weights  of a count of the lowest slice, one per plane
    /// @param reads    real vectors, for the statistics
    /// @param z        in/out, [outputs x lanes], lanes a multiple of 64
    Result<void> read_planes(std::span<const BitMatrix> planes,
                             std::span<const std::int32_t> weights, std::size_t reads,
                             Matrix<std::int32_t>& z, LayerReads& done, LayerWork& work) const;

    /// None: the layer is digital.
    [[nodiscard]] const std::vector<MappedTile>& tiles() const { return tiles_; }
    [[nodiscard]] WeightEncoding encoding() const { return encoding_; }
    /// A table of this layer's shape without counts.
    [[nodiscard]] LayerTable empty_table(std::size_t column_groups) const;

private:
    // Lanes first .. of a batch, `real` of which are reads.
    struct LaneBlock {
        std::size_t first = 0;
        std::size_t real = 0;
        std::uint64_t first_conversion = 0;
    };
    // One row group of one tile: all reads of work.reads, converted and added to z.
    Result<void> read_group(std::size_t t, std::size_t g, std::span<const std::int32_t> weights,
                            std::size_t reads, Matrix<std::int32_t>& z, LayerReads& done,
                            LayerWork& work) const;
    // The currents in `work` of one block of lanes.
    void convert_block(std::size_t t, std::size_t g, const GroupRead& read, const LaneBlock& block,
                       std::int32_t weight, Matrix<std::int32_t>& z, LayerReads& done,
                       LayerWork& work) const;

    // The output that a slice belongs to.
    [[nodiscard]] std::size_t output_of(std::size_t slice) const {
        const std::size_t place = slice / slices_;
        return order_.column.empty() ? place : order_.column[place];
    }
    // The counts of one column: from the converter, or drawn; recorded where that is asked for.
    struct ColumnPlace {
        std::size_t tile = 0, group = 0, column = 0;
    };
    std::int64_t measured_counts(const MappedTile& tile, const Adc& adc, std::size_t j,
                                 std::span<const float> reference, const LaneBlock& block,
                                 LayerWork& work) const;
    void draw_counts(const ColumnPlace& place, const ColumnCells& column, const GroupRead& read,
                     const LaneBlock& block, LayerWork& work) const;
    void record_counts(const ColumnPlace& place, const ColumnCells& column, const GroupRead& read,
                       const LaneBlock& block, LayerWork& work) const;

    std::vector<MappedTile> tiles_;
    LineOrder order_;
    std::vector<std::int32_t> row_weights_;  // of FlipRule::current; else empty
    std::size_t slices_ = 1;                 // of an output
    std::size_t tile_cols_ = 1;
    std::size_t row_group_ = 1;
    std::size_t places_ = 1;  // row groups of a full tile
    std::uint64_t draw_seed_ = 0;
    std::size_t column_groups_ = 1;                // of the table
    std::shared_ptr<const CountSampler> sampler_;  // null: the circuit is solved
    WeightEncoding encoding_ = WeightEncoding::unipolar;
    Sparsify sparsify_ = Sparsify::none;
};

}  // namespace crosspoint
