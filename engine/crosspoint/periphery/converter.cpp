// How converters are drawn, and the conversion compiled once per instruction set by Highway.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/converter.hpp"

#include <algorithm>
#include <cmath>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/rng.hpp"

#ifndef CROSSPOINT_PERIPHERY_CONVERTER_CALL
#define CROSSPOINT_PERIPHERY_CONVERTER_CALL
namespace crosspoint {
// One call of the kernel in plain pointers: nothing of the standard library may be instantiated
// where the code is compiled for one instruction set.
struct ConvertCall {
    float per_lsb;     // codes per ampere
    float base_codes;  // codes to subtract
    float off_codes;   // codes per unit of the reference to subtract
    float step_counts;
    float min_code, max_code;
    float noise_codes;
    float middle_code;
    const float* weight_codes;  // [search_bits]
    const float* power_codes;   // [search_bits] 2^k
    int search_bits;
    std::uint32_t key[3];
    std::uint32_t block;     // of 64 conversions, that of lane 0
    std::uint32_t in_block;  // and which of them it is
    const float* current_A;
    const float* reference;
    std::int32_t* counts;
    std::size_t lanes;
    double sum_A;  // out
};
}  // namespace crosspoint
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "crosspoint/periphery/converter.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace crosspoint::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Noise pairs lanes 32 apart: no vector may be longer.
using Floats = hn::CappedTag<float, 16>;
using Ints = hn::RebindToSigned<Floats>;
using Words = hn::RebindToUnsigned<Floats>;
using Float = hn::Vec<Floats>;
using Word = hn::Vec<Words>;

// A bijection of 32 bits without visible structure: C. Wellons' lowbias32 (hash-prospector, 2018).
HWY_INLINE Word scrambled(Word x) {
    const Words dw;
    x = hn::Xor(x, hn::ShiftRight<16>(x));
    x = hn::Mul(x, hn::Set(dw, 0x7feb352du));
    x = hn::Xor(x, hn::ShiftRight<15>(x));
    x = hn::Mul(x, hn::Set(dw, 0x846ca68bu));
    return hn::Xor(x, hn::ShiftRight<16>(x));
}

// Two standard normals of each counter (Box and Muller). The radius ends at 6.6.
HWY_INLINE void two_normals(const ConvertCall& call, Word counter, Float& first, Float& second) {
    const Floats df;
    const Ints di;
    const Words dw;
    const Word x = scrambled(hn::Xor(counter, hn::Set(dw, call.key[0])));
    const Word h1 = scrambled(hn::Xor(x, hn::Set(dw, call.key[1])));
    const Word h2 = scrambled(hn::Xor(x, hn::Set(dw, call.key[2])));
    // Uniform in (0, 1]: (k + 1/2) 2^-31.
    const Float k1 = hn::ConvertTo(df, hn::BitCast(di, hn::ShiftRight<1>(h1)));
    const Float u = hn::MulAdd(k1, hn::Set(df, 0x1.0p-31f), hn::Set(df, 0x1.0p-32f));
    const Float radius = hn::Sqrt(hn::Mul(hn::Set(df, -2.0f), hn::Log(df, u)));
    // A direction within 45 degrees of an axis, then which axis and which of its ends.
    const Float k2 = hn::ConvertTo(df, hn::BitCast(di, hn::ShiftRight<2>(h2)));
    const Float a = hn::MulSub(k2, hn::Set(df, 1.46291807926716e-9f),  // pi/2 2^-30
                               hn::Set(df, 0.785398163397448f));
    const Float a2 = hn::Mul(a, a);
    Float s = hn::MulAdd(a2, hn::Set(df, -1.0f / 5040.0f), hn::Set(df, 1.0f / 120.0f));
    s = hn::MulAdd(a2, s, hn::Set(df, -1.0f / 6.0f));
    s = hn::MulAdd(hn::Mul(a2, s), a, a);
    Float c = hn::MulAdd(a2, hn::Set(df, 1.0f / 40320.0f), hn::Set(df, -1.0f / 720.0f));
    c = hn::MulAdd(a2, c, hn::Set(df, 1.0f / 24.0f));
    c = hn::MulAdd(a2, c, hn::Set(df, -0.5f));
    c = hn::MulAdd(a2, c, hn::Set(df, 1.0f));
    const Word sign = hn::ShiftLeft<31>(h2);
    c = hn::BitCast(df, hn::Xor(hn::BitCast(dw, c), sign));
    const Word odd = hn::And(h2, hn::Set(dw, 2u));
    const auto swap = hn::RebindMask(df, hn::Ne(odd, hn::Zero(dw)));
    first = hn::Mul(radius, hn::IfThenElse(swap, s, c));
    second = hn::Mul(radius, hn::IfThenElse(swap, c, s));
}

