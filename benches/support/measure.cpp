// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"

#include <time.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <string>

namespace crosspoint::bench {
namespace {

double status_kB(const std::string& key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(key)) {
            std::istringstream rest(line.substr(key.size()));
            double kB = 0.0;
            rest >> kB;
            return kB;
        }
    return 0.0;
}

}  // namespace

double clock_s() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

double thread_s() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Timing timing_of(std::vector<double> seconds) {
    if (seconds.empty()) return {};
    std::ranges::sort(seconds);
    const std::size_t half = seconds.size() / 2;
    const double median_s =
        seconds.size() % 2 == 1 ? seconds[half] : 0.5 * (seconds[half - 1] + seconds[half]);
    return {.median_s = median_s, .best_s = seconds.front(), .repetitions = seconds.size()};
}

Timing repeat(double budget_s, const std::function<void()>& body) {
    constexpr std::size_t least = 3;
    constexpr std::size_t most = 25;
    // Chosen: long runs vary little, so they are not repeated when three would take far too long.
    constexpr double patience = 4.0;
    std::vector<double> seconds;
    const double begin_s = clock_s();
    while (seconds.size() < most) {
        const double start_s = clock_s();
        body();
        seconds.push_back(clock_s() - start_s);
        const double spent_s = clock_s() - begin_s;
        if (seconds.size() >= least ? spent_s > budget_s : spent_s > patience * budget_s) break;
    }
    return timing_of(std::move(seconds));
}

PeakMemory::PeakMemory() {
    std::ofstream("/proc/self/clear_refs") << "5";  // resets the high-water mark
    baseline_kB_ = status_kB("VmRSS:");
}

double PeakMemory::peak_MB() const {
    return std::max(0.0, status_kB("VmHWM:") - baseline_kB_) / 1024.0;
}

}  // namespace crosspoint::bench
