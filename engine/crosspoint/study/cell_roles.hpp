// Which line of a tile each terminal of a compact model is joined to: [cells.terminals], or names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/device/eliminated_cell.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

/// The roles of the terminals, in their order. Passive tiles have a = wl, b = bl; gated ones
/// a = bl, b = sl and wl as the gate.
/// @param cells the table [cells], which may have [cells.terminals]
/// @errors input 7459: the terminals do not fit the lines, each once; 2206
Result<std::vector<TerminalRole>> read_cell_roles(const TomlValue& cells, const TileSpec& tile,
                                                  const ModelShape& shape);

}  // namespace crosspoint
