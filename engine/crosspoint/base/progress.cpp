// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/progress.hpp"

#include <fmt/format.h>

#include <cmath>

namespace crosspoint {

std::string duration_text(double seconds) {
    const auto whole = static_cast<long long>(std::ceil(seconds));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string progress_line(const ProgressState& state) {
    const bool over = state.points_done >= state.points_total;
    std::string line = fmt::format("point {}/{}", over ? state.points_done : state.points_done + 1,
                                   state.points_total);
    if (!over && state.tiles_total > 0)
        line += fmt::format(", {}/{} tiles prepared", state.tiles_done, state.tiles_total);
    else if (!over)
        line += fmt::format(", {}/{} images", state.images_done, state.images_total);
    if (state.images_per_s > 0.0) {
        line += fmt::format(", {:.4g} images/s", state.images_per_s);
    }
    if (state.cells_per_s > 0.0) {
        line += fmt::format(", {:.3g} G cell evaluations/s", state.cells_per_s * 1e-9);
    }
    if (state.failed > 0) line += fmt::format(", {} failed", state.failed);
    if (!over && state.remaining_s > 0.0) line += ", " + duration_text(state.remaining_s) + " left";
    return line;
}

std::string progress_line(const SolveProgress& state, double elapsed_s) {
    if (!state.stage.empty()) {
        std::string line = state.stage;
        if (state.expected_s > 0.0)
            line += fmt::format(", expected to take {}", duration_text(state.expected_s));
        return line;
    }
    std::string line = fmt::format("{}/{} inputs", state.inputs_done, state.inputs_total);
    if (state.iterations > 0)
        line += fmt::format(", iteration {}, residual {:.1e} A, target {:.1e} A", state.iterations,
                            state.residual_A, state.target_A);
    if (state.inputs_done > 0 && state.inputs_done < state.inputs_total) {
        const auto left = static_cast<double>(state.inputs_total - state.inputs_done);
        line += ", " + duration_text(elapsed_s * left / static_cast<double>(state.inputs_done)) +
                " left";
    }
    return line;
}

}  // namespace crosspoint
