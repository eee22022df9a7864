// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/parallel.hpp"

#include <omp.h>

#include <exception>

namespace crosspoint {

int resolve_threads(int requested) { return requested > 0 ? requested : omp_get_num_procs(); }

void parallel_for(std::size_t count, int threads,
                  const std::function<void(std::size_t, int)>& body) {
    const int team = resolve_threads(threads);
    if (team == 1 || count <= 1) {
        for (std::size_t i = 0; i < count; ++i) body(i, 0);
        return;
    }
    std::exception_ptr failure;
    const auto n = static_cast<std::ptrdiff_t>(count);
#pragma omp parallel for schedule(dynamic, 1) num_threads(team)
    for (std::ptrdiff_t i = 0; i < n; ++i) {
        try {
            body(static_cast<std::size_t>(i), omp_get_thread_num());
        } catch (...) {
#pragma omp critical(crosspoint_parallel_failure)
            if (!failure) failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace crosspoint
