// Bit error rates of stored weights in closed form: one cell against a reference, two cells against
// each other, and one cell with an error-correcting code.
//
// ln R of cells in the low and the high state is normal: N(mu_L, s_L), N(mu_H, s_H), mu_H > mu_L.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace crosspoint {

/// Of ln R; sigmas above 0, mu_high > mu_low.
struct ResistanceStates {
    double mu_low = 0.0, sigma_low = 0.0;
    double mu_high = 0.0, sigma_high = 0.0;
};

/// Probability that a standard normal exceeds x.
double normal_tail(double x);

/// One cell against a reference at ln R = reference: how often each state is taken for the other.
/// @param sigma_sense  of the sense amplifier's offset in ln R, counted anew for each bit
struct OneCellErrors {
    double of_low = 0.0, of_high = 0.0;
};
OneCellErrors one_cell_errors(const ResistanceStates& states, double reference,
                              double sigma_sense = 0.0);

/// Their mean: both states equally likely.
/// @param sigma_sense  of the sense amplifier's offset in ln R, counted anew for each bit
double ber_one_cell(const ResistanceStates& states, double reference, double sigma_sense = 0.0);

/// The reference with the fewest errors: where the two densities (widened by sigma_sense) cross
/// between the states.
double best_reference(const ResistanceStates& states, double sigma_sense = 0.0);

/// The reference at which both states are taken for the other equally often: more errors than at
/// the best one where the sigmas differ, but none that pull all sums of a network one way.
double balanced_reference(const ResistanceStates& states, double sigma_sense = 0.0);

/// One of the two.
enum class ReferenceRule : std::uint8_t { best, balanced };

/// ln R of the reference by the rule.
double rule_reference(const ResistanceStates& states, ReferenceRule rule, double sigma_sense = 0.0);

/// Two cells in opposite states against each other: Q((mu_H - mu_L) / sqrt(s_L^2 + s_H^2 + s^2)).
double ber_two_cells(const ResistanceStates& states, double sigma_sense = 0.0);

/// An extended Hamming code, single error correcting and double error detecting: check bit i is the
/// parity of the data bits whose number has bit i; data bits are numbered by 3, 5, 6, 7, 9, .. (no
/// powers of two); one more bit makes the parity of the whole word even.
///
/// The decoder, for a word with syndrome s and parity q (odd = 1):
///   q = 1, s the number of a data bit: that bit is inverted (right after one error, wrong after
///   3); q = 1, otherwise: the data stay (an error of a check bit; or a number that no bit has); q
///   = 0, s = 0: accepted;   q = 0, s != 0: two errors are detected and the data stay as read,
/// because there is nothing else to take for a weight.
struct SecdedCode {
    int data_bits = 0;
    int check_bits = 0;                 ///< the parity bit included
    std::vector<std::uint32_t> number;  ///< [data_bits]
    [[nodiscard]] int word_bits() const { return data_bits + check_bits; }
};

struct SecdedWord {
    std::uint64_t data = 0;
    std::uint32_t check = 0;  ///< bit i: check bit i; the highest is the parity bit
};

/// (8,4), (39,32), (72,64), .. @param data_bits 1 .. 64
SecdedCode make_secded(int data_bits);

SecdedWord secded_encode(const SecdedCode& code, std::uint64_t data);
/// The data after the decoder.
std::uint64_t secded_decode(const SecdedCode& code, const SecdedWord& word);

/// Probability that a data bit is wrong behind the decoder, mean over the data bits, when every bit
/// of the word (check bits too) is wrong with probability p independently. Exact for every p: the
/// distribution of the syndrome of all other bits is computed for each bit.
double secded_bit_error(const SecdedCode& code, double p);

/// Probability of two or more errors in a word, which the code cannot repair:
/// 1 - (1-p)^n - n p (1-p)^(n-1), without cancellation.
double secded_word_error(const SecdedCode& code, double p);

}  // namespace crosspoint
