// A pre-charge sense amplifier on two bit lines: which one discharges first. One weight is two
// cells, +1 = (low, high resistance), -1 the other way round; one row is read at a time, and the
// answer is one bit, no analog sum.
//
// The two sides discharge equal capacitances by the two column currents, so that the decision is
//     bit = [ ln(I_bl / I_blb) + offset > 0 ],   offset ~ N(0, sigma)
// with the mismatch of the amplifier in units of ln I (equal to ln R at a fixed read voltage),
// drawn once per amplifier. The amplifier also forms XNOR with the input bit. Where that happens
// matters for which reads fail: behind the latch, the same weights fail for either input; where the
// input crosses the bit lines before the latch, the offset helps one input and hurts the other.
// Assumptions: engine/docs/periphery.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crosspoint {

/// Where the input bit acts.
enum class XnorPlace : std::uint8_t { behind_latch, before_latch };

struct SenseAmplifierSpec {
    double offset_sigma_ln = 0.0;           ///< of an amplifier, in ln I
    std::size_t columns_per_amplifier = 1;  ///< neighbors that share one, at least 1
    XnorPlace xnor = XnorPlace::behind_latch;
    std::uint64_t seed = 1;
    friend bool operator==(const SenseAmplifierSpec&, const SenseAmplifierSpec&) = default;
};

/// exp(offset) of the amplifier of each column (pair) of a tile: I_bl times it is compared with
/// I_blb. The same for the same seed, layer and tile.
std::vector<float> draw_sense_ratios(const SenseAmplifierSpec& spec, std::size_t layer,
                                     std::size_t tile, std::size_t columns);

/// Bits that the amplifiers put out for one row: bit j is 1 (+1) or 0 (-1). A tie is 0.
/// @param bl_A,blb_A  [columns] currents of the two sides
/// @param ratio       [columns] of draw_sense_ratios
/// @param input       the input bit of the row: XNOR with the stored weight
/// @param bits        out, [columns / 64 rounded up]; bits beyond the columns are 0
void sense_row(std::span<const float> bl_A, std::span<const float> blb_A,
               std::span<const float> ratio, XnorPlace xnor, bool input,
               std::span<std::uint64_t> bits);

}  // namespace crosspoint
