// One column of a tile whose bit and source lines both run along it: two resistive rails with a
// cell between them at every row. Solved exactly in O(m), in double precision.
//
// Equations (11 to 14 of engine/docs/physics.md, with the derivation). Seen from row i downward,
// the rest of the column is a linear two-port of the rails b (bit line) and s (source line). It is
// kept as a star with sources:
//
//     b --[zb]--(Eb)--+--(Es)--[zs]-- s        v_b = Eb + zb Ib + zc (Ib + Is)
//                     |                        v_s = Es + zs Is + zc (Ib + Is)
//                    [zc]                      Ib, Is: currents that enter from above
//                     |
//                 reference
//
//   a segment in each rail:  zb += r_b,  zs += r_s
//   a cell g across b and s: D = zb + zs,  f = 1 / (1 + g D)
//                            Eb' = f (Eb (1 + g zs) + Es g zb),  Es' = f (Es (1 + g zb) + Eb g zs)
//                            zc' = zc + g f zb zs,  zb' = f zb,  zs' = f zs
//
// Every operation adds, multiplies or divides positive numbers: nothing cancels, nothing overflows,
// and 0 ohm, infinite ohm, shorts and opens come out as exact limits. Going down again gives the
// cell currents  Ic = g f (Eb - Es + zb Ib - zs Is)  and all node voltages.
// No fixed ratio of r_s to r_b is needed, and any combination of driven, sensed and floating ends
// is taken: this is the reference of the single-precision kernel (ladder_gates.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace crosspoint {

/// One end of a rail: a source behind a resistance (infinite = floating). The segment next to the
/// end is part of `ohm`.
struct RailEnd {
    double ohm = std::numeric_limits<double>::infinity();
    double volts = 0.0;
};

/// Geometry of one column. Segment k of a rail lies between row k - 1 and row k, k = 1 .. m - 1.
struct LadderColumn {
    std::vector<double> b_ohm, s_ohm;  ///< [m], entry 0 unused
    RailEnd b_top, b_bottom, s_top, s_bottom;
};

/// Currents out of the column at its four ends (into whatever stands there).
struct LadderCurrents {
    double b_top_A = 0.0, b_bottom_A = 0.0, s_top_A = 0.0, s_bottom_A = 0.0;
};

/// The star of the header comment.
struct LadderStar {
    double zb, zs, zc, eb, es;
};

/// Scratch of solve_ladder_column, reused between calls.
struct LadderWork {
    std::vector<LadderStar> below;
};

/// @param g_S    [m] cell conductances of this input; 0 = open, infinity = short
/// @param b_V,s_V out, [m] with the given stride: node voltages; NaN where nothing decides
/// @return currents at the ends; two ideal ends on one zero-ohm path share their current
/// arbitrarily
/// @cost  O(m): one division and about 20 operations per cell
LadderCurrents solve_ladder_column(const LadderColumn& column, std::span<const double> g_S,
                                   std::span<double> b_V, std::span<double> s_V, std::size_t stride,
                                   LadderWork& work);

}  // namespace crosspoint
