// Sparse symmetric positive definite systems behind one interface, so that a solver can swap the
// factorization without touching its assembly.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace crosspoint {

/// One entry; duplicates are added up.
struct Triplet {
    int row = 0;
    int col = 0;
    double value = 0.0;
};

/// Factors once, solves often. solve() may run from several threads at a time.
class SparseSolver {
public:
    virtual ~SparseSolver() = default;
    /// Orders and factors the [n x n] matrix given by both of its triangles.
    /// @return false when a pivot vanishes or is not finite: the matrix is singular to rounding
    virtual bool factor(int n, std::span<const Triplet> entries) = 0;
    /// In: right-hand side [n]. Out: solution. Requires a factor() that returned true.
    virtual void solve(std::span<double> b_to_x) const = 0;
    [[nodiscard]] virtual std::string_view name() const = 0;
};

/// LU with partial pivoting of SuiteSparse KLU, AMD order: the certain path.
std::unique_ptr<SparseSolver> make_klu_solver();
/// LDL^T of Eigen (simplicial, AMD order): half of the work, no pivoting, needs an SPD matrix.
std::unique_ptr<SparseSolver> make_ldlt_solver();

}  // namespace crosspoint
