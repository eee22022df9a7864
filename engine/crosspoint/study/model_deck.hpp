// What a compact model is in ngspice: the text of `crosspoint model export`, the deck of a tile
// whose cells are a model, and that tile by our methods and by ngspice.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/spice/compare.hpp"
#include "crosspoint/spice/deck_writer.hpp"
#include "crosspoint/study/model_card.hpp"
#include "crosspoint/study/model_cells.hpp"
#include "crosspoint/veriloga/spice_export.hpp"

namespace crosspoint {

struct ModelExportOptions {
    std::string name;               ///< of the subcircuit; empty: that of the module
    std::vector<std::string> vary;  ///< further parameters of the subcircuit
    std::vector<double> at_V;       ///< [terminals] not empty: a deck of this operating point
    std::string curve;              ///< not empty: a deck of this pulse of the card
};

/// A subcircuit under comments on its use. Its parameters are what the states of the card name,
/// unknowns and parameters, and `vary`; their values are those of `choice`, or where the model
/// rests at 0 V. A deck prints the current into each terminal t as -i(vt). The deck
/// of a pulse begins with the state that the curve begins with, and prints all states at four
/// of its points, "gap_1" to "gap_4".
/// @errors input 3115: the card has no such pulse; 3116: both kinds of deck are asked for; as
/// load_model, compile_model, write_spice_subcircuit and solve_dc (rest)
Result<std::string> export_model(const ModelChoice& choice, const ModelExportOptions& options = {});

/// The cells of a tile as a subcircuit: what differs from cell to cell is a parameter of it, and so
/// is every state.
/// @param stuck  that of cells whose states stay over time, "..._stuck"
/// @errors as write_spice_subcircuit
Result<veriloga::SpiceSubcircuit> cell_subcircuit(const ModelCells& cells, bool stuck = false);

/// The operating point of one input. Values of cells stand on the X lines.
/// @param input [rows] volts (passive) or 0/1 (1T1R)
/// @errors as expand_devices, write_spice_subcircuit and write_device_deck; input 3006, 3111
Result<std::string> write_model_deck(const TileSpec& spec, const ModelCells& cells,
                                     std::span<const double> input,
                                     const DeckOptions& options = {});

/// Every exact method that fits (or the one asked for) against ngspice, one process per input.
/// @param inputs [B x rows]
/// @errors as solve_model_tile, write_model_deck and run_ngspice; numerics 3008
Result<Comparison> compare_model_tile(const TileSpec& spec, const ModelCells& cells,
                                      const Matrix<double>& inputs,
                                      const CompareOptions& options = {});

}  // namespace crosspoint
