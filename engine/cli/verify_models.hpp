// crosspoint verify --models: the table of agreement of model cards.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/spice/ngspice.hpp"

namespace crosspoint::cli {

/// @param paths  cards, or folders with cards; empty: the folder device_models
/// @return 0 when every card agrees, 1 when one misses
Result<int> verify_models(const std::vector<std::string>& paths, const std::string& format,
                          const NgspiceOptions& ngspice);

}  // namespace crosspoint::cli
