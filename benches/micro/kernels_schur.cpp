// The sweeps of Schur-CG, one by one and as whole iterations, and the residual that certifies.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "crosspoint/linalg/mesh_residual.hpp"
#include "crosspoint/linalg/schur_inner.hpp"
#include "kernels.hpp"

namespace crosspoint::bench {
namespace {

template <class T>
struct SweepProblem {
    explicit SweepProblem(std::size_t n) : mesh(bench_mesh(n)), network(mesh, 1), inner(network) {
        for (SweepArray<T>* array : {&r, &z, &y, &p, &q, &x}) {
            *array = SweepArray<T>(network.panel_size);
            for (std::size_t k = 0; k < network.panel_size; ++k) (*array)[k] = static_cast<T>(1e-3);
        }
        scratch = SweepArray<T>(network.shape.strip_stride);
    }

    MeshNetwork mesh;
    SweepNetwork<T> network;
    SchurInner<T> inner;
    SweepArray<T> r, z, y, p, q, x, scratch;
};

template <class T>
Kernel kernel_of(const std::string& name, std::size_t n, double flops, double numbers) {
    return {.name = name,
            .cells = static_cast<double>(n * n),
            .flops_per_cell = flops,
            .bytes_per_cell = numbers * sizeof(T),
            .footprint_bytes = static_cast<double>(n * n) * numbers * sizeof(T),
            .single_precision = sizeof(T) == 4};
}

// y = G K G z. Forward: g z, J += a J. Backward: b J, u += a u, g u, and the scalar product.
// Moves z, g, a, y once; what the backward pass reads again is in the cache.
template <class T>
Kernel row_sweep(const std::string& name, std::size_t n) {
    auto problem = std::make_shared<SweepProblem<T>>(n);
    Kernel kernel = kernel_of<T>(name, n, 10.0, 4.0);
    kernel.run = [problem] {
        const RowSweep<T> sweep{.shape = problem->network.shape,
                                .lines = problem->network.rows(),
                                .g = problem->network.g.data(),
                                .z = problem->z.data(),
                                .out = problem->y.data(),
                                .scratch = problem->scratch.data()};
        for (std::size_t k = 0; k < problem->network.strips; ++k) sweep_rows(sweep, k);
    };
    return kernel;
}

// q, p, x, r by the recurrences of CG, then z = (L + G)^-1 r and the scalar product. Moves r, z, y,
// p, q, x, a in and r, z, p, q, x out.
template <class T>
Kernel column_sweep(const std::string& name, std::size_t n) {
    auto problem = std::make_shared<SweepProblem<T>>(n);
    Kernel kernel = kernel_of<T>(name, n, 17.0, 12.0);
    kernel.run = [problem] {
        // Small factors: the vectors stay finite for any number of runs.
        const ColumnSweep<T> sweep{.shape = problem->network.shape,
                                   .lines = problem->network.cols(),
                                   .alpha = static_cast<T>(1e-9),
                                   .beta = static_cast<T>(0.5),
                                   .step = ColumnStep::next,
                                   .y = problem->y.data(),
                                   .r = problem->r.data(),
                                   .z = problem->z.data(),
                                   .p = problem->p.data(),
                                   .q = problem->q.data(),
                                   .x = problem->x.data()};
        for (std::size_t k = 0; k < problem->network.panels; ++k) sweep_columns(sweep, k);
    };
    return kernel;
}

// The coarse grid of one such problem, always of the coarsest kind that is used.
template <class T>
struct CoarseProblem : SweepProblem<T> {
    explicit CoarseProblem(std::size_t n)
        : SweepProblem<T>(n),
          grid(SchurCoarse::make(this->mesh, 32, 1), this->mesh, this->network, 1),
          base(2 * nodes() * this->network.shape.panel_width),
          restricted(nodes() * this->network.shape.panel_width) {
        std::fill_n(base.data(), 2 * nodes() * this->network.shape.panel_width, T(0));
    }
    [[nodiscard]] std::size_t nodes() const { return grid.grid->rows().node.size(); }
    // w of one line set; its values do not matter.
    [[nodiscard]] SweepCoarse<T> along(bool rows) const {
        const T* slope = base.data() + nodes() * this->network.shape.panel_width;
        return {base.data(), slope, (rows ? grid.row_interval : grid.col_interval).data(),
                (rows ? grid.row_t : grid.col_t).data()};
    }

