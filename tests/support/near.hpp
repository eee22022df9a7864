// Comparisons for currents. doctest::Approx is absolute near zero (1e-6 == Approx(5e-6) holds), so
// it is not used here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>

#include <doctest/doctest.h>

namespace crosspoint::testing {

/// |a - b| relative to the larger of the two; 0 when both are 0; NaN stays NaN.
inline double rel_diff(double a, double b) {
    if (a == b) return 0.0;
    return std::abs(a - b) / std::max(std::abs(a), std::abs(b));
}

/// Largest |a - b| over two vectors, relative to the largest |b|.
inline double rel_diff_max(std::span<const double> a, std::span<const double> b) {
    double diff = a.size() == b.size() ? 0.0 : std::numeric_limits<double>::infinity();
    double scale = 0.0;
    for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) {
        if (!(std::abs(a[k] - b[k]) <= diff)) diff = std::abs(a[k] - b[k]);
        scale = std::max(scale, std::abs(b[k]));
    }
    return diff == 0.0 ? 0.0 : diff / scale;
}

/// Runs `body(random)` for n seeds; a failure prints the one seed to replay.
template <class Body>
void for_all(int n, Body body) {
    for (int k = 0; k < n; ++k) {
        const std::uint64_t seed = 0x9E3779B97F4A7C15ull * static_cast<unsigned long long>(k + 1);
        CAPTURE(seed);
        std::mt19937_64 random(seed);
        body(random);
    }
}

}  // namespace crosspoint::testing
