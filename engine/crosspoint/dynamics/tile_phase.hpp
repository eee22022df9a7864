// One phase of a tile over time: what stands at every line end, by itself, for how long. A write
// scheme makes phases, tile_transient.hpp runs them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/circuit/waveform.hpp"

namespace crosspoint {

/// What stands at one end of one line during a phase.
struct EndDrive {
    bool floating = true;
    double resistance_ohm = 0.0;  ///< of the driver or sense amplifier, >= 0, finite
    Waveform voltage_V = DcWave{};
};

/// All lines during one phase. Times of waveforms count from the start of the phase. The ends in
/// TileSpec do not matter here; its segment resistances do.
struct TilePhase {
    double duration_s = 0.0;
    /// [lines] each, or empty: all of them floating. wl_* are of passive tiles only, sl_* of gated
    /// ones. First ends are left and top.
    std::vector<EndDrive> wl_first, wl_last, bl_first, bl_last, sl_first, sl_last;
    /// [rows] volts of the gate lines of a gated tile, behind wl.first_end.resistance_ohm.
    std::vector<Waveform> gate;
    /// Times, ascending, at which a sample is wanted: steps end there too.
    std::vector<double> output_s;
};

/// One driven line end.
struct TileEnd {
    char line_set = 'W';  ///< 'W', 'B' or 'S'
    std::size_t line = 0;
    bool last = false;
    friend bool operator==(const TileEnd&, const TileEnd&) = default;
};

/// The driven ends of a phase in the order of all lists about ends: wl_first, wl_last, bl_first,
/// bl_last, sl_first, sl_last.
std::vector<TileEnd> driven_ends(const TilePhase& phase);
/// "W3 left", "B0 bottom"; `horizontal` when the set runs along the rows.
std::string end_name(const TileEnd& end, bool horizontal);

/// @errors input 7600: a list has not one entry per line, a line set that the tile does not have
///         is driven, a duration or resistance is out of range; 7301: a waveform; 7606: 0 ohm
///         between two ideal sources
Result<void> check_phase(const TileSpec& spec, const TilePhase& phase);

}  // namespace crosspoint
