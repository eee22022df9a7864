// The laws against numbers computed another way: minimization, drawn cells, enumerated error
// patterns, and a code that is encoded, disturbed and decoded.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/bit_error_laws.hpp"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using testing::rel_diff;

namespace {

// Data bits that are wrong after the decoder, summed over all error patterns of `errors` bits.
double wrong_bits(const SecdedCode& code, std::uint64_t data, int errors) {
    const int n = code.word_bits();
    const SecdedWord sent = secded_encode(code, data);
    std::vector<int> at(static_cast<std::size_t>(errors));
    for (int k = 0; k < errors; ++k) at[static_cast<std::size_t>(k)] = k;
    double wrong = 0.0;
    for (;;) {
        SecdedWord read = sent;
        for (const int bit : at) {
            if (bit < code.data_bits)
                read.data ^= std::uint64_t{1} << bit;
            else
                read.check ^= std::uint32_t{1} << (bit - code.data_bits);
        }
        wrong += std::popcount(secded_decode(code, read) ^ data);
        int k = errors;
        while (k > 0 && at[static_cast<std::size_t>(k - 1)] == n - errors + k - 1) --k;
        if (k == 0) return wrong;
        ++at[static_cast<std::size_t>(k - 1)];
        for (; k < errors; ++k)
            at[static_cast<std::size_t>(k)] = at[static_cast<std::size_t>(k - 1)] + 1;
    }
}

}  // namespace

TEST_CASE("bit error laws: the normal tail has the values of the tables") {
    CHECK(normal_tail(0.0) == 0.5);
    CHECK(rel_diff(normal_tail(1.0), 0.15865525393145705) < 1e-14);
    CHECK(rel_diff(normal_tail(6.0), 9.865876450376946e-10) < 1e-13);
    CHECK(rel_diff(normal_tail(-2.0), 1.0 - normal_tail(2.0)) < 1e-15);
}

TEST_CASE("bit error laws: the best reference is where no other is better") {
    // Equal sigmas: halfway, and BER_2T2R = Q(D / (sqrt 2 s)) where BER_1T1R = Q(D / 2 s).
    const ResistanceStates same{
        .mu_low = 8.0, .sigma_low = 0.5, .mu_high = 11.0, .sigma_high = 0.5};
    CHECK(rel_diff(best_reference(same), 9.5) < 1e-15);
    CHECK(rel_diff(ber_one_cell(same, 9.5), normal_tail(3.0)) < 1e-13);
    CHECK(rel_diff(ber_two_cells(same), normal_tail(3.0 * std::sqrt(2.0))) < 1e-12);
    CHECK(rel_diff(ber_one_cell(same, 9.5, 1.2), normal_tail(1.5 / 1.3)) < 1e-13);
    CHECK(rel_diff(ber_two_cells(same, std::sqrt(0.5)), normal_tail(3.0)) < 1e-12);

    testing::for_all(200, [](std::mt19937_64& random) {
        ResistanceStates s{.mu_low = 5.0 * uniform(random), .sigma_low = 0.05 + uniform(random)};
        s.mu_high = s.mu_low + 0.05 + 4.0 * uniform(random);
        s.sigma_high = random() % 8 == 0 ? s.sigma_low * (1.0 + 1e-9) : 0.05 + uniform(random);
        const double sense = random() % 2 == 0 ? 0.0 : uniform(random);

        const double best = best_reference(s, sense);

        const double least = ber_one_cell(s, best, sense);
        double scanned = 1.0;
        for (int k = -400; k <= 800; ++k)
            scanned = std::min(
                scanned, ber_one_cell(s, s.mu_low + k / 400.0 * (s.mu_high - s.mu_low), sense));
        CHECK(least <= scanned * (1.0 + 1e-12));
        CHECK(least <= 0.5);
    });
}

TEST_CASE("bit error laws: cells that are drawn fail as often") {
    const ResistanceStates s{.mu_low = 8.5, .sigma_low = 0.4, .mu_high = 10.0, .sigma_high = 1.0};
    const double sense = 0.3, reference = best_reference(s, sense);
    auto random = rng(4, 5, 6);
    constexpr int draws = 400000;
    double one = 0.0, two = 0.0;
    for (int k = 0; k < draws; ++k) {
        const double low = s.mu_low + s.sigma_low * standard_normal(random);
        const double high = s.mu_high + s.sigma_high * standard_normal(random);
        const double offset = sense * standard_normal(random);
        const bool is_high = k % 2 == 0;
        one += ((is_high ? high : low) + offset > reference) != is_high ? 1.0 : 0.0;
        two += high - low + offset < 0.0 ? 1.0 : 0.0;
    }
    for (const auto& [count, law] : {std::array{one, ber_one_cell(s, reference, sense)},
                                     std::array{two, ber_two_cells(s, sense)}})
        CHECK(std::abs(count / draws - law) < 4.0 * std::sqrt(law * (1.0 - law) / draws));
}

