// Write schemes: what stands on every line of a tile while some cells of one row are written. The
// voltage that a write gives a cell is from word line to bit line (passive), from bit line to
// source line with the gates of the row on (1T1R), or from gate to channel (cells that the gate
// programs). Lines rest at 0 V before and after; all ramp together, so that the shares hold at
// every moment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/dynamics/tile_phase.hpp"

namespace crosspoint {

/// What the lines of unselected rows and columns do.
enum class WriteScheme : std::uint8_t {
    half,      ///< V/2 on all of them
    third,     ///< word lines V/3, bit lines 2V/3: no cell but the selected sees more than V/3
    floating,  ///< nothing is connected
    grounded,  ///< 0 V: passive: the selected word line alone carries V, so all cells of its row
               ///< see it (for writing whole rows)
    inhibit    ///< 1T1R: both lines of an unselected column at one potential: no voltage on cells
};
std::string_view write_scheme_name(WriteScheme scheme);

enum class WriteBy : std::uint8_t {
    lines,  ///< the two current-carrying lines
    gate    ///< 1T1R with vertical source lines: the gate line against both lines of the column
};

/// One pulse on cells of one row.
struct WritePulse {
    std::size_t row = 0;
    std::vector<std::size_t> cols;    ///< ascending
    std::vector<double> amplitude_V;  ///< [cols] over each cell without IR drop; one sign
    double width_s = 100e-9;          ///< without the ramps
    double rise_s = 1e-9;             ///< of either ramp, > 0
    double gate_V = 0.0;              ///< WriteBy::lines in 1T1R: on the gate of the row
};

struct WriteSetup {
    WriteScheme scheme = WriteScheme::half;
    WriteBy by = WriteBy::lines;
    double gate_off_V = 0.0;  ///< WriteBy::lines in 1T1R: on the gates of the other rows
};

/// The phase of one pulse: two ramps and the width. Every line end that `spec` drives or senses is
/// driven, through the same resistance; its floating ends float.
/// @errors input 7630: the scheme does not fit the tile; 7631: a row or column that the tile does
///         not have, amplitudes that are 0, not finite or of both signs, or a duration out of range
Result<TilePhase> write_phase(const TileSpec& spec, const WriteSetup& setup,
                              const WritePulse& pulse);

/// @errors input 7630
Result<void> check_write_setup(const TileSpec& spec, const WriteSetup& setup);

}  // namespace crosspoint
