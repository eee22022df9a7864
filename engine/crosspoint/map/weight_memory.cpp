// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/weight_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <utility>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/map/conductance.hpp"
#include "crosspoint/map/mapped_layer.hpp"
#include "crosspoint/map/tile_counter.hpp"
#include "crosspoint/map/tile_program.hpp"
#include "crosspoint/solve/passive_reads.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t rows_at_once = 64;  // reads that are solved together: a word of lanes
constexpr std::size_t check_rows = 4;     // solved again in double precision, of a checked tile

// Currents of reads of one row each: [columns x rows] of rows first .. of the tile.
Result<void> read_rows(const TileSolver& solver, std::size_t first, std::size_t rows,
                       Matrix<float>& i_A) {
    GateBatch gates{.bits = BitMatrix(rows, rows), .first_row = first};
    for (std::size_t k = 0; k < rows; ++k) gates.bits.set(k, k, true);
    return solver.solve_gates(gates, i_A);
}

// The reference currents of the rows of a tile.
Result<std::vector<float>> reference_currents(const TiledOptions& options,
                                              const MemoryOptions& memory, double reference_ohm) {
    const auto ideal_A = static_cast<float>(options.tile.read_V / reference_ohm);
    std::vector<float> current_A(options.tile.rows, ideal_A);
    if (memory.reference_cells == ReferenceCells::ideal) return current_A;
    TileSpec spec = options.tile;
    spec.cols = 1;  // source lines along the column: columns do not touch each other
    auto solver = make_solver(
        spec, {.fidelity = options.fidelity, .expected_activity = options.row_activity});
    if (!solver) return solver.error();
    CellArray cells{.g_on_S = Matrix<double>(spec.rows, 1, 1.0 / reference_ohm),
                    .g_off_S = spec.g_leak_S};
    if (auto r = (*solver)->program(cells); !r) return r.error();
    Matrix<float> i_A;
    for (std::size_t first = 0; first < spec.rows; first += rows_at_once) {
        const std::size_t rows = std::min(rows_at_once, spec.rows - first);
        if (auto r = read_rows(**solver, first, rows, i_A); !r) return r.error();
        std::copy_n(i_A.row(0).begin(), rows,
                    current_A.begin() + static_cast<std::ptrdiff_t>(first));
    }
    return current_A;
}

// Everything that is the same for all tiles of a layer.
struct LayerRead {
    const TiledOptions& options;
    const MemoryOptions& memory;
    const BitMatrix& cells;  // [columns x rows] of the layer, bit 1 = low resistance
    std::span<const float> reference_A;
    std::size_t layer_index = 0;
    bool both_signs = false;  // read for inputs -1, too
};

struct TileReading {
    BitMatrix bits;   // [bits x rows] of the slot
    BitMatrix minus;  // as inputs -1 meet them, where these are read
    VariationCounts drawn;
    std::optional<SolveReport> check;
};

// Some rows in double precision: the error of each current relative to itself, because a decision
// compares a small one with a small one.
Result<SolveReport> check_reads(const TileSolver& solver, std::size_t rows) {
    SolveReport report;
    const std::size_t step = std::max<std::size_t>(1, rows / check_rows);
    double apart = 0.0;
    for (std::size_t i = 0; i < rows; i += step) {
        GateBatch gates{.bits = BitMatrix(1, 1), .first_row = i};
        gates.bits.set(0, 0, true);
        Matrix<float> i_A;
        if (auto r = solver.solve_gates(gates, i_A); !r) return r.error();
        auto exact = solver.solve(read_inputs(solver.spec(), gates));
        if (!exact) return exact.error();
        for (std::size_t j = 0; j < exact->i_out_A.cols(); ++j) {
            const double i_exact_A = exact->i_out_A(0, j);
            if (i_exact_A != 0.0)
                apart = std::max(apart, std::abs(static_cast<double>(i_A(j, 0)) / i_exact_A - 1.0));
        }
        SolveReport& one = exact->report;
        one.kcl_residual_A = std::max(one.kcl_residual_A, report.kcl_residual_A);
        one.inputs += report.inputs;
        one.audited += report.audited;
        if (report.status != SolveStatus::converged) one.status = report.status;
        report = std::move(one);
    }
    report.error_bound_rel = apart;
    report.error_kind =
        "float currents against double, each relative to itself, sampled rows of the first and "
        "last tile of each layer";
    report.method = solver.gates_method();
    return report;
}

void add_check(SolveReport& worst, SolveReport report) {
    report.kcl_residual_A = std::max(report.kcl_residual_A, worst.kcl_residual_A);
    report.error_bound_rel = std::max(report.error_bound_rel, worst.error_bound_rel);
    report.inputs += worst.inputs;
    report.audited += worst.audited;
    if (worst.status != SolveStatus::converged) report.status = worst.status;
    worst = std::move(report);
}

