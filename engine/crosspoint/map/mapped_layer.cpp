// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/mapped_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "crosspoint/base/bit_transpose.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/kind_cells.hpp"
#include "crosspoint/map/conductance.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t calibration_purpose = 0xCA11;
constexpr std::size_t calibration_reads = 64;  // chosen: 64 reads x 128 columns settle the mean

Error stopped() { return {.code = Errc::interrupted, .id = 4503, .what = "stopped"}; }

// The tile of a slot: as many columns as it uses, where columns do not touch each other.
TileSpec slot_spec(const TiledOptions& options, const TileSlot& slot) {
    TileSpec spec = options.tile;
    const bool uniform =
        spec.bl.segment_ohm.values().size() == 1 && spec.sl.segment_ohm.values().size() == 1;
    if (spec.topology == Topology::one_transistor_column && uniform) spec.cols = slot.cols;
    return spec;
}

CellArray slot_cells(const TiledOptions& options, const TileSpec& spec, const Layer& layer,
                     const TileSlot& slot) {
    CellArray cells{.g_on_S = Matrix<double>(spec.rows, spec.cols), .g_off_S = spec.g_leak_S};
    const double on_S = conductance_S(options.r_on_ohm);
    const double off_S = conductance_S(options.r_off_ohm);
    for (std::size_t i = 0; i < slot.rows; ++i)
        for (std::size_t j = 0; j < slot.cols; ++j)
            cells.g_on_S(i, j) =
                layer.weights.get(slot.first_output + j, slot.first_input + i) ? on_S : off_S;
    return cells;
}

std::vector<std::uint32_t> group_words(const Layer& layer, const TileSlot& slot,
                                       const RowGroup& group) {
    const std::size_t chunks = (group.count + 31) / 32;
    std::vector<std::uint32_t> words(slot.cols * chunks);
    for (std::size_t j = 0; j < slot.cols; ++j)
        for (std::size_t c = 0; c < chunks; ++c)
            words[j * chunks + c] =
                bits_from(layer.weights.row(slot.first_output + j),
                          slot.first_input + group.first + 32 * c, group.count - 32 * c);
    return words;
}

// Mean current per count over the tile as it is: random reads of density one half.
Result<double> calibrated_lsb_A(const MappedTile& tile, const TiledOptions& options,
                                std::size_t layer_index, std::size_t tile_index, double base_A,
                                double off_A) {
    auto random = rng(options.seed, calibration_purpose + layer_index, tile_index);
    double current_A = 0.0;
    double counts = 0.0;
    GroupRead read;
    Matrix<float> i_A;
    for (std::size_t g = 0; g < tile.groups.size(); ++g) {
        const RowGroup& group = tile.groups[g];
        BitMatrix x(calibration_reads, group.first + group.count);
        for (std::size_t b = 0; b < x.rows(); ++b)
            for (std::size_t i = group.first; i < x.cols(); ++i) x.set(b, i, random() % 2 == 0);
        prepare_read(x, 0, x.rows(), 0, group, read);
        if (auto r = tile.solver->solve_gates(read.gates, i_A); !r) return r.error();
        const std::size_t chunks = (group.count + 31) / 32;
        for (std::size_t j = 0; j < tile.slot.cols; ++j)
            for (std::size_t b = 0; b < calibration_reads; ++b) {
                current_A += static_cast<double>(i_A(j, b)) - base_A -
                             off_A * static_cast<double>(read.selected[b]);
                for (std::size_t c = 0; c < chunks; ++c)
                    counts += std::popcount(read.x_words[c * calibration_reads + b] &
                                            tile.on_words[g][j * chunks + c]);
            }
    }
    if (!(current_A > 0.0) || counts == 0.0)
        return Error{
            .code = Errc::numerics,
            .id = 4502,
            .what = "a tile cannot be calibrated: its mean current per count is not above 0",
            .help = "use adc.reference = \"cell\" or a smaller wire resistance"};
    return current_A / counts;
}

// Iterative methods stop here: as good as the single-precision kernels, a thousandth of what an ADC
// of 12 bits resolves.
constexpr double network_accuracy = 1e-7;

