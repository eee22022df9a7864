// What verbs that run for minutes share: a stop on Ctrl-C, and a line of progress on stderr.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <thread>

#include "crosspoint/base/progress.hpp"

namespace crosspoint::cli {

/// While it lives, the first SIGINT or SIGTERM requests a stop; the second ends the program at
/// once. One at a time.
class StopOnSignal {
public:
    StopOnSignal();
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
    ProgressPrinter();
    ProgressPrinter(const ProgressPrinter&) = delete;
    ProgressPrinter& operator=(const ProgressPrinter&) = delete;
    ~ProgressPrinter() { clear(); }

    void show(const ProgressState& state);
    /// Takes the line away, so that other text can be written.
    void clear();

private:
    bool terminal_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point start_;
    ProgressClock clock_;
};

}  // namespace crosspoint::cli
