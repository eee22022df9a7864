// A tran file by our engines and by ngspice: the currents of all line ends and the states of all
// cells over time, and where they are furthest apart. What `crosspoint verify TRAN.toml` prints.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/spice/ngspice.hpp"
#include "crosspoint/study/tran_config.hpp"

namespace crosspoint {

struct TranCompareOptions {
    double reltol = 1e-6;  ///< of a time step, in all programs
    double least_steps = 1000.0;
    NgspiceOptions ngspice;
};

/// The largest difference of one kind of quantity.
struct TranWorst {
    double difference_rel = 0.0;  ///< infinity: something is not finite
    std::string where;            ///< "gap of cell [2, 3]", "W3 left"
    double time_s = 0.0;          ///< since the start of the first phase
};

/// One of our engines against ngspice.
struct TranEngineComparison {
    TileEngine engine = TileEngine::fast;
    std::string skipped;  ///< why there is no comparison; empty: there is
    std::string failure;  ///< of the engine; empty: it came to the end
    std::size_t steps = 0;
    std::string method;
    std::string left_out;  ///< PhaseReport::left_out
    /// Of a state: relative to the largest value that it has in any cell at any time.
    TranWorst states;
    /// The same at the end of the last phase alone.
    TranWorst reached;
    /// Of the current into the tile at a line end: relative to the largest one of its phase.
    TranWorst currents;
    [[nodiscard]] bool agrees(double rtol) const;
};

struct TranComparison {
    std::vector<TranEngineComparison> engines;
    std::size_t cells = 0, states = 0, ends = 0, phases = 0;
    std::size_t times = 0;  ///< at which both are looked at
    std::size_t ngspice_points = 0;
    double abstol_A = 0.0;   ///< of currents in ngspice: 1e-12, or what it converged with
    double largest_A = 0.0;  ///< of any line end
    double moved = 0.0;      ///< the furthest that a state went, relative as `states`
    [[nodiscard]] bool agrees(double rtol) const;
};

/// Runs the deck of write_tran_deck, once more with abstol 1e-10 A where ngspice gives up, then
/// both engines with the same tolerance. The circuit engine is left out where it means something
/// else: in further phases its charges begin at rest.
/// @errors as write_tran_deck and run_ngspice_table; numerics 3008
Result<TranComparison> compare_tran(const TranJob& job, const TranCompareOptions& options = {});

/// A table for people; `source` is the tran file.
std::string tran_comparison_text(const TranComparison& comparison, const std::string& source,
                                 const std::string& ngspice, double rtol);
/// The same as a JSON object; infinity is null.
std::string tran_comparison_json(const TranComparison& comparison, const std::string& source,
                                 const std::string& ngspice, double rtol);

}  // namespace crosspoint
