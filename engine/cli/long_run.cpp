// SPDX-License-Identifier: Apache-2.0
#include "long_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

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

StopOnSignal::StopOnSignal() {
    signal_seen = 0;
    set_handler(SIGINT, on_signal);
    set_handler(SIGTERM, on_signal);
    watcher_ = std::jthread([this](const std::stop_token& end) {
        while (!end.stop_requested()) {
            if (signal_seen != 0) {
                // From now on a second signal ends the program.
                set_handler(SIGINT, SIG_DFL);
                set_handler(SIGTERM, SIG_DFL);
                stop_.request_stop();
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

ProgressPrinter::ProgressPrinter()
    : terminal_(isatty(STDERR_FILENO) != 0),
      start_(std::chrono::steady_clock::now()),
      clock_(terminal_ ? 0.25 : 30.0, terminal_ ? 0.0 : 30.0) {}

void ProgressPrinter::show(const ProgressState& state) {
    const double now_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    if (!clock_.due(now_s)) return;
    const std::string line = progress_line(state);
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
