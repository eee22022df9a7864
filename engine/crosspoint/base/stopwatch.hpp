// Wall time of a piece of work.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace crosspoint {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace crosspoint
