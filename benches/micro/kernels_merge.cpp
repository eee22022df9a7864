// The port merge as a whole and the product of nonnegative matrices that it spends its time in.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "bench_tile.hpp"
#include "crosspoint/linalg/port_merge.hpp"
#include "crosspoint/linalg/port_merge_kernels.hpp"
#include "crosspoint/linalg/schur_setup.hpp"
#include "crosspoint/solve/tile_mesh.hpp"
#include "kernels.hpp"

namespace crosspoint::bench {
namespace {

// From cells to the conductances between the ports. The count of operations is that of its header,
// 28 to 35 n^3; what it moves depends on the caches and is not counted.
Kernel build(const std::string& name, std::size_t n, MergePrecision precision) {
    struct Problem {
        MeshNetwork mesh;
        PortMerge merge;
    };
    auto problem = std::make_shared<Problem>();
    problem->mesh = bench_mesh(n);
    const MergeOptions options{.precision = precision};
    return {.name = name,
            .cells = static_cast<double>(n * n),
            .flops_per_cell = 31.0 * static_cast<double>(n),
            .footprint_bytes = static_cast<double>(PortMerge::memory_bytes(
                problem->mesh, precision, MergeKeep::root, options.threads)),
            .single_precision = precision == MergePrecision::float32,
            .run = [problem, options] { (void)problem->merge.build(problem->mesh, options); }};
}

// C += A B^T as a front of n nodes does it: whole blocks of rows, one pass of product_depth.
template <class T>
Kernel product(const std::string& name, std::size_t n) {
    constexpr std::size_t depth = merge::product_depth;
    struct Problem {
        SweepArray<T> a, c, right, scratch;
        merge::Product<T> product;
    };
    auto problem = std::make_shared<Problem>();
    problem->a = SweepArray<T>(n * depth);
    problem->c = SweepArray<T>(n * n);
    problem->right = SweepArray<T>(merge::packed_elements(n, depth));
    problem->scratch = SweepArray<T>(merge::packed_elements(merge::product_rows, depth));
    for (std::size_t k = 0; k < n * depth; ++k) problem->a[k] = static_cast<T>(1e-6);
    problem->product = {.m = n,
                        .n = n,
                        .k = depth,
                        .a = problem->a.data(),
                        .a_col = n,
                        .b = problem->a.data(),
                        .b_col = n,
                        .c = problem->c.data(),
                        .ldc = n};
    const auto size = static_cast<double>(n);
    const double moved = sizeof(T) * (2.0 * size * depth + size * size);
    return {.name = name,
            .cells = size * size * depth,
            .flops_per_cell = 2.0,
            .bytes_per_cell = moved / (size * size * depth),
            .footprint_bytes = moved,
            .single_precision = sizeof(T) == 4,
            .run = [problem, n] {
                merge::pack_right(problem->product, 0, depth, problem->right.data());
                for (std::size_t first = 0; first < n; first += merge::product_rows)
                    merge::multiply_rows(problem->product, 0, depth, first,
                                         std::min(n, first + merge::product_rows),
                                         problem->right.data(), problem->scratch.data());
            }};
}

}  // namespace

MeshNetwork bench_mesh(std::size_t n) {
    const BenchTile tile = make_bench_tile(n, n, *find_regime("mid"), 1, 1);
    TileMesh mesh = make_tile_mesh(tile.spec);
    set_cells(mesh, tile.spec, tile.cells, {});
    return mesh.network;
}

std::vector<KernelEntry> merge_kernels() {
    std::vector<KernelEntry> entries;
    for (const std::size_t n : {128u, 512u}) {
        const auto add = [&](const char* kind, auto make) {
            const std::string name = fmt::format("{}/{}", kind, n);
            entries.push_back({name, [name, n, make] { return make(name, n); }});
        };
        add("merge_build_double",
            [](auto& name, auto size) { return build(name, size, MergePrecision::float64); });
        add("merge_build_float",
            [](auto& name, auto size) { return build(name, size, MergePrecision::float32); });
        add("merge_product_double", product<double>);
        add("merge_product_float", product<float>);
    }
    return entries;
}

}  // namespace crosspoint::bench
