// What a compact model is as a cell, found by evaluating it: the states it starts from, and whether
// its currents allow the faster methods.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/eliminated_cell.hpp"

namespace crosspoint {

/// The states of each cell in the model's own operating point, all terminals at 0 V:
/// [states][cells]
/// @param spec model, cells and parameters; `states` is not read
/// @errors numerics as solve_dc
Result<std::vector<std::vector<double>>> resting_states(const EliminatedCellSpec& spec);

/// Sets `conservative` and `symmetric` to what holds for up to 64 cells at random voltages of up to
/// 1.5 V. A wrong promise is not dangerous: the audit of a solution reads both currents.
/// @errors as EliminatedCell::make
Result<void> probe_promises(EliminatedCellSpec& spec);

}  // namespace crosspoint
