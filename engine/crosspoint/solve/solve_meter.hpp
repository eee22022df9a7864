// Counts what is done of a solve and tells it to SolveOptions::progress, one thread at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "crosspoint/base/progress.hpp"

namespace crosspoint {

class SolveMeter {
public:
    /// @param tell  may be empty
    SolveMeter(std::function<void(const SolveProgress&)> tell, std::size_t inputs,
               double expected_s)
        : tell_(std::move(tell)) {
        state_.inputs_total = inputs;
        state_.expected_s = expected_s;
    }

    /// Work that is not done input by input begins.
    void begin_stage(const std::string& name) {
        change([&] { state_.stage = name; });
    }
    void iterating(std::size_t iterations, double residual_A, double target_A) {
        change([&] {
            state_.iterations = iterations;
            state_.residual_A = residual_A;
            state_.target_A = target_A;
        });
    }
    void add_inputs(std::size_t count) {
        change([&] {
            state_.inputs_done += count;
            state_.iterations = 0;
        });
    }

private:
    template <class Change>
    void change(const Change& apply) {
        if (!tell_) return;
        const std::lock_guard lock(mutex_);
        apply();
        tell_(state_);
    }

    std::function<void(const SolveProgress&)> tell_;
    std::mutex mutex_;
    SolveProgress state_;
};

}  // namespace crosspoint