// What the converter is set to: currents of single cells at the read voltage, without wires.
struct CellCurrents {
    double on_A = 0.0;
    double off_A = 0.0;   // selected
    double leak_A = 0.0;  // of an off cell that is not selected
};

Result<CellCurrents> cell_currents(const TiledOptions& options) {
    const double read_V = options.tile.read_V;
    const NetworkCells& cells = options.cells;
    if (!cells.kinds)
        return CellCurrents{.on_A = read_V * conductance_S(options.r_on_ohm),
                            .off_A = read_V * conductance_S(options.r_off_ohm),
                            .leak_A = read_V * options.tile.g_leak_S};
    const std::array<double, 3> a_V = {read_V, read_V, read_V}, b_V{},
                                gate_V = {cells.levels.on_V, cells.levels.on_V, cells.levels.off_V};
    const std::array<std::uint32_t, 3> cell = {1, 0, 0}, slot = {0, 1, 2};
    std::array<double, 3> i_a_A{}, i_b_A{};
    CellScratch scratch;
    const std::size_t failed =
        cells.kinds->evaluate({.a_V = a_V.data(),
                               .b_V = b_V.data(),
                               .gate_V = gate_V.data(),
                               .cell = cell.data(),
                               .lanes = 3,
                               .warm_slot = slot.data()},
                              {.i_a_A = i_a_A.data(), .i_b_A = i_b_A.data()}, scratch);
    if (failed != 0)
        return Error{.code = Errc::numerics,
                     .id = 7407,
                     .what = fmt::format("the model of the cells has no current at {} V", read_V),
                     .help = "try it alone: crosspoint model iv"};
    // Outputs are what the source line carries away.
    const CellCurrents currents{.on_A = -i_b_A[0], .off_A = -i_b_A[1], .leak_A = -i_b_A[2]};
    if (currents.on_A > currents.off_A && currents.on_A > 0.0) return currents;
    return Error{.code = Errc::input,
                 .id = 7406,
                 .what = fmt::format("an on cell carries {:.3g} A at {} V, an off cell {:.3g} A, "
                                     "expected more in the on cell",
                                     currents.on_A, read_V, currents.off_A),
                 .help = "exchange the states, or raise the gate voltage of selected rows"};
}

Result<std::unique_ptr<TileSolver>> linear_solver(const TiledOptions& options, const TileSpec& spec,
                                                  const Layer& layer, const TileSlot& slot,
                                                  std::size_t layer_index, VariationCounts& drawn) {
    auto solver = make_solver(
        spec, {.fidelity = options.fidelity, .accuracy_rel = network_accuracy, .threads = 1});
    if (!solver) return solver.error();
    CellArray cells = slot_cells(options, spec, layer, slot);
    if (options.variation)
        if (auto r = vary_cells(*options.variation, layer_index, layer, slot, cells.g_on_S, drawn);
            !r)
            return r.error();
    if (auto r = (*solver)->program(cells); !r) return r.error();
    return solver;
}

// Cells of weights; off where the array is larger than the slot.
Result<std::unique_ptr<TileSolver>> nonlinear_solver(const TiledOptions& options,
                                                     const TileSpec& spec, const Layer& layer,
                                                     const TileSlot& slot, std::size_t layer_index,
                                                     VariationCounts& drawn) {
    auto solver = make_nonlinear_solver(
        spec, {.fidelity = options.fidelity, .accuracy_rel = network_accuracy, .threads = 1},
        options.cells.levels, options.cells.share);
    if (!solver) return solver.error();
    if (const ModelCellVariation* variation = options.cells.variation.get()) {
        auto cells =
            draw_model_cells(*variation, layer_index, layer, slot, spec.rows, spec.cols, drawn);
        if (!cells) return cells.error();
        // Where nothing can differ the kinds will do: they share what is prepared.
        if (variation->scatters()) {
            if (auto r = (*solver)->program(*cells); !r) return r.error();
            return std::unique_ptr<TileSolver>(std::move(*solver));
        }
    }
    std::vector<std::uint32_t> kind_of(spec.rows * spec.cols, 0);
    for (std::size_t i = 0; i < slot.rows; ++i)
        for (std::size_t j = 0; j < slot.cols; ++j)
            kind_of[i * spec.cols + j] =
                layer.weights.get(slot.first_output + j, slot.first_input + i) ? 1 : 0;
    auto cells = KindCells::make(options.cells.kinds, std::move(kind_of));
    if (!cells) return cells.error();
    if (auto r = (*solver)->program(*cells); !r) return r.error();
    return std::unique_ptr<TileSolver>(std::move(*solver));
}

