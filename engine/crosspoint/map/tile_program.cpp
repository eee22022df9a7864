// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/tile_program.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/kind_cells.hpp"
#include "crosspoint/map/conductance.hpp"
#include "crosspoint/map/group_read.hpp"
#include "crosspoint/periphery/column_fit.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t calibration_purpose = 0xCA11;
constexpr std::uint64_t flip_purpose = 0xF11B;
constexpr std::size_t calibration_reads = 64;  // chosen: 64 reads x 128 columns settle the mean

bool has_reference_column(const TiledOptions& options) {
    return options.adc.reference_column == ReferenceColumn::in_array;
}

// The tile of a slot: as many columns as it uses, where columns do not touch each other; a
// reference column after the last.
TileSpec slot_spec(const TiledOptions& options, const TileSlot& slot) {
    TileSpec spec = options.tile;
    const bool uniform =
        spec.bl.segment_ohm.values().size() == 1 && spec.sl.segment_ohm.values().size() == 1;
    if (spec.topology == Topology::one_transistor_column && uniform) spec.cols = slot.cols;
    if (has_reference_column(options)) ++spec.cols;
    return spec;
}

CellArray conductances(const TiledOptions& options, const TileSpec& spec, const BitMatrix& on) {
    CellArray cells{.g_on_S = Matrix<double>(spec.rows, spec.cols), .g_off_S = spec.g_leak_S};
    const double on_S = conductance_S(options.r_on_ohm);
    const double off_S = conductance_S(options.r_off_ohm);
    for (std::size_t i = 0; i < on.cols(); ++i)
        for (std::size_t j = 0; j < on.rows(); ++j)
            cells.g_on_S(i, j) = on.get(j, i) ? on_S : off_S;
    if (has_reference_column(options))
        for (std::size_t i = 0; i < on.cols(); ++i) cells.g_on_S(i, spec.cols - 1) = off_S;
    return cells;
}

std::vector<std::uint32_t> group_words(const BitMatrix& on, const RowGroup& group) {
    const std::size_t chunks = (group.count + 31) / 32;
    std::vector<std::uint32_t> words(on.rows() * chunks);
    for (std::size_t j = 0; j < on.rows(); ++j)
        for (std::size_t c = 0; c < chunks; ++c)
            words[j * chunks + c] =
                bits_from(on.row(j), group.first + 32 * c, group.count - 32 * c);
    return words;
}

// Random reads of density one half of the inputs of a group, as they are asserted.
BitMatrix random_reads(const TiledOptions& options, const RowGroup& group,
                       std::mt19937_64& random) {
    const std::size_t per_input = rows_per_input(options.encoding);
    BitMatrix x(calibration_reads, (group.first + group.count) / per_input);
    for (std::size_t b = 0; b < x.rows(); ++b)
        for (std::size_t i = group.first / per_input; i < x.cols(); ++i)
            x.set(b, i, random() % 2 == 0);
    return encode_inputs(x, options.encoding);
}

// What is known of calibration reads: their currents and exact counts.
struct CalibrationReads {
    GroupRead read;
    Matrix<float> i_A;
    std::span<const float> reference;  // of convert_currents

    [[nodiscard]] std::int32_t ones(const GroupCells& group, std::size_t j, std::size_t b) const {
        const std::size_t chunks = (group.rows.count + 31) / 32;
        std::int32_t count = 0;
        for (std::size_t c = 0; c < chunks; ++c)
            count += std::popcount(read.inputs.x_words[c * calibration_reads + b] &
                                   group.on_words[j * chunks + c]);
        return count;
    }
};

Result<void> solve_calibration(const MappedTile& tile, const TiledOptions& options,
                               const GroupCells& group, std::mt19937_64& random,
                               CalibrationReads& out) {
    const BitMatrix x = random_reads(options, group.rows, random);
    prepare_read(x, 0, x.rows(), 0, group.rows, options.sparsify, out.read);
    if (auto r = tile.solver->solve_gates(out.read.gates, out.i_A); !r) return r.error();
    out.reference = tile.reference_column ? std::as_const(out.i_A).row(*tile.reference_column)
                                          : std::span<const float>(out.read.inputs.selected);
    return {};
}

