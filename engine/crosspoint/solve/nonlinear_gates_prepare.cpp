// A tile made ready for nonlinear_gates.hpp: polynomial cells, of its own or shared, and sampled
// reads compared with the double recursion.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/device/kind_cells.hpp"
#include "crosspoint/solve/ladder.hpp"
#include "crosspoint/solve/nonlinear_gates.hpp"
#include "crosspoint/solve/nonlinear_gates_fit.hpp"
#include "crosspoint/solve/nonlinear_solver.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t columns_purpose = 0x6A80;
constexpr std::size_t block = nonlinear_gate_block;
constexpr std::size_t probe_columns = 16;  // of a share: one of each kind, the rest mixed
constexpr std::size_t tile_columns = 8;    // of a tile of the share
constexpr std::size_t own_columns = 16;    // of a tile whose cells have polynomials of their own
constexpr std::size_t probe_reads = 24, tile_reads = 4, own_reads = 8;
// Outputs of 1, 2 and 3 Newton steps: an error above it asks for one more.
constexpr std::array<double, 3> sweep_bounds = {3e-6, 5e-6, 8e-6};
constexpr double output_bound = 1e-5;
constexpr int most_table_steps = 10;  // cells that no polynomial fits may take more

// Sampled reads of some columns in double precision.
struct ExactReads {
    Matrix<double> inputs;                  // [reads x tile rows]
    Matrix<double> i_out_A;                 // [reads x columns.size()]
    std::vector<std::size_t> columns = {};  // of the tile
    bool solved = false;
};

ExactReads solve_exactly(const TileSpec& spec, const std::shared_ptr<const CellModel>& cells,
                         const GateFitTask& levels, Matrix<double> inputs,
                         std::vector<std::size_t> columns) {
    ExactReads reads{.inputs = std::move(inputs), .i_out_A = {}, .columns = std::move(columns)};
    TileSpec part = spec;
    std::shared_ptr<const CellModel> part_cells = cells;
    if (reads.columns.size() < spec.cols) {  // uniform wires only
        const auto* kinds = dynamic_cast<const KindCells*>(cells.get());
        std::vector<std::uint32_t> kind_of;
        for (std::size_t i = 0; i < spec.rows; ++i)
            for (const std::size_t j : reads.columns) {
                const auto cell = static_cast<std::uint32_t>(i * spec.cols + j);
                kind_of.push_back(kinds != nullptr ? kinds->kind_of()[cell] : cell);
            }
        part.cols = reads.columns.size();
        auto fewer =
            KindCells::make(kinds != nullptr ? kinds->one_of_each() : cells, std::move(kind_of));
        if (!fewer) return reads;
        part_cells = std::move(*fewer);
    }
    auto solver = make_nonlinear_solver(part, {}, {levels.on_V, levels.off_V});
    if (!solver || !(*solver)->program(part_cells)) return reads;
    auto solution = (*solver)->solve(reads.inputs);
    if (!solution || solution->report.status != SolveStatus::converged) return reads;
    reads.i_out_A = std::move(solution->i_out_A);
    reads.solved = true;
    return reads;
}

// The largest error, relative to the output and to no less than `least_A`.
double measure(const NonlinearTile& tile, const ExactReads& exact, const RowWindow& window,
               const std::vector<double>& least_A) {
    const std::size_t reads = exact.inputs.rows();
    BitMatrix bits(window.count, reads);
    for (std::size_t b = 0; b < reads; ++b)
        for (std::size_t i = 0; i < window.count; ++i)
            bits.set(i, b, exact.inputs(b, window.first + i) != 0.0);
    Matrix<float> fast_A;
    run_nonlinear_gates(tile, bits, window.first, fast_A);
    double worst = 0.0;
    for (std::size_t b = 0; b < reads; ++b)
        for (std::size_t k = 0; k < exact.columns.size(); ++k) {
            const double i = exact.i_out_A(b, k);
            const auto fast = static_cast<double>(fast_A(exact.columns[k], b));
            const double error =
                i == fast ? 0.0
                          : std::abs(fast - i) /
                                std::max(std::abs(i), least_A[exact.columns[k] % least_A.size()]);
            if (!(error <= worst)) worst = error;
        }
    return worst;
}

