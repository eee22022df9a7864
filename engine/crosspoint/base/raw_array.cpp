// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/raw_array.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace crosspoint {
namespace {

constexpr std::size_t line = 64;
constexpr std::size_t page = 4096;
// Smaller ones the C library keeps by itself.
constexpr std::size_t smallest_kept = std::size_t{32} << 10;
// What the store holds at most: all that a tile of 512 x 512 needs.
constexpr std::size_t most_kept = std::size_t{32} << 20;

// Sizes in steps of an eighth of a power of two, so that blocks of similar tiles fit each other.
std::size_t rounded(std::size_t bytes) {
    const std::size_t least = std::max(bytes, line);
    const std::size_t step =
        least < smallest_kept ? line : std::max(page, std::bit_floor(least) / 8);
    return (least + step - 1) / step * step;
}

void* from_system(std::size_t size) {
    // Huge pages would make the next solves of a large tile a fifth faster and its first one half
    // as slow again (measured at 2048 x 2048): not asked for.
    void* memory = std::aligned_alloc(size < smallest_kept ? line : page, size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

// Free blocks by size.
class Store {
public:
    void* take(std::size_t size) {
        const std::lock_guard lock(mutex_);
        const auto found = blocks_.find(size);
        if (found == blocks_.end() || found->second.empty()) return nullptr;
        void* memory = found->second.back();
        found->second.pop_back();
        kept_ -= size;
        return memory;
    }
    bool give(void* memory, std::size_t size) {
        const std::lock_guard lock(mutex_);
        if (kept_ + size > most_kept) return false;
        blocks_[size].push_back(memory);
        kept_ += size;
        return true;
    }

private:
    std::mutex mutex_;
    std::map<std::size_t, std::vector<void*>> blocks_;
    std::size_t kept_ = 0;
};

Store& store() {
    static Store& the_store = *new Store;  // outlives every static object that holds a block
    return the_store;
}

}  // namespace

void* take_memory(std::size_t bytes) {
    const std::size_t size = rounded(bytes);
    if (size >= smallest_kept)
        if (void* memory = store().take(size)) return memory;
    return from_system(size);
}

void give_memory(void* memory, std::size_t bytes) noexcept {
    const std::size_t size = rounded(bytes);
    try {
        if (size >= smallest_kept && store().give(memory, size)) return;
    } catch (const std::bad_alloc&) {  // no room for the list: the block goes back to the system
    }
    std::free(memory);
}

}  // namespace crosspoint
