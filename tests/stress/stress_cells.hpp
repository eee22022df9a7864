// The cells of the stress set: those in closed form, at their steepest, and every shipped card that
// has a meaning in dc, each cell in a state of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/eliminated_cell.hpp"

namespace crosspoint::stress {

/// Cells of one tile.
struct Cells {
    std::shared_ptr<const CellModel> model;
    EliminatedCellSpec spec;  ///< of a card: what the model is made of; else without model
};

/// A kind of cell.
struct Kind {
    std::string name;    ///< "sinh a=40", "rram/stanford_v1"
    bool gated = false;  ///< for 1T1R tiles; else for passive ones
    std::function<Result<Cells>(std::size_t cells)> make;
};

/// All kinds; cards are found under `models`, the folder device_models.
/// @errors input of the cards' readers
Result<std::vector<Kind>> all_kinds(const std::string& models);

}  // namespace crosspoint::stress
