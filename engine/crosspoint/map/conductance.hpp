// Conductance of a cell that a user gives by its resistance, which may be infinite.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace crosspoint {

/// 0 at infinity.  @param ohm > 0
inline double conductance_S(double ohm) { return std::isinf(ohm) ? 0.0 : 1.0 / ohm; }

}  // namespace crosspoint
