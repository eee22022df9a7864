// SPDX-License-Identifier: Apache-2.0
#include "long_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <utility>

#include "command.hpp"
#include "crosspoint/base/stopwatch.hpp"

namespace crosspoint::cli {

namespace {

// The only thing that a signal handler may safely touch. There is no way to hand it a pointer.
volatile std::sig_atomic_t signal_seen = 0;

extern "C" void on_signal(int) { signal_seen = 1; }

void set_handler(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
}

}  // namespace

StopOnSignal::StopOnSignal(std::string after) {
    signal_seen = 0;
    set_handler(SIGINT, on_signal);
    set_handler(SIGTERM, on_signal);
    watcher_ = std::jthread([this, after = std::move(after)](const std::stop_token& end) {
        while (!end.stop_requested()) {
            if (signal_seen != 0) {
                // From now on a second signal ends the program.
                set_handler(SIGINT, SIG_DFL);
                set_handler(SIGTERM, SIG_DFL);
                stop_.request_stop();
                if (isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
                note("stopping after " + after + "; once more ends it at once");
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    });
}

StopOnSignal::~StopOnSignal() {
    watcher_.request_stop();
    watcher_.join();
    set_handler(SIGINT, SIG_DFL);
    set_handler(SIGTERM, SIG_DFL);
}

ProgressPrinter::ProgressPrinter(double quiet_s)
    : terminal_(isatty(STDERR_FILENO) != 0),
      quiet_s_(terminal_ ? quiet_s : 30.0),
      start_s_(now_s()),
      clock_(terminal_ ? 0.25 : 30.0) {}

double ProgressPrinter::elapsed_s() const { return now_s() - start_s_; }

void ProgressPrinter::show(const ProgressState& state) {
    const double elapsed = elapsed_s();
    if (elapsed >= quiet_s_ && clock_.due(elapsed)) print(progress_line(state));
}

void ProgressPrinter::show(const SolveProgress& state) {
    const double elapsed = elapsed_s();
    const bool wanted = elapsed >= quiet_s_ || (terminal_ && state.expected_s > quiet_s_);
    if (wanted && clock_.due(elapsed)) print(progress_line(state, elapsed));
}

void ProgressPrinter::print(const std::string& line) {
    // "\033[K" clears to the end of the line. No line break: the next line is written over it.
    const std::string text = terminal_ ? "\r" + line + "\033[K" : line + "\n";
    std::fputs(text.c_str(), stderr);
    shown_ = terminal_;
}

void ProgressPrinter::clear() {
    if (shown_) std::fputs("\r\033[K", stderr);
    shown_ = false;
}

}  // namespace crosspoint::cli
