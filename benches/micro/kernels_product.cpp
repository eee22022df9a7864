// Products of a transfer matrix with a batch: the floor of every method for many inputs. And its
// sums over the rows that reads of bits select.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/solve/row_sums.hpp"
#include "kernels.hpp"

extern "C" {
void dgemm_(const char*, const char*, const int*, const int*, const int*, const double*,
            const double*, const int*, const double*, const int*, const double*, double*,
            const int*);
void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*,
            const float*, const int*, const float*, const int*, const float*, float*, const int*);
void openblas_set_num_threads(int);
}

namespace crosspoint::bench {
namespace {

void gemm(int m, int n, int k, const double* a, const double* b, double* c) {
    const double one = 1.0;
    const double zero = 0.0;
    dgemm_("N", "N", &m, &n, &k, &one, a, &m, b, &k, &zero, c, &m);
}
void gemm(int m, int n, int k, const float* a, const float* b, float* c) {
    const float one = 1.0f;
    const float zero = 0.0f;
    sgemm_("N", "N", &m, &n, &k, &one, a, &m, b, &k, &zero, c, &m);
}

// T [n x n] times 1024 inputs, one thread.
template <class T>
Kernel product(const std::string& name, int n) {
    constexpr int batch = 1024;
    struct Problem {
        std::vector<T> a, b, c;
    };
    auto problem = std::make_shared<Problem>();
    const auto size = static_cast<std::size_t>(n);
    problem->a.assign(size * size, static_cast<T>(1e-5));
    problem->b.assign(size * batch, static_cast<T>(0.2));
    problem->c.assign(size * batch, T{0});
    const double all = static_cast<double>(sizeof(T)) *
                       (static_cast<double>(n) * n + 2.0 * static_cast<double>(n) * batch);
    const double cells = static_cast<double>(n) * n * batch;
    return {.name = name,
            .cells = cells,
            .flops_per_cell = 2.0,
            .bytes_per_cell = all / cells,
            .footprint_bytes = all,
            .single_precision = sizeof(T) == 4,
            .run = [problem, n] {
                openblas_set_num_threads(1);
                gemm(n, batch, n, problem->a.data(), problem->b.data(), problem->c.data());
            }};
}

// A 128 x 128 tile read by groups of 64 rows in blocks of 256 reads, as a network does. An addition
// per cell is what must be done; tables of K rows do it with 1 / K of them.
Kernel row_sums(const std::string& name, bool with_tables) {
    constexpr std::size_t rows = 64, cols = 128, reads = 256;
    struct Problem {
        Matrix<double> per_row{cols, rows};
        std::vector<double> base = std::vector<double>(cols);
        BitMatrix selected{rows, reads};
        RowSumTables tables;
        Matrix<float> sums;
    };
    auto problem = std::make_shared<Problem>();
    auto random = rng(1, 2, 3);
    for (double& value : problem->per_row.values()) value = uniform(random);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::uint64_t& word : problem->selected.row(i)) word = random();
    problem->tables = make_row_sum_tables(problem->per_row, problem->base, 0, rows);
    return {.name = name,
            .cells = static_cast<double>(rows * cols * reads),
            .flops_per_cell = 1.0,
            .bytes_per_cell = 1.0 / 8.0 + 4.0 / rows,
            .footprint_bytes = 4.0 * reads * cols + 16.0 * rows * cols,
            .single_precision = true,
            .run = [problem, with_tables] {
                if (!with_tables)
                    problem->tables = make_row_sum_tables(problem->per_row, problem->base, 0, rows);
                run_row_sums(problem->tables, problem->selected, problem->sums);
            }};
}

}  // namespace

std::vector<KernelEntry> product_kernels() {
    std::vector<KernelEntry> entries;
    for (const int n : {128, 512}) {
        const std::string in_double = fmt::format("product_double/{}", n);
        const std::string in_float = fmt::format("product_float/{}", n);
        entries.push_back({in_double, [=] { return product<double>(in_double, n); }});
        entries.push_back({in_float, [=] { return product<float>(in_float, n); }});
    }
    for (const bool with_tables : {true, false}) {
        const std::string name = with_tables ? "row_sums/64x128" : "row_sums/64x128_own_tables";
        entries.push_back({name, [=] { return row_sums(name, with_tables); }});
    }
    return entries;
}

}  // namespace crosspoint::bench
