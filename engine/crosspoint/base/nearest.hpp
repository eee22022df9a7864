// The known word that is nearest to a misspelled one, for "did you mean".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crosspoint {

/// Insertions, deletions, replacements and swaps of neighbors that turn `a` into `b`.
/// @cost O(|a| |b|)
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known word with the least distance (the first of several), if it is near enough to be what
/// was meant: at most a third of the longer word, or 1.
std::optional<std::string> nearest_word(std::string_view word, std::span<const std::string> known);

/// `did you mean "rows"?`, or `known are a, b, c` when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace crosspoint
