// One layer of a network on its tiles: programming, calibration, and the reads of a batch.
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
#include "crosspoint/map/cell_variation.hpp"
#include "crosspoint/map/tile_plan.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/periphery/adc.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// 32 bits of a row of bits from bit `first` on; bits beyond `count` are 0.
std::uint32_t bits_from(std::span<const std::uint64_t> row, std::size_t first, std::size_t count);

/// One programmed tile and the conversion of its row groups.
struct MappedTile {
    TileSlot slot;
    std::vector<RowGroup> groups;
    std::unique_ptr<TileSolver> solver;
    std::vector<Adc> adc;  ///< [groups]
    /// [groups][cols x chunks]: the column's cells of the group, 32 rows a word, bit 1 = on.
    std::vector<std::vector<std::uint32_t>> on_words;
    VariationCounts variation;  ///< of its cells
};

/// Gate inputs of one batch for one read of one group, in every layout that the read needs.
struct GroupRead {
    GateBatch gates;                     ///< [asserted x lanes]
    std::vector<std::uint32_t> x_words;  ///< [chunks x lanes]
    std::vector<float> selected;         ///< [lanes] S_x
};

/// Reads that are solved and converted together: their currents and sums stay in the L2 cache.
constexpr std::size_t read_block = 256;

/// Scratch of one thread.
struct LayerWork {
    std::vector<GroupRead> reads;  ///< of one row group: [blocks of lanes][planes]
    Matrix<float> current_A;
    std::stop_token stop;  ///< ends read_planes early
};

class MappedLayer {
public:
    /// @param on_tile  called after each tile, from several threads; may be empty
    /// @errors those of make_solver and program; interrupted 4503
    static Result<MappedLayer> program(const Layer& layer, const TiledOptions& options,
                                       std::size_t layer_index,
                                       const std::function<void()>& on_tile = {});

    /// Adds the sum over planes and groups of weight * PS to z.
    /// @param planes   each [lanes x inputs] gate inputs, one read a row
    /// @param weights  of a count, one per plane: 4 (hidden), 2^(b+1) (bit plane b)
    /// @param z        in/out, [outputs x lanes], lanes a multiple of 64
    /// @param images   real lanes, for the statistics
    Result<void> read_planes(std::span<const BitMatrix> planes,
                             std::span<const std::int32_t> weights, std::size_t images,
                             Matrix<std::int32_t>& z, PartialSumErrors& errors,
                             LayerWork& work) const;

    [[nodiscard]] const std::vector<MappedTile>& tiles() const { return tiles_; }
    /// On cells per output, S_w.
    [[nodiscard]] std::span<const std::int32_t> on_cells() const { return on_cells_; }

private:
    // One row group of one tile: all reads of work.reads, converted and added to z.
    static Result<void> read_group(const MappedTile& tile, std::size_t g,
                                   std::span<const std::int32_t> weights, std::size_t images,
                                   Matrix<std::int32_t>& z, PartialSumErrors& errors,
                                   LayerWork& work);

    std::vector<MappedTile> tiles_;
    std::vector<std::int32_t> on_cells_;
};

/// Fills `read` for rows group.first .. of the tile that begins at input `first_input`, from lanes
/// first_lane .. first_lane + lanes - 1 of x.
void prepare_read(const BitMatrix& x, std::size_t first_lane, std::size_t lanes,
                  std::size_t first_input, const RowGroup& group, GroupRead& read);

}  // namespace crosspoint
