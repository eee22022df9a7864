// The cells of a layer whose weights are only stored (weight_memory.hpp), and the weights that
// follow from what the amplifiers say of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/periphery/bit_error_laws.hpp"

namespace crosspoint {

enum class WeightMemory : std::uint8_t {
    two_cells,
    one_cell,
    secded_8_4,
    secded_39_32,
    secded_72_64
};

/// "2t2r", "1t1r_digital", "1t1r_secded_8_4", ..
std::string_view weight_memory_name(WeightMemory memory);

/// Columns that one decision of an amplifier takes: 2 or 1.
constexpr std::size_t cells_per_bit(WeightMemory memory) {
    return memory == WeightMemory::two_cells ? 2 : 1;
}

/// Nothing without a code.
std::optional<SecdedCode> memory_code(WeightMemory memory);

/// Bits that are stored of the weights of one input, check bits too.
std::size_t stored_count(std::size_t outputs, WeightMemory memory);

/// The bits that are stored of [outputs x inputs] weights: [bits x inputs]. With a code the weights
/// of an input to neighboring outputs are a word and its check bits follow; the last word may have
/// fewer weights, the others of it count as 0 and have no cells.
BitMatrix stored_bits(const BitMatrix& weights, WeightMemory memory);

/// The weights [outputs x inputs] of bits [bits x inputs] as they were read, decoded.
BitMatrix decoded_weights(const BitMatrix& bits, WeightMemory memory, std::size_t outputs);

}  // namespace crosspoint
