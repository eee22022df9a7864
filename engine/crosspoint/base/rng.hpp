// Random numbers that are the same on every machine. The std engines are portable, the std
// distributions are not, so the distributions here are our own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>

namespace crosspoint {

/// A stream for one purpose and one index of it: independent of thread count and of call order.
/// @source SplitMix64 (Steele, Lea, Flood 2014) mixes the three numbers into one seed.
inline std::mt19937_64 rng(std::uint64_t seed, std::uint64_t purpose, std::uint64_t index) {
    std::uint64_t state = seed;
    for (const std::uint64_t word : {purpose, index}) {
        state += 0x9E3779B97F4A7C15ull + word;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ull;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EBull;
        state ^= state >> 31;
    }
    return std::mt19937_64(state);
}

/// Uniform in [0, 1), 53 bits.
inline double uniform(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1.0p-53;
}

/// Uniform integer in [low, high]; the bias of the modulo is below 2^-32 for spans under 2^32.
inline std::int64_t uniform_int(std::mt19937_64& random, std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(random() % span);
}

}  // namespace crosspoint
