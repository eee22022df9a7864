// SPDX-License-Identifier: Apache-2.0
#include "machine.hpp"

#include <fmt/format.h>
#include <hwy/aligned_allocator.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "measure.hpp"

namespace crosspoint::bench {
namespace {

// Best rate of several runs of `work` in units per second. `work(times)` does it that many times.
template <class Work>
double best_rate(double units, const Work& work) {
    constexpr double aim_s = 0.004;  // short runs: some are not disturbed
    constexpr int runs = 60;
    std::size_t times = 1;
    double once_s = 0.0;
    for (;;) {  // long enough for the clock
        const double start_s = thread_s();
        work(times);
        once_s = thread_s() - start_s;
        if (once_s > aim_s) break;
        times *= 2;
    }
    double best_s = once_s;
    for (int run = 0; run < runs; ++run) {
        const double start_s = thread_s();
        work(times);
        best_s = std::min(best_s, thread_s() - start_s);
    }
    return units * static_cast<double>(times) / best_s;
}

MemoryLevel measure_level(std::string name, double bytes) {
    MemoryLevel level{.name = std::move(name), .bytes = bytes};
    const auto count = static_cast<std::size_t>(bytes / sizeof(double));
    // Unaligned vectors straddle cache lines and halve what L1 gives.
    const auto memory = hwy::AllocateAligned<double>(count);
    const std::span<double> a(memory.get(), count);
    std::ranges::fill(a, 1.0);
    volatile double kept = 0.0;
    level.read_Bs = best_rate(bytes, [&](std::size_t times) {
        for (std::size_t t = 0; t < times; ++t) kept = kept + read_sum(a);
    });
    // Three arrays that together are as large; apart from each other by more than a page offset.
    const std::size_t third = (count / 3) & ~std::size_t{7};
    const auto first = a.first(third);
    const auto second = a.subspan(third, third);
    const auto last = a.subspan(2 * third, third);
    level.triad_Bs =
        best_rate(static_cast<double>(3 * third * sizeof(double)), [&](std::size_t times) {
            for (std::size_t t = 0; t < times; ++t) triad(first, second, last);
        });
    return level;
}

double cache_bytes(int name, double otherwise) {
    const long size = sysconf(name);
    return size > 0 ? static_cast<double>(size) : otherwise;
}

}  // namespace

const MemoryLevel& Machine::level_of(double bytes) const {
    const auto apart = [bytes](const MemoryLevel& level) {
        return std::abs(std::log(level.bytes / bytes));
    };
    return *std::ranges::min_element(levels, {}, apart);
}

double Machine::bandwidth_Bs(double bytes) const {
    const MemoryLevel& level = level_of(bytes);
    return std::max(level.read_Bs, level.triad_Bs);
}

Machine measure_machine() {
    constexpr double mib = 1024.0 * 1024.0;
    Machine machine;
    machine.target = machine_target();
    // Counted once per call of the same size, so the units follow from what the kernel reports.
    machine.peak_double_Fs = best_rate(fma_double(16), [](std::size_t times) {
        for (std::size_t t = 0; t < times; ++t) fma_double(16);
    });
    machine.peak_float_Fs = best_rate(fma_float(16), [](std::size_t times) {
        for (std::size_t t = 0; t < times; ++t) fma_float(16);
    });
    machine.levels.push_back(
        measure_level("L1", cache_bytes(_SC_LEVEL1_DCACHE_SIZE, 32.0 * 1024.0) / 2.0));
    machine.levels.push_back(measure_level("L2", cache_bytes(_SC_LEVEL2_CACHE_SIZE, mib) / 2.0));
    // Virtual machines state the third level wrongly: fixed sizes, from within it to far beyond.
    for (const double size : {8.0, 24.0, 96.0, 384.0})
        machine.levels.push_back(measure_level(fmt::format("{:.0f} MiB", size), size * mib));
    return machine;
}

}  // namespace crosspoint::bench
