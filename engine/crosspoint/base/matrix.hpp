// Row-major matrices: an owner, and views that never own. Matrices of the field are [m x n] =
// inputs x outputs; a batch of vectors is [B x m], batch axis first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace crosspoint {

/// A row-major matrix that owns its values.
template <class T>
class Matrix {
public:
    Matrix() = default;
    Matrix(std::size_t rows, std::size_t cols, T fill = T{})
        : rows_(rows), cols_(cols), data_(rows * cols, fill) {}
    Matrix(std::size_t rows, std::size_t cols, std::vector<T> data)
        : rows_(rows), cols_(cols), data_(std::move(data)) {}

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t cols() const { return cols_; }
    [[nodiscard]] std::size_t size() const { return data_.size(); }
    [[nodiscard]] bool empty() const { return data_.empty(); }
    T& operator()(std::size_t i, std::size_t j) { return data_[i * cols_ + j]; }
    const T& operator()(std::size_t i, std::size_t j) const { return data_[i * cols_ + j]; }
    [[nodiscard]] std::span<T> row(std::size_t i) {
        return std::span<T>(data_).subspan(i * cols_, cols_);
    }
    [[nodiscard]] std::span<const T> row(std::size_t i) const {
        return std::span<const T>(data_).subspan(i * cols_, cols_);
    }
    [[nodiscard]] std::span<T> values() { return data_; }
    [[nodiscard]] std::span<const T> values() const { return data_; }
    friend bool operator==(const Matrix&, const Matrix&) = default;

private:
    std::size_t rows_ = 0;
    std::size_t cols_ = 0;
    std::vector<T> data_;
};

}  // namespace crosspoint