// Mean current per count over the tile as it is: least squares through 0 for differences, where
// counts have both signs; else all current by all counts.
Result<double> calibrated_lsb_A(const MappedTile& tile, const TiledOptions& options,
                                std::mt19937_64 random, double base_A, double off_A) {
    const std::size_t step = columns_per_output(options.encoding);
    double current_A = 0.0;
    double counts = 0.0;
    CalibrationReads reads;
    for (const GroupCells& group : tile.groups) {
        if (auto r = solve_calibration(tile, options, group, random, reads); !r) return r.error();
        for (std::size_t j = 0; j < tile.slot.cols; j += step)
            for (std::size_t b = 0; b < calibration_reads; ++b) {
                const double i = static_cast<double>(reads.i_A(j, b));
                if (step == 2) {
                    const double count = reads.ones(group, j, b) - reads.ones(group, j + 1, b);
                    current_A += (i - static_cast<double>(reads.i_A(j + 1, b))) * count;
                    counts += count * count;
                } else {
                    current_A += i - base_A - off_A * static_cast<double>(reads.reference[b]);
                    counts += reads.ones(group, j, b);
                }
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

// What the current of each output of a row group is in counts: its own least squares.
Result<std::vector<CountScale>> calibrated_columns(const MappedTile& tile,
                                                   const TiledOptions& options,
                                                   const GroupCells& group, std::mt19937_64& random,
                                                   const CountScale& nominal) {
    const std::size_t step = columns_per_output(options.encoding);
    CalibrationReads reads;
    if (auto r = solve_calibration(tile, options, group, random, reads); !r) return r.error();
    std::vector<CountScale> scales;
    std::vector<std::int32_t> counts(calibration_reads);
    std::vector<float> current_A(calibration_reads);
    const auto off_A = static_cast<double>(nominal.off_A);
    for (std::size_t j = 0; j < tile.slot.cols; j += step) {
        for (std::size_t b = 0; b < calibration_reads; ++b) {
            counts[b] = reads.ones(group, j, b);
            current_A[b] = reads.i_A(j, b);
            if (step == 1) continue;
            counts[b] -= reads.ones(group, j + 1, b);
            current_A[b] -= reads.i_A(j + 1, b);
        }
        scales.push_back(fit_column(counts, current_A, reads.reference, off_A,
                                    static_cast<double>(nominal.lsb_A))
                             .scale(off_A));
    }
    return scales;
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
    // A row of a passive tile that is not selected is at 0 V.
    const std::array<double, 3> a_V = {read_V, read_V, options.tile.gated() ? read_V : 0.0}, b_V{},
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
    // Outputs are what the source line (passive: the bit line) carries away.
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
                                                  const BitMatrix& on, const TileSlot& slot,
                                                  std::size_t layer_index, VariationCounts& drawn) {
    auto solver = make_solver(spec, {.fidelity = options.fidelity,
                                     .accuracy_rel = network_accuracy,
                                     .threads = 1,
                                     .expected_activity = options.row_activity});
    if (!solver) return solver.error();
    CellArray cells = conductances(options, spec, on);
    if (options.variation)
        if (auto r = vary_cells(*options.variation, layer_index, on, slot, cells.g_on_S, drawn); !r)
            return r.error();
    if (auto r = (*solver)->program(cells); !r) return r.error();
    return solver;
}

// Cells of weights; off where the array is larger than the slot.
Result<std::unique_ptr<TileSolver>> nonlinear_solver(const TiledOptions& options,
                                                     const TileSpec& spec, const BitMatrix& on,
                                                     const TileSlot& slot, std::size_t layer_index,
                                                     VariationCounts& drawn) {
    auto solver = make_nonlinear_solver(spec,
                                        {.fidelity = options.fidelity,
                                         .accuracy_rel = network_accuracy,
                                         .stop = options.stop,
                                         .threads = 1,
                                         .expected_activity = options.row_activity},
                                        options.cells.levels, options.cells.share);
    if (!solver) return solver.error();
    if (const ModelCellVariation* variation = options.cells.variation.get()) {
        auto cells =
            draw_model_cells(*variation, layer_index, on, slot, spec.rows, spec.cols, drawn);
        if (!cells) return cells.error();
        // Where nothing can differ the kinds will do: they share what is prepared.
        if (variation->scatters()) {
            if (auto r = (*solver)->program(*cells); !r) return r.error();
            return std::unique_ptr<TileSolver>(std::move(*solver));
        }
    }
    std::vector<std::uint32_t> kind_of(spec.rows * spec.cols, 0);
    for (std::size_t i = 0; i < on.cols(); ++i)
        for (std::size_t j = 0; j < on.rows(); ++j)
            kind_of[i * spec.cols + j] = on.get(j, i) ? 1 : 0;
    auto cells = KindCells::make(options.cells.kinds, std::move(kind_of));
    if (!cells) return cells.error();
    if (auto r = (*solver)->program(*cells); !r) return r.error();
    return std::unique_ptr<TileSolver>(std::move(*solver));
}

// The cells of a slot: [cols x rows] of it.
BitMatrix slot_cells(const BitMatrix& cells, const TileSlot& slot) {
    BitMatrix on(slot.cols, slot.rows);
    for (std::size_t j = 0; j < slot.cols; ++j)
        copy_bits(cells.row(slot.first_col + j), slot.first_row, slot.rows, on.row(j), 0);
    return on;
}

// The converters of each row group.
Result<void> set_converters(MappedTile& tile, const TiledOptions& options, const CellCurrents& cell,
                            std::size_t layer_index, std::size_t tile_index) {
    const auto [on_A, off_A, leak_A] = cell;
    const bool differences = columns_per_output(options.encoding) == 2;
    const bool subtract = options.adc.subtract_off_current && !differences;
    const bool number = subtract && !tile.reference_column;  // else a current is subtracted
    const double base_A = number ? static_cast<double>(tile.solver->spec().rows) * leak_A : 0.0;
    double per_reference_A = tile.reference_column ? 1.0 : 0.0;
    if (number) per_reference_A = off_A - leak_A;
    double lsb_A = on_A - (subtract || differences ? off_A : 0.0);
    auto random = rng(options.seed, calibration_purpose + layer_index, tile_index);
    if (options.adc.reference == AdcReference::tile_mean) {
        auto mean = calibrated_lsb_A(tile, options, random, base_A, per_reference_A);
        if (!mean) return mean.error();
        lsb_A = *mean;
    }
    const std::size_t outputs = tile.slot.cols / columns_per_output(options.encoding);
    for (std::size_t g = 0; g < tile.groups.size(); ++g) {
        GroupCells& group = tile.groups[g];
        std::vector<CountScale> scales = {count_scale(options.adc, lsb_A, base_A, per_reference_A)};
        if (options.adc.reference == AdcReference::column) {
            auto fitted = calibrated_columns(tile, options, group, random, scales[0]);
            if (!fitted) return fitted.error();
            scales = std::move(*fitted);
        }
        group.adc = make_adcs(options.adc, group.rows.count, outputs, scales, differences,
                              {.layer = layer_index, .tile = tile_index, .group = g});
    }
    return {};
}

// A tile with the columns of each row group complemented that `flags` [groups][cols] marks; empty:
// none.
Result<MappedTile> build_tile(BitMatrix on, const std::vector<std::vector<std::uint8_t>>& flags,
                              const TiledOptions& options, const TileSlot& slot,
                              std::size_t layer_index) {
    MappedTile tile{.slot = slot};
    if (has_reference_column(options)) tile.reference_column = slot_spec(options, slot).cols - 1;
    for (const RowGroup& rows : plan_row_groups(slot.rows, options.row_group)) {
        GroupCells group{.rows = rows};
        if (!flags.empty()) {
            group.flipped = flags[tile.groups.size()];
            flip_columns(on, rows, group.flipped);
        }
        group.on_words = group_words(on, rows);
        group.on_cells = count_ones(on, rows);
        tile.groups.push_back(std::move(group));
    }
    if (options.table) return tile;  // counts are drawn: nothing is solved or converted
    auto solver = program_cells(on, options, slot, layer_index, tile.variation);
    if (!solver) return solver.error();
    tile.solver = std::move(*solver);
    // Here, where tiles are shared among the threads: tables of cells, word lines of passive tiles.
    if (options.cells.kinds || !options.tile.gated())
        for (const GroupCells& group : tile.groups)
            static_cast<void>(tile.solver->plan_gates(group.rows.first, group.rows.count));
    return tile;
}

// Squared errors of the counts of sample reads, unrounded: [groups][cols].
Result<Matrix<double>> sampled_errors(const MappedTile& tile, const TiledOptions& options,
                                      const CellCurrents& cell, std::mt19937_64 random) {
    Matrix<double> errors(tile.groups.size(), tile.slot.cols, 0.0);
    const double base_A = static_cast<double>(tile.solver->spec().rows) * cell.leak_A;
    CalibrationReads reads;
    for (std::size_t g = 0; g < tile.groups.size(); ++g) {
        const GroupCells& group = tile.groups[g];
        if (auto r = solve_calibration(tile, options, group, random, reads); !r) return r.error();
        for (std::size_t j = 0; j < tile.slot.cols; ++j)
            for (std::size_t b = 0; b < calibration_reads; ++b) {
                const auto selected = static_cast<double>(reads.read.inputs.selected[b]);
                const double count = (static_cast<double>(reads.i_A(j, b)) - base_A -
                                      selected * (cell.off_A - cell.leak_A)) /
                                     (cell.on_A - cell.off_A);
                const double error = count - reads.ones(group, j, b);
                errors(g, j) += error * error;
            }
    }
    return errors;
}

// Which columns of which row groups to complement.
Result<std::vector<std::vector<std::uint8_t>>> choose_flips(
    const BitMatrix& on, const TiledOptions& options, const CellCurrents& cell,
    const TileSlot& slot, std::size_t layer_index, std::size_t tile_index) {
    std::vector<std::vector<std::uint8_t>> flags;
    if (!flips_weights(options.sparsify)) return flags;
    const auto groups = plan_row_groups(slot.rows, options.row_group);
    if (options.flip_rule == FlipRule::count || options.table) {
        for (const RowGroup& rows : groups) flags.push_back(columns_mostly_ones(on, rows));
        return flags;
    }
    const auto random = rng(options.seed, flip_purpose + layer_index, tile_index);
    std::vector<Matrix<double>> errors;
    for (const std::uint8_t flipped : {std::uint8_t{0}, std::uint8_t{1}}) {
        const std::vector<std::vector<std::uint8_t>> all(
            groups.size(), std::vector<std::uint8_t>(slot.cols, flipped));
        auto tile = build_tile(on, all, options, slot, layer_index);
        if (!tile) return tile.error();
        auto sampled = sampled_errors(*tile, options, cell, random);
        if (!sampled) return sampled.error();
        errors.push_back(std::move(*sampled));
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
        flags.emplace_back(slot.cols, std::uint8_t{0});
        for (std::size_t j = 0; j < slot.cols; ++j)
            flags[g][j] = errors[1](g, j) < errors[0](g, j) ? 1 : 0;
    }
    return flags;
}

}  // namespace

Result<std::unique_ptr<TileSolver>> program_cells(const BitMatrix& on, const TiledOptions& options,
                                                  const TileSlot& slot, std::size_t layer_index,
                                                  VariationCounts& drawn) {
    const TileSpec spec = slot_spec(options, slot);
    return options.cells.kinds ? nonlinear_solver(options, spec, on, slot, layer_index, drawn)
                               : linear_solver(options, spec, on, slot, layer_index, drawn);
}

Result<MappedTile> program_layer_tile(const BitMatrix& cells, const TiledOptions& options,
                                      const TileSlot& slot, std::size_t layer_index,
                                      std::size_t tile_index) {
    CellCurrents currents;
    if (!options.table) {
        const auto known = cell_currents(options);
        if (!known) return known.error();
        currents = *known;
    }
    BitMatrix on = slot_cells(cells, slot);
    const auto flags = choose_flips(on, options, currents, slot, layer_index, tile_index);
    if (!flags) return flags.error();
    auto tile = build_tile(std::move(on), *flags, options, slot, layer_index);
    if (!tile || options.table) return tile;
    tile->on_cell_A = currents.on_A;
    if (auto r = set_converters(*tile, options, currents, layer_index, tile_index); !r)
        return r.error();
    return tile;
}

}  // namespace crosspoint
