// BinSparX: fewer cells conduct when columns of weights and vectors of activations that are mostly
// ones are complemented, and what was complemented is undone digitally.
//
// For one column of one row group of N rows, w' = w or 1 - w (flag f_w, one bit a column), and for
// one read of it x' = x or 1 - x (flag f_x), the count that was asked for follows exactly from PS'
// = sum x' w':
//     sum x w' = f_x ? S'_w - PS' : PS',      sum x w = f_w ? S_x - sum x w' : sum x w'
// with S'_w the on cells of w' and S_x the ones of x before the flip.
// @source A. Malhotra, S. K. Gupta, BinSparX, arXiv 2412.03553 (2024); the algebra is ours
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/map/tile_plan.hpp"

namespace crosspoint {

/// What is complemented where more than half is one.
enum class Sparsify : std::uint8_t { none, weights, activations, both };

/// How it is decided what is complemented.
enum class FlipRule : std::uint8_t {
    count,   ///< BinSparX: where more than half are ones
    current  ///< columns: the way that errs less in solved sample reads; vectors: where the
             ///< selected rows have more than half of the on cells of all rows of the group
};

std::string_view flip_rule_name(FlipRule rule);     ///< "count", "current"
std::string_view sparsify_name(Sparsify sparsify);  ///< "none", "weights", ...

constexpr bool flips_weights(Sparsify s) { return s == Sparsify::weights || s == Sparsify::both; }
constexpr bool flips_activations(Sparsify s) {
    return s == Sparsify::activations || s == Sparsify::both;
}

/// Whether more than half of `count` bits are ones: then the complement has fewer.
constexpr bool mostly_ones(std::size_t ones, std::size_t count) { return 2 * ones > count; }

/// Complements rows group.first .. of the columns that are marked.
/// @param cells  in/out, [columns x rows] of a tile
/// @param flags  [columns]
void flip_columns(BitMatrix& cells, const RowGroup& group, std::span<const std::uint8_t> flags);

/// The columns that have more ones than zeros in the rows of a group: the static flips.
std::vector<std::uint8_t> columns_mostly_ones(const BitMatrix& cells, const RowGroup& group);

/// On cells of each column in the rows of a group, S_w.
std::vector<std::int32_t> count_ones(const BitMatrix& cells, const RowGroup& group);

/// sum x w from PS' (the two lines above): the obvious form, for one column and one read.
constexpr std::int32_t corrected_count(std::int32_t measured, bool flipped_x, bool flipped_w,
                                       std::int32_t on_cells, std::int32_t selected) {
    const std::int32_t of_flipped_column = flipped_x ? on_cells - measured : measured;
    return flipped_w ? selected - of_flipped_column : of_flipped_column;
}

}  // namespace crosspoint
