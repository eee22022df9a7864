// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/memory_cells.hpp"

#include <algorithm>

namespace crosspoint {
namespace {

// A word of a layer: its weights are outputs first_output .., its bits rows first_bit .., the check
// bits behind the data bits that exist.
struct WordPlace {
    std::size_t first_output = 0;
    std::size_t data_bits = 0;
    std::size_t first_bit = 0;
};

template <class Body>
void each_word(const SecdedCode& code, std::size_t outputs, const Body& body) {
    WordPlace place;
    for (; place.first_output < outputs; place.first_output += place.data_bits) {
        place.data_bits =
            std::min(static_cast<std::size_t>(code.data_bits), outputs - place.first_output);
        body(place);
        place.first_bit += place.data_bits + static_cast<std::size_t>(code.check_bits);
    }
}

}  // namespace

std::string_view weight_memory_name(WeightMemory memory) {
    switch (memory) {
        case WeightMemory::two_cells:
            return "2t2r";
        case WeightMemory::one_cell:
            return "1t1r_digital";
        case WeightMemory::secded_8_4:
            return "1t1r_secded_8_4";
        case WeightMemory::secded_39_32:
            return "1t1r_secded_39_32";
        case WeightMemory::secded_72_64:
            return "1t1r_secded_72_64";
    }
    return "";
}

std::optional<SecdedCode> memory_code(WeightMemory memory) {
    switch (memory) {
        case WeightMemory::two_cells:
        case WeightMemory::one_cell:
            break;
        case WeightMemory::secded_8_4:
            return make_secded(4);
        case WeightMemory::secded_39_32:
            return make_secded(32);
        case WeightMemory::secded_72_64:
            return make_secded(64);
    }
    return std::nullopt;
}

std::size_t stored_count(std::size_t outputs, WeightMemory memory) {
    const auto code = memory_code(memory);
    if (!code) return outputs;
    const auto data = static_cast<std::size_t>(code->data_bits);
    const std::size_t words = (outputs + data - 1) / data;
    return outputs + words * static_cast<std::size_t>(code->check_bits);
}

BitMatrix stored_bits(const BitMatrix& weights, WeightMemory memory) {
    const auto code = memory_code(memory);
    if (!code) return weights;
    BitMatrix bits(stored_count(weights.rows(), memory), weights.cols());
    each_word(*code, weights.rows(), [&](const WordPlace& at) {
        for (std::size_t i = 0; i < weights.cols(); ++i) {
            std::uint64_t data = 0;
            for (std::size_t b = 0; b < at.data_bits; ++b) {
                const bool bit = weights.get(at.first_output + b, i);
                data |= std::uint64_t{bit} << b;
                bits.set(at.first_bit + b, i, bit);
            }
            const std::uint32_t check = secded_encode(*code, data).check;
            for (std::size_t c = 0; c < static_cast<std::size_t>(code->check_bits); ++c)
                bits.set(at.first_bit + at.data_bits + c, i, (check >> c & 1u) != 0);
        }
    });
    return bits;
}

BitMatrix decoded_weights(const BitMatrix& bits, WeightMemory memory, std::size_t outputs) {
    const auto code = memory_code(memory);
    if (!code) return bits;
    BitMatrix weights(outputs, bits.cols());
    each_word(*code, outputs, [&](const WordPlace& at) {
        for (std::size_t i = 0; i < bits.cols(); ++i) {
            SecdedWord word;
            for (std::size_t b = 0; b < at.data_bits; ++b)
                word.data |= std::uint64_t{bits.get(at.first_bit + b, i)} << b;
            for (std::size_t c = 0; c < static_cast<std::size_t>(code->check_bits); ++c)
                word.check |= std::uint32_t{bits.get(at.first_bit + at.data_bits + c, i)} << c;
            const std::uint64_t data = secded_decode(*code, word);
            for (std::size_t b = 0; b < at.data_bits; ++b)
                weights.set(at.first_output + b, i, (data >> b & 1u) != 0);
        }
    });
    return weights;
}

}  // namespace crosspoint
