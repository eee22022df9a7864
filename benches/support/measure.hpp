// How benches measure: medians of repetitions within a time limit, and peak memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace crosspoint::bench {

/// Repetitions of one measurement.
struct Timing {
    double median_s = 0.0;
    double best_s = 0.0;
    std::size_t repetitions = 0;
};

/// Seconds on a monotonic clock.
double clock_s();
/// Seconds that the calling thread has computed: on a busy machine the better clock of a kernel.
double thread_s();

Timing timing_of(std::vector<double> seconds);

/// Runs `body` 3 to 25 times, but begins no further run when `budget_s` is over.
Timing repeat(double budget_s, const std::function<void()>& body);

/// Peak of the resident memory since construction, above what was resident then. On a kernel that
/// cannot reset its high-water mark the peak of the whole process is used.
class PeakMemory {
public:
    PeakMemory();
    [[nodiscard]] double peak_MB() const;

private:
    double baseline_kB_ = 0.0;
};

}  // namespace crosspoint::bench
