// Eigen's simplicial LDL^T behind SparseSolver.
// SPDX-License-Identifier: Apache-2.0
#include <Eigen/SparseCholesky>
#include <algorithm>
#include <cmath>

#include "crosspoint/linalg/sparse_solver.hpp"

namespace crosspoint {
namespace {

class LdltSolver final : public SparseSolver {
public:
    bool factor(int n, std::span<const Triplet> entries) override {
        n_ = n;
        if (n == 0) return true;
        std::vector<Eigen::Triplet<double>> lower;
        lower.reserve(entries.size() / 2 + static_cast<std::size_t>(n));
        for (const Triplet& t : entries)
            if (t.row >= t.col) lower.emplace_back(t.row, t.col, t.value);
        Eigen::SparseMatrix<double> matrix(n, n);
        matrix.setFromTriplets(lower.begin(), lower.end());
        ldlt_.compute(matrix);
        if (ldlt_.info() != Eigen::Success) return false;
        return (ldlt_.vectorD().array() > 0.0).all() && ldlt_.vectorD().allFinite();
    }

    void solve(std::span<double> b_to_x) const override {
        if (n_ == 0) return;
        const Eigen::Map<const Eigen::VectorXd> b(b_to_x.data(), n_);
        const Eigen::VectorXd x = ldlt_.solve(b);
        std::copy(x.data(), x.data() + n_, b_to_x.begin());
    }

    [[nodiscard]] std::string_view name() const override { return "sparse LDLT (Eigen)"; }

private:
    int n_ = 0;
    Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>, Eigen::Lower> ldlt_;
};

}  // namespace

std::unique_ptr<SparseSolver> make_ldlt_solver() { return std::make_unique<LdltSolver>(); }

}  // namespace crosspoint
