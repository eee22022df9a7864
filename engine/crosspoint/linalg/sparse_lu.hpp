// LU of a sparse unsymmetric matrix whose pattern stays while its values change: analyzed once,
// refactored with the old pivots as long as they are good, factored anew when they are not.
// Made for the Newton iterations of circuits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace crosspoint {

/// Compressed sparse columns, [n x n], rows ascending within a column, no duplicates.
struct SparsePattern {
    int n = 0;
    std::vector<int> column_start;  ///< [n + 1]
    std::vector<int> row;           ///< [entries]
};

/// SuiteSparse KLU with row scaling. Not for use by two threads at the same time.
class SparseLu {
public:
    explicit SparseLu(SparsePattern pattern);
    SparseLu(const SparseLu&) = delete;
    SparseLu& operator=(const SparseLu&) = delete;
    ~SparseLu();

    /// False when no permutation puts something on the whole diagonal: singular for all values.
    [[nodiscard]] bool analyzed() const;
    [[nodiscard]] const SparsePattern& pattern() const { return pattern_; }
    /// @param values [entries] in the order of the pattern
    /// @return false when the matrix is singular to rounding or holds a NaN
    bool factor(std::span<const double> values);
    /// In: right-hand side [n]. Out: solution. Requires a factor() that returned true.
    void solve(std::span<double> b_to_x);
    /// The unknown at whose column the last factor() found no pivot, or -1.
    [[nodiscard]] int singular_column() const;
    /// How many factorizations chose pivots anew: for reports and tests.
    [[nodiscard]] std::size_t full_factorizations() const;

private:
    struct Klu;
    SparsePattern pattern_;
    std::unique_ptr<Klu> klu_;
};

}  // namespace crosspoint
