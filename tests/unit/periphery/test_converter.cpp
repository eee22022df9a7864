// The converter against a literal successive approximation over capacitors, its transitions, and
// the statistics of what is drawn.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/converter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "crosspoint/base/rng.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using testing::rel_diff;

namespace {

// Codes of inputs in counts, one a read.
std::vector<std::int32_t> convert(const Converter& converter, const std::vector<float>& counts,
                                  std::uint64_t first = 0) {
    const std::vector<float> nothing(counts.size(), 0.0f);
    std::vector<std::int32_t> out(counts.size());
    convert_currents({}, converter, counts, nothing, first, out);
    return out;
}

// What the circuit does, bit by bit, in double precision.
int literal_search(const Converter& converter, double v) {
    double kept = 0.0;
    int code = 0;
    for (int bit = converter.search_bits; bit-- > 0;) {
        const double weight =
            static_cast<double>(converter.weight_codes[static_cast<std::size_t>(bit)]);
        if (v + 0.5 >= kept + weight) {
            kept += weight;
            code |= 1 << bit;
        }
    }
    return code;
}

struct Moments {
    double mean = 0.0, sigma = 0.0, excess = 0.0;
};
Moments moments(const std::vector<double>& values) {
    Moments m;
    for (const double v : values) m.mean += v / static_cast<double>(values.size());
    double second = 0.0, fourth = 0.0;
    for (const double v : values) {
        const double d2 = (v - m.mean) * (v - m.mean);
        second += d2 / static_cast<double>(values.size());
        fourth += d2 * d2 / static_cast<double>(values.size());
    }
    m.sigma = std::sqrt(second);
    m.excess = fourth / (second * second) - 3.0;
    return m;
}

}  // namespace

TEST_CASE("converter: without errors it rounds and clips; signed on both sides") {
    const Converter plain = draw_converter({.bits = 4, .full_scale_counts = 60.0}, {}, 1, {});
    CHECK(plain.step_counts == 4.0f);
    CHECK(plain.max_code == 15.0f);
    CHECK(plain.min_code == 0.0f);
    CHECK(plain.gain == 1.0f);
    std::vector<float> in(64, 0.0f);
    in[0] = -3.0f, in[1] = 5.9f, in[2] = 6.1f, in[3] = 1000.0f;
    const auto out = convert(plain, in);
    CHECK(out[0] == 0);
    CHECK(out[1] == 4);
    CHECK(out[2] == 8);
    CHECK(out[3] == 60);

    const Converter both =
        draw_converter({.bits = 5, .full_scale_counts = 15.0, .is_signed = true}, {}, 1, {});
    const auto signed_out = convert(both, in);
    CHECK(both.step_counts == 1.0f);
    CHECK(signed_out[0] == -3);
    CHECK(signed_out[1] == 6);
    CHECK(signed_out[3] == 15);
    in[0] = -1000.0f;
    CHECK(convert(both, in)[0] == -15);
}

TEST_CASE("converter: the column's scale is subtracted before the converter's gain and offset") {
    // count = (I - 1 uA - 2 * 0.5 uA) / 0.25 uA = 12 at 5 uA; v = 1.25 * 12 + 2 = 17
    Converter converter = ideal_converter({.bits = 8, .full_scale_counts = 255.0});
    converter.gain = 1.25f;
    converter.offset_codes = 2.0f;
    const CountScale scale{.lsb_A = 0.25e-6f, .base_A = 1e-6f, .off_A = 0.5e-6f};
    const std::vector<float> current(64, 5e-6f), selected(64, 2.0f);
    std::vector<std::int32_t> counts(64);
    convert_currents(scale, converter, current, selected, 0, counts);
    CHECK(std::ranges::all_of(counts, [](int c) { return c == 17; }));

    // A reference column in amperes: off_A = 1 A per A.
    const CountScale in_array{.lsb_A = 0.25e-6f, .base_A = 0.0f, .off_A = 1.0f};
    const std::vector<float> reference(64, 2e-6f);
    convert_currents(in_array, converter, current, reference, 0, counts);
    CHECK(std::ranges::all_of(counts, [](int c) { return c == 17; }));
}

