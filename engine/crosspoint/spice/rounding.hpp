// How far rounding alone can move the answer of a plain nodal analysis in double precision, such as
// that of ngspice: what a comparison with it can resolve.
//
// A node whose conductances sum to G is stored with an error of about eps * G. That error acts as a
// leak of this conductance from the node to ground. A leak at node k draws eps * G_k * v_k, and the
// share t_k of it is missing at the sense ends, so to first order
// (equation 10 of engine/docs/physics.md)
//     |error of an output| <= 8 eps * (sum_k G_k |v_k| t_k + |output|).
// By reciprocity t_k is the voltage of node k when all sense ends are at 1 V and all drives at 0 V.
// Our own solvers refine with branch currents (solve/nodal.hpp) and do not suffer from this.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "crosspoint/array/tile_spec.hpp"

namespace crosspoint {

struct RoundingEstimate {
    double floor_A = 0.0;    ///< what rounding may do to an output current
    double largest_A = 0.0;  ///< largest output current
};

/// @param input  one input vector, [rows]; the network must pass check_network
/// @cost one factorization and two solves by KLU
RoundingEstimate estimate_rounding(const TileSpec& spec, const CellArray& cells,
                                   std::span<const double> input);

}  // namespace crosspoint
