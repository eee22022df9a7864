// What arrays make of partial sums, as statistics: for every layer, place along the lines and group
// of columns, how often an exact count was measured as which count. Estimated from circuit-exact
// reads of some images (the counts are kept, so that their scatter is known), and injected into
// other images in place of the circuit.
//
// A draw knows the exact count, not which cells it comes from: errors that the same cells would
// make again and again become independent. Where that matters is a question for a study that runs
// both.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// Measured against exact counts of one layer. Exact and measured counts lie in lowest .. highest.
struct LayerTable {
    std::string name;
    std::size_t places = 1;         ///< row groups along the lines of a tile
    std::size_t column_groups = 1;  ///< equal shares of a tile's columns, from the left
    std::int32_t lowest = 0;
    std::int32_t highest = 0;
    std::vector<std::int64_t> counts = {};  ///< [places x column_groups x exact x measured]
    /// Binarized outputs that were wrong although all inputs of the layer were right.
    std::int64_t activations = 0;
    std::int64_t activation_errors = 0;

    [[nodiscard]] std::size_t values() const {
        return static_cast<std::size_t>(highest - lowest) + 1;
    }
    /// The row of an exact count: [values()] by measured count.
    [[nodiscard]] std::size_t row(std::size_t place, std::size_t column_group,
                                  std::int32_t exact) const {
        return ((place * column_groups + column_group) * values() +
                static_cast<std::size_t>(exact - lowest)) *
               values();
    }
    /// Measured counts beyond the range are counted at its end.
    void record(std::size_t place, std::size_t column_group, std::span<const std::int32_t> exact,
                std::span<const std::int32_t> measured);
    /// @param other  of the same shape, or empty
    void add(const LayerTable& other);
};

struct ErrorTable {
    std::vector<LayerTable> layers;  ///< digital ones have no counts
    std::int64_t images = 0;         ///< that were run
};

/// Writes an .npz: `schema`, `images`, and per layer K with arrays `LK_counts` int64 [places x
/// column_groups x exact x measured], `LK_lowest`, `LK_activations`, `LK_activation_errors`,
/// `LK_name`.
/// @errors environment 1003, 1021
Result<void> write_error_table(const std::string& path, const ErrorTable& table);

/// @errors those of read_npz; input 7410: not such a table
Result<ErrorTable> read_error_table(const std::string& path);

/// Draws measured counts. A count that was never seen in its place errs like the nearest one that
/// was.
class CountSampler {
public:
    explicit CountSampler(const LayerTable& table);

    /// measured[b] for exact[b]; the draw of read b depends on `key` and first_read + b alone.
    void draw(std::size_t place, std::size_t column_group, std::uint64_t key,
              std::uint64_t first_read, std::span<const std::int32_t> exact,
              std::span<std::int32_t> measured) const;
    /// Share of the rows (place, column group, exact count) that no sample has seen.
    [[nodiscard]] double unseen() const;

private:
    // Measured counts of one row with their cumulated probability times 2^32.
    struct Step {
        std::uint64_t below = 0;
        std::int32_t shift = 0;  // measured - exact
    };
    std::size_t places_ = 1, column_groups_ = 1, values_ = 1;
    std::int32_t lowest_ = 0;
    std::vector<std::size_t> first_;  // of each row's steps; one more at the end
    std::vector<Step> steps_;
    std::size_t unseen_ = 0;
};

}  // namespace crosspoint
