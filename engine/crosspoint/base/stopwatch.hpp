// Wall time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace crosspoint {

/// Seconds on a monotonic clock: for reports and progress, never for decisions.
inline double now_s() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace crosspoint
