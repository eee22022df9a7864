// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/sense_amplifier.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/periphery/bit_error_laws.hpp"
#include "support/near.hpp"

using namespace crosspoint;

namespace {

bool bit(const std::vector<std::uint64_t>& bits, std::size_t j) {
    return (bits[j / 64] >> (j % 64) & 1u) != 0;
}

}  // namespace

TEST_CASE("sense amplifier: without offset the larger current wins and the output is XNOR") {
    const std::vector<float> bl = {2e-6f, 1e-6f, 3e-6f, 1e-6f},
                             blb = {1e-6f, 2e-6f, 3e-6f, 0.5e-6f};
    const std::vector<float> none(4, 1.0f);
    for (const XnorPlace place : {XnorPlace::behind_latch, XnorPlace::before_latch})
        for (const bool input : {true, false}) {
            std::vector<std::uint64_t> bits(1, ~std::uint64_t{0});
            sense_row(bl, blb, none, place, input, bits);
            CHECK(bit(bits, 0) == input);   // stores +1
            CHECK(bit(bits, 1) == !input);  // stores -1
            CHECK(bit(bits, 3) == input);
            CHECK((bits[0] >> 4) == 0);
        }
}

TEST_CASE("sense amplifier: an offset moves the decision to I_bl exp(offset) = I_blb") {
    // ln(1.2) = 0.182: an offset of -0.2 inverts the decision, one of -0.1 does not.
    const std::vector<float> bl(2, 1.2e-6f), blb(2, 1e-6f);
    const std::vector<float> ratio = {static_cast<float>(std::exp(-0.2)),
                                      static_cast<float>(std::exp(-0.1))};
    std::vector<std::uint64_t> bits(1);
    sense_row(bl, blb, ratio, XnorPlace::behind_latch, true, bits);
    CHECK(bits[0] == 0b10);
    sense_row(bl, blb, ratio, XnorPlace::behind_latch, false, bits);
    CHECK(bits[0] == 0b01);  // wrong for both inputs
    sense_row(bl, blb, ratio, XnorPlace::before_latch, true, bits);
    CHECK(bits[0] == 0b10);
    sense_row(bl, blb, ratio, XnorPlace::before_latch, false, bits);
    CHECK(bits[0] == 0b00);  // here the offset helps: both are right
}

TEST_CASE("sense amplifier: columns share amplifiers and draws depend on seed and tile") {
    const SenseAmplifierSpec spec{.offset_sigma_ln = 0.1, .columns_per_amplifier = 4, .seed = 5};
    const auto ratio = draw_sense_ratios(spec, 1, 2, 64);
    for (std::size_t j = 0; j < 64; ++j) CHECK(ratio[j] == ratio[j / 4 * 4]);
    CHECK(ratio[0] != ratio[4]);
    CHECK(draw_sense_ratios(spec, 1, 2, 8)[7] == ratio[7]);
    CHECK(draw_sense_ratios(spec, 1, 3, 64)[0] != ratio[0]);
    CHECK(draw_sense_ratios(spec, 2, 2, 64)[0] != ratio[0]);
    SenseAmplifierSpec other = spec;
    other.seed = 6;
    CHECK(draw_sense_ratios(other, 1, 2, 64)[0] != ratio[0]);
    CHECK(draw_sense_ratios({}, 1, 2, 3) == std::vector<float>{1.0f, 1.0f, 1.0f});
}

TEST_CASE("sense amplifier: drawn cells and offsets fail at the rate of the closed form") {
    // ln R_L ~ N(8, 0.3), ln R_H ~ N(9, 0.6), offsets 0.2: Q(1 / 0.7) = 0.0766
    constexpr std::size_t rows = 200, columns = 1000;
    const ResistanceStates states{
        .mu_low = 8.0, .sigma_low = 0.3, .mu_high = 9.0, .sigma_high = 0.6};
    const double expected = ber_two_cells(states, 0.2);
    CHECK(testing::rel_diff(expected, 0.5 * std::erfc(1.0 / 0.7 / std::sqrt(2.0))) < 1e-13);
    for (const XnorPlace place : {XnorPlace::behind_latch, XnorPlace::before_latch}) {
        double wrong = 0.0;
        auto random = rng(1, 2, 3);
        // As many amplifiers as cells: the law is for a fresh offset of every bit.
        for (std::size_t row = 0; row < rows; ++row) {
            const auto ratio =
                draw_sense_ratios({.offset_sigma_ln = 0.2, .seed = 9}, 0, row, columns);
            std::vector<float> bl(columns), blb(columns);
            std::vector<bool> weight(columns);
            const bool input = random() % 2 == 0;
            for (std::size_t j = 0; j < columns; ++j) {
                weight[j] = random() % 2 == 0;
                const double low = 0.2 / std::exp(8.0 + 0.3 * standard_normal(random));
                const double high = 0.2 / std::exp(9.0 + 0.6 * standard_normal(random));
                bl[j] = static_cast<float>(weight[j] ? low : high);
                blb[j] = static_cast<float>(weight[j] ? high : low);
            }
            std::vector<std::uint64_t> bits((columns + 63) / 64);
            sense_row(bl, blb, ratio, place, input, bits);
            for (std::size_t j = 0; j < columns; ++j)
                wrong += bit(bits, j) != (weight[j] == input) ? 1.0 : 0.0;
        }
        const double n = rows * columns;
        CHECK(std::abs(wrong / n - expected) < 4.0 * std::sqrt(expected * (1.0 - expected) / n));
    }
}