TEST_CASE("bit error laws: SECDED codes have the sizes of the books and repair what they promise") {
    CHECK(make_secded(4).word_bits() == 8);
    CHECK(make_secded(8).word_bits() == 13);
    CHECK(make_secded(16).word_bits() == 22);
    CHECK(make_secded(32).word_bits() == 39);
    CHECK(make_secded(64).word_bits() == 72);
    auto random = rng(7, 8, 9);
    for (const int k : {1, 4, 11, 12, 32, 64}) {
        const SecdedCode code = make_secded(k);
        const std::uint64_t data = random() >> (64 - k);
        CAPTURE(k);
        CHECK(secded_decode(code, secded_encode(code, data)) == data);
        CHECK(wrong_bits(code, data, 1) == 0.0);
        // Two errors are left as they are: of C(n, 2) pairs, each data bit is in n - 1.
        const int n = code.word_bits();
        CHECK(wrong_bits(code, data, 2) == static_cast<double>(k) * (n - 1));
    }
}

TEST_CASE("bit error laws: SECDED of 8 bits by all of its 256 error patterns") {
    const SecdedCode code = make_secded(4);
    for (const double p : {1e-6, 1e-3, 0.05, 0.3, 0.5, 0.9}) {
        double sum = 0.0, word = 0.0;
        for (int w = 1; w <= 8; ++w) {
            const double each = std::pow(p, w) * std::pow(1.0 - p, 8 - w);
            sum += wrong_bits(code, 0b1011, w) / 4.0 * each;
            const double patterns = std::tgamma(9.0) / std::tgamma(w + 1.0) / std::tgamma(9.0 - w);
            if (w >= 2) word += patterns * each;
        }
        CAPTURE(p);
        CHECK(rel_diff(secded_bit_error(code, p), sum) < 1e-12);
        CHECK(rel_diff(secded_word_error(code, p), word) < 1e-12);
    }
    CHECK(secded_bit_error(code, 0.0) == 0.0);
}

TEST_CASE(
    "bit error laws: SECDED of 39 bits by patterns of up to 4 errors and the rest as a bound") {
    const SecdedCode code = make_secded(32);
    const int n = code.word_bits();
    const double p = 2e-3;
    double sum = 0.0, covered = 0.0;
    for (int w = 0; w <= 4; ++w) {
        const double each = std::pow(p, w) * std::pow(1.0 - p, n - w);
        double patterns = 1.0;
        for (int k = 0; k < w; ++k) patterns = patterns * (n - k) / (k + 1);
        covered += patterns * each;
        if (w > 0) sum += wrong_bits(code, 0x5a5a1234u, w) / 32.0 * each;
    }
    const double law = secded_bit_error(code, p);
    CHECK(law >= sum * (1.0 - 1e-12));
    CHECK(law <= sum + (1.0 - covered) + 1e-15);
    CHECK((1.0 - covered) < 2e-4 * law);  // the bound is tight: it tells 0.02 % apart
    // Two errors of which each data bit sees n - 1 pairs: the leading term.
    CHECK(rel_diff(secded_bit_error(code, 1e-7), 38.0 * 1e-14) < 1e-4);
}

TEST_CASE("bit error laws: SECDED of 72 bits as often as a drawn channel") {
    const SecdedCode code = make_secded(64);
    const double p = 0.02;
    auto random = rng(10, 11, 12);
    constexpr int words = 20000;
    double wrong = 0.0, squares = 0.0;
    for (int k = 0; k < words; ++k) {
        const std::uint64_t data = random();
        SecdedWord word = secded_encode(code, data);
        for (int bit = 0; bit < 72; ++bit) {
            if (uniform(random) >= p) continue;
            if (bit < 64)
                word.data ^= std::uint64_t{1} << bit;
            else
                word.check ^= std::uint32_t{1} << (bit - 64);
        }
        const double one = std::popcount(secded_decode(code, word) ^ data);
        wrong += one;
        squares += one * one;
    }
    const double mean = wrong / words;
    const double sigma = std::sqrt((squares / words - mean * mean) / words);
    CHECK(std::abs(mean - 64.0 * secded_bit_error(code, p)) < 4.0 * sigma);
}
