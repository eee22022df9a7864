// A binarized network on tiles: every partial sum of every image comes from the circuit (equations
// 19 and 20 of engine/docs/physics.md).
//
// Weights become cells (encoding.hpp), inputs +1 / -1 gates 1 / 0; the 8-bit pixels of the first
// layer are fed plane by plane (bit-serially). A read of the rows of one group gives per column the
// count of cells that are on and selected; what the sum of a layer follows from it digitally, and
// exactly where the counts are exact. A convolution is one read a position: the vector under its
// kernel.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/bnn/network.hpp"
#include "crosspoint/device/cell_model.hpp"
#include "crosspoint/map/cell_variation.hpp"
#include "crosspoint/map/encoding.hpp"
#include "crosspoint/map/error_table.hpp"
#include "crosspoint/map/line_order.hpp"
#include "crosspoint/map/model_cell_variation.hpp"
#include "crosspoint/map/partial_sums.hpp"
#include "crosspoint/map/sparsify.hpp"
#include "crosspoint/periphery/adc.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// Cells that are a nonlinear model in place of resistances.
struct NetworkCells {
    std::shared_ptr<const CellModel> kinds;     ///< cell 0: weight -1 (off), cell 1: weight +1 (on)
    GateLevels levels;                          ///< volts of selected and of other word lines
    std::shared_ptr<NonlinearGateShare> share;  ///< null: made by TiledNetwork::program
    double table_error = 1e-6;  ///< of that share: see make_gate_share; 0: no tables of cells
    std::shared_ptr<const ModelCellVariation> variation;  ///< null: all cells are nominal
};

struct PassResult;  // network_pass.hpp

/// How the network is laid on arrays. The cells and inputs come from the network.
struct TiledOptions {
    TileSpec tile;               ///< rows x cols of every tile, r_access_ohm = 0
    std::size_t row_group = 64;  ///< word lines read together, 1 .. tile.rows
    WeightEncoding encoding = WeightEncoding::unipolar;
    Sparsify sparsify = Sparsify::none;  ///< unipolar only
    FlipRule flip_rule = FlipRule::count;
    RowOrder row_order = RowOrder::none;
    ColumnOrder column_order = ColumnOrder::none;
    /// [layers][inputs] how often an input is on, for `row_order`; empty: one half.
    std::vector<std::vector<double>> activity = {};
    /// Layers that are computed digitally, without arrays.
    bool digital_first = false, digital_last = false;
    double r_on_ohm = 100e3;                    ///< on cell, access transistor included
    double r_off_ohm = 10e6;                    ///< off cell likewise; infinity = no current
    std::optional<NetworkVariation> variation;  ///< of the two resistances; nothing: nominal
    NetworkCells cells;  ///< where `kinds` is given: instead of the two resistances
    AdcSpec adc;
    Fidelity fidelity = Fidelity::automatic;
    double row_activity = 0.5;  ///< of the asserted rows, how many a typical read selects
    /// Counts are drawn from it (error_table.hpp) in place of the circuit: no tile is solved.
    std::shared_ptr<const ErrorTable> table;
    std::uint64_t seed = 1;  ///< of the calibration reads (AdcReference::tile_mean)
    int threads = 0;         ///< 0 = all cores; the result has the same bits for any number
    /// While the tiles are prepared, which takes long where cells scatter and are a model: called
    /// from one thread at a time.
    std::function<void(std::size_t done, std::size_t total)> tile_progress = {};
    std::stop_token stop = {};  ///< ends the preparation after the tiles under way

    [[nodiscard]] bool digital(std::size_t layer, const Network& network) const {
        return (layer == 0 && digital_first) ||
               (layer + 1 == network.layers.size() && digital_last);
    }
};

/// Currents are summed in integers, so that sums do not depend on threads: units of one on cell's
/// current without wires.
constexpr double current_unit = 1.0 / 1024;