    SweepCoarseGrid<T> grid;
    SweepArray<T> base, restricted;
};

// y = G (K G z - w): the row sweep with the coarse function taken off.
template <class T>
Kernel coarse_row_sweep(const std::string& name, std::size_t n) {
    auto problem = std::make_shared<CoarseProblem<T>>(n);
    Kernel kernel = kernel_of<T>(name, n, 13.0, 4.0);
    kernel.run = [problem] {
        const RowSweep<T> sweep{.shape = problem->network.shape,
                                .lines = problem->network.rows(),
                                .g = problem->network.g.data(),
                                .z = problem->z.data(),
                                .out = problem->y.data(),
                                .scratch = problem->scratch.data(),
                                .coarse = problem->along(false)};
        for (std::size_t k = 0; k < problem->network.strips; ++k) sweep_rows(sweep, k);
    };
    return kernel;
}

// Whole iterations, with the sweeps at both ends of a run shared among them.
template <class T>
Kernel run_iterations(Kernel kernel, const std::shared_ptr<SweepProblem<T>>& problem,
                      const SweepCoarseGrid<T>* grid) {
    constexpr std::size_t count = 20;
    kernel.footprint_bytes = kernel.cells * (grid != nullptr ? 11.0 : 10.0) * sizeof(T);
    kernel.cells *= count;
    kernel.run = [problem, grid] {
        for (std::size_t k = 0; k < problem->inner.size(); ++k) {
            problem->inner.r_u()[k] = static_cast<T>(k % 7) * static_cast<T>(1e-6);
            problem->inner.r_v()[k] = static_cast<T>(k % 5) * static_cast<T>(1e-6);
        }
        (void)problem->inner.run(0.0, count, 1, {}, grid);
    };
    return kernel;
}

template <class T>
Kernel iterations(const std::string& name, std::size_t n) {
    return run_iterations<T>(kernel_of<T>(name, n, 27.0, 16.0),
                             std::make_shared<SweepProblem<T>>(n), nullptr);
}

// The three sweeps below and above, and the solve on the grid.
template <class T>
Kernel coarse_iterations(const std::string& name, std::size_t n) {
    const auto problem = std::make_shared<CoarseProblem<T>>(n);
    return run_iterations<T>(kernel_of<T>(name, n, 46.0, 21.0), problem, &problem->grid);
}

// Before the coarse grid: the column sweep that sums up G z by coarse rows instead of keeping z
// (which is still scratch). After it: z = (L + G)^-1 (r + G w), which moves r, g, a in and z out.
template <class T, bool kBefore>
Kernel coarse_column_sweep(const std::string& name, std::size_t n) {
    auto problem = std::make_shared<CoarseProblem<T>>(n);
    Kernel kernel = kernel_of<T>(name, n, kBefore ? 21.0 : 12.0, kBefore ? 13.0 : 4.0);
    kernel.run = [problem] {
        const ColumnSweep<T> sweep{.shape = problem->network.shape,
                                   .lines = problem->network.cols(),
                                   .alpha = static_cast<T>(1e-9),
                                   .beta = static_cast<T>(0.5),
                                   .step = kBefore ? ColumnStep::next : ColumnStep::coarse,
                                   .y = problem->y.data(),
                                   .r = problem->r.data(),
                                   .z = problem->z.data(),
                                   .p = problem->p.data(),
                                   .q = problem->q.data(),
                                   .x = problem->x.data(),
                                   .g = problem->grid.g.data(),
                                   .coarse = problem->along(true),
                                   .restricted = kBefore ? problem->restricted.data() : nullptr};
        const std::size_t count = problem->nodes() * problem->network.shape.panel_width;
        for (std::size_t k = 0; k < problem->network.panels; ++k) {
            std::fill_n(problem->restricted.data(), count, T(0));
            sweep_columns(sweep, k);
        }
    };
    return kernel;
}

// The two sums over every cell that make the coarse matrix (the wires are few), and its factors.
Kernel coarse_setup(const std::string& name, std::size_t n) {
    auto mesh = std::make_shared<MeshNetwork>(bench_mesh(n));
    const auto cells = static_cast<double>(n * n);
    return {.name = name,
            .cells = cells,
            .flops_per_cell = 6.0,
            .bytes_per_cell = 8.0,
            .footprint_bytes = 8.0 * cells,
            .run = [mesh] { (void)SchurCoarse::make(*mesh, 32, 1); }};
}

// Two triangular solves; the flops of the factor are not counted.
Kernel coarse_solve(const std::string& name, std::size_t n) {
    struct Problem {
        std::shared_ptr<const SchurCoarse> grid;
        std::vector<double> h;
    };
    auto problem = std::make_shared<Problem>();
    problem->grid = SchurCoarse::make(bench_mesh(n), 32, 1);
    problem->h.assign(problem->grid->nodes(), 1.0);
    return {.name = name, .cells = static_cast<double>(n * n), .run = [problem] {
                std::ranges::fill(problem->h, 1.0);
                problem->grid->solve(problem->h);
            }};
}

// Three branches of five operations, two balances, and the sums for the certificate. Moves u and v
// (8 + 4 bytes each), the cell, and the residuals in single precision.
Kernel residual(const std::string& name, std::size_t n) {
    struct Problem {
        explicit Problem(std::size_t size)
            : sweep(size), residual(sweep.mesh), u_V(size * size, 0.1), v_V(size * size, 0.05) {
            sources = {std::vector<double>(size, 0.2), std::vector<double>(size),
                       std::vector<double>(size), std::vector<double>(size)};
        }
        SweepProblem<float> sweep;
        MeshResidual residual;
        std::vector<double> u_V, v_V;
        MeshSources sources;
        MeshCurrents currents;
    };
    auto problem = std::make_shared<Problem>(n);
    const auto cells = static_cast<double>(n * n);
    return {.name = name,
            .cells = cells,
            .flops_per_cell = 27.0,
            .bytes_per_cell = 40.0,
            .footprint_bytes = 40.0 * cells,
            .run = [problem] {
                const SweepShape& shape = problem->sweep.network.shape;
                const auto panels = [&](SweepArray<float>& array) {
                    return PanelArray{array.data(), shape.panel_width, shape.panel_stride};
                };
                const MeshVoltagesView at{.u_V = problem->u_V.data(),
                                          .v_V = problem->v_V.data(),
                                          .u_lo = panels(problem->sweep.x),
                                          .v_lo = panels(problem->sweep.y),
                                          .lo_V = 1e-9};
                const MeshResidualOut out{.r_u = panels(problem->sweep.r),
                                          .r_v = panels(problem->sweep.z)};
                (void)problem->residual.evaluate(problem->sources, {}, at, out, 1,
                                                 problem->currents);
            }};
}

}  // namespace

std::vector<KernelEntry> schur_kernels() {
    std::vector<KernelEntry> entries;
    for (const std::size_t n : {128u, 512u, 1024u}) {
        const auto add = [&](const char* kind, Kernel (*make)(const std::string&, std::size_t)) {
            const std::string name = fmt::format("{}/{}", kind, n);
            entries.push_back({name, [=] { return make(name, n); }});
        };
        add("schur_rows_float", row_sweep<float>);
        add("schur_columns_float", column_sweep<float>);
        add("schur_iteration_float", iterations<float>);
        add("schur_iteration_double", iterations<double>);
        add("schur_coarse_rows_float", coarse_row_sweep<float>);
        add("schur_coarse_restrict_float", coarse_column_sweep<float, true>);
        add("schur_coarse_columns_float", coarse_column_sweep<float, false>);
        add("schur_coarse_iteration_float", coarse_iterations<float>);
        add("schur_coarse_setup", coarse_setup);
        add("schur_coarse_solve", coarse_solve);
        add("mesh_residual", residual);
    }
    return entries;
}

}  // namespace crosspoint::bench