Result<MappedTile> program_tile(const Layer& layer, const TiledOptions& options,
                                const TileSlot& slot, std::size_t layer_index,
                                std::size_t tile_index) {
    const TileSpec spec = slot_spec(options, slot);
    const auto currents = cell_currents(options);
    if (!currents) return currents.error();
    VariationCounts drawn;
    auto solver = options.cells.kinds
                      ? nonlinear_solver(options, spec, layer, slot, layer_index, drawn)
                      : linear_solver(options, spec, layer, slot, layer_index, drawn);
    if (!solver) return solver.error();
    MappedTile tile{.slot = slot,
                    .groups = plan_row_groups(slot.rows, options.row_group),
                    .solver = std::move(*solver),
                    .variation = drawn};
    if (options.cells.kinds)  // here, where tiles are shared among the threads
        for (const RowGroup& group : tile.groups)
            static_cast<void>(tile.solver->plan_gates(group.first, group.count));
    for (const RowGroup& group : tile.groups)
        tile.on_words.push_back(group_words(layer, slot, group));

    const auto [on_A, off_A, leak_A] = *currents;
    const bool subtract = options.adc.subtract_off_current;
    const double base_A = static_cast<double>(spec.rows) * leak_A;
    double lsb_A = on_A - (subtract ? off_A : 0.0);
    if (options.adc.reference == AdcReference::tile_mean) {
        auto mean = calibrated_lsb_A(tile, options, layer_index, tile_index,
                                     subtract ? base_A : 0.0, subtract ? off_A - leak_A : 0.0);
        if (!mean) return mean.error();
        lsb_A = *mean;
    }
    for (const RowGroup& group : tile.groups)
        tile.adc.push_back(make_adc(options.adc, group.count, lsb_A, base_A, off_A - leak_A));
    return tile;
}

}  // namespace

std::uint32_t bits_from(std::span<const std::uint64_t> row, std::size_t first, std::size_t count) {
    const std::size_t word = first / 64;
    const std::size_t shift = first % 64;
    std::uint64_t bits = row[word] >> shift;
    if (shift > 32 && word + 1 < row.size()) bits |= row[word + 1] << (64 - shift);
    const std::uint32_t mask = count >= 32 ? ~0u : (1u << count) - 1u;
    return static_cast<std::uint32_t>(bits) & mask;
}

void prepare_read(const BitMatrix& x, std::size_t first_lane, std::size_t lanes,
                  std::size_t first_input, const RowGroup& group, GroupRead& read) {
    const std::size_t chunks = (group.count + 31) / 32;
    read.x_words.assign(chunks * lanes, 0);
    read.selected.assign(lanes, 0.0f);
    for (std::size_t b = 0; b < lanes; ++b) {
        int selected = 0;
        for (std::size_t c = 0; c < chunks; ++c) {
            const std::uint32_t word = bits_from(
                x.row(first_lane + b), first_input + group.first + 32 * c, group.count - 32 * c);
            read.x_words[c * lanes + b] = word;
            selected += std::popcount(word);
        }
        read.selected[b] = static_cast<float>(selected);
    }
    // The same bits, one tile row a line.
    BitMatrix by_read(lanes, group.count);
    for (std::size_t b = 0; b < lanes; ++b)
        for (std::size_t c = 0; c < chunks; ++c)
            by_read.row(b)[c / 2] |= std::uint64_t{read.x_words[c * lanes + b]} << (c % 2 ? 32 : 0);
    read.gates = {.bits = transpose(by_read), .first_row = group.first};
}

