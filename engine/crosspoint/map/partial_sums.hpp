// From the counts of one column to the sums of a layer: compares with the exact counts, undoes what
// was complemented (sparsify.hpp), adds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crosspoint {

/// Sums over partial sums.
struct PartialSumErrors {
    std::int64_t count = 0;  ///< partial sums converted
    std::int64_t wrong = 0;  ///< result differs from the exact count
    std::int64_t sum = 0;    ///< of result - exact
    std::int64_t sum_squared = 0;
    std::int64_t largest = 0;     ///< of |result - exact|
    std::int64_t ones = 0;        ///< of exact counts as they were read: what conducts
    std::int64_t plain_ones = 0;  ///< of exact counts as they would be without complements

    void add(const PartialSumErrors& other);
};

/// Gate inputs of many reads of one row group.
struct ReadInputs {
    std::size_t lanes = 0;
    std::vector<std::uint32_t> x_words;  ///< [chunks x lanes] 32 rows a word, as they are asserted
    std::vector<float> selected;         ///< [lanes] asserted rows
    // Reads that may be complemented; else empty.
    std::vector<std::int32_t> flipped;  ///< [lanes] 1 where x was complemented
    std::vector<std::int32_t> ones;     ///< [lanes] ones of x before that
};

/// The cells of one column in the rows of a group.
struct ColumnCells {
    std::span<const std::uint32_t> on;     ///< [chunks] bit 1 = on, as programmed
    std::span<const std::uint32_t> minus;  ///< differential: of the second column; else empty
    bool flipped = false;                  ///< complemented
    std::int32_t on_cells = 0;             ///< ones of `on`
};

/// Ones that a column has in common with each read: what an ideal array counts.
/// @param exact  out, [lanes]
void exact_counts(const ReadInputs& reads, const ColumnCells& column,
                  std::span<std::int32_t> exact);

/// Adds weight * (corrected count) to the sums.
/// @param counts  [lanes] what the converter says
/// @param sums    in/out, [lanes]
/// `lanes` is a multiple of 64. Lanes without a read have x = 0 and count 0, and count nothing.
PartialSumErrors add_counts(const ReadInputs& reads, const ColumnCells& column,
                            std::span<const std::int32_t> counts, std::int32_t weight,
                            std::span<std::int32_t> sums);

}  // namespace crosspoint
