// Uninitialized memory for kernels: aligned to 64 bytes, large pages where the system gives them,
// kept when it is large enough, so that a second use pays no page faults.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

namespace crosspoint {

/// Asks the system to back aligned memory by large pages: a hint, without effect where there are
/// none.
void prefer_large_pages(void* data, std::size_t bytes);

template <class T>
class AlignedBuffer {
public:
    AlignedBuffer() = default;
    explicit AlignedBuffer(std::size_t count) { fit(count); }
    AlignedBuffer(AlignedBuffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~AlignedBuffer() { std::free(data_); }

    /// Makes room for `count` elements; the contents are lost when it grows.
    void fit(std::size_t count) {
        if (count <= size_) return;
        std::free(std::exchange(data_, nullptr));
        size_ = 0;
        const std::size_t bytes = count * sizeof(T);
        constexpr std::size_t large = std::size_t{2} << 20;
        const std::size_t alignment = bytes >= 2 * large ? large : 64;
        const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
        data_ = static_cast<T*>(std::aligned_alloc(alignment, whole));
        if (data_ == nullptr) throw std::bad_alloc();
        if (alignment == large) prefer_large_pages(data_, whole);
        size_ = whole / sizeof(T);
    }
    void release() {
        std::free(std::exchange(data_, nullptr));
        size_ = 0;
    }

    [[nodiscard]] T* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t bytes() const { return size_ * sizeof(T); }

private:
    T* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace crosspoint
