// Parallel loops with the same result for any number of threads: the iterations are independent,
// and what they produce is combined by the caller in index order.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace crosspoint {

/// Number of threads to use: `requested`, or all cores when it is 0.
int resolve_threads(int requested);

/// Runs `body(i, thread)` for i in [0, count) on `threads` threads. The assignment of iterations to
/// threads is not fixed, so `body` writes only to places that belong to i (or to per-thread
/// scratch that leaves no trace). An exception from `body` is passed on after the loop has ended.
void parallel_for(std::size_t count, int threads,
                  const std::function<void(std::size_t i, int thread)>& body);

}  // namespace crosspoint
