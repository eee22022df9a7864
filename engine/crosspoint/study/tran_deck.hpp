// A tran file as one SPICE deck: all phases one after the other, the cells with the states of the
// tile file at the start. A line end that is driven in some phases and floats in others, or changes
// its resistance, has switches; a voltage that two phases do not share is a steep
// ramp at the beginning of the second.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/spice/deck_writer.hpp"
#include "crosspoint/study/tran_config.hpp"

namespace crosspoint {

struct TranDeckOptions {
    DeckOptions deck;
    double reltol = 1e-6;     ///< of a step, as TileTransientOptions has it
    double abstol_A = 1e-12;  ///< TransientDeckOptions::abstol_A
    double least_steps = 1000.0;
    std::vector<double> output_s;  ///< as TilePhase::output_s, since the start of the first phase
    std::string data_file;         ///< TransientDeckOptions::data_file
};

struct TranDeck {
    std::string text;
    double stop_s = 0.0;
    /// Ends that some phase drives, and ngspice's name of the current of each, "i(vw3_left)": the
    /// current into the tile is minus that.
    std::vector<TileEnd> ends;
    std::vector<std::string> end_vectors;
    /// [states][cells] "v(x3_5.gap)"; empty for a cell that has no device.
    std::vector<std::vector<std::string>> state_vectors;
};

/// How long a voltage takes to go from what one phase ends with to what the next begins with.
double phase_edge_s(const std::vector<TilePhase>& phases);

/// @errors as write_model_deck, without those of its input
Result<TranDeck> write_tran_deck(const TranJob& job, const TranDeckOptions& options = {});

}  // namespace crosspoint