TEST_CASE("converter: the kernel finds the code of a literal search over drawn capacitors") {
    testing::for_all(40, [](std::mt19937_64& random) {
        const bool is_signed = random() % 2 == 0;
        const int bits = (is_signed ? 2 : 1) + static_cast<int>(random() % 9);
        const double full =
            is_signed ? std::ldexp(1.0, bits - 1) - 1.0 : std::ldexp(1.0, bits) - 1.0;
        const Converter converter = draw_converter(
            {.bits = bits, .full_scale_counts = full, .is_signed = is_signed},
            {.offset_sigma_codes = 0.7, .gain_sigma = 0.03, .unit_capacitor_sigma = 0.08}, random(),
            {});
        const double middle = is_signed ? std::ldexp(1.0, bits - 1) : 0.0;
        const double low = is_signed ? -full : 0.0;
        std::vector<float> in(256);
        for (float& v : in)
            v = static_cast<float>((full - low + 4.0) * uniform(random) + low - 2.0);

        const auto out = convert(converter, in);

        const std::vector<double> transitions = code_transitions(converter);
        CHECK(std::ranges::is_sorted(transitions));
        for (std::size_t b = 0; b < in.size(); ++b) {
            const double v = static_cast<double>(converter.gain) * static_cast<double>(in[b]) +
                             static_cast<double>(converter.offset_codes) + middle;
            const auto near =
                std::ranges::min(transitions, {}, [&](double t) { return std::abs(t - v); });
            if (std::abs(near - v) < 1e-4) continue;  // single precision may decide otherwise
            const int literal = literal_search(converter, v);
            const auto by_table = std::ranges::upper_bound(transitions, v) - transitions.begin();
            CHECK(literal == static_cast<int>(by_table));
            CHECK(out[b] == static_cast<int>(std::clamp(literal - middle, low, full)));
        }
    });
}

TEST_CASE("converter: nonlinearity vanishes at the ends and has the textbook sigma in the middle") {
    // At code 2^(B-1) one capacitor of 2^(B-1) units stands against the sum of all others:
    // w = 2^B C / (C + C'), sigma(w) = sigma_u sqrt(2^B) / 2 where both have 2^(B-1) units.
    constexpr int bits = 8, converters = 2000;
    constexpr double sigma = 0.02;
    std::vector<double> middle, last;
    for (std::size_t k = 0; k < converters; ++k) {
        const Converter converter =
            draw_converter({.bits = bits, .full_scale_counts = 255.0},
                           {.unit_capacitor_sigma = sigma}, 3, {.converter = k});
        middle.push_back(static_cast<double>(converter.weight_codes[bits - 1]) - 128.0);
        double all = 0.0;
        for (const float w : converter.weight_codes) all += static_cast<double>(w);
        last.push_back(all - 255.0);
    }
    const double expected = sigma * std::sqrt(256.0) / 2.0;
    CHECK(rel_diff(moments(middle).sigma, expected) < 0.06);  // 4 sigma of 2000 draws
    CHECK(std::abs(moments(middle).mean) < 4.0 * expected / std::sqrt(converters));
    CHECK(rel_diff(moments(last).sigma, sigma) < 0.06);  // the last unit alone
}

