// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/row_sums.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/solve/row_sums.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef CROSSPOINT_SOLVE_ROW_SUMS_CALL
#define CROSSPOINT_SOLVE_ROW_SUMS_CALL
namespace crosspoint::row_sums {

constexpr std::size_t reads_at_a_time = 64;  // a word of the bits of a row
constexpr std::size_t blocks_a_sum = 16;     // added up before they are added to the total

// Plain pointers: nothing of the standard library may be instantiated for one instruction set.
struct Call {
    const float* values;
    const float* base;
    std::size_t cols;
    std::size_t rows;
    std::size_t blocks;
    const std::uint64_t* bits;  // [rows x words]
    std::size_t words;
    std::int32_t* patterns;  // scratch, [blocks x reads_at_a_time]
    float* sums;
    std::size_t stride;
};

}  // namespace crosspoint::row_sums
#endif

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;
using V = hn::Vec<D>;
using row_sums::reads_at_a_time;

// K; without lanes to permute (a scalar target) still 1, by a plain choice.
std::size_t row_sum_block_rows() {
    std::size_t k = 1;
    while (std::size_t{2} << k <= hn::Lanes(D())) ++k;
    return k;
}

HWY_INLINE V look_up(const float* table, const std::int32_t* pattern) {
    const D d;
#if HWY_TARGET == HWY_SCALAR
    return hn::Set(d, table[*pattern]);
#else
    const auto p = hn::Load(hn::RebindToSigned<D>(), pattern);
    return hn::TableLookupLanes(hn::Load(d, table), hn::IndicesFromVec(d, p));
#endif
}

// Patterns of all blocks for the 64 reads of word `word`.
HWY_INLINE void extract(const row_sums::Call& c, std::size_t word) {
    const std::size_t k_rows = row_sum_block_rows();
    for (std::size_t b = 0; b < c.blocks; ++b) {
        std::int32_t* pattern = c.patterns + b * reads_at_a_time;
        for (std::size_t r = 0; r < reads_at_a_time; ++r) pattern[r] = 0;
        for (std::size_t k = 0; k < k_rows && b * k_rows + k < c.rows; ++k) {
            const std::uint64_t line = c.bits[(b * k_rows + k) * c.words + word];
            for (std::size_t r = 0; r < reads_at_a_time; ++r)
                pattern[r] |= static_cast<std::int32_t>((line >> r) & 1u) << k;
        }
    }
}

// U vectors of reads of one column.
template <std::size_t U>
HWY_INLINE void column(const row_sums::Call& c, std::size_t j, std::size_t read, float* sums) {
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t entries = std::size_t{1} << row_sum_block_rows();
    const float* table = c.values + j * c.blocks * entries;
    V total[U];
    for (std::size_t u = 0; u < U; ++u) total[u] = hn::Set(d, c.base[j]);
    for (std::size_t first = 0; first < c.blocks; first += row_sums::blocks_a_sum) {
        const std::size_t left = c.blocks - first;
        const std::size_t end =
            first + (left < row_sums::blocks_a_sum ? left : row_sums::blocks_a_sum);
        V part[U];
        for (std::size_t u = 0; u < U; ++u) part[u] = hn::Zero(d);
        for (std::size_t b = first; b < end; ++b)
            for (std::size_t u = 0; u < U; ++u)
                part[u] =
                    hn::Add(part[u], look_up(table + b * entries,
                                             c.patterns + b * reads_at_a_time + read + u * lanes));
        for (std::size_t u = 0; u < U; ++u) total[u] = hn::Add(total[u], part[u]);
    }
    for (std::size_t u = 0; u < U; ++u) hn::StoreU(total[u], d, sums + u * lanes);
}

void run_selected(const row_sums::Call& c) {
    constexpr std::size_t U = 4;
    const std::size_t step = U * hn::Lanes(D());  // 64, 32, 16 or 4 reads
    for (std::size_t word = 0; word < c.words; ++word) {
        extract(c, word);
        for (std::size_t j = 0; j < c.cols; ++j)
            for (std::size_t r = 0; r < reads_at_a_time; r += step)
                column<U>(c, j, r, c.sums + j * c.stride + word * reads_at_a_time + r);
    }
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(row_sum_block_rows);
HWY_EXPORT(run_selected);

namespace {

std::size_t count_blocks(std::size_t rows) {
    const std::size_t k_rows = HWY_DYNAMIC_DISPATCH(row_sum_block_rows)();
    return (rows + k_rows - 1) / k_rows;
}

std::size_t count_entries() { return std::size_t{1} << HWY_DYNAMIC_DISPATCH(row_sum_block_rows)(); }

}  // namespace

std::size_t row_sum_table_bytes(std::size_t rows, std::size_t cols) {
    return cols * (count_blocks(rows) * count_entries() + 1) * sizeof(float);
}

RowSumTables make_row_sum_tables(const Matrix<double>& per_row, std::span<const double> base,
                                 std::size_t first_row, std::size_t rows) {
    const std::size_t cols = per_row.rows(), blocks = count_blocks(rows);
    const std::size_t k_rows = HWY_DYNAMIC_DISPATCH(row_sum_block_rows)(),
                      entries = count_entries();
    RowSumTables tables{.first_row = first_row,
                        .rows = rows,
                        .cols = cols,
                        .values = RawArray<float>(cols * blocks * entries),
                        .base = RawArray<float>(cols)};
    double sums[16] = {};
    float* entry = tables.values.data();
    for (std::size_t j = 0; j < cols; ++j) {
        tables.base[j] = static_cast<float>(base[j]);
        const std::span<const double> row_A = per_row.row(j).subspan(first_row, rows);
        for (std::size_t b = 0; b < blocks; ++b, entry += entries) {
            for (std::size_t k = 0; k < k_rows; ++k) {
                const std::size_t i = b * k_rows + k;
                const double adds = i < rows ? row_A[i] : 0.0;
                for (std::size_t p = 0; p < std::size_t{1} << k; ++p)
                    sums[p + (std::size_t{1} << k)] = sums[p] + adds;
            }
            for (std::size_t p = 0; p < entries; ++p) entry[p] = static_cast<float>(sums[p]);
        }
    }
    return tables;
}

void run_row_sums(const RowSumTables& tables, const BitMatrix& selected, Matrix<float>& sums) {
    const std::size_t words = selected.words_per_row(), blocks = count_blocks(tables.rows);
    const std::size_t reads = words * row_sums::reads_at_a_time;
    if (sums.rows() != tables.cols || sums.cols() != reads)
        sums = Matrix<float>(tables.cols, reads);
    RawArray<std::int32_t> patterns(std::max<std::size_t>(blocks, 1) * row_sums::reads_at_a_time);
    HWY_DYNAMIC_DISPATCH(run_selected)
    ({.values = tables.values.data(),
      .base = tables.base.data(),
      .cols = tables.cols,
      .rows = tables.rows,
      .blocks = blocks,
      .bits = selected.words().data(),
      .words = words,
      .patterns = patterns.data(),
      .sums = sums.values().data(),
      .stride = reads});
}

}  // namespace crosspoint
#endif