// Takes as many Newton steps as the sampled reads ask for, from `gates.sweeps` on.
void settle(NonlinearGates gates, const ExactReads& exact, const RowWindow& window,
            const std::vector<double>& least_A, bool last_word, NonlinearGatesResult& result) {
    if (!exact.solved) {
        result.reason = "the double recursion does not converge";
        return;
    }
    auto mine = std::make_shared<NonlinearGates>(std::move(gates));
    result.tile.gates = mine;
    result.samples = exact.i_out_A.rows() * exact.i_out_A.cols();
    const int most = mine->degree == 0 ? most_table_steps : static_cast<int>(sweep_bounds.size());
    for (;; ++mine->sweeps) {
        result.measured_error = measure(result.tile, exact, window, least_A);
        const auto step = std::min(static_cast<std::size_t>(mine->sweeps), sweep_bounds.size());
        result.fits = result.measured_error <= (last_word ? output_bound : sweep_bounds[step - 1]);
        if (result.fits || mine->sweeps == most) break;
    }
    if (!result.fits)
        result.reason = fmt::format("sampled outputs are off by {:.2g}", result.measured_error);
}

std::vector<float> kind_numbers(const KindCells& cells, const TileSpec& spec, bool reversed) {
    const std::size_t m = spec.rows, n = spec.cols;
    std::vector<float> kind((n + block - 1) / block * block * m, 0.0f);
    for (std::size_t k = 0; k < m; ++k) {
        const std::size_t i = reversed ? m - 1 - k : k;
        for (std::size_t j = 0; j < n; ++j)
            kind[j / block * block * m + k * block + j % block] =
                cells.kind_of()[i * n + j] == 0 ? 0.0f : 1.0f;
    }
    return kind;
}

std::vector<std::size_t> some_columns(std::size_t cols, std::size_t most) {
    const std::size_t count = std::min(cols, most);
    std::vector<std::size_t> columns(count);
    for (std::size_t k = 0; k < count; ++k) columns[k] = k * cols / count;
    return columns;
}

// What all tiles of two kinds have in common, tried on columns of every kind.
NonlinearGatesResult make_common(GateFitTask task) {
    NonlinearGatesResult result;
    task.spec.cols = probe_columns;
    auto random = rng(1, columns_purpose, 0);
    std::vector<std::uint32_t> kind_of;
    const auto last = static_cast<std::uint32_t>(task.kinds->cells() - 1);
    for (std::size_t i = 0; i < task.spec.rows; ++i)
        for (std::size_t j = 0; j < probe_columns; ++j)
            kind_of.push_back(j == 0 ? 0 : j == 1 || random() % 2 == 0 ? last : 0);
    auto cells = KindCells::make(task.kinds, std::move(kind_of));
    if (!cells) {
        result.reason = cells.error().what;
        return result;
    }
    task.cells = *cells;
    GateFit fit = fit_gates(task);
    result.cell_error = fit.cell_error;
    result.least_A = fit.least_A;
    if (!fit.fits) {
        result.reason = std::move(fit.reason);
        return result;
    }
    result.tile.cols = probe_columns;
    result.tile.kind = kind_numbers(**cells, task.spec, fit.gates.rows_reversed);
    const ExactReads exact =
        solve_exactly(task.spec, task.cells, task,
                      sampled_reads(task.spec.rows, task.window, task.activity, probe_reads, 1),
                      some_columns(probe_columns, probe_columns));
    settle(std::move(fit.gates), exact, task.window, fit.least_A, false, result);
    return result;
}

