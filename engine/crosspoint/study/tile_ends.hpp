// The [ends] table of a tile file: what stands at the ends of the lines, with the defaults of each
// topology.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

/// Error 2212: a key that belongs to another topology.
Error foreign_key(const TomlValue& value, const std::string& what, std::string help);

/// Fills the ends of spec.wl, .bl and .sl by spec.topology. An end that is not named keeps its
/// default, but a named sense end replaces the default sense end, and a named end that drives the
/// same thing (input or read) replaces the default driver.
/// @errors input 2203, 2205, 2210: an end that is neither driven nor sensed, or both;
///         2211: an end on a gate line; 2212: lines that the topology does not have
Result<void> read_ends(const TomlValue& ends, TileSpec& spec);

}  // namespace crosspoint
