// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/bit_error_laws.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "crosspoint/base/error.hpp"

namespace crosspoint {
namespace {

void check_states(const ResistanceStates& states) {
    CROSSPOINT_ASSERT(states.sigma_low > 0.0 && states.sigma_high > 0.0 &&
                      states.mu_high > states.mu_low);
}

// Column of the parity check matrix of a bit: its number, and the parity bit that every bit has.
std::uint32_t column(const SecdedCode& code, int bit) {
    const std::uint32_t parity = std::uint32_t{1} << (code.check_bits - 1);
    if (bit < code.data_bits) return code.number[static_cast<std::size_t>(bit)] | parity;
    const int check = bit - code.data_bits;
    return check == code.check_bits - 1 ? parity : (std::uint32_t{1} << check) | parity;
}

std::uint32_t syndrome(const SecdedCode& code, const SecdedWord& word) {
    std::uint32_t sum = 0;
    for (int i = 0; i < code.data_bits; ++i)
        if ((word.data >> i & 1u) != 0) sum ^= column(code, i);
    for (int i = 0; i < code.check_bits; ++i)
        if ((word.check >> i & 1u) != 0) sum ^= column(code, code.data_bits + i);
    return sum;
}

}  // namespace

double normal_tail(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }

OneCellErrors one_cell_errors(const ResistanceStates& states, double reference,
                              double sigma_sense) {
    check_states(states);
    return {
        .of_low =
            normal_tail((reference - states.mu_low) / std::hypot(states.sigma_low, sigma_sense)),
        .of_high =
            normal_tail((states.mu_high - reference) / std::hypot(states.sigma_high, sigma_sense))};
}

double ber_one_cell(const ResistanceStates& states, double reference, double sigma_sense) {
    const OneCellErrors errors = one_cell_errors(states, reference, sigma_sense);
    return 0.5 * (errors.of_low + errors.of_high);
}

double best_reference(const ResistanceStates& states, double sigma_sense) {
    check_states(states);
    // x = reference - mu_L obeys x^2 / l^2 - (x - d)^2 / h^2 = 2 ln(h / l), of whose two roots this
    // is the one where the low state wins below and the high state above. It has no cancellation
    // where l and h are close.
    const double l2 = states.sigma_low * states.sigma_low + sigma_sense * sigma_sense;
    const double h2 = states.sigma_high * states.sigma_high + sigma_sense * sigma_sense;
    const double d = states.mu_high - states.mu_low;
    const double ratio = std::log(h2 / l2);
    const double root = std::sqrt(d * d / (l2 * h2) + (1.0 / l2 - 1.0 / h2) * ratio);
    return states.mu_low + (d * d / h2 + ratio) / (root + d / h2);
}

double balanced_reference(const ResistanceStates& states, double sigma_sense) {
    check_states(states);
    const double low = std::hypot(states.sigma_low, sigma_sense);
    const double high = std::hypot(states.sigma_high, sigma_sense);
    return (states.mu_low * high + states.mu_high * low) / (low + high);
}

double rule_reference(const ResistanceStates& states, ReferenceRule rule, double sigma_sense) {
    return rule == ReferenceRule::best ? best_reference(states, sigma_sense)
                                       : balanced_reference(states, sigma_sense);
}

double ber_two_cells(const ResistanceStates& states, double sigma_sense) {
    check_states(states);
    return normal_tail((states.mu_high - states.mu_low) /
                       std::hypot(states.sigma_low, states.sigma_high, sigma_sense));
}

SecdedCode make_secded(int data_bits) {
    CROSSPOINT_ASSERT(data_bits >= 1 && data_bits <= 64);
    SecdedCode code{.data_bits = data_bits, .check_bits = 0, .number = {}};
    std::uint32_t number = 2;
    while (static_cast<int>(code.number.size()) < data_bits)
        if (++number; !std::has_single_bit(number)) code.number.push_back(number);
    code.check_bits = static_cast<int>(std::bit_width(number)) + 1;
    return code;
}

SecdedWord secded_encode(const SecdedCode& code, std::uint64_t data) {
    SecdedWord word{.data = data, .check = 0};
    const std::uint32_t sum = syndrome(code, word);
    const std::uint32_t parity = std::uint32_t{1} << (code.check_bits - 1);
    word.check = sum & (parity - 1);
    // The parity bit makes the whole word even: of the data and of the check bits just set.
    if ((sum & parity) != 0) word.check |= parity;
    if (std::popcount(sum & (parity - 1)) % 2 != 0) word.check ^= parity;
    return word;
}

std::uint64_t secded_decode(const SecdedCode& code, const SecdedWord& word) {
    const std::uint32_t sum = syndrome(code, word);
    const std::uint32_t parity = std::uint32_t{1} << (code.check_bits - 1);
    if ((sum & parity) == 0) return word.data;  // nothing, or two errors: as read
    for (int i = 0; i < code.data_bits; ++i)
        if (column(code, i) == sum) return word.data ^ (std::uint64_t{1} << i);
    return word.data;
}

double secded_bit_error(const SecdedCode& code, double p) {
    CROSSPOINT_ASSERT(p >= 0.0 && p <= 1.0);
    const std::size_t syndromes = std::size_t{1} << code.check_bits;
    double sum = 0.0;
    for (int bit = 0; bit < code.data_bits; ++bit) {
        // P(syndrome of all other bits), one bit after the other: only sums of positive terms.
        std::vector<double> others(syndromes, 0.0), next(syndromes);
        others[0] = 1.0;
        for (int j = 0; j < code.word_bits(); ++j) {
            if (j == bit) continue;
            const std::uint32_t h = column(code, j);
            for (std::size_t s = 0; s < syndromes; ++s)
                next[s] = (1.0 - p) * others[s] + p * others[s ^ h];
            others.swap(next);
        }
        // The decoder inverts the bit where the whole syndrome is its column. Wrong after that: the
        // bit was wrong and the others are not all silent, or it was right and they imitate it.
        double not_silent = 0.0;
        for (std::size_t s = 1; s < syndromes; ++s) not_silent += others[s];
        sum += p * not_silent + (1.0 - p) * others[column(code, bit)];
    }
    return sum / code.data_bits;
}

double secded_word_error(const SecdedCode& code, double p) {
    CROSSPOINT_ASSERT(p >= 0.0 && p <= 1.0);
    const int n = code.word_bits();
    double sum = 0.0;
    for (int k = 2; k <= n; ++k) {
        double term = 1.0;  // C(n, k) p^k (1-p)^(n-k), factor by factor: none grows out of bounds
        for (int i = 0; i < k; ++i) term *= p * (n - i) / (k - i);
        sum += term * std::pow(1.0 - p, n - k);
    }
    return sum;
}

}  // namespace crosspoint
