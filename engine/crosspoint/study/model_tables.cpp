// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "crosspoint/device/cell_classes.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t most_classes = 16;
// Evaluations of all cells that a plain Newton iteration takes: measured on the shipped 1T1R cells.
constexpr double usual_newton = 6.0;
// A table of n x n intervals takes 3 n^2 exact evaluations, and coarser ones come before it.
constexpr double table_effort = 4.5;
// A part of the work that a table may cost.
constexpr double share = 0.25;
constexpr std::size_t fewest_intervals = 24;

}  // namespace

QuickCells quick_cells(const TileSpec& spec, const ModelCells& cells, const Matrix<double>& inputs,
                       double error) {
    // Faults stand in `cells.cells` alone: the values of a cell do not tell that it is open.
    if (!(error > 0.0) || !cells.spec.conservative || !cells.spec.fault_S.empty()) return {};
    CellClasses classes = find_cell_classes(cells.spec, most_classes);
    if (classes.count() == 0) return {};
    std::vector<double> gates_V = {0.0};
    if (spec.gated()) {
        gates_V = {cells.levels.off_V, cells.levels.on_V};
        if (gates_V[0] == gates_V[1]) gates_V.pop_back();
    }
    const double evaluations =
        usual_newton * static_cast<double>(spec.rows * spec.cols * inputs.rows());
    const auto tables = static_cast<double>(classes.count() * gates_V.size());
    const double affordable = std::sqrt(share * evaluations / (table_effort * tables));
    if (affordable < static_cast<double>(fewest_intervals)) return {};
    double low_V = std::min(0.0, spec.read_V);
    double high_V = std::max(0.0, spec.read_V);
    if (!spec.gated())
        for (const double v_V : inputs.values()) {
            low_V = std::min(low_V, v_V);
            high_V = std::max(high_V, v_V);
        }
    if (!(high_V > low_V)) return {};
    Result<std::unique_ptr<CellTable>> table =
        CellTable::make({.exact = cells.cells,
                         .class_of = std::move(classes.class_of),
                         .representative = std::move(classes.representative),
                         .gates_V = std::move(gates_V),
                         .a_low_V = low_V,
                         .a_high_V = high_V,
                         .b_low_V = low_V,
                         .b_high_V = high_V,
                         .error_bound = error,
                         .max_intervals = static_cast<std::size_t>(std::min(512.0, affordable))});
    if (!table) return {nullptr, "without a table of the cells: " + table.error().what};
    return {std::move(*table), {}};
}

double table_misfit(const TileSpec& spec, const ModelCells& cells, const CellTable& table,
                    const Matrix<double>& inputs, const TileSolution& solution) {
    const std::size_t m = spec.rows, n = spec.cols, mn = m * n;
    double largest_A = 0.0;
    for (const double i_A : solution.i_out_A.values())
        largest_A = std::max(largest_A, std::abs(i_A));
    const Matrix<double>& wl_or_sl = spec.gated() ? solution.nodes.sl_V : solution.nodes.wl_V;
    std::vector<double> gate_V(spec.gated() ? mn : 0), exact_A(mn), table_A(mn);
    double worst_A = 0.0;
    CellScratch exact_scratch, table_scratch;
    for (std::size_t b = 0; b < inputs.rows(); ++b) {
        for (std::size_t k = 0; k < gate_V.size(); ++k)
            gate_V[k] = inputs(b, k / n) != 0.0 ? cells.levels.on_V : cells.levels.off_V;
        const double* first_V = wl_or_sl.values().data() + b * mn;
        const double* bl_V = solution.nodes.bl_V.values().data() + b * mn;
        const CellPoint point{.a_V = spec.gated() ? bl_V : first_V,
                              .b_V = spec.gated() ? first_V : bl_V,
                              .gate_V = spec.gated() ? gate_V.data() : nullptr,
                              .lanes = mn};
        if (cells.cells->evaluate(point, {.i_a_A = exact_A.data()}, exact_scratch) != 0)
            return std::numeric_limits<double>::quiet_NaN();
        table.evaluate(point, {.i_a_A = table_A.data()}, table_scratch);
        std::vector<double> sums_A(n, 0.0);
        const bool joined = spec.topology != Topology::one_transistor_column;
        for (std::size_t k = 0; k < mn; ++k)
            sums_A[joined ? 0 : k % n] += 2.0 * std::abs(exact_A[k] - table_A[k]);  // both ends
        worst_A = std::max(worst_A, *std::ranges::max_element(sums_A));
    }
    return largest_A > 0.0 ? worst_A / largest_A : worst_A > 0.0 ? 1.0 : 0.0;
}

}  // namespace crosspoint
