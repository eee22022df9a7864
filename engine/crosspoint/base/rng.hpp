// Random numbers that are the same on every machine. The std engines are portable, the std
// distributions are not, so the distributions here are our own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <numbers>
#include <random>

namespace crosspoint {

/// One seed of several numbers; the order counts.
/// @source SplitMix64 (Steele, Lea, Flood 2014)
constexpr std::uint64_t mixed_seed(std::uint64_t seed, std::initializer_list<std::uint64_t> words) {
    std::uint64_t state = seed;
    for (const std::uint64_t word : words) {
        state += 0x9E3779B97F4A7C15ull + word;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ull;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EBull;
        state ^= state >> 31;
    }
    return state;
}

/// A stream for one purpose and one index of it: independent of thread count and of call order.
inline std::mt19937_64 rng(std::uint64_t seed, std::uint64_t purpose, std::uint64_t index) {
    return std::mt19937_64(mixed_seed(seed, {purpose, index}));
}

/// A stream of a few numbers whose start costs nothing, for millions of cells with one each.
/// @source SplitMix64, as above
class SmallRandom {
public:
    using result_type = std::uint64_t;
    explicit SmallRandom(std::uint64_t seed) : state_(seed) {}
    static constexpr std::uint64_t min() { return 0; }
    static constexpr std::uint64_t max() { return std::numeric_limits<std::uint64_t>::max(); }
    std::uint64_t operator()() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15ull;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t state_;
};

/// Uniform in [0, 1), 53 bits.
template <class Random>
double uniform(Random& random) {
    return static_cast<double>(random() >> 11) * 0x1.0p-53;
}

/// Standard normal, from two uniform numbers.
/// @source G. E. P. Box, M. E. Muller, Ann. Math. Stat. 29 (1958), 610-611
template <class Random>
double standard_normal(Random& random) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform(random)));
    return radius * std::cos(2.0 * std::numbers::pi * uniform(random));
}

/// Uniform integer in [low, high]; the bias of the modulo is below 2^-32 for spans under 2^32.
inline std::int64_t uniform_int(std::mt19937_64& random, std::int64_t low, std::int64_t high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(random() % span);
}

}  // namespace crosspoint
