// Progress of long work: when a line is due, and what it says. Nothing here prints or reads the
// clock: the caller gives the seconds since the start and shows the line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace crosspoint {

/// What a progress line shows. Rates and the remaining time are 0 when nothing is known yet.
struct ProgressState {
    long long points_done = 0;
    long long points_total = 0;
    long long images_done = 0;  ///< of the point under way
    long long images_total = 0;
    long long tiles_done = 0;   ///< prepared, of the point under way
    long long tiles_total = 0;  ///< 0: they are prepared, images are read
    double images_per_s = 0.0;
    double cells_per_s = 0.0;
    double remaining_s = 0.0;
    long long failed = 0;  ///< points
};

/// "point 3/16, 2560/10000 images, 1230 images/s, 9.2 G cell evaluations/s, 1 min 20 s left"
std::string progress_line(const ProgressState& state);

/// How far the solve of one tile is. What is not known is 0 or empty.
struct SolveProgress {
    std::string stage;  ///< of a solve that is not done input by input: "transfer matrix"
    std::size_t inputs_done = 0;
    std::size_t inputs_total = 0;
    double expected_s = 0.0;     ///< for the whole solve, said before
    std::size_t iterations = 0;  ///< of the input under way, when that takes long
    double residual_A = 0.0;     ///< sum over its nodes, with its rounding
    double target_A = 0.0;       ///< where its iteration ends
};

/// "340/1000 inputs, 12 s left", or for one large input
/// "0/1 inputs, iteration 34, residual 3.2e-07 A, target 1.1e-15 A".
/// @param elapsed_s since the solve began
std::string progress_line(const SolveProgress& state, double elapsed_s);

/// "45 s", "3 min 20 s", "2 h 5 min".
std::string duration_text(double seconds);

/// Lets a line through at most every `period_s`. The first is due after `first_s`.
class ProgressClock {
public:
    explicit ProgressClock(double period_s, double first_s = 0.0)
        : period_s_(period_s), next_s_(first_s) {}

    /// True when a line is due at `now_s`; then the next one is due a period later.
    bool due(double now_s) {
        if (now_s < next_s_) return false;
        next_s_ = now_s + period_s_;
        return true;
    }

private:
    double period_s_;
    double next_s_;
};

/// Amount of work per second. Work that began before the meter was made does not count.
class RateMeter {
public:
    explicit RateMeter(double start_s) : start_s_(start_s) {}

    void add(double amount) { amount_ += amount; }
    /// 0 until some time has passed and some work is done.
    [[nodiscard]] double per_s(double now_s, double under_way = 0.0) const {
        return now_s > start_s_ ? (amount_ + under_way) / (now_s - start_s_) : 0.0;
    }

private:
    double start_s_;
    double amount_ = 0.0;
};

}  // namespace crosspoint