HWY_INLINE Float input_codes(const ConvertCall& call, std::size_t lane, Float& sum_A) {
    const Floats df;
    const Float current_A = hn::LoadU(df, call.current_A + lane);
    sum_A = hn::Add(sum_A, current_A);
    const Float steps =
        hn::MulSub(current_A, hn::Set(df, call.per_lsb), hn::Set(df, call.base_codes));
    return hn::NegMulAdd(hn::LoadU(df, call.reference + lane), hn::Set(df, call.off_codes), steps);
}

// The noise of 64 conversions.
HWY_INLINE void fill_normals(const ConvertCall& call, std::uint32_t block,
                             float* HWY_RESTRICT normals) {
    const Floats df;
    const Words dw;
    for (std::size_t i = 0; i < 32; i += hn::Lanes(df)) {
        Float first, second;
        two_normals(call, hn::Iota(dw, 32u * block + static_cast<std::uint32_t>(i)), first, second);
        hn::Store(first, df, normals + i);
        hn::Store(second, df, normals + 32 + i);
    }
}

template <bool kSearch>
HWY_INLINE void store_counts(const ConvertCall& call, std::size_t lane, Float v) {
    const Floats df;
    const Ints di;
    Float code;
    if (kSearch) {
        // What is left of the input; a bit that is kept takes its weight.
        Float left = hn::Add(v, hn::Set(df, call.middle_code + 0.5f));
        code = hn::Set(df, -call.middle_code);
        for (int k = call.search_bits - 1; k >= 0; --k) {
            const Float weight = hn::Set(df, call.weight_codes[k]);
            const auto keep = hn::Ge(left, weight);
            left = hn::IfThenElse(keep, hn::Sub(left, weight), left);
            code = hn::IfThenElse(keep, hn::Add(code, hn::Set(df, call.power_codes[k])), code);
        }
    } else {
        code = hn::Round(v);
    }
    code = hn::Clamp(code, hn::Set(df, call.min_code), hn::Set(df, call.max_code));
    hn::StoreU(hn::NearestInt(hn::Mul(code, hn::Set(df, call.step_counts))), di,
               call.counts + lane);
}

template <bool kSearch, bool kNoise>
HWY_INLINE void convert_all(ConvertCall& in_out) {
    const ConvertCall call = in_out;  // a copy that no store can change: it stays in registers
    const Floats df;
    const std::size_t n = hn::Lanes(df);
    Float sum_A = hn::Zero(df);
    if (!kNoise) {
        for (std::size_t b = 0; b < call.lanes; b += n)
            store_counts<kSearch>(call, b, input_codes(call, b, sum_A));
    } else {
        const Float sigma = hn::Set(df, call.noise_codes);
        HWY_ALIGN float normals[128];  // of the block of lane b and the one after
        std::uint32_t block = call.block;
        if (call.in_block != 0) fill_normals(call, block++, normals + 64);
        for (std::size_t b = 0; b < call.lanes; b += 64) {
            if (call.in_block != 0)
                for (std::size_t i = 0; i < 64; i += n)
                    hn::Store(hn::Load(df, normals + 64 + i), df, normals + i);
            fill_normals(call, block++, normals + (call.in_block != 0 ? 64 : 0));
            for (std::size_t i = 0; i < 64; i += n)
                store_counts<kSearch>(call, b + i,
                                      hn::MulAdd(hn::LoadU(df, normals + call.in_block + i), sigma,
                                                 input_codes(call, b + i, sum_A)));
        }
    }
    in_out.sum_A = static_cast<double>(hn::GetLane(hn::SumOfLanes(df, sum_A)));
}

