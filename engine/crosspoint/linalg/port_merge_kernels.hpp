// The arithmetic of port_merge.hpp, compiled once per instruction set: products of nonnegative
// matrices and the elimination of a small block of nodes. The leaves are in port_merge_leaf.hpp.
// The products are ours because a BLAS keeps a global number of threads and promises no bits across
// them, and because most fronts are small: equal speed on large ones, better on these
// (benches/RESULTS.md).
// Conductances are stored as c_kl >= 0 (the matrix entry is -c_kl), lower triangles by columns,
// diagonals not at all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace crosspoint::merge {

/// C(i, j) = or += sum_p A(i, p) B(j, p), i < m, j < n, p < k. C is stored by columns.
template <class T>
struct Product {
    std::size_t m = 0, n = 0, k = 0;
    const T* a = nullptr;
    std::size_t a_row = 1, a_col = 0;  ///< A(i, p) = a[i a_row + p a_col]
    const T* b = nullptr;
    std::size_t b_row = 1, b_col = 0;  ///< B(j, p) = b[j b_row + p b_col]
    T* c = nullptr;
    std::size_t ldc = 0;
    bool add = false;    ///< += instead of =
    bool lower = false;  ///< only i >= j is wanted; entries above may be written too
};

/// Columns of A and B that one pass takes.
inline constexpr std::size_t product_depth = 256;  // chosen: packed operands stay in the cache
/// Rows of A that one pass takes at most.
inline constexpr std::size_t product_rows = 240;  // chosen: 480 KB of doubles; whole tiles

/// Elements of a packed operand of these shapes.
constexpr std::size_t packed_elements(std::size_t rows, std::size_t depth) {
    return (rows + 64) * depth;  // 64: no target has higher tiles
}

/// Packs columns [p, p + depth) of B.
void pack_right(const Product<double>& x, std::size_t p, std::size_t depth, double* packed);
void pack_right(const Product<float>& x, std::size_t p, std::size_t depth, float* packed);

/// Rows [first, last) of C: the terms p .. p + depth. A is read
/// before C is written.
/// @param right   of pack_right()
/// @param scratch [packed_elements(last - first, depth)], aligned to 64 bytes
void multiply_rows(const Product<double>& x, std::size_t p, std::size_t depth, std::size_t first,
                   std::size_t last, const double* right, double* scratch);
void multiply_rows(const Product<float>& x, std::size_t p, std::size_t depth, std::size_t first,
                   std::size_t last, const float* right, float* scratch);

/// Nodes eliminated in one piece by eliminate_block().
inline constexpr std::size_t block_nodes = 32;

/// Eliminates n <= block_nodes nodes among themselves.
/// @param c      [n columns, ld], in: c_kl below the diagonal; out: below it l_kp = c_kp /
/// sqrt(d_p),
///               on and above it M = L^-T (so that rows below the block become X = C M)
/// @param excess [n] what each node has to all others, in
/// @return number of nodes without any connection (d_p == 0)
std::size_t eliminate_block(double* c, std::size_t ld, std::size_t n, const double* excess);
std::size_t eliminate_block(float* c, std::size_t ld, std::size_t n, const float* excess);

/// sums[p] = sum of rows [first, last) of column p < n of c.
void column_sums(const double* c, std::size_t ld, std::size_t first, std::size_t last,
                 std::size_t n, double* sums);
void column_sums(const float* c, std::size_t ld, std::size_t first, std::size_t last, std::size_t n,
                 float* sums);

/// Name of the instruction set in use.
const char* kernel_target();

}  // namespace crosspoint::merge
