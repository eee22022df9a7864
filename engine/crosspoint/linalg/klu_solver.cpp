// KLU behind SparseSolver. klu_solve writes into the numeric object's workspace, hence the lock.
// SPDX-License-Identifier: Apache-2.0
#include <klu.h>

#include <Eigen/SparseCore>
#include <cmath>
#include <mutex>

#include "crosspoint/linalg/sparse_solver.hpp"

namespace crosspoint {
namespace {

class KluSolver final : public SparseSolver {
public:
    KluSolver() { klu_defaults(&common_); }
    KluSolver(const KluSolver&) = delete;
    KluSolver& operator=(const KluSolver&) = delete;
    ~KluSolver() override { release(); }

    bool factor(int n, std::span<const Triplet> entries) override {
        release();
        n_ = n;
        if (n == 0) return true;
        std::vector<Eigen::Triplet<double>> triplets;
        triplets.reserve(entries.size());
        for (const Triplet& t : entries) triplets.emplace_back(t.row, t.col, t.value);
        matrix_.resize(n, n);
        matrix_.setFromTriplets(triplets.begin(), triplets.end());
        symbolic_ = klu_analyze(n, matrix_.outerIndexPtr(), matrix_.innerIndexPtr(), &common_);
        if (symbolic_ == nullptr) return false;
        numeric_ = klu_factor(matrix_.outerIndexPtr(), matrix_.innerIndexPtr(), matrix_.valuePtr(),
                              symbolic_, &common_);
        return numeric_ != nullptr && common_.status == KLU_OK;
    }

    void solve(std::span<double> b_to_x) const override {
        if (n_ == 0) return;
        const std::scoped_lock lock(mutex_);
        klu_solve(symbolic_, numeric_, n_, 1, b_to_x.data(), &common_);
    }

    [[nodiscard]] std::string_view name() const override { return "sparse LU (KLU)"; }

private:
    void release() {
        if (numeric_ != nullptr) klu_free_numeric(&numeric_, &common_);
        if (symbolic_ != nullptr) klu_free_symbolic(&symbolic_, &common_);
    }

    int n_ = 0;
    Eigen::SparseMatrix<double> matrix_;
    klu_symbolic* symbolic_ = nullptr;
    klu_numeric* numeric_ = nullptr;
    mutable klu_common common_{};
    mutable std::mutex mutex_;
};

}  // namespace

std::unique_ptr<SparseSolver> make_klu_solver() { return std::make_unique<KluSolver>(); }

}  // namespace crosspoint
