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
    if (!over) line += fmt::format(", {}/{} images", state.images_done, state.images_total);
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

}  // namespace crosspoint
