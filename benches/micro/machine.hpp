// What one core of this machine can do at most: the yardstick of every kernel.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace crosspoint::bench {

/// Bandwidth of one core on arrays of one total size.
struct MemoryLevel {
    std::string name;  ///< "L1", "L2", "8 MiB", ...
    double bytes = 0.0;
    double read_Bs = 0.0;   ///< sum of one array
    double triad_Bs = 0.0;  ///< a = b + s c: two reads and one write
};

struct Machine {
    std::string target;  ///< instruction set that Highway chose
    double peak_double_Fs = 0.0;
    double peak_float_Fs = 0.0;
    std::vector<MemoryLevel> levels;  ///< ascending in bytes

    /// The better of read and triad at the measured size that is nearest to `bytes`.
    [[nodiscard]] double bandwidth_Bs(double bytes) const;
    [[nodiscard]] const MemoryLevel& level_of(double bytes) const;
};

/// Measures for about three seconds: best of several repetitions at every level.
Machine measure_machine();

/// Fused multiply-adds on registers, `rounds` of a fixed block each; returns the operations done,
/// where a multiply-add counts as two.
double fma_double(std::size_t rounds);
double fma_float(std::size_t rounds);
double read_sum(std::span<const double> a);
void triad(std::span<double> a, std::span<const double> b, std::span<const double> c);
/// Name of the instruction set in use.
const char* machine_target();

}  // namespace crosspoint::bench