NonlinearGateShare::Key key_of(const GateFitTask& task) {
    const LadderColumn column = make_ladder_column(task.spec, 0);
    NonlinearGateShare::Key key{.kinds = task.kinds, .numbers = column.b_ohm};
    key.numbers.insert(key.numbers.end(), column.s_ohm.begin(), column.s_ohm.end());
    for (const RailEnd* end : {&column.b_top, &column.b_bottom, &column.s_top, &column.s_bottom})
        for (const double x : {end->ohm, end->volts}) key.numbers.push_back(x);
    for (const double x :
         {task.on_V, task.off_V, task.activity, static_cast<double>(task.window.first),
          static_cast<double>(task.window.count)})
        key.numbers.push_back(x);
    return key;
}

NonlinearGatesResult make_of_kinds(const GateFitTask& task, const KindCells& cells,
                                   NonlinearGateShare& share) {
    const NonlinearGatesResult& common = share.get(key_of(task), [&] { return make_common(task); });
    if (!common.fits) return common;
    NonlinearGatesResult result;
    result.cell_error = common.cell_error;
    result.least_A = common.least_A;
    result.tile.cols = task.spec.cols;
    result.tile.kind = kind_numbers(cells, task.spec, common.tile.gates->rows_reversed);
    const ExactReads exact =
        solve_exactly(task.spec, task.cells, task,
                      sampled_reads(task.spec.rows, task.window, task.activity, tile_reads, 2),
                      some_columns(task.spec.cols, tile_columns));
    settle(*common.tile.gates, exact, task.window, common.least_A, true, result);
    // One copy for all tiles that need no more steps than the others.
    if (result.fits && result.tile.gates->sweeps == common.tile.gates->sweeps)
        result.tile.gates = common.tile.gates;
    return result;
}

NonlinearGatesResult make_of_own(const GateFitTask& task, bool uniform) {
    NonlinearGatesResult result;
    GateFit fit = fit_gates(task);
    result.cell_error = fit.cell_error;
    result.least_A = fit.least_A;
    result.reason = std::move(fit.reason);
    if (!fit.fits) return result;
    result.tile.cols = task.spec.cols;
    const ExactReads exact =
        solve_exactly(task.spec, task.cells, task,
                      sampled_reads(task.spec.rows, task.window, task.activity, own_reads, 1),
                      some_columns(task.spec.cols, uniform ? own_columns : task.spec.cols));
    settle(std::move(fit.gates), exact, task.window, fit.least_A, false, result);
    return result;
}

}  // namespace

const NonlinearGatesResult& NonlinearGateShare::get(
    const Key& key, const std::function<NonlinearGatesResult()>& make) {
    const std::scoped_lock lock(mutex_);
    for (const auto& [known, result] : entries_)
        if (known == key) return *result;
    return *entries_.emplace_back(key, std::make_unique<NonlinearGatesResult>(make())).second;
}

NonlinearGatesResult make_nonlinear_gates(const TileSpec& spec,
                                          const std::shared_ptr<const CellModel>& cells,
                                          double on_V, double off_V, double expected_activity,
                                          const RowWindow& window, NonlinearGateShare* share) {
    GateFitTask task{.spec = spec,
                     .cells = cells,
                     .kinds = nullptr,
                     .on_V = on_V,
                     .off_V = off_V,
                     .activity = expected_activity,
                     .window = window,
                     .table_error = 0.0};
    const auto* kinds = dynamic_cast<const KindCells*>(cells.get());
    const bool uniform = spec.bl.segment_ohm.values().size() == 1 &&
                         spec.sl.segment_ohm.values().size() == 1 &&
                         spec.topology == Topology::one_transistor_column;
    if (kinds == nullptr || !uniform || kinds->one_of_each()->cells() > 2)
        return make_of_own(task, uniform);
    task.kinds = kinds->one_of_each();
    NonlinearGateShare own;
    NonlinearGateShare& common = share != nullptr ? *share : own;
    task.table_error = common.table_error();
    return make_of_kinds(task, *kinds, common);
}

}  // namespace crosspoint