// One tile: its cells are written, each row is read, and its amplifiers decide.
Result<TileReading> read_tile(const LayerRead& read, const TileSlot& slot, std::size_t tile_index,
                              bool checked) {
    BitMatrix on(slot.cols, slot.rows);
    for (std::size_t j = 0; j < slot.cols; ++j)
        copy_bits(read.cells.row(slot.first_col + j), slot.first_row, slot.rows, on.row(j), 0);
    TileReading out;
    auto solver = program_cells(on, read.options, slot, read.layer_index, out.drawn);
    if (!solver) return solver.error();

    const std::size_t step = cells_per_bit(read.memory.memory);
    const std::size_t decisions = slot.cols / step;
    const auto ratio =
        draw_sense_ratios(read.memory.sense, read.layer_index, tile_index, decisions);
    std::vector<float> left_A(decisions), right_A(decisions);
    std::vector<std::uint64_t> said((decisions + 63) / 64);
    out.bits = BitMatrix(decisions, slot.rows);
    if (read.both_signs) out.minus = BitMatrix(decisions, slot.rows);
    const XnorPlace xnor = read.memory.sense.xnor;
    // The weight that explains the product with this input.
    const auto decide = [&](bool input, std::size_t row, BitMatrix& bits) {
        sense_row(left_A, right_A, ratio, xnor, input, said);
        for (std::size_t j = 0; j < decisions; ++j)
            bits.set(j, row, ((said[j / 64] >> (j % 64) & 1u) != 0) == input);
    };
    Matrix<float> i_A;
    for (std::size_t first = 0; first < slot.rows; first += rows_at_once) {
        const std::size_t rows = std::min(rows_at_once, slot.rows - first);
        if (auto r = read_rows(**solver, first, rows, i_A); !r) return r.error();
        for (std::size_t k = 0; k < rows; ++k) {
            for (std::size_t j = 0; j < decisions; ++j) {
                left_A[j] = i_A(j * step, k);
                right_A[j] = step == 2 ? i_A(2 * j + 1, k) : read.reference_A[first + k];
            }
            decide(true, first + k, out.bits);
            if (read.both_signs) decide(false, first + k, out.minus);
        }
    }
    if (!checked) return out;
    auto check = check_reads(**solver, slot.rows);
    if (!check) return check.error();
    out.check = std::move(*check);
    return out;
}

// Bits that are 0 before and 1 after.
std::int64_t raised_bits(const BitMatrix& before, const BitMatrix& after) {
    std::int64_t count = 0;
    for (std::size_t k = 0; k < before.words().size(); ++k)
        count += std::popcount(~before.words()[k] & after.words()[k]);
    return count;
}

struct LayerOutcome {
    LayerMemory layer;
    BitMatrix weights, minus;
};

Result<LayerOutcome> read_layer(const Layer& layer, const TiledOptions& options,
                                const MemoryOptions& memory, std::span<const float> reference_A,
                                double reference_ohm, std::size_t layer_index, bool both_signs,
                                const std::function<void()>& on_tile, MemoryReading& reading) {
    const BitMatrix stored = stored_bits(layer.weights, memory.memory);
    const BitMatrix cells = memory.memory == WeightMemory::two_cells
                                ? encode_weights(stored, WeightEncoding::differential)
                                : stored;
    const auto slots = plan_tiles(cells.cols(), cells.rows(), options.tile.rows, options.tile.cols);
    std::vector<TileReading> tiles(slots.size());
    std::vector<Result<void>> outcomes(slots.size());
    const LayerRead read{.options = options,
                         .memory = memory,
                         .cells = cells,
                         .reference_A = reference_A,
                         .layer_index = layer_index,
                         .both_signs = both_signs};
    parallel_for(slots.size(), options.threads, [&](std::size_t t, int) {
        if (options.stop.stop_requested()) {
            outcomes[t] = stopped_reading();
            return;
        }
        auto tile = read_tile(read, slots[t], t, t == 0 || t + 1 == slots.size());
        if (tile)
            tiles[t] = std::move(*tile);
        else
            outcomes[t] = tile.error();
        if (on_tile) on_tile();
    });
    for (const auto& outcome : outcomes)
        if (!outcome) return outcome.error();

    BitMatrix bits(stored.rows(), stored.cols()), minus;
    if (both_signs) minus = BitMatrix(stored.rows(), stored.cols());
    const std::size_t step = cells_per_bit(memory.memory);
    const auto collect = [&](const BitMatrix& tile, const TileSlot& slot, BitMatrix& all) {
        for (std::size_t j = 0; j < tile.rows(); ++j)
            copy_bits(tile.row(j), 0, slot.rows, all.row(slot.first_col / step + j),
                      slot.first_row);
    };
    for (std::size_t t = 0; t < slots.size(); ++t) {
        collect(tiles[t].bits, slots[t], bits);
        collect(tiles[t].minus, slots[t], minus);
        if (reading.variation) reading.variation->add(tiles[t].drawn);
        if (tiles[t].check) add_check(reading.check, std::move(*tiles[t].check));
    }
    LayerOutcome out{.layer = {.tiles = slots.size()},
                     .weights = decoded_weights(bits, memory.memory, layer.outputs),
                     .minus = std::move(minus)};
    out.layer.weights = static_cast<std::int64_t>(layer.outputs * layer.inputs);
    out.layer.cells = static_cast<std::int64_t>(cells.rows() * cells.cols());
    const auto count = [&](const BitMatrix& read_bits, const BitMatrix& used) {
        out.layer.bits += static_cast<std::int64_t>(read_bits.rows() * read_bits.cols());
        out.layer.bit_errors += count_different(read_bits.words(), stored.words());
        out.layer.weight_reads += out.layer.weights;
        out.layer.weight_errors += count_different(used.words(), layer.weights.words());
        out.layer.raised += raised_bits(layer.weights, used);
    };
    count(bits, out.weights);
    if (both_signs) count(out.minus, out.minus);
    out.layer.law = weight_error_law(options, memory.memory, memory.sense.offset_sigma_ln,
                                     reference_ohm, stored);
    return out;
}

