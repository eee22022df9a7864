// What verbs that run for minutes share: a stop on Ctrl-C, and a line of progress on stderr.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>

#include "crosspoint/base/progress.hpp"

namespace crosspoint::cli {

/// While it lives, the first SIGINT or SIGTERM requests a stop; the second ends the program at
/// once. One at a time.
class StopOnSignal {
public:
    /// @param after  when the program ends then: "the images under way"
    explicit StopOnSignal(std::string after);
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;
    ~StopOnSignal();

    [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

private:
    std::stop_source stop_;
    std::jthread watcher_;
};

/// Shows progress on stderr: on a terminal one line that is written over, at most four times a
/// second; elsewhere a plain line every 30 s.
class ProgressPrinter {
public:
    /// @param quiet_s  no line on a terminal before that
    explicit ProgressPrinter(double quiet_s = 0.0);
    ProgressPrinter(const ProgressPrinter&) = delete;
    ProgressPrinter& operator=(const ProgressPrinter&) = delete;
    ~ProgressPrinter() { clear(); }

    void show(const ProgressState& state);
    /// At once when the solve is expected to take longer than quiet_s. May be called from any
    /// thread, by one at a time.
    void show(const SolveProgress& state);
    /// Takes the line away, so that other text can be written.
    void clear();

private:
    [[nodiscard]] double elapsed_s() const;
    void print(const std::string& line);

    bool terminal_;
    bool shown_ = false;
    double quiet_s_;
    double start_s_;
    ProgressClock clock_;
};

}  // namespace crosspoint::cli
