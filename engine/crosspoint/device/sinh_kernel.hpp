// I = g sinh(a V) / a and its derivative g cosh(a V) for blocks of lanes, in SIMD.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace crosspoint {

struct SinhLanes {
    static constexpr std::size_t size = 64;
    /// |a V| above which a lane must be done another way.
    static constexpr double most = 700.0;
    alignas(64) double v_V[size];
    alignas(64) double g_S[size];
    alignas(64) double a_per_V[size];  ///< 0: a resistor
    alignas(64) double i_A[size];      ///< out
    alignas(64) double slope_S[size];  ///< out
};

/// All lanes of the block; those beyond `most`, or with a NaN, are not to be used.
void sinh_lanes(SinhLanes& block);

}  // namespace crosspoint
