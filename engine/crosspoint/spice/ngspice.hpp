// Runs ngspice as a program: a process of its own per deck, without a shell, in a fresh temporary
// folder that is removed afterwards, with a time limit. Nothing of the user's ngspice settings
// (.spiceinit, SPICE_* variables) reaches it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "crosspoint/base/error.hpp"
#include "crosspoint/spice/raw_file.hpp"

namespace crosspoint {

struct NgspiceOptions {
    double time_limit_s = 120.0;      ///< of one run; the process is killed when it is over
    std::string program = "ngspice";  ///< name searched on PATH, or a path with a slash
};

/// Full path of the program.
/// @errors environment 3001: not installed; the help names the Debian package
Result<std::string> find_ngspice(const NgspiceOptions& options = {});

/// First line of `ngspice --version` that names it, e.g. "ngspice-39".
/// @errors as find_ngspice; environment 3007: it cannot be started
Result<std::string> ngspice_version(const NgspiceOptions& options = {});

/// Computes the operating point of a deck (`ngspice -n -b -r`).
/// @return node voltages "v(w0_0)" and source currents "i(vsense0)"
/// @errors environment 3001 not installed, 3007 cannot be started or no temporary folder,
///         numerics 3002 time limit, 3003 malformed .raw file, 3004 ngspice reports an error or a
///         singular matrix
Result<RawPoint> run_ngspice(std::string_view deck, const NgspiceOptions& options = {});

/// Runs the one analysis of a deck: a dc sweep or a transient, all points.
/// @errors as run_ngspice
Result<RawTable> run_ngspice_table(std::string_view deck, const NgspiceOptions& options = {});

}  // namespace crosspoint
