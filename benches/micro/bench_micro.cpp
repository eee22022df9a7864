// Every kernel of the library as a share of what this core can do. The machine is measured first;
// then each kernel shows cells per second, GF/s and its share of the multiply-add peak, GB/s and
// its share of the bandwidth at the size of its working set. The larger share is the limit that it
// is nearer to. A kernel of plain additions can pass 100 % of the peak where the processor has
// adders beside its multiply-add units; `--benchmark_filter=NAME` runs one.
// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "kernels.hpp"
#include "machine.hpp"
#include "measure.hpp"

namespace {

using namespace crosspoint::bench;
using benchmark::Counter;

void print_machine(const Machine& machine) {
    std::puts(fmt::format("multiply-add peak of one core ({}): {:.1f} GF/s double, {:.1f} GF/s "
                          "float; bandwidth, GB/s:",
                          machine.target, machine.peak_double_Fs / 1e9, machine.peak_float_Fs / 1e9)
                  .c_str());
    for (const MemoryLevel& level : machine.levels)
        std::puts(fmt::format("  {:18} {:8.0f} KiB   read {:6.1f}   triad {:6.1f}", level.name,
                              level.bytes / 1024.0, level.read_Bs / 1e9, level.triad_Bs / 1e9)
                      .c_str());
    std::fflush(stdout);
}

void measure(benchmark::State& state, const KernelEntry& entry, const Machine& machine) {
    const Kernel kernel = entry.prepare();
    kernel.run();  // first touch of what it allocates
    const double start_s = thread_s();
    for (auto _ : state) {
        kernel.run();
        benchmark::ClobberMemory();
    }
    // Rates by hand: a Counter that is a rate prints "/s" behind a percentage.
    const double run_s = (thread_s() - start_s) / static_cast<double>(state.iterations());
    const double flops_s = kernel.cells * kernel.flops_per_cell / run_s;
    const double bytes_s = kernel.cells * kernel.bytes_per_cell / run_s;
    const double peak_Fs = kernel.single_precision ? machine.peak_float_Fs : machine.peak_double_Fs;
    state.counters["Mcell/s"] = kernel.cells / run_s / 1e6;
    state.counters["flop/cell"] = kernel.flops_per_cell;
    state.counters["byte/cell"] = kernel.bytes_per_cell;
    state.counters["GF/s"] = flops_s / 1e9;
    state.counters["GB/s"] = bytes_s / 1e9;
    state.counters["%peak"] = 100.0 * flops_s / peak_Fs;
    state.counters["%band"] = 100.0 * bytes_s / machine.bandwidth_Bs(kernel.footprint_bytes);
    state.SetLabel(fmt::format("{}, {}", kernel.single_precision ? "float" : "double",
                               machine.level_of(kernel.footprint_bytes).name));
}

void register_machine(const Machine& machine) {
    benchmark::RegisterBenchmark("machine/fma_double", [](benchmark::State& state) {
        double flops = 0.0;
        for (auto _ : state) flops = fma_double(16);
        state.counters["GF/s"] = Counter(flops / 1e9, Counter::kIsIterationInvariantRate);
    });
    benchmark::RegisterBenchmark("machine/fma_float", [](benchmark::State& state) {
        double flops = 0.0;
        for (auto _ : state) flops = fma_float(16);
        state.counters["GF/s"] = Counter(flops / 1e9, Counter::kIsIterationInvariantRate);
    });
    for (const MemoryLevel& level : machine.levels)
        benchmark::RegisterBenchmark(
            ("machine/read/" + level.name).c_str(), [&level](benchmark::State& state) {
                const auto count = static_cast<std::size_t>(level.bytes / sizeof(double));
                const auto a = hwy::AllocateAligned<double>(count);
                std::fill_n(a.get(), count, 1.0);
                for (auto _ : state) benchmark::DoNotOptimize(read_sum({a.get(), count}));
                state.counters["GB/s"] =
                    Counter(level.bytes / 1e9, Counter::kIsIterationInvariantRate);
            });
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    const Machine machine = measure_machine();
    print_machine(machine);
    register_machine(machine);
    for (const auto& list : {ladder_kernels(), schur_kernels(), merge_kernels(), product_kernels(),
                             sparse_kernels(), cell_kernels()})
        for (const KernelEntry& entry : list)
            benchmark::RegisterBenchmark(entry.name.c_str(), [entry,
                                                              &machine](benchmark::State& state) {
                measure(state, entry, machine);
            })->Unit(benchmark::kMicrosecond);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