void convert_reads(ConvertCall& call) {
    const bool search = call.search_bits > 0, noise = call.noise_codes > 0.0f;
    if (search && noise) return convert_all<true, true>(call);
    if (search) return convert_all<true, false>(call);
    if (noise) return convert_all<false, true>(call);
    convert_all<false, false>(call);
}

}  // namespace crosspoint::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace crosspoint {

HWY_EXPORT(convert_reads);

namespace {

constexpr std::uint64_t converter_purpose = 0xADC0;
constexpr std::uint64_t noise_purpose = 0xADC1;

constexpr auto power_codes = [] {
    std::array<float, most_converter_bits> powers{};
    for (std::size_t k = 0; k < powers.size(); ++k)
        powers[k] = static_cast<float>(std::uint32_t{1} << k);
    return powers;
}();

// Capacitors of 2^k units each and a last unit that makes the sum 2^bits: what each adds to the
// voltage that the input is compared with, in codes.
void draw_capacitors(Converter& converter, double sigma, std::mt19937_64& random) {
    std::array<double, most_converter_bits> units{};
    double total = 0.0;
    for (int k = converter.search_bits - 1; k >= 0; --k) {
        const double ideal = std::ldexp(1.0, k);
        units[static_cast<std::size_t>(k)] =
            ideal + sigma * std::sqrt(ideal) * standard_normal(random);
        total += units[static_cast<std::size_t>(k)];
    }
    total += 1.0 + sigma * standard_normal(random);
    const double per_unit = std::ldexp(1.0, converter.search_bits) / total;
    for (std::size_t k = 0; k < units.size(); ++k)
        converter.weight_codes[k] = static_cast<float>(units[k] * per_unit);
}

}  // namespace

Converter ideal_converter(const ConverterRange& range) {
    const double full_scale = range.full_scale_counts;
    const int magnitude_bits = range.is_signed ? range.bits - 1 : range.bits;
    const double codes =
        range.bits == 0 ? std::floor(full_scale) : std::ldexp(1.0, magnitude_bits) - 1.0;
    CROSSPOINT_ASSERT(codes >= 1.0);
    const double step = std::max(1.0, full_scale / codes);
    Converter converter;
    converter.step_counts = static_cast<float>(step);
    converter.max_code = static_cast<float>(std::min(codes, std::floor(full_scale / step + 1e-6)));
    if (range.is_signed) converter.min_code = -converter.max_code;
    return converter;
}

Converter draw_converter(const ConverterRange& range, const ConverterErrors& errors,
                         std::uint64_t seed, const ConverterPlace& place) {
    CROSSPOINT_ASSERT(errors.unit_capacitor_sigma == 0.0 ||
                      (range.bits >= 1 && range.bits <= most_converter_bits));
    Converter converter = ideal_converter(range);
    std::mt19937_64 random(
        mixed_seed(seed, {converter_purpose, place.layer, place.tile, place.converter}));
    // In this order always: a converter keeps its offset when the sigma of its gain is swept.
    const double offset = standard_normal(random);
    const double gain = standard_normal(random);
    converter.offset_codes =
        static_cast<float>(errors.offset_codes + errors.offset_sigma_codes * offset);
    converter.gain = static_cast<float>(1.0 + errors.gain_error + errors.gain_sigma * gain);
    if (errors.unit_capacitor_sigma > 0.0) {
        converter.search_bits = range.bits;
        if (range.is_signed)
            converter.middle_code = static_cast<float>(std::ldexp(1.0, range.bits - 1));
        draw_capacitors(converter, errors.unit_capacitor_sigma, random);
    }
    converter.noise_codes = static_cast<float>(errors.noise_codes);
    converter.noise_key =
        mixed_seed(seed, {noise_purpose, place.layer, place.tile, place.group, place.column});
    return converter;
}

