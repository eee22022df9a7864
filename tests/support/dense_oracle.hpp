// The slow, obvious oracle: modified nodal analysis of a tile in long double with full pivoting.
// Written from TileSpec alone; it shares nothing with expand(), the solvers or the audit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"

namespace crosspoint::testing {

/// Output currents [n] of one input. Meant for a few hundred unknowns.
std::vector<double> dense_currents_A(const TileSpec& spec, const CellArray& cells,
                                     std::span<const double> input);

}  // namespace crosspoint::testing
