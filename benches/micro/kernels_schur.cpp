// The sweeps of Schur-CG, one by one and as whole iterations, and the residual that certifies.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

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

// Whole iterations, with the sweeps at both ends of a run shared among them.
template <class T>
Kernel iterations(const std::string& name, std::size_t n) {
    constexpr std::size_t count = 20;
    auto problem = std::make_shared<SweepProblem<T>>(n);
    Kernel kernel = kernel_of<T>(name, n, 27.0, 16.0);
    kernel.cells *= count;
    kernel.footprint_bytes = static_cast<double>(n * n) * 10.0 * sizeof(T);
    kernel.run = [problem] {
        for (std::size_t k = 0; k < problem->inner.size(); ++k) {
            problem->inner.r_u()[k] = static_cast<T>(k % 7) * static_cast<T>(1e-6);
            problem->inner.r_v()[k] = static_cast<T>(k % 5) * static_cast<T>(1e-6);
        }
        (void)problem->inner.run(0.0, count, 1, {});
    };
    return kernel;
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
        add("mesh_residual", residual);
    }
    return entries;
}

}  // namespace crosspoint::bench