std::vector<double> code_transitions(const Converter& converter) {
    const int bits = converter.search_bits;
    CROSSPOINT_ASSERT(bits >= 1 && bits <= most_converter_bits);
    // The search is a binary tree: code c is first reached at the test of its lowest set bit.
    // Unless an earlier test of the same path has sent the input elsewhere: one that kept its bit
    // needs at least its own level, one that dropped it lets every input above its level pass.
    std::vector<double> at((std::size_t{1} << bits) - 1);
    for (std::size_t code = 1; code <= at.size(); ++code) {
        const auto level = [&](int k) {  // kept bits above k, and bit k
            double sum = static_cast<double>(converter.weight_codes[static_cast<std::size_t>(k)]);
            for (int j = bits - 1; j > k; --j)
                if ((code >> j & 1u) != 0)
                    sum += static_cast<double>(converter.weight_codes[static_cast<std::size_t>(j)]);
            return sum;
        };
        int k = 0;
        while ((code >> k & 1u) == 0) ++k;
        double v = level(k);
        for (++k; k < bits; ++k)
            v = (code >> k & 1u) != 0 ? std::max(v, level(k)) : std::min(v, level(k));
        at[code - 1] = v - 0.5;
    }
    return at;
}

double convert_currents(const CountScale& scale, const Converter& converter,
                        std::span<const float> current_A, std::span<const float> reference,
                        std::uint64_t first_conversion, std::span<std::int32_t> counts) {
    CROSSPOINT_ASSERT(counts.size() % 64 == 0 && current_A.size() == counts.size() &&
                      reference.size() == counts.size());
    const float per_step = 1.0f / (scale.lsb_A * converter.step_counts) * converter.gain;
    const std::uint64_t block = first_conversion / 64;
    ConvertCall call{.per_lsb = per_step,
                     .base_codes = scale.base_A * per_step - converter.offset_codes,
                     .off_codes = scale.off_A * per_step,
                     .step_counts = converter.step_counts,
                     .min_code = converter.min_code,
                     .max_code = converter.max_code,
                     .noise_codes = converter.noise_codes,
                     .middle_code = converter.middle_code,
                     .weight_codes = converter.weight_codes.data(),
                     .power_codes = power_codes.data(),
                     .search_bits = converter.search_bits,
                     .key = {},
                     .block = static_cast<std::uint32_t>(block & 0x7ffffffu),
                     .in_block = static_cast<std::uint32_t>(first_conversion % 64),
                     .current_A = current_A.data(),
                     .reference = reference.data(),
                     .counts = counts.data(),
                     .lanes = counts.size(),
                     .sum_A = 0.0};
    if (converter.noise_codes > 0.0f) {
        // A counter has 32 bits, 5 of them for the place in half a block. A batch does not cross
        // the end of a key: that would take 2^33 reads of one column.
        const std::uint64_t key = mixed_seed(converter.noise_key, {block >> 27, 0});
        call.key[0] = static_cast<std::uint32_t>(key);
        call.key[1] = static_cast<std::uint32_t>(key >> 32);
        call.key[2] = static_cast<std::uint32_t>(mixed_seed(converter.noise_key, {block >> 27, 1}));
    }
    HWY_DYNAMIC_DISPATCH(convert_reads)(call);
    return call.sum_A;
}

}  // namespace crosspoint
#endif
