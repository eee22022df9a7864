// The table that `crosspoint verify` prints, as text and as JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/spice/compare.hpp"

namespace crosspoint::cli {

/// One tile: what it is, and how it compared or why it could not be compared.
struct VerifyRow {
    std::size_t index = 0;
    TileSpec spec;
    std::size_t inputs = 0;
    std::optional<Comparison> comparison;
    std::string failure;  ///< when there is no comparison

    [[nodiscard]] bool agrees(double rtol) const;
    /// "ok", "no current" (agreed on zero), "differs", "rounding" (differs, but not more than
    /// rounding in ngspice explains; not counted as agreement), "failed".
    [[nodiscard]] const char* status(double rtol) const;
};

struct VerifyReport {
    std::string ngspice_version;
    double rtol = 1e-9;
    std::string source;  ///< the tile file, or empty for random tiles
    std::uint64_t seed = 0;
    std::size_t max_size = 0;
    std::vector<VerifyRow> rows;

    [[nodiscard]] std::size_t agreeing() const;
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string json() const;
};

}  // namespace crosspoint::cli
