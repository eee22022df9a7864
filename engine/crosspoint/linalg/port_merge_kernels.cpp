// The kernels of port_merge_kernels.hpp, compiled once per instruction set by Highway.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/linalg/port_merge_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::merge::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Tile of the product: kTall vectors by kWide columns in registers.
#if HWY_TARGET <= HWY_AVX3
constexpr std::size_t kTall = 3, kWide = 8;  // 24 of 32 registers
#else
constexpr std::size_t kTall = 3, kWide = 4;  // 12 of 16
#endif

template <class T>
using Tag = hn::ScalableTag<T>;

template <class T>
HWY_INLINE std::size_t tile_rows() {
    return kTall * hn::Lanes(Tag<T>());
}

// Packs rows of a matrix in groups of `group`: [group][p][row in group], zeros behind the end.
template <class T>
void pack(const T* a, std::size_t row, std::size_t col, std::size_t rows, std::size_t k,
          std::size_t group, T* out) {
    const Tag<T> d;
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t i = 0; i < rows; i += group) {
        const std::size_t count = rows - i < group ? rows - i : group;
        for (std::size_t p = 0; p < k; ++p, out += group) {
            const T* from = a + i * row + p * col;
            std::size_t r = 0;
            if (row == 1) {
                for (; r + lanes <= count; r += lanes)
                    hn::StoreU(hn::LoadU(d, from + r), d, out + r);
            }
            for (; r < count; ++r) out[r] = from[r * row];
            for (; r < group; ++r) out[r] = T(0);
        }
    }
}

// One tile. Its edges go through a copy, so that nothing outside of C is touched.
template <class T>
HWY_INLINE void tile(const T* a, const T* b, std::size_t k, T* c, std::size_t ldc, std::size_t m,
                     std::size_t n, bool add) {
    const Tag<T> d;
    const std::size_t lanes = hn::Lanes(d);
    using V = hn::Vec<Tag<T>>;
    V sum[kWide][kTall];
    HWY_UNROLL(8)
    for (std::size_t j = 0; j < kWide; ++j) HWY_UNROLL(3)
    for (std::size_t r = 0; r < kTall; ++r) sum[j][r] = hn::Zero(d);
    const std::size_t rows = kTall * lanes;
    for (std::size_t p = 0; p < k; ++p) {
        V left[kTall];
        HWY_UNROLL(3)
        for (std::size_t r = 0; r < kTall; ++r) left[r] = hn::Load(d, a + p * rows + r * lanes);
        HWY_UNROLL(8)
        for (std::size_t j = 0; j < kWide; ++j) {
            const V right = hn::Set(d, b[p * kWide + j]);
            HWY_UNROLL(3)
            for (std::size_t r = 0; r < kTall; ++r)
                sum[j][r] = hn::MulAdd(left[r], right, sum[j][r]);
        }
    }
    if (m == rows && n == kWide) {
        HWY_UNROLL(8)
        for (std::size_t j = 0; j < kWide; ++j) {
            HWY_UNROLL(3)
            for (std::size_t r = 0; r < kTall; ++r) {
                T* at = c + j * ldc + r * lanes;
                hn::StoreU(add ? hn::Add(hn::LoadU(d, at), sum[j][r]) : sum[j][r], d, at);
            }
        }
        return;
    }
    HWY_ALIGN T edge[kWide * kTall * HWY_MAX_BYTES / sizeof(T)];
    HWY_UNROLL(8)
    for (std::size_t j = 0; j < kWide; ++j) HWY_UNROLL(3)
    for (std::size_t r = 0; r < kTall; ++r) hn::Store(sum[j][r], d, edge + j * rows + r * lanes);
    for (std::size_t j = 0; j < n; ++j)
        for (std::size_t i = 0; i < m; ++i)
            c[j * ldc + i] = add ? c[j * ldc + i] + edge[j * rows + i] : edge[j * rows + i];
}

