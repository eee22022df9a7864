// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/sparse_lu.hpp"

#include <klu.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace crosspoint {
namespace {

// Old pivots are dropped when the estimate of the condition falls this far below that of the last
// full factorization. Chosen: one more iteration costs less than what a bad pivot loses.
constexpr double worse_rcond = 1e-4;

}  // namespace

struct SparseLu::Klu {
    klu_common common{};
    klu_symbolic* symbolic = nullptr;
    klu_numeric* numeric = nullptr;
    double full_rcond = 0.0;
    std::size_t full = 0;
    int singular_column = -1;
};

SparseLu::SparseLu(SparsePattern pattern)
    : pattern_(std::move(pattern)), klu_(std::make_unique<Klu>()) {
    klu_defaults(&klu_->common);
    if (pattern_.n > 0)
        klu_->symbolic = klu_analyze(pattern_.n, pattern_.column_start.data(), pattern_.row.data(),
                                     &klu_->common);
    // KLU numbers a structural singularity only in klu_factor; the rank tells it here.
    if (klu_->symbolic != nullptr && klu_->symbolic->structural_rank < pattern_.n)
        klu_free_symbolic(&klu_->symbolic, &klu_->common);
}

SparseLu::~SparseLu() {
    if (klu_->numeric != nullptr) klu_free_numeric(&klu_->numeric, &klu_->common);
    if (klu_->symbolic != nullptr) klu_free_symbolic(&klu_->symbolic, &klu_->common);
}

bool SparseLu::analyzed() const { return pattern_.n == 0 || klu_->symbolic != nullptr; }

int SparseLu::singular_column() const { return klu_->singular_column; }

std::size_t SparseLu::full_factorizations() const { return klu_->full; }

bool SparseLu::factor(std::span<const double> values) {
    if (pattern_.n == 0) return true;
    klu_->singular_column = -1;
    if (klu_->symbolic == nullptr) return false;
    if (!std::ranges::all_of(values, [](double v) { return std::isfinite(v); })) return false;
    int* const starts = pattern_.column_start.data();
    int* const rows = pattern_.row.data();
    // KLU's interface is not const-correct; it only reads the matrix.
    auto* const numbers = const_cast<double*>(values.data());
    klu_common& common = klu_->common;
    if (klu_->numeric != nullptr) {
        if (klu_refactor(starts, rows, numbers, klu_->symbolic, klu_->numeric, &common) != 0 &&
            common.status == KLU_OK && klu_rcond(klu_->symbolic, klu_->numeric, &common) != 0 &&
            common.rcond > worse_rcond * klu_->full_rcond)
            return true;
        klu_free_numeric(&klu_->numeric, &common);
    }
    ++klu_->full;
    klu_->numeric = klu_factor(starts, rows, numbers, klu_->symbolic, &common);
    const bool good = klu_->numeric != nullptr && common.status == KLU_OK &&
                      klu_rcond(klu_->symbolic, klu_->numeric, &common) != 0 && common.rcond > 0.0;
    if (!good) {
        klu_->singular_column = common.singular_col;
        if (klu_->numeric != nullptr) klu_free_numeric(&klu_->numeric, &common);
        return false;
    }
    klu_->full_rcond = common.rcond;
    return true;
}

void SparseLu::solve(std::span<double> b_to_x) {
    if (pattern_.n == 0) return;
    klu_solve(klu_->symbolic, klu_->numeric, pattern_.n, 1, b_to_x.data(), &klu_->common);
}

}  // namespace crosspoint
