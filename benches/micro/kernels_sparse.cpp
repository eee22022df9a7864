// SPDX-License-Identifier: Apache-2.0
#include <klu.h>

#include <fmt/format.h>
#include <Eigen/SparseCholesky>
#include <memory>

#include "bench_tile.hpp"
#include "crosspoint/array/expand.hpp"
#include "crosspoint/circuit/audit.hpp"
#include "crosspoint/linalg/sparse_solver.hpp"
#include "kernels.hpp"
#include "method.hpp"

namespace crosspoint::bench {
namespace {

// Work of one factorization, counted and not estimated.
struct FactorWork {
    double flops = 0.0;
    double entries = 0.0;
};

FactorWork ldlt_work(const NodalMatrix& a) {
    using Sparse = Eigen::SparseMatrix<double>;
    const auto size = static_cast<int>(a.unknowns);
    const Sparse matrix =
        Eigen::Map<const Sparse>(size, size, static_cast<int>(a.row.size()), a.column_start.data(),
                                 a.row.data(), a.value_S.data());
    const Eigen::SimplicialLDLT<Sparse, Eigen::Lower> ldlt(matrix);
    const int* starts = ldlt.matrixL().nestedExpression().outerIndexPtr();
    FactorWork work;
    for (int k = 0; k < size; ++k) {  // a column of c entries updates c (c + 1) / 2 others
        const double c = starts[k + 1] - starts[k];
        work.flops += c * (c + 1.0) + 2.0 * c;
        work.entries += c + 1.0;
    }
    return work;
}

FactorWork klu_work(NodalMatrix a) {
    klu_common common;
    klu_defaults(&common);
    const auto size = static_cast<int>(a.unknowns);
    klu_symbolic* symbolic = klu_analyze(size, a.column_start.data(), a.row.data(), &common);
    klu_numeric* numeric =
        klu_factor(a.column_start.data(), a.row.data(), a.value_S.data(), symbolic, &common);
    FactorWork work;
    if (numeric != nullptr) {
        klu_flops(symbolic, numeric, &common);
        work = {.flops = common.flops, .entries = static_cast<double>(numeric->lnz + numeric->unz)};
    }
    klu_free_numeric(&numeric, &common);
    klu_free_symbolic(&symbolic, &common);
    return work;
}

struct FactorProblem {
    std::vector<Triplet> entries;
    std::unique_ptr<SparseSolver> solver;
    int size = 0;
};

// Analysis, assembly and factorization. Every multiply-add streams one entry of the factor: a value
// and an index.
Kernel factorization(const std::string& name, std::size_t n, bool klu) {
    const NodalMatrix a = assemble(make_bench_tile(n, n, *find_regime("mid"), 1, 1));
    auto problem = std::make_shared<FactorProblem>();
    problem->size = static_cast<int>(a.unknowns);
    for (int column = 0; column < problem->size; ++column) {
        const auto from =
            static_cast<std::size_t>(a.column_start[static_cast<std::size_t>(column)]);
        const auto to =
            static_cast<std::size_t>(a.column_start[static_cast<std::size_t>(column) + 1]);
        for (std::size_t k = from; k < to; ++k)
            problem->entries.push_back({a.row[k], column, a.value_S[k]});
    }
    problem->solver = klu ? make_klu_solver() : make_ldlt_solver();
    const FactorWork work = klu ? klu_work(a) : ldlt_work(a);
    const auto cells = static_cast<double>(n * n);
    return {.name = name,
            .cells = cells,
            .flops_per_cell = work.flops / cells,
            .bytes_per_cell = 6.0 * work.flops / cells,
            .footprint_bytes = 12.0 * work.entries,
            .run = [problem] { problem->solver->factor(problem->size, problem->entries); }};
}

// Three resistors per cell: each reads its ends and adds to four sums and the power.
Kernel kirchhoff_audit(const std::string& name, std::size_t n) {
    struct Problem {
        ExpandedTile tile;
        std::vector<double> node_V;
    };
    const BenchTile tile = make_bench_tile(n, n, *find_regime("mid"), 1, 1);
    auto problem = std::make_shared<Problem>();
    problem->tile = expand(tile.spec, tile.cells);
    apply_input(problem->tile, tile.spec, tile.cells, tile.inputs.row(0));
    problem->node_V.assign(problem->tile.circuit.node_count, 0.1);
    for (const HeldNode& held : problem->tile.circuit.held)
        problem->node_V[held.node] = held.voltage_V;
    const auto cells = static_cast<double>(n * n);
    return {.name = name,
            .cells = cells,
            .flops_per_cell = 3 * 9.0 + 2 * 3.0,
            .bytes_per_cell = 3 * 16.0 + 2 * 4 * 8.0,
            .footprint_bytes = cells * (3 * 16.0 + 2 * 4 * 8.0),
            .run = [problem] {
                (void)audit(problem->tile.circuit, problem->node_V, problem->tile.groups);
            }};
}

}  // namespace

std::vector<KernelEntry> sparse_kernels() {
    std::vector<KernelEntry> entries;
    for (const std::size_t n : {64u, 128u}) {
        const auto add = [&](const std::string& kind, auto make) {
            const std::string name = fmt::format("{}/{}", kind, n);
            entries.push_back({name, [name, n, make] { return make(name, n); }});
        };
        add("factor_ldlt", [](auto& name, auto size) { return factorization(name, size, false); });
        add("factor_klu", [](auto& name, auto size) { return factorization(name, size, true); });
        add("audit", [](auto& name, auto size) { return kirchhoff_audit(name, size); });
    }
    return entries;
}

}  // namespace crosspoint::bench
