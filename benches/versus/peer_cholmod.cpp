// CHOLMOD's supernodal part is GPL: it is linked into this bench only, never into the library.
// SPDX-License-Identifier: Apache-2.0
#include <cholmod.h>

#include "peers.hpp"

namespace crosspoint::bench {
namespace {

class CholmodPeer final : public Peer {
public:
    CholmodPeer(const NodalMatrix& matrix, const std::vector<int>* order)
        : start_(matrix.column_start), row_(matrix.row), value_(matrix.value_S) {
        if (order != nullptr) order_ = *order;
        cholmod_start(&common_);
        common_.nmethods = 1;
        common_.method[0].ordering = order != nullptr ? CHOLMOD_GIVEN : CHOLMOD_AMD;
        common_.postorder = 1;
        common_.print = 0;
        matrix_.nrow = matrix_.ncol = matrix.unknowns;
        matrix_.nzmax = value_.size();
        matrix_.p = start_.data();
        matrix_.i = row_.data();
        matrix_.x = value_.data();
        matrix_.stype = 1;  // symmetric: the entries below the diagonal are ignored
        matrix_.itype = CHOLMOD_INT;
        matrix_.xtype = CHOLMOD_REAL;
        matrix_.dtype = CHOLMOD_DOUBLE;
        matrix_.sorted = matrix_.packed = 1;
    }
    CholmodPeer(const CholmodPeer&) = delete;
    CholmodPeer& operator=(const CholmodPeer&) = delete;
    ~CholmodPeer() override {
        for (cholmod_dense** work : {&x_, &y_, &e_}) cholmod_free_dense(work, &common_);
        cholmod_free_factor(&factor_, &common_);
        cholmod_finish(&common_);
    }

    bool factor() override {
        cholmod_free_factor(&factor_, &common_);
        factor_ = order_.empty() ? cholmod_analyze(&matrix_, &common_)
                                 : cholmod_analyze_p(&matrix_, order_.data(), nullptr, 0, &common_);
        if (factor_ == nullptr) return false;
        return factor_values();
    }
    bool refactor(std::span<const double> value_S) override {
        value_.assign(value_S.begin(), value_S.end());
        matrix_.x = value_.data();
        return factor_values();
    }
    std::span<const double> solve(std::span<double> b, std::size_t count) override {
        cholmod_dense rhs{};
        rhs.nrow = rhs.d = matrix_.nrow;
        rhs.ncol = count;
        rhs.nzmax = b.size();
        rhs.x = b.data();
        rhs.xtype = CHOLMOD_REAL;
        rhs.dtype = CHOLMOD_DOUBLE;
        cholmod_solve2(CHOLMOD_A, factor_, &rhs, nullptr, &x_, nullptr, &y_, &e_, &common_);
        return {static_cast<const double*>(x_->x), b.size()};
    }
    [[nodiscard]] double factor_entries() const override { return common_.lnz; }

private:
    bool factor_values() {
        return cholmod_factorize(&matrix_, factor_, &common_) != 0 &&
               common_.status == CHOLMOD_OK && factor_->minor == factor_->n;
    }

    std::vector<int> start_, row_, order_;
    std::vector<double> value_;
    cholmod_common common_{};
    cholmod_sparse matrix_{};
    cholmod_factor* factor_ = nullptr;
    cholmod_dense* x_ = nullptr;  // kept between calls: solution and workspaces
    cholmod_dense* y_ = nullptr;
    cholmod_dense* e_ = nullptr;
};

}  // namespace

std::unique_ptr<Peer> make_cholmod_peer(const NodalMatrix& matrix, const std::vector<int>* order) {
    return std::make_unique<CholmodPeer>(matrix, order);
}

}  // namespace crosspoint::bench
