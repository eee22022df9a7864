// The reference curves beside a card ([reference] of device_models/README.md) against what the
// compiled model does: static currents by solve_dc, states under pulses by solve_transient.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/study/model_card.hpp"

namespace crosspoint {

struct CurveComparison {
    std::string name;
    std::size_t values = 0;  ///< compared
    double worst = 0.0;      ///< largest difference, relative: to the value (iv), or to the largest
                             ///< of the state (pulse)
    double tolerance = 0.0;  ///< of the card
    std::string where = {};  ///< of the worst: column and place
    std::string failure = {};  ///< what could not be solved

    [[nodiscard]] bool agrees() const {
        return failure.empty() && values > 0 && worst <= tolerance;
    }
};

/// Each curve with its own state and parameters. Currents that differ by 1e-18 A and states that
/// never leave 0 by more than 1e-9 count as equal.
/// @errors input 7146: a curve file is no table of numbers, or has no columns to compare; as
///         load_model and read_text_file
Result<std::vector<CurveComparison>> compare_curves(const std::string& card_path);

}  // namespace crosspoint
