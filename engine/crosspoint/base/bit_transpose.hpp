// Transposes bit matrices, 64 x 64 bits at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crosspoint/base/bit_matrix.hpp"

namespace crosspoint {

/// The transpose: bit (i, j) of the argument is bit (j, i) of the result.
BitMatrix transpose(const BitMatrix& bits);

}  // namespace crosspoint
