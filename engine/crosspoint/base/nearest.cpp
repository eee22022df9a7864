// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/nearest.hpp"

#include <algorithm>

#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    Matrix<std::size_t> cost(a.size() + 1, b.size() + 1);
    for (std::size_t i = 0; i <= a.size(); ++i) cost(i, 0) = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost(0, j) = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = cost(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
            cost(i, j) = std::min({replace, cost(i - 1, j) + 1, cost(i, j - 1) + 1});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) cost(i, j) = std::min(cost(i, j), cost(i - 2, j - 2) + 1);
        }
    }
    return cost(a.size(), b.size());
}

std::optional<std::string> nearest_word(std::string_view word, std::span<const std::string> known) {
    std::optional<std::string> best;
    std::size_t best_distance = 0;
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(word, candidate);
        const std::size_t limit =
            std::max<std::size_t>(1, std::max(word.size(), candidate.size()) / 3);
        if (distance <= limit && (!best || distance < best_distance)) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
    if (const auto near = nearest_word(word, known)) return "did you mean \"" + *near + "\"?";
    if (known.empty()) return "nothing is known here";
    std::string text = "known are ";
    for (std::size_t k = 0; k < known.size(); ++k) text += (k == 0 ? "" : ", ") + known[k];
    return text;
}

}  // namespace crosspoint
