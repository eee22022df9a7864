// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/passive_reads.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "crosspoint/base/bit_transpose.hpp"

#include "crosspoint/solve/batch.hpp"
#include "crosspoint/solve/row_sums.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t most_plan_bytes = std::size_t{16} << 20U;

struct RowSumPlan final : GatePlan {
    explicit RowSumPlan(RowSumTables made) : tables(std::move(made)) {}
    RowSumTables tables;
};

bool reads_at_an_end(const TileSpec& spec) {
    const auto read = [](const LineEnd& end) { return end.kind == EndKind::drive_read; };
    return read(spec.wl.first_end) || read(spec.wl.last_end) || read(spec.bl.first_end) ||
           read(spec.bl.last_end);
}

}  // namespace

Matrix<double> read_inputs(const TileSpec& spec, const GateBatch& gates) {
    const std::size_t reads = gates.bits.cols();
    const double one = spec.gated() ? 1.0 : spec.read_V;
    Matrix<double> inputs(reads, spec.rows);
    for (std::size_t k = 0; k < gates.bits.rows(); ++k)
        for (std::size_t b = 0; b < reads; ++b)
            inputs(b, gates.first_row + k) = gates.bits.get(k, b) ? one : 0.0;
    return inputs;
}

DistinctReads distinct_reads(const GateBatch& gates) {
    const BitMatrix by_read = transpose(gates.bits);
    const auto less = [&](std::size_t a, std::size_t b) {
        return std::ranges::lexicographical_compare(by_read.row(a), by_read.row(b));
    };
    std::vector<std::size_t> order(by_read.rows());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, less);
    std::vector<std::size_t> of(by_read.rows()), firsts;
    for (std::size_t k = 0; k < order.size(); ++k) {
        if (k == 0 || less(order[k - 1], order[k])) firsts.push_back(order[k]);
        of[order[k]] = firsts.size() - 1;
    }
    BitMatrix bits(firsts.size(), by_read.cols());
    for (std::size_t k = 0; k < firsts.size(); ++k)
        std::ranges::copy(by_read.row(firsts[k]), bits.row(k).begin());
    return {.gates = {.bits = transpose(bits), .first_row = gates.first_row}, .of = std::move(of)};
}

void PassiveReads::clear() {
    const std::scoped_lock lock(mutex_);
    rows_.reset();
}

// One solve for every word line alone, and one for none where something else drives.
Result<const PassiveReads::Rows*> PassiveReads::rows(const TileSolver& solver) const {
    const std::scoped_lock lock(mutex_);
    if (rows_) return rows_.get();
    const TileSpec& spec = solver.spec();
    const bool rest = reads_at_an_end(spec);
    Matrix<double> inputs(spec.rows + (rest ? 1 : 0), spec.rows);
    for (std::size_t i = 0; i < spec.rows; ++i) inputs(i, i) = spec.read_V;
    const Result<TileSolution> solution = solver.solve(inputs);
    if (!solution) return solution.error();
    if (solution->report.status != SolveStatus::converged)
        return not_converged_read(solution->report);
    auto rows = std::make_unique<Rows>(Rows{.each_A = Matrix<double>(spec.cols, spec.rows),
                                            .rest_A = std::vector<double>(spec.cols)});
    const Matrix<double>& i_A = solution->i_out_A;
    for (std::size_t j = 0; j < spec.cols; ++j) {
        if (rest) rows->rest_A[j] = i_A(spec.rows, j);
        for (std::size_t i = 0; i < spec.rows; ++i)
            rows->each_A(j, i) = i_A(i, j) - rows->rest_A[j];
    }
    rows_ = std::move(rows);
    return rows_.get();
}

Result<void> PassiveReads::run(const TileSolver& solver, const GateBatch& gates,
                               const GatePlan* plan, Matrix<float>& i_out_A) const {
    const Result<const Rows*> rows = this->rows(solver);
    if (!rows) return rows.error();
    if (const auto* made = dynamic_cast<const RowSumPlan*>(plan);
        made != nullptr && made->tables.first_row == gates.first_row &&
        made->tables.rows == gates.bits.rows()) {
        run_row_sums(made->tables, gates.bits, i_out_A);
        return {};
    }
    run_row_sums(
        make_row_sum_tables((*rows)->each_A, (*rows)->rest_A, gates.first_row, gates.bits.rows()),
        gates.bits, i_out_A);
    return {};
}

std::unique_ptr<GatePlan> PassiveReads::plan(const TileSolver& solver, std::size_t first_row,
                                             std::size_t rows) const {
    const TileSpec& spec = solver.spec();
    if (first_row + rows > spec.rows || row_sum_table_bytes(rows, spec.cols) > most_plan_bytes)
        return nullptr;
    const Result<const Rows*> solved = this->rows(solver);
    if (!solved) return nullptr;
    return std::make_unique<RowSumPlan>(
        make_row_sum_tables((*solved)->each_A, (*solved)->rest_A, first_row, rows));
}

std::string PassiveReads::method() {
    return "every word line alone in double precision, then sums of the selected ones in float "
           "(pattern tables)";
}

Result<void> LinearTileSolver::solve_gates(const GateBatch& gates, Matrix<float>& i_out_A,
                                           const GatePlan* plan) const {
    if (spec().gated()) return TileSolver::solve_gates(gates, i_out_A, plan);
    if (auto r = check_gates(gates); !r) return r;
    return reads_.run(*this, gates, plan, i_out_A);
}

std::unique_ptr<GatePlan> LinearTileSolver::plan_gates(std::size_t first_row,
                                                       std::size_t rows) const {
    return spec().gated() ? nullptr : reads_.plan(*this, first_row, rows);
}

std::string LinearTileSolver::gates_method() const {
    return spec().gated() ? TileSolver::gates_method() : PassiveReads::method();
}

}  // namespace crosspoint
