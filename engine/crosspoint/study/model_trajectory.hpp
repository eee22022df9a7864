// One transient of one device between voltage sources, by ngspice and by us, and how the two curves
// are read: at a time, and at a level. For model_agreement.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/circuit/waveform.hpp"
#include "crosspoint/spice/ngspice.hpp"
#include "crosspoint/study/model_card.hpp"
#include "crosspoint/veriloga/spice_export.hpp"

namespace crosspoint {

struct Trajectory {
    std::vector<double> time_s;
    std::vector<std::vector<double>> values;  ///< [states, then terminal currents][points]

    /// On a straight line between two points.
    [[nodiscard]] double at(std::size_t column, double time_s) const;
    /// When a column passes a level for the first time; infinity when it does not.
    [[nodiscard]] double passes(std::size_t column, double level) const;
};

/// What is looked at: unknowns that are states, and the currents of the first terminals.
struct Watched {
    std::vector<std::size_t> states;
    std::size_t currents = 0;
};

/// What both programs are asked for: the largest step, and the error of a step.
struct TrajectoryOptions {
    double step_s = 0.0;
    double reltol = 1e-6;
};

/// The X line of the device "Xd" at the nodes t0, t1, ..., of a subcircuit.
std::string device_line(std::size_t terminals, const std::string& subcircuit);

/// Options, the subcircuit, sources Vt0, Vt1, ..., the device and the .tran line: a deck without
/// its first and last lines.
/// @param waves  [terminals]
std::string transient_bench(const veriloga::SpiceSubcircuit& subcircuit,
                            const std::vector<PwlWave>& waves, const TrajectoryOptions& options);

/// @param waves       [terminals]
/// @errors as run_ngspice_table; numerics 3008
Result<Trajectory> trajectory_by_ngspice(const veriloga::SpiceSubcircuit& subcircuit,
                                         const std::vector<PwlWave>& waves, const Watched& watched,
                                         const TrajectoryOptions& options,
                                         const NgspiceOptions& ngspice);
/// @errors as solve_transient
Result<Trajectory> trajectory_by_us(const LoadedModel& model, const std::vector<PwlWave>& waves,
                                    const Watched& watched, const TrajectoryOptions& options);

}  // namespace crosspoint