/// What the arrays of a layer did.
struct LayerReads {
    PartialSumErrors partial_sums;
    std::int64_t current_units = 0;  ///< of all columns of all reads: see current_unit
    std::int64_t reads = 0;          ///< of a row group of a tile
    std::int64_t raised_rows = 0;    ///< word lines that were raised, in all of these reads
};

struct LayerResult {
    PartialSumErrors partial_sums;
    std::int64_t activations = 0;        ///< hidden layers: binarized activations compared
    std::int64_t activation_errors = 0;  ///< that differ from exact software inference
    std::size_t tiles = 0;               ///< 0: digital
    double current_A = 0.0;  ///< of all columns of all reads; NaN where nothing was solved
    std::int64_t reads = 0;
    std::int64_t raised_rows = 0;
    std::string name = {};
};

/// What the circuit computed, and how good the circuit solutions were.
struct TiledResult {
    Matrix<std::int32_t> logits;  ///< [count x outputs]
    std::vector<int> predicted;   ///< [count]
    std::int64_t correct = 0;
    std::vector<LayerResult> layers;
    std::int64_t cell_evaluations = 0;  ///< rows of a group x columns x reads
    bool stopped = false;               ///< the stop token ended it early: nothing is valid
};

/// Called now and then from one thread at a time with the number of images done.
using ImageProgress = std::function<void(std::size_t done, std::size_t total)>;

/// A network whose tiles are programmed. Immutable; infer() may be called from one thread at a
/// time.
class TiledNetwork {
public:
    /// Cuts, programs and (if asked for) calibrates all tiles.
    /// @errors interrupted 4503; input 4501: the options do not fit together; 7411: the error table
    /// is of other tiles; 7406: an on cell carries no more than an
    ///         off cell; numerics 7407: a cell has no current; those of make_solver,
    ///         make_nonlinear_solver and program
    static Result<TiledNetwork> program(const Network& network, const TiledOptions& options);
    TiledNetwork(TiledNetwork&&) noexcept;
    TiledNetwork& operator=(TiledNetwork&&) noexcept;
    ~TiledNetwork();

    /// Runs images first .. first+count-1. `software` is the exact inference of the same images
    /// (for the activation error rate).
    /// @errors those of check_images; numerics 2112 when a tile read does not converge
    [[nodiscard]] Result<TiledResult> infer(const ImageSet& images, std::size_t first,
                                            std::size_t count, const SoftwareResult& software,
                                            const ImageProgress& progress,
                                            std::stop_token stop) const;

    /// Gives the network thresholds for its arrays (recalibrate.hpp). The software results of other
    /// calls stay those of the network as it was.
    /// @errors those of recalibrated and check_images
    Result<void> recalibrate(const ImageSet& images, std::size_t count, std::stop_token stop);

    /// Counts how exact counts are measured while images are run: first with the inputs that the
    /// arrays give each other (the counts), then with exact inputs for every layer (the local bit
    /// errors).
    /// @param column_groups  1 .. columns of a tile
    [[nodiscard]] Result<ErrorTable> estimate_table(const ImageSet& images, std::size_t first,
                                                    std::size_t count,
                                                    const SoftwareResult& software,
                                                    std::size_t column_groups,
                                                    std::stop_token stop) const;

    /// Solves sampled reads of every layer's first and last tile again in double precision with
    /// the full audit: method, KCL residual, and the measured error of the currents that infer()
    /// uses, relative to the largest; and what the solvers of all tiles measured themselves.
    [[nodiscard]] Result<SolveReport> check_solver() const;

    [[nodiscard]] std::size_t tile_count() const;
    /// What was drawn for the cells of all layers; nothing without a variation.
    [[nodiscard]] std::optional<VariationCounts> variation() const;

private:
    struct State;
    struct ChunkRun;
    Result<std::vector<PassResult>> run_chunks(const ChunkRun& run,
                                               Matrix<std::int32_t>& logits) const;
    explicit TiledNetwork(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace crosspoint
