// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_trajectory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "crosspoint/simulate/transient.hpp"
#include "crosspoint/spice/device_deck.hpp"
#include "crosspoint/study/model_bench.hpp"

namespace crosspoint {

std::string device_line(std::size_t terminals, const std::string& subcircuit) {
    std::string line = "Xd";
    for (std::size_t t = 0; t < terminals; ++t) line += fmt::format(" t{}", t);
    return line + " " + subcircuit + "\n";
}

std::string transient_bench(const veriloga::SpiceSubcircuit& subcircuit,
                            const std::vector<PwlWave>& waves, const TrajectoryOptions& options) {
    std::string deck = fmt::format(
        ".options reltol={} vntol=1e-12 abstol=1e-15 chgtol=1e-22 trtol=1 gmin=1e-20 temp=27 "
        "method=trap\n{}",
        options.reltol, subcircuit.text);
    for (std::size_t t = 0; t < waves.size(); ++t)
        deck += fmt::format("Vt{0} t{0} 0 {1}\n", t, pwl_text(waves[t]));
    return deck + device_line(waves.size(), subcircuit.name) +
           fmt::format(".tran {0} {1} 0 {0}\n", options.step_s, waves.front().time_s.back());
}

double Trajectory::at(std::size_t column, double when_s) const {
    const auto after = std::upper_bound(time_s.begin(), time_s.end(), when_s);
    const std::vector<double>& column_values = values[column];
    if (after == time_s.begin()) return column_values.front();
    if (after == time_s.end()) return column_values.back();
    const auto k = static_cast<std::size_t>(after - time_s.begin());
    const double part = (when_s - time_s[k - 1]) / (time_s[k] - time_s[k - 1]);
    return column_values[k - 1] + part * (column_values[k] - column_values[k - 1]);
}

double Trajectory::passes(std::size_t column, double level) const {
    const std::vector<double>& of = values[column];
    for (std::size_t k = 1; k < of.size(); ++k)
        if ((of[k - 1] < level) != (of[k] < level))
            return time_s[k - 1] +
                   (time_s[k] - time_s[k - 1]) * (level - of[k - 1]) / (of[k] - of[k - 1]);
    return std::numeric_limits<double>::infinity();
}

Result<Trajectory> trajectory_by_ngspice(const veriloga::SpiceSubcircuit& subcircuit,
                                         const std::vector<PwlWave>& waves, const Watched& watched,
                                         const TrajectoryOptions& options,
                                         const NgspiceOptions& ngspice) {
    const std::string deck = "tran\n" + transient_bench(subcircuit, waves, options) + ".end\n";
    const auto table = run_ngspice_table(deck, ngspice);
    if (!table) return table.error();
    Trajectory made{.time_s = table->columns.front(), .values = {}};
    std::vector<std::string> names;
    for (const std::size_t state : watched.states)
        names.push_back("v(xd." + subcircuit.unknowns[state] + ")");
    for (std::size_t t = 0; t < watched.currents; ++t) names.push_back(fmt::format("i(vt{})", t));
    for (const std::string& name : names) {
        const auto column = table->column(name);
        if (!column) return column.error();
        made.values.push_back(**column);
    }
    return made;
}

Result<Trajectory> trajectory_by_us(const LoadedModel& model, const std::vector<PwlWave>& waves,
                                    const Watched& watched, const TrajectoryOptions& options) {
    Netlist netlist = bench_of(model.model, model.held);
    TransientOptions transient;
    for (std::size_t t = 0; t < waves.size(); ++t) netlist.set_wave(t, waves[t]);
    for (const std::size_t state : watched.states)
        transient.probes.push_back(
            {.name = {}, .kind = ProbeKind::device_internal, .index = 0, .unknown = state});
    for (std::size_t t = 0; t < watched.currents; ++t)
        transient.probes.push_back({.name = {}, .kind = ProbeKind::branch_A, .index = t});
    transient.stop_s = waves.front().time_s.back();
    transient.max_step_s = options.step_s;
    transient.reltol = options.reltol;
    transient.abstol = 1e-3 * options.reltol;
    MemoryTrace trace;
    const auto solved = solve_transient(netlist, transient, trace);
    if (!solved) return solved.error();
    Trajectory made{.time_s = trace.time_s(), .values = {}};
    for (std::size_t k = 0; k < transient.probes.size(); ++k)
        made.values.push_back(trace.values(k));
    return made;
}

}  // namespace crosspoint
