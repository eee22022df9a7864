// Memory for large arrays that a solver fills anyway: on a 64-byte boundary, not zeroed, and given
// back to a small store of the process instead of the system. The system hands out memory page by
// page, each zeroed at its first touch: for a tile of 128 rows that takes as long as the iteration
// that uses it, and the C library returns such blocks at once, so that every solve would pay again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace crosspoint {

/// Uninitialized memory on a 64-byte boundary; from 32 KiB on at the start of a page. Throws
/// std::bad_alloc.
void* take_memory(std::size_t bytes);
/// @param bytes  as asked for in take_memory
void give_memory(void* memory, std::size_t bytes) noexcept;

/// An array of plain values, not initialized.
template <class T>
class RawArray {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    /// Arrays that are walked through side by side should begin at different places in their pages:
    /// else their elements of one index share a set of the first cache.
    static constexpr std::size_t colors = 8;

    RawArray() = default;
    /// @param color  0 .. colors - 1, an eighth of a page each
    explicit RawArray(std::size_t count, std::size_t color = 0)
        : count_(count), offset_(color * 512) {
        data_ = reinterpret_cast<T*>(static_cast<std::byte*>(take_memory(bytes())) + offset_);
    }
    ~RawArray() {
        if (data_ != nullptr) give_memory(reinterpret_cast<std::byte*>(data_) - offset_, bytes());
    }
    RawArray(RawArray&& other) noexcept { swap(other); }
    RawArray& operator=(RawArray&& other) noexcept {
        swap(other);
        return *this;
    }

    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] T* data() { return data_; }
    [[nodiscard]] const T* data() const { return data_; }
    T& operator[](std::size_t k) { return data_[k]; }
    const T& operator[](std::size_t k) const { return data_[k]; }
    [[nodiscard]] std::span<T> values() { return {data_, count_}; }
    [[nodiscard]] std::span<const T> values() const { return {data_, count_}; }

private:
    [[nodiscard]] std::size_t bytes() const { return count_ * sizeof(T) + offset_; }
    void swap(RawArray& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(count_, other.count_);
        std::swap(offset_, other.offset_);
    }

    T* data_ = nullptr;
    std::size_t count_ = 0;
    std::size_t offset_ = 0;
};

}  // namespace crosspoint
