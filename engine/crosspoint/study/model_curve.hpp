// Reference curves of a card as files have them, and the voltages that they put on the terminals of
// the model: the points of an iv curve, the sources of a pulse.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/circuit/waveform.hpp"
#include "crosspoint/device/model.hpp"
#include "crosspoint/study/model_bench.hpp"

namespace crosspoint {

/// Reads a file of comma-separated numbers under a line of names.
/// @errors as read_text_file; input 3100 (no numbers, rows of different lengths, no number)
Result<Curves> read_curve(const std::string& path);

/// The voltages of all terminals at the points of a curve, those without a column at 0 V; every
/// stretch between two points is cut in `parts`. [points][terminals]
/// @errors input 3101: a column of volts that is no terminal of the model
Result<std::vector<std::vector<double>>> terminal_points(const Curves& curve,
                                                         const ModelShape& shape,
                                                         std::size_t parts);

/// [terminals] the voltages of a pulse curve over its first column, time; points on a straight
/// line between others are left out.
/// @errors input 3101
Result<std::vector<PwlWave>> terminal_waves(const Curves& curve, const ModelShape& shape);

}  // namespace crosspoint
