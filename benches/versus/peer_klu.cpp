// SPDX-License-Identifier: Apache-2.0
#include <klu.h>

#include "peers.hpp"

namespace crosspoint::bench {
namespace {

// Defaults of the library: block triangular form, AMD order, partial pivoting.
class KluPeer final : public Peer {
public:
    explicit KluPeer(const NodalMatrix& matrix)
        : matrix_(matrix), start_(matrix.column_start), row_(matrix.row), value_(matrix.value_S) {
        klu_defaults(&common_);
    }
    KluPeer(const KluPeer&) = delete;
    KluPeer& operator=(const KluPeer&) = delete;
    ~KluPeer() override { release(); }

    bool factor() override {
        release();
        symbolic_ = klu_analyze(size(), start_.data(), row_.data(), &common_);
        if (symbolic_ == nullptr) return false;
        numeric_ = klu_factor(start_.data(), row_.data(), value_.data(), symbolic_, &common_);
        return numeric_ != nullptr && common_.status == KLU_OK;
    }
    bool refactor(std::span<const double> value_S) override {
        value_.assign(value_S.begin(), value_S.end());
        return klu_refactor(start_.data(), row_.data(), value_.data(), symbolic_, numeric_,
                            &common_) != 0 &&
               common_.status == KLU_OK;
    }
    std::span<const double> solve(std::span<double> b, std::size_t count) override {
        klu_solve(symbolic_, numeric_, size(), static_cast<int>(count), b.data(), &common_);
        return b;
    }
    [[nodiscard]] double factor_entries() const override {
        return numeric_ == nullptr ? 0.0 : static_cast<double>(numeric_->lnz + numeric_->unz);
    }

private:
    [[nodiscard]] int size() const { return static_cast<int>(matrix_.unknowns); }
    void release() {
        if (numeric_ != nullptr) klu_free_numeric(&numeric_, &common_);
        if (symbolic_ != nullptr) klu_free_symbolic(&symbolic_, &common_);
    }

    const NodalMatrix& matrix_;
    std::vector<int> start_, row_;  // the library takes them by pointers to non-const
    std::vector<double> value_;
    klu_common common_{};
    klu_symbolic* symbolic_ = nullptr;
    klu_numeric* numeric_ = nullptr;
};

}  // namespace

std::vector<std::string_view> peer_names() {
    std::vector<std::string_view> names{"klu"};
#ifdef CROSSPOINT_BENCH_CHOLMOD
    names.insert(names.end(), {"cholmod_amd", "cholmod_nd"});
#endif
    return names;
}

std::unique_ptr<Peer> make_peer(std::string_view name, const NodalMatrix& matrix,
                                [[maybe_unused]] const std::vector<int>& order) {
    if (name == "klu") return std::make_unique<KluPeer>(matrix);
#ifdef CROSSPOINT_BENCH_CHOLMOD
    if (name == "cholmod_amd") return make_cholmod_peer(matrix, nullptr);
    if (name == "cholmod_nd") return make_cholmod_peer(matrix, &order);
#endif
    return nullptr;
}

}  // namespace crosspoint::bench
