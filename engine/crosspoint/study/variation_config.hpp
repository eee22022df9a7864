// [variation] of a tile file: how the values of the cells scatter, and which cells are defect.
// Keys: engine/docs/tile-file.md. What is read here is drawn by study/cell_sampler.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/quantity.hpp"
#include "crosspoint/device/variation.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

/// What may scatter: one value of every cell.
struct QuantityInfo {
    std::string name;
    Unit unit = Unit::none;
    Accepts accepts = {};  ///< the physical range; empty: all values
};

/// A set of values that a file names: `stuck_on = { state = "lrs" }`.
struct NamedState {
    std::string name;
    std::vector<std::pair<std::string, double>> values;
};

/// What a [variation] may speak of.
struct VariationContext {
    std::string of;  ///< "cells of g_S or r_ohm", "module ReRAM", for messages
    std::vector<QuantityInfo> quantities;
    bool resistors = false;  ///< g_S and r_ohm are one value
    std::vector<NamedState> states = {};
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::string path;  ///< of the file, which arrays are named relative to
    /// The two kinds of cells of a study: sigmas are one number, on and off cells may scatter by
    /// themselves, no map of faults, and stuck cells are those kinds unless the file says
    /// otherwise.
    bool two_kinds = false;
};

struct NamedSpread {
    QuantityInfo quantity;
    Spread spread;
    std::string key;  ///< "variation.device.r_ohm"
    SourceSpan where;
};

struct VariationConfig {
    std::uint64_t seed = 1;
    std::size_t cycles = 1;
    bool every_read = false;  ///< a cycle is one input vector, not one programming
    std::vector<NamedSpread> device;
    std::vector<NamedSpread> cycle;
    std::vector<NamedSpread> device_on, device_off;  ///< two kinds: of cells of one kind
    std::uint64_t programming = 0;                   ///< two kinds: which draw of `cycle`
    FaultFractions fractions;
    std::vector<FaultKind> map;  ///< [cells], in place of the fractions; empty: none
    std::vector<std::pair<std::string, double>> stuck_on, stuck_off;
    double open_ohm = std::numeric_limits<double>::infinity();
    std::optional<double> short_ohm;
    SourceSpan where;

    /// Whether some cell may have this fault.
    [[nodiscard]] bool has(FaultKind kind) const;
};

/// Reads [variation]; nothing when the file has none.
/// @errors input 7470..7477, 7480, 7483, 7485, 7493 and those of the TOML reader
Result<std::optional<VariationConfig>> read_variation(const TomlValue& table,
                                                      const VariationContext& context);

/// The table of a quantity in a section: NAME, "A.B" in quotes, or A.B as tables of tables.
TomlValue quantity_table(const TomlValue& section, const std::string& name);

/// Reads one table of a distribution. `cells` false: sigma is one number.
/// @errors input 7471..7473, 7480, 7485
Result<Spread> read_spread(const TomlValue& table, const VariationContext& context, Unit unit,
                           bool cells);

/// Reads the fractions of [variation.faults].  @errors input 2205, 7474
Result<FaultFractions> read_fault_fractions(const TomlValue& faults);

}  // namespace crosspoint