template <class T>
void multiply_rows_any(const Product<T>& x, std::size_t p, std::size_t k, std::size_t from,
                       std::size_t to, const T* right, T* scratch) {
    const std::size_t rows = tile_rows<T>();
    pack(x.a + from * x.a_row + p * x.a_col, x.a_row, x.a_col, to - from, k, rows, scratch);
    const bool add = x.add || p > 0;
    for (std::size_t j = 0; j < x.n; j += kWide) {
        const std::size_t n = x.n - j < kWide ? x.n - j : kWide;
        const std::size_t skipped = x.lower && j > from ? (j - from) / rows * rows : 0;
        for (std::size_t i = from + skipped; i < to; i += rows) {
            const std::size_t m = to - i < rows ? to - i : rows;
            tile(scratch + (i - from) * k, right + j * k, k, x.c + j * x.ldc + i, x.ldc, m, n, add);
        }
    }
}

template <class T>
void column_sums_any(const T* c, std::size_t ld, std::size_t first, std::size_t last, std::size_t n,
                     T* sums) {
    const Tag<T> d;
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t p = 0; p < n; ++p) {
        const T* column = c + p * ld;
        auto s0 = hn::Zero(d);
        auto s1 = hn::Zero(d);
        std::size_t k = first;
        for (; k + 2 * lanes <= last; k += 2 * lanes) {
            s0 = hn::Add(s0, hn::LoadU(d, column + k));
            s1 = hn::Add(s1, hn::LoadU(d, column + k + lanes));
        }
        T sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(s0, s1)));
        for (; k < last; ++k) sum += column[k];
        sums[p] = sum;
    }
}

// y[0 .. n) += f x
template <class T>
HWY_INLINE void add_multiple(T* y, T f, const T* x, std::size_t n) {
    const Tag<T> d;
    const std::size_t lanes = hn::Lanes(d);
    const auto factor = hn::Set(d, f);
    std::size_t k = 0;
    for (; k + lanes <= n; k += lanes)
        hn::StoreU(hn::MulAdd(factor, hn::LoadU(d, x + k), hn::LoadU(d, y + k)), d, y + k);
    for (; k < n; ++k) y[k] += f * x[k];
}

template <class T>
std::size_t eliminate_block_any(T* c, std::size_t ld, std::size_t n, const T* excess) {
    T ground[block_nodes];
    T sum[block_nodes];
    std::size_t isolated = 0;
    for (std::size_t p = 0; p < n; ++p) ground[p] = excess[p];
    for (std::size_t p = 0; p < n; ++p) {
        T* column = c + p * ld;
        column_sums_any(column, ld, p + 1, n, 1, sum);
        const T diagonal = sum[0] + ground[p];
        T scale = T(0);
        if (diagonal > T(0))
            scale = T(1) / hn::GetLane(hn::Sqrt(hn::Set(hn::CappedTag<T, 1>(), diagonal)));
        else if (diagonal == T(0))
            ++isolated;
        else
            scale = diagonal;  // NaN: carried on to the result
        ground[p] *= scale;
        for (std::size_t k = p + 1; k < n; ++k) column[k] *= scale;
        for (std::size_t q = p + 1; q < n; ++q) {
            add_multiple(c + q * ld + q + 1, column[q], column + q + 1, n - q - 1);
            ground[q] += column[q] * ground[p];
        }
        // M(:, p) = scale (e_p + sum_{q < p} l_pq M(:, q)); it lies in rows [0, p] of column p.
        for (std::size_t k = 0; k < p; ++k) column[k] = T(0);
        for (std::size_t q = 0; q < p; ++q) add_multiple(column, c[q * ld + p], c + q * ld, q + 1);
        for (std::size_t k = 0; k < p; ++k) column[k] *= scale;
        column[p] = scale;
    }
    return isolated;
}

