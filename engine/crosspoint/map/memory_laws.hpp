// What the closed forms (periphery/bit_error_laws.hpp) say of weights that are only stored
// (weight_memory.hpp): without wires and leaks of other rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/map/memory_cells.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/periphery/bit_error_laws.hpp"

namespace crosspoint {

/// ln R of the two states as the options scatter them; nothing where it is not normal (other
/// distributions, bounds, faults, cells that are a model, no current in off cells).
std::optional<ResistanceStates> resistance_states(const TiledOptions& options);

/// The resistance between the states that a cell is compared with.
/// @errors input 4521: there is none in closed form
Result<double> rule_reference_ohm(const TiledOptions& options, ReferenceRule rule,
                                  double sigma_sense);

/// Expected share of wrong weights; NaN where there is no closed form. One cell: of the ones and
/// zeros that are really stored.
/// @param reference_ohm  of one cell
/// @param stored         bits of the layer as they lie in the cells, check bits too
double weight_error_law(const TiledOptions& options, WeightMemory memory, double sigma_sense,
                        double reference_ohm, const BitMatrix& stored);

}  // namespace crosspoint
