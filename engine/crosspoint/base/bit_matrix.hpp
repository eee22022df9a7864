// A matrix of bits, 64 to a word, each row padded with zero bits to whole words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crosspoint {

/// [rows x cols] bits. Bit (i, j) is bit j % 64 of word j / 64 of row i. Padding bits are always 0:
/// whoever writes whole words keeps that, popcounts rely on it.
class BitMatrix {
public:
    BitMatrix() = default;
    BitMatrix(std::size_t rows, std::size_t cols)
        : rows_(rows), cols_(cols), words_((cols + 63) / 64), data_(rows * words_, 0) {}

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t cols() const { return cols_; }
    [[nodiscard]] std::size_t words_per_row() const { return words_; }
    [[nodiscard]] bool get(std::size_t i, std::size_t j) const {
        return (data_[i * words_ + j / 64] >> (j % 64)) & 1u;
    }
    void set(std::size_t i, std::size_t j, bool on) {
        const std::uint64_t bit = std::uint64_t{1} << (j % 64);
        std::uint64_t& word = data_[i * words_ + j / 64];
        word = on ? (word | bit) : (word & ~bit);
    }
    [[nodiscard]] std::span<std::uint64_t> row(std::size_t i) {
        return std::span<std::uint64_t>(data_).subspan(i * words_, words_);
    }
    [[nodiscard]] std::span<const std::uint64_t> row(std::size_t i) const {
        return std::span<const std::uint64_t>(data_).subspan(i * words_, words_);
    }
    [[nodiscard]] std::span<const std::uint64_t> words() const { return data_; }
    void clear() { data_.assign(data_.size(), 0); }
    friend bool operator==(const BitMatrix&, const BitMatrix&) = default;

private:
    std::size_t rows_ = 0;
    std::size_t cols_ = 0;
    std::size_t words_ = 0;
    std::vector<std::uint64_t> data_;
};

}  // namespace crosspoint
