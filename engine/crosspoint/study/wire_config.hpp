// [array.wires] of tile and study files: segment resistances of a technology node. Keys:
// engine/docs/tile-file.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/array/wire_presets.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

/// What stands in [array.wires], with its defaults, and what it gives.
struct WireConfig {
    WirePreset preset;
    std::string settings_json;  ///< an object of the keys

    [[nodiscard]] double wl_ohm() const { return preset.along_row_ohm; }
    [[nodiscard]] double bl_ohm() const { return preset.along_column_ohm; }
    [[nodiscard]] double sl_ohm(Topology topology) const {
        return topology == Topology::one_transistor_row ? preset.along_row_ohm
                                                        : preset.along_column_ohm;
    }
};

/// @param wires  may be missing: nothing
/// @errors input 2203..2206; 2014, 2015 with their place; 2224: a key of the other source
Result<std::optional<WireConfig>> read_wires(const TomlValue& wires, Topology topology);

}  // namespace crosspoint