TEST_CASE("converter: draws depend on seed and place; noise alone on the column") {
    const ConverterRange range{.bits = 6, .full_scale_counts = 63.0};
    const ConverterErrors errors{.offset_codes = 1.0,
                                 .offset_sigma_codes = 0.5,
                                 .gain_error = -0.02,
                                 .gain_sigma = 0.01,
                                 .noise_codes = 0.3};
    const ConverterPlace place{.layer = 1, .tile = 2, .converter = 3, .column = 24, .group = 0};
    const Converter a = draw_converter(range, errors, 7, place);
    ConverterPlace neighbor = place;
    neighbor.column = 25;
    const Converter shared = draw_converter(range, errors, 7, neighbor);
    CHECK(shared.offset_codes == a.offset_codes);
    CHECK(shared.gain == a.gain);
    CHECK(shared.noise_key != a.noise_key);
    for (const int change : {0, 1, 2, 3}) {
        ConverterPlace other = place;
        if (change == 0) ++other.layer;
        if (change == 1) ++other.tile;
        if (change == 2) ++other.converter;
        CHECK(draw_converter(range, errors, change == 3 ? 8 : 7, other).offset_codes !=
              a.offset_codes);
    }
    std::vector<double> offsets, gains;
    for (std::size_t k = 0; k < 4000; ++k) {
        const Converter c = draw_converter(range, errors, 7, {.converter = k});
        offsets.push_back(static_cast<double>(c.offset_codes));
        gains.push_back(static_cast<double>(c.gain));
    }
    CHECK(std::abs(moments(offsets).mean - 1.0) < 4.0 * 0.5 / std::sqrt(4000.0));
    CHECK(rel_diff(moments(offsets).sigma, 0.5) < 0.045);
    CHECK(std::abs(moments(gains).mean - 0.98) < 4.0 * 0.01 / std::sqrt(4000.0));
    CHECK(rel_diff(moments(gains).sigma, 0.01) < 0.045);
}

TEST_CASE("converter: noise is normal, white, and has the same values however reads are cut") {
    // A step of 1/1000 sigma: codes are the noise itself.
    Converter converter = ideal_converter({.full_scale_counts = 1e6, .is_signed = true});
    converter.noise_codes = 1000.0f;
    converter.noise_key = 99;
    constexpr std::size_t reads = 1 << 18;
    const auto out = convert(converter, std::vector<float>(reads, 0.0f));
    std::vector<double> z(reads);
    for (std::size_t b = 0; b < reads; ++b) z[b] = out[b] / 1000.0;

    const Moments m = moments(z);
    const double n = static_cast<double>(reads);
    CHECK(std::abs(m.mean) < 4.0 / std::sqrt(n));
    CHECK(std::abs(m.sigma - 1.0) < 4.0 / std::sqrt(2.0 * n));
    CHECK(std::abs(m.excess) < 4.0 * std::sqrt(24.0 / n));
    // Kolmogorov and Smirnov: 1.95 / sqrt(n) is passed by chance once in a thousand.
    std::vector<double> sorted = z;
    std::ranges::sort(sorted);
    double apart = 0.0;
    for (std::size_t k = 0; k < reads; ++k) {
        const double cdf = 0.5 * std::erfc(-sorted[k] / std::sqrt(2.0));
        apart = std::max(apart, std::abs(cdf - (static_cast<double>(k) + 0.5) / n));
    }
    CHECK(apart < 1.95 / std::sqrt(n));
    CHECK(sorted.back() > 4.0);  // a sum of few uniform numbers would end before
    CHECK(sorted.front() < -4.0);
    for (const std::size_t lag : {1u, 2u, 31u, 32u, 33u, 64u, 4096u}) {
        double sum = 0.0;
        for (std::size_t b = 0; b + lag < reads; ++b) sum += z[b] * z[b + lag];
        CAPTURE(lag);
        CHECK(std::abs(sum) < 4.5 * std::sqrt(n));
    }

    const std::vector<float> part(128, 0.0f);
    const auto later = convert(converter, part, 4096);
    CHECK(std::equal(later.begin(), later.end(), out.begin() + 4096));
    const auto odd = convert(converter, part, 4096 + 37);
    CHECK(std::equal(odd.begin(), odd.end(), out.begin() + 4096 + 37));
    // Far numbers do not wrap around to near ones.
    CHECK(convert(converter, part, std::uint64_t{1} << 33) != convert(converter, part, 0));
    Converter other = converter;
    other.noise_key = 100;
    const auto others = convert(other, std::vector<float>(reads, 0.0f));
    double sum = 0.0;
    for (std::size_t b = 0; b < reads; ++b) sum += z[b] * others[b] / 1000.0;
    CHECK(std::abs(sum) < 4.5 * std::sqrt(n));
}
