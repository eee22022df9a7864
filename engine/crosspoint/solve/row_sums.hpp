// Sums over the rows that a read selects, for many reads in single precision: what is left of a
// passive tile with linear cells once its transfer matrix is known, because every selected row is
// driven by the same voltage (equation 36a of engine/docs/physics.md).
//
// K rows have 2^K patterns, as many as a vector has lanes (at most 16). The sum of each pattern is
// taken once, in double; a lane permutation then looks up one pattern per read for a whole vector
// of reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/base/raw_array.hpp"

namespace crosspoint {

/// Tables of the patterns of rows first_row .. first_row + rows - 1.
struct RowSumTables {
    std::size_t first_row = 0;
    std::size_t rows = 0;
    std::size_t cols = 0;
    RawArray<float> values;  ///< [cols][blocks of K rows][2^K]
    RawArray<float> base;    ///< [cols] without any row
};

/// Bytes of such tables.
std::size_t row_sum_table_bytes(std::size_t rows, std::size_t cols);

/// @param per_row  [cols x all rows] what a selected row adds
/// @param base     [cols] what is there without any
RowSumTables make_row_sum_tables(const Matrix<double>& per_row, std::span<const double> base,
                                 std::size_t first_row, std::size_t rows);

/// Rounding is below (rows / 32 + 32) half units in the last place of the sum of all |terms|; the
/// bits of a read do not depend on the batch that it is in.
/// @param selected  [tables.rows x reads]
/// @param sums      out, resized to [cols x reads rounded up to 64]; the reads beyond are the base
void run_row_sums(const RowSumTables& tables, const BitMatrix& selected, Matrix<float>& sums);

}  // namespace crosspoint