Error bad_memory(std::string what, std::string help) {
    return Error{.code = Errc::input, .id = 4520, .what = std::move(what), .help = std::move(help)};
}

}  // namespace

Result<void> check_memory(const TiledOptions& options, const MemoryOptions& memory) {
    const bool pairs = memory.memory == WeightMemory::two_cells;
    if (pairs && options.tile.cols % 2 != 0)
        return bad_memory(fmt::format("a tile of {} columns cannot hold whole weights of two cells",
                                      options.tile.cols),
                          "use an even number of columns");
    if (memory.sense.xnor != XnorPlace::behind_latch && memory_code(memory.memory))
        return bad_memory(
            "the input acts before the latch, but words are decoded from what is stored, "
            "not from products",
            "use sense.xnor = \"behind_latch\"");
    const bool in_array = memory.reference_cells == ReferenceCells::in_array;
    if (in_array && !pairs &&
        (options.cells.kinds || options.tile.topology != Topology::one_transistor_column))
        return bad_memory(
            "a reference column in the array needs cells that are resistances and "
            "source lines along the column",
            "use sense.reference_cells = \"ideal\"");
    return {};
}

Result<MemoryReading> read_weight_memory(const Network& network, const TiledOptions& given,
                                         const MemoryOptions& memory) {
    if (auto r = check_memory(given, memory); !r) return r.error();
    if (network.layers[0].weight_bits > 1)
        return bad_memory(fmt::format("weights have {} bits", network.layers[0].weight_bits),
                          "weights that are only stored are single bits: use a binary network");
    TiledOptions options = given;
    options.adc = {};
    options.row_activity = 1.0 / static_cast<double>(std::min(rows_at_once, options.tile.rows));
    if (options.cells.kinds && !options.cells.share)
        options.cells.share = make_gate_share(options.cells.table_error);
    MemoryReading reading{.network = network, .reference_ohm = nan};
    if (options.variation || options.cells.variation) reading.variation.emplace();

    std::vector<float> reference_A;
    if (memory.memory != WeightMemory::two_cells) {
        reading.reference_ohm = memory.reference_ohm;
        if (memory.reference_ohm == 0.0) {
            const auto ohm =
                rule_reference_ohm(options, memory.reference_rule, memory.sense.offset_sigma_ln);
            if (!ohm) return ohm.error();
            reading.reference_ohm = *ohm;
        }
        auto currents = reference_currents(options, memory, reading.reference_ohm);
        if (!currents) return currents.error();
        reference_A = std::move(*currents);
    }

    TileCounter progress(options.tile_progress);
    const std::size_t step = cells_per_bit(memory.memory);
    for (std::size_t k = 0; k < network.layers.size(); ++k)
        if (!options.digital(k, network))
            progress.expect(
                plan_tiles(network.layers[k].inputs,
                           stored_count(network.layers[k].outputs, memory.memory) * step,
                           options.tile.rows, options.tile.cols)
                    .size());
    const auto on_tile = [&] { progress.done(); };
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const Layer& layer = network.layers[k];
        LayerMemory none{.law = nan};
        if (options.digital(k, network)) {
            reading.layers.push_back(none);
        } else {
            const bool both_signs =
                memory.sense.xnor == XnorPlace::before_latch && network.reads_signs(k);
            auto one = read_layer(layer, options, memory, reference_A, reading.reference_ohm, k,
                                  both_signs, on_tile, reading);
            if (!one) return one.error();
            if (both_signs) {
                reading.minus.resize(network.layers.size());
                reading.minus[k] = std::move(one->minus);
            }
            reading.layers.push_back(one->layer);
            reading.network.layers[k].weights = std::move(one->weights);
        }
        reading.layers.back().name = network.layer_name(k);
    }
    return reading;
}

}  // namespace crosspoint
