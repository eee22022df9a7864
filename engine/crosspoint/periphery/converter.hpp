// One converter as it was made: what it does to a count, apart from what a count is in amperes.
//
//   count  = (I - I_base - s I_off) / LSB                         (CountScale: affine, per column)
//   v      = (1 + gain) count / step + offset + noise             (Converter, in codes)
//   code   = round(v), or what its capacitors find                (Converter, in codes)
//   result = round(clip(code, min_code, max_code) step)           (in counts)
//
// A successive approximation converter compares v with sums of binary-weighted capacitors, largest
// first, and keeps each that is not too much. Its capacitors differ from powers of two as their
// number of unit capacitors allows. Assumptions and their sources: engine/docs/periphery.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crosspoint {

/// What distinguishes converters from the ideal one and from each other. Codes are steps of the
/// converter at its output.
struct ConverterErrors {
    double offset_codes = 0.0;        ///< of every converter
    double offset_sigma_codes = 0.0;  ///< of the offset from converter to converter
    double gain_error = 0.0;          ///< relative, of every converter
    double gain_sigma = 0.0;          ///< of the gain from converter to converter, relative
    /// Relative sigma of one unit capacitor, 0 .. 0.1: a capacitor of 2^k units has
    /// sigma sqrt(2^k).
    double unit_capacitor_sigma = 0.0;
    double noise_codes = 0.0;  ///< rms noise of one conversion, drawn anew for each
    friend bool operator==(const ConverterErrors&, const ConverterErrors&) = default;
};

/// What a current is in counts: differs from column to column where columns are calibrated.
struct CountScale {
    float lsb_A = 1.0f;   ///< current per count
    float base_A = 0.0f;  ///< constant current that is subtracted
    float off_A = 0.0f;   ///< and current per unit of the reference (a selected row, an ampere)
};

constexpr int most_converter_bits = 16;

/// One converter and the stream of its noise. The default rounds to whole counts and clips all.
struct Converter {
    float step_counts = 1.0f;
    float min_code = 0.0f;
    float max_code = 0.0f;
    float gain = 1.0f;
    float offset_codes = 0.0f;
    float noise_codes = 0.0f;
    std::uint64_t noise_key = 0;
    /// 0: codes are rounded. Else the bits of a successive approximation over `weight_codes`.
    int search_bits = 0;
    /// Code at which the search is in the middle of its range: 0, or 2^(bits-1) for signed ones.
    float middle_code = 0.0f;
    std::array<float, most_converter_bits> weight_codes{};  ///< [bits] of bit k, ideally 2^k
};

/// How a converter spans its counts, before any error.
struct ConverterRange {
    int bits = 0;                    ///< 1..16, signed 2..16, or 0: a code for every whole count
    double full_scale_counts = 1.0;  ///< at least 1
    bool is_signed = false;          ///< -full scale .. full scale, for differential columns
};

/// A converter without errors: with enough codes the step is one count; else the full scale is
/// divided evenly.
Converter ideal_converter(const ConverterRange& range);

/// Which converter of a network it is, and which of its columns and row groups it reads: shared
/// converters have one number, but noise of their own for every column.
struct ConverterPlace {
    std::size_t layer = 0;
    std::size_t tile = 0;
    std::size_t converter = 0;
    std::size_t column = 0;
    std::size_t group = 0;
};

/// A converter with drawn errors, the same for the same seed and place.
/// @param range  with bits >= 1 where capacitors scatter
Converter draw_converter(const ConverterRange& range, const ConverterErrors& errors,
                         std::uint64_t seed, const ConverterPlace& place);

/// Inputs in codes at which the code of a converter becomes 1, 2, .. 2^bits - 1 (ideally 0.5,
/// 1.5, ..; middle_code, gain and offset are left out). What is more is its integral nonlinearity;
/// equal neighbors mean a missing code. @param converter with search_bits >= 1
std::vector<double> code_transitions(const Converter& converter);

/// Counts of one column for a batch of reads.
/// @param current_A   [lanes], lanes a multiple of 64
/// @param reference   [lanes] times scale.off_A is subtracted: the number of selected rows, or with
///                    off_A = 1 the current of a reference column in A
/// @param first_conversion  number of lane 0 among all reads of the column, which names the noise
/// of
///                    each conversion: it does not depend on how reads are cut into batches
/// @param counts      out, [lanes]
/// @returns the sum of the currents, A
double convert_currents(const CountScale& scale, const Converter& converter,
                        std::span<const float> current_A, std::span<const float> reference,
                        std::uint64_t first_conversion, std::span<std::int32_t> counts);

}  // namespace crosspoint