Result<MappedLayer> MappedLayer::program(const Layer& layer, const TiledOptions& options,
                                         std::size_t layer_index,
                                         const std::function<void()>& on_tile) {
    MappedLayer mapped;
    const auto slots =
        plan_tiles(layer.inputs, layer.outputs, options.tile.rows, options.tile.cols);
    mapped.tiles_.resize(slots.size());
    std::vector<Result<void>> outcomes(slots.size());
    parallel_for(slots.size(), options.threads, [&](std::size_t k, int) {
        if (options.stop.stop_requested()) {
            outcomes[k] = stopped();
            return;
        }
        auto tile = program_tile(layer, options, slots[k], layer_index, k);
        if (tile)
            mapped.tiles_[k] = std::move(*tile);
        else
            outcomes[k] = tile.error();
        if (on_tile) on_tile();
    });
    for (const auto& outcome : outcomes)
        if (!outcome) return outcome.error();
    mapped.on_cells_.resize(layer.outputs);
    for (std::size_t j = 0; j < layer.outputs; ++j) {
        int on = 0;
        for (const std::uint64_t word : layer.weights.row(j)) on += std::popcount(word);
        mapped.on_cells_[j] = on;
    }
    return mapped;
}

Result<void> MappedLayer::read_planes(std::span<const BitMatrix> planes,
                                      std::span<const std::int32_t> weights, std::size_t images,
                                      Matrix<std::int32_t>& z, PartialSumErrors& errors,
                                      LayerWork& work) const {
    const std::size_t lanes = z.cols();
    const std::size_t blocks = (lanes + read_block - 1) / read_block;
    work.reads.resize(blocks * planes.size());
    // Tiles that share their inputs follow each other: their gate inputs are prepared once.
    for (std::size_t first = 0; first < tiles_.size();) {
        std::size_t last = first;
        while (last < tiles_.size() &&
               tiles_[last].slot.first_input == tiles_[first].slot.first_input)
            ++last;
        for (std::size_t g = 0; g < tiles_[first].groups.size(); ++g) {
            for (std::size_t b = 0; b < blocks; ++b)
                for (std::size_t p = 0; p < planes.size(); ++p)
                    prepare_read(planes[p], b * read_block,
                                 std::min(read_block, lanes - b * read_block),
                                 tiles_[first].slot.first_input, tiles_[first].groups[g],
                                 work.reads[b * planes.size() + p]);
            for (std::size_t k = first; k < last; ++k)
                if (auto r = read_group(tiles_[k], g, weights, images, z, errors, work); !r)
                    return r;
        }
        first = last;
    }
    return {};
}

Result<void> MappedLayer::read_group(const MappedTile& tile, std::size_t g,
                                     std::span<const std::int32_t> weights, std::size_t images,
                                     Matrix<std::int32_t>& z, PartialSumErrors& errors,
                                     LayerWork& work) {
    const std::size_t chunks = (tile.groups[g].count + 31) / 32;
    // Built for all reads of this chunk of images, then dropped: to keep the tables of every tile
    // would take more memory traffic than to build them.
    const auto plan = tile.solver->plan_gates(tile.groups[g].first, tile.groups[g].count);
    // Planes inside: their sums of one block of lanes stay in the cache.
    for (std::size_t k = 0; k < work.reads.size(); ++k) {
        const GroupRead& read = work.reads[k];
        const std::size_t lane = k / weights.size() * read_block;
        const std::size_t lanes = read.selected.size();
        // Per tile and block, because one read by mesh or circuit can take seconds.
        if (work.stop.stop_requested()) return stopped();
        if (auto r = tile.solver->solve_gates(read.gates, work.current_A, plan.get()); !r) return r;
        const std::size_t real = images > lane ? std::min(lanes, images - lane) : 0;
        for (std::size_t j = 0; j < tile.slot.cols; ++j) {
            // A lane without an image is no read: its current is what idle rows leak.
            std::ranges::fill(work.current_A.row(j).subspan(real, lanes - real), 0.0f);
            errors.add(convert_column(
                tile.adc[g], std::as_const(work.current_A).row(j).first(lanes), read.selected,
                read.x_words, std::span(tile.on_words[g]).subspan(j * chunks, chunks),
                weights[k % weights.size()],
                z.row(tile.slot.first_output + j).subspan(lane, lanes)));
        }
    }
    errors.count += static_cast<std::int64_t>(tile.slot.cols * images * weights.size());
    return {};
}

}  // namespace crosspoint