void rows_double(const Product<double>& x, std::size_t p, std::size_t depth, std::size_t first,
                 std::size_t last, const double* right, double* scratch) {
    multiply_rows_any(x, p, depth, first, last, right, scratch);
}
void rows_float(const Product<float>& x, std::size_t p, std::size_t depth, std::size_t first,
                std::size_t last, const float* right, float* scratch) {
    multiply_rows_any(x, p, depth, first, last, right, scratch);
}
void pack_double(const Product<double>& x, std::size_t p, std::size_t depth, double* packed) {
    pack(x.b + p * x.b_col, x.b_row, x.b_col, x.n, depth, kWide, packed);
}
void pack_float(const Product<float>& x, std::size_t p, std::size_t depth, float* packed) {
    pack(x.b + p * x.b_col, x.b_row, x.b_col, x.n, depth, kWide, packed);
}
std::size_t eliminate_double(double* c, std::size_t ld, std::size_t n, const double* e) {
    return eliminate_block_any(c, ld, n, e);
}
std::size_t eliminate_float(float* c, std::size_t ld, std::size_t n, const float* e) {
    return eliminate_block_any(c, ld, n, e);
}
void sums_double(const double* c, std::size_t ld, std::size_t first, std::size_t last,
                 std::size_t n, double* sums) {
    column_sums_any(c, ld, first, last, n, sums);
}
void sums_float(const float* c, std::size_t ld, std::size_t first, std::size_t last, std::size_t n,
                float* sums) {
    column_sums_any(c, ld, first, last, n, sums);
}
const char* target() { return hwy::TargetName(HWY_TARGET); }

}  // namespace crosspoint::merge::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint::merge {

HWY_EXPORT(rows_double);
HWY_EXPORT(rows_float);
HWY_EXPORT(pack_double);
HWY_EXPORT(pack_float);
HWY_EXPORT(eliminate_double);
HWY_EXPORT(eliminate_float);
HWY_EXPORT(sums_double);
HWY_EXPORT(sums_float);
HWY_EXPORT(target);

void multiply_rows(const Product<double>& x, std::size_t p, std::size_t depth, std::size_t first,
                   std::size_t last, const double* right, double* scratch) {
    HWY_DYNAMIC_DISPATCH(rows_double)(x, p, depth, first, last, right, scratch);
}
void multiply_rows(const Product<float>& x, std::size_t p, std::size_t depth, std::size_t first,
                   std::size_t last, const float* right, float* scratch) {
    HWY_DYNAMIC_DISPATCH(rows_float)(x, p, depth, first, last, right, scratch);
}
void pack_right(const Product<double>& x, std::size_t p, std::size_t depth, double* packed) {
    HWY_DYNAMIC_DISPATCH(pack_double)(x, p, depth, packed);
}
void pack_right(const Product<float>& x, std::size_t p, std::size_t depth, float* packed) {
    HWY_DYNAMIC_DISPATCH(pack_float)(x, p, depth, packed);
}
std::size_t eliminate_block(double* c, std::size_t ld, std::size_t n, const double* excess) {
    return HWY_DYNAMIC_DISPATCH(eliminate_double)(c, ld, n, excess);
}
std::size_t eliminate_block(float* c, std::size_t ld, std::size_t n, const float* excess) {
    return HWY_DYNAMIC_DISPATCH(eliminate_float)(c, ld, n, excess);
}
void column_sums(const double* c, std::size_t ld, std::size_t first, std::size_t last,
                 std::size_t n, double* sums) {
    HWY_DYNAMIC_DISPATCH(sums_double)(c, ld, first, last, n, sums);
}
void column_sums(const float* c, std::size_t ld, std::size_t first, std::size_t last, std::size_t n,
                 float* sums) {
    HWY_DYNAMIC_DISPATCH(sums_float)(c, ld, first, last, n, sums);
}
const char* kernel_target() { return HWY_DYNAMIC_DISPATCH(target)(); }

}  // namespace crosspoint::merge
#endif
