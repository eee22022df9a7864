// The products of the solution of an input and the adjoint solution that are the derivatives of an
// output current (section "Sensitivities" of engine/docs/physics.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "crosspoint/solve/sensitivity.hpp"
#include "crosspoint/solve/source_field.hpp"

namespace crosspoint {

/// A solution and the voltages behind the line ends that made it.
struct SourcedField {
    const SourceField* field = nullptr;
    TileEndValues source_V;
};

/// All derivatives, and the sums of the report; `output`, `i_out_A` and the rest of the report stay
/// empty. @param input  [m] of the forward solution
TileSensitivity sensitivity_terms(const FieldNetwork& network, std::span<const double> input,
                                  const SourcedField& forward, const SourcedField& adjoint);

/// Whether two line ends of 0 ohm exist that a path of 0 ohm could join.
bool may_conflict(const TileSpec& spec);

}  // namespace crosspoint
