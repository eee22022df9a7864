// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge_buffer.hpp"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace crosspoint {

void prefer_large_pages([[maybe_unused]] void* data, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
    ::madvise(data, bytes, MADV_HUGEPAGE);  // may fail: then the pages are small
#endif
}

}  // namespace crosspoint
