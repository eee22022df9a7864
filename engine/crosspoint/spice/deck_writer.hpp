// A tile under one input as a deck that `ngspice -b` runs as it is.
//
// Nodes carry the names of ExpandedTile::node_name (W3_5, B0_0, S1_2, W3_left), resistors the name
// of the node they lead to (RW3_5, RB3_5, RB5_bottom), cells are R3_5 and drives VW3_left. The
// current into the sense node of column j is i(vsense{j}), positive into the sense node.
// ngspice turns a resistor of 0 ohm into 1 mohm, so exact joins are written as 0-V sources
// (VzW3_5), one for each edge of a spanning tree, since a loop of 0-V sources has no unique
// currents.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// Whether the deck itself says which results to show.
enum class DeckResults {
    none,  ///< `.op` only; for `ngspice -b -r FILE`, which saves every node voltage
    print  ///< a .control section that prints every output current with 15 digits, then quits
};

struct DeckOptions {
    std::string title = "crosspoint tile";  ///< first line; control characters become spaces
    DeckResults results = DeckResults::print;
};

/// input 3006: element `i` of an input vector is `x`.
Error not_an_input(const TileSpec& spec, std::size_t i, double x);

/// Writes the deck of one tile under one input.
/// @param cells  g_on_S is [rows x cols], siemens
/// @param input  [rows]: volts (passive) or 0/1 gates (1T1R), finite
/// @return the text; open cells and broken wires are left out, islands without any source are tied
///         to ground by one resistor each, which carries no current
/// @errors input: the spec is invalid (20xx), shapes do not fit (3005), an input is not finite or
///         not 0/1 (3006), two ideal ends are joined by 0 ohm (2102)
/// @cost   O(rows * cols)
Result<std::string> write_deck(const TileSpec& spec, const CellArray& cells,
                               std::span<const double> input, const DeckOptions& options = {});

}  // namespace crosspoint
